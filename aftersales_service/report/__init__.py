from . import aftersales_service_record
from . import aftersales_service_record_xlsx
