from . import aftersales_visit_return
