from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from odoo.addons.aftersales_penalty.rules import case as case_rules

from ..rules import ranking
from ..rules import scoring as rules
from . import aftersales_6s_week as week
from .aftersales_6s_month import CONFIRMED, OPEN


class Aftersales6sMonth(models.Model):
    """A manager confirms a month; what it comes to is proposed as cases then."""

    _inherit = "aftersales.6s.month"

    def action_confirm(self):
        """Compute it a last time and freeze it.

        :raise AccessError: the user is no manager
        :raise UserError: the month isn't over, or a week of it isn't decided
        """
        self.check_access("read")
        self._check_score_manager()
        for month in self:
            month._check_open()
            month._check_over()
            month._check_weeks()
        self.action_compute()
        # the state is moved by steps only
        self.sudo().write(
            {
                "state": CONFIRMED,
                "confirmed_by_id": self.env.uid,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        # of a month that was opened again, cases may be there for other sums
        self.sudo().person_ids._tell_deciders()
        return True

    def action_reopen(self, reason):
        """Open it again, as long as no case of it was decided.

        :param reason: why
        :raise UserError: it isn't confirmed, or a case was decided
        """
        self.check_access("read")
        self._check_score_manager()
        for month in self:
            if month.state != CONFIRMED:
                raise UserError(self.env._("%s isn't confirmed.", month.display_name))
            reason = month._score_reason(reason, month)
            system = month.sudo()  # all cases count, also those others decide on
            refs = system.person_ids._source_refs()
            decided = system.env["aftersales.penalty"].search(
                [
                    ("source_ref", "in", refs),
                    ("state", "not in", list(case_rules.OPEN)),
                ],
                limit=1,
            ) or system.env["aftersales.penalty"].search(
                [("source_ref", "in", refs), ("decided_at", "!=", False)], limit=1
            )
            if decided:
                raise UserError(
                    self.env._(
                        "%(month)s: case %(case)s was decided, so it stays confirmed. "
                        "What is wrong is put right there: by an appeal, or by "
                        "revoking it.",
                        month=month.display_name,
                        case=decided.name,
                    )
                )
            system.write({"state": OPEN, "reopen_reason": reason})
        return True

    def action_propose(self):
        """Propose the cases of this month now, instead of with the nightly run.

        :raise AccessError: the user decides on no cases
        :raise UserError: penalties are switched off, or it isn't confirmed
        """
        self.ensure_one()
        self._check_score_manager()
        if self.state != CONFIRMED:
            raise UserError(self.env._("%s: confirm it first.", self.display_name))
        since = rules.month_end(self.month, self.company_id._service_tz())
        self.env["aftersales.penalty"].with_company(self.company_id).propose(
            since, fields.Datetime.add(since, seconds=1)
        )
        return self.action_view_cases()

    def _check_over(self):
        last = date_utils.end_of(self.month, "month")
        if self.company_id._service_date(fields.Datetime.now()) <= last:
            raise UserError(
                self.env._(
                    "%(month)s can be confirmed from %(day)s on, when it is over.",
                    month=self.display_name,
                    day=fields.Date.add(last, days=1),
                )
            )

    def _check_weeks(self):
        """All weeks are confirmed or cancelled; says which aren't."""
        decided = {
            one.friday
            for one in self.week_ids
            if one.state in (week.CONFIRMED, week.CANCELLED)
        }
        missing = [day for day in ranking.fridays(self.month) if day not in decided]
        if missing:
            raise UserError(
                self.env._(
                    "%(month)s: these weeks aren't decided yet: %(weeks)s. Confirm or "
                    "cancel them under Weeks; “Compute” makes those that are missing.",
                    month=self.display_name,
                    weeks=", ".join(f"{day:%Y-%m-%d}" for day in missing),
                )
            )
