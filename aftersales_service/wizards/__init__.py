from . import aftersales_clock_rerate
from . import aftersales_event_correct
from . import aftersales_event_record
from . import aftersales_holiday_update
from . import aftersales_pause
from . import aftersales_profile_load
from . import aftersales_visit_return
