from . import test_scoring_rules
from . import test_ranking_rules
from . import test_scores
