from . import aftersales_penalty_step
from . import aftersales_penalty_trial
from . import aftersales_signature_refusal
