from . import test_deduction_rules
