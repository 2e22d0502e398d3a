from . import aftersales_penalty_sheet_make
from . import aftersales_penalty_sheet_sign
