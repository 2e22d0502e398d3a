from . import aftersales_event_record
from . import aftersales_profile_load
from . import aftersales_visit_link
from . import aftersales_visit_return
