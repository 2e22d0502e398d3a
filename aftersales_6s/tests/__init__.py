from . import test_finding_rules
from . import test_findings
from . import test_objections
from . import test_locks
from . import test_finding_rights
from . import test_red_tags
from . import test_registers
