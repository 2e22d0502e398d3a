from . import aftersales_6s_finding_step
from . import aftersales_6s_red_tag_step
from . import aftersales_settings_register
from . import aftersales_6s_handover
from . import aftersales_settings_rhythm
from . import aftersales_settings_6s_photo
from . import aftersales_6s_inspection_cancel
