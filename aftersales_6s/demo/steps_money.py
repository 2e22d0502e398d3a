"""From a confirmed month to cases, and to the sheets of the month."""

from .steps_score import ScoreSteps
from .words import FORGIVEN, REWARDED, STATEMENTS


class MoneySteps(ScoreSteps):
    """The director decides on each case; the person has been heard before."""

    def propose(self, sheet):
        sheet.action_propose()
        cases = self.env["aftersales.penalty"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "proposed"),
                ("source_ref", "in", sheet.sudo().person_ids._source_refs()),
            ],
            order="id",
        )
        first = sheet.month == self.months[0]
        for number, case in enumerate(cases):
            if case.is_reward:
                self.then(1, "10:10", self.confirm, case, REWARDED)
            elif first and number % 3 == 2:
                self.then(1, "10:30", self.waive, case)
            else:
                self.then(1, "10:40", self.notify, case)
                if first or number % 2:
                    words = STATEMENTS[number % len(STATEMENTS)]
                    self.then(2, "12:20", self.state, case, words)
                if first:
                    self.then(5, "15:10", self.confirm, case)
                    self.then(6, "08:10", self.has_read, case)

    def notify(self, case):
        self.by("director", case).action_notify()

    def state(self, case, words):
        case.with_env(self.of(case.sudo().employee_id)).action_state(words)

    def confirm(self, case, reason=None):
        self.by("director", case).action_confirm(reason)

    def has_read(self, case):
        case.with_env(self.of(case.sudo().employee_id))._done_for_employee()

    def waive(self, case):
        self.by("director", case).action_waive(FORGIVEN)

    def make_sheets(self):
        """HR makes the sheets of the running month and the one before."""
        sheets = self.desk("hr")["aftersales.penalty.sheet"]
        for month in self.months[1:]:
            sheets.make(month)
