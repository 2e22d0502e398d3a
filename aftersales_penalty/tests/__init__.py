from . import test_case_rules
