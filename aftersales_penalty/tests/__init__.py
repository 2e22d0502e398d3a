from . import test_case_rules
from . import test_cases
