from . import aftersales_appraisal
from . import aftersales_penalty_sheet_xlsx
