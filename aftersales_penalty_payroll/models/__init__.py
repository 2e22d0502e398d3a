from . import aftersales_penalty_sheet
from . import hr_payslip
