from . import aftersales_appraisal
