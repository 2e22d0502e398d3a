from . import test_photo_rules
from . import test_inspection_rules
from . import test_photos
from . import test_inspections
from . import test_inspection_answers
from . import test_inspection_rights
