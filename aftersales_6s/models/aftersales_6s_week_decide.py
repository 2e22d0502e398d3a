from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_6s_week import CANCELLED, CONFIRMED, DRAFT, PROPOSED


class Aftersales6sWeek(models.Model):
    """A person names the best and the worst of a week, never themselves."""

    _inherit = "aftersales.6s.week"

    def action_confirm(self, best=None, worst=None, best_note=None, worst_note=None):
        """Name the best and the worst as proposed, or others with a reason.

        :param best: ``hr.employee`` or its id; False: nobody; None: as proposed
        :param worst: the same for the worst
        :param best_note: why it isn't the one who was proposed
        :param worst_note: the same for the worst
        :raise AccessError: the user is no manager, or is named themselves
        :raise UserError: there is nothing to confirm, or a reason is missing
        """
        self.check_access("read")
        self._check_score_manager()
        for week in self:
            if week.state != PROPOSED:
                raise UserError(
                    self.env._(
                        "%s can't be confirmed now: compute it first, and only once "
                        "does it get confirmed.",
                        week.display_name,
                    )
                )
            system = week.sudo()  # what is decided is written by the system only
            own_best, own_worst = system.proposed_best_id, system.proposed_worst_id
            chosen_best = system._chosen(best, own_best)
            chosen_worst = system._chosen(worst, own_worst)
            week._check_not_oneself(own_best | own_worst | chosen_best | chosen_worst)
            system._check_chosen(chosen_best, chosen_worst)
            system.write(
                {
                    "state": CONFIRMED,
                    "best_id": chosen_best.id,
                    "worst_id": chosen_worst.id,
                    "best_note": chosen_best != own_best
                    and week._score_reason(best_note, week),
                    "worst_note": chosen_worst != own_worst
                    and week._score_reason(worst_note, week),
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
        return True

    def action_cancel(self, reason):
        """Nobody is named in this week.

        :param reason: why, such as that the company was closed
        """
        self.check_access("read")
        self._check_score_manager()
        for week in self:
            if week.state not in (DRAFT, PROPOSED):
                raise UserError(
                    self.env._(
                        "%s was decided and can't be cancelled.", week.display_name
                    )
                )
            reason = week._score_reason(reason, week)
            # what is decided is written by the system only
            week.sudo().write(
                {
                    "state": CANCELLED,
                    "cancel_reason": reason,
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
        return True

    def _chosen(self, given, proposed):
        if given is None:
            return proposed
        if isinstance(given, int) and given:
            given = self.env["hr.employee"].browse(given).exists()
        return given.sudo() if given else proposed.browse()

    def _check_not_oneself(self, named):
        """Who is named, or was proposed, doesn't decide about it."""
        # employees' users aren't readable by everybody
        if not self.env.su and self.env.user in named.sudo().user_id:
            raise AccessError(
                self.env._(
                    "%s: you are named yourself, so somebody else confirms it: another "
                    "service manager or the branch manager.",
                    self.display_name,
                )
            )

    def _check_chosen(self, best, worst):
        """Only those who took part can be named, and nobody as both."""
        lines = {line.employee_id: line for line in self.line_ids}
        for employee in best | worst:
            if employee not in lines:
                raise UserError(
                    self.env._(
                        "%(week)s: no area of %(employee)s was inspected by somebody "
                        "else in this week, so they can't be named.",
                        week=self.display_name,
                        employee=employee.name,
                    )
                )
        if best and best == worst:
            raise UserError(
                self.env._(
                    "%(week)s: %(employee)s can't be both the best and the worst.",
                    week=self.display_name,
                    employee=best.name,
                )
            )
        if worst and not lines[worst].points:
            raise UserError(
                self.env._(
                    "%(week)s: %(employee)s lost no points and can't be the worst.",
                    week=self.display_name,
                    employee=worst.name,
                )
            )
