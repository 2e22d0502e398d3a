from . import aftersales_penalty_sheet_xlsx
