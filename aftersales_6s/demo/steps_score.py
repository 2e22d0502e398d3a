"""Weeks and months: who was the best, and what the points come to."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .stage import DAY
from .steps_finding import FindingSteps
from .words import NO_WORK

#: The director confirms a month on its morning after the first
CONFIRMED_ON = 2


class ScoreSteps(FindingSteps):
    """The director confirms each Friday, and each month once it is over."""

    def plan_scores(self):
        for friday in self.fridays():
            self.on(self.moment(friday, "17:00"), self.sweep_weeks)
            self.on(self.moment(friday, "17:30"), self.confirm_week, friday)
        for month in self.months[:2]:
            after = month + relativedelta(months=1)
            self.on(self.moment(after - DAY, "23:00"), self.sweep_months)
            at = self.moment(after + timedelta(days=CONFIRMED_ON - 1), "09:30")
            self.on(min(at, self.now), self.confirm_month, month)

    def sweep_weeks(self):
        self.env["aftersales.6s.week"].sweep(self.at)

    def confirm_week(self, friday):
        week = self.desk("director")["aftersales.6s.week"].search(
            [("company_id", "=", self.company.id), ("friday", "=", friday)]
        )
        if week.sudo().line_ids:
            week.action_confirm()
        else:
            week.action_cancel(NO_WORK)

    def sweep_months(self):
        self.env["aftersales.6s.month"].sweep(self.at)

    def confirm_month(self, month):
        sheet = self.month(month)
        sheet.action_confirm()
        self.propose(sheet)

    def month(self, month):
        return self.desk("director")["aftersales.6s.month"].search(
            [("company_id", "=", self.company.id), ("month", "=", month)]
        )

    def propose(self, sheet):
        """What becomes of a confirmed month."""

    def end_scores(self):
        self.sweep_weeks()
        self.sweep_months()
