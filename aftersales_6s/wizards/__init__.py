from . import aftersales_6s_handover
from . import aftersales_settings_rhythm
