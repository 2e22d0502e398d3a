from . import portal_penalty
