from . import aftersales_profile_load
from . import aftersales_visit_return
