from . import aftersales_delay_report
from . import aftersales_event_record
from . import aftersales_intake
from . import aftersales_profile_load
from . import aftersales_visit_return
