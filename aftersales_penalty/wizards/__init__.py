from . import aftersales_penalty_step
from . import aftersales_penalty_trial
from . import aftersales_signature_refusal
from . import aftersales_penalty_sheet_make
from . import aftersales_penalty_sheet_sign
from . import aftersales_settings_sheet
from . import aftersales_penalty_replay
from . import aftersales_settings
