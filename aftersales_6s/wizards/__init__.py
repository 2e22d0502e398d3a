from . import aftersales_6s_week_step
from . import aftersales_settings_6s_score
