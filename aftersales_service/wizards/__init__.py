from . import aftersales_event_record
from . import aftersales_profile_load
from . import aftersales_visit_booking
from . import aftersales_visit_cancel
from . import aftersales_visit_crew
from . import aftersales_visit_return
from . import aftersales_visit_satisfaction
