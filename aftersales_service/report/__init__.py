from . import aftersales_service_record
from . import aftersales_service_record_xlsx
from . import aftersales_warranty_card
