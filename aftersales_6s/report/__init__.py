from . import aftersales_6s_report
from . import aftersales_6s_month_xlsx
