from . import test_scoring_rules
from . import test_ranking_rules
from . import test_scores
from . import test_weeks
from . import test_votes
from . import test_months
from . import test_money
from . import test_score_rights
