from . import test_areas
from . import test_area_rights
from . import test_checklists
from . import test_profiles_6s
from . import test_rhythm_rules
from . import test_rounds
