from . import test_case_rules
from . import test_cases
from . import test_clauses
from . import test_clauses_manual
from . import test_clauses_of_profiles
from . import test_profile_clauses
from . import test_deduction_rules
