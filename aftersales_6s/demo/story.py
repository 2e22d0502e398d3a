"""The story of the demo's workshop: how 6S began, and what came of it.

Months are those of the calendar, so that weeks and months can be confirmed on any day
of installation; what is open today lies in the last workdays before it.
"""

from .steps_area import AreaSteps
from .steps_money import MoneySteps
from .steps_register import RegisterSteps
from .steps_tag import TagSteps


class Story(MoneySteps, RegisterSteps, TagSteps, AreaSteps):
    """All parts of the story; they meet by what is on record."""

    def prepare(self):
        self.plan_beginning()
        self.plan_rounds()
        self.plan_walks()
        self.plan_scores()
        self.plan_registers()
        self.plan_tags()

    def finish(self):
        self.leave_rounds()
        self.sweep_findings()
        self.sweep_registers()
        self.sweep_tags()
        self.end_scores()
        self.make_sheets()
