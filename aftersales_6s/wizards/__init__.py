from . import aftersales_6s_handover
from . import aftersales_settings_rhythm
from . import aftersales_settings_6s_photo
from . import aftersales_6s_inspection_cancel
