from odoo import fields, models
from odoo.tools import SQL

from ..rules import case as rules


class ResCompany(models.Model):
    """How the company handles penalties and rewards."""

    _inherit = "res.company"

    aftersales_penalty_on = fields.Boolean(
        string="Propose Penalties and Rewards",
        help="The master switch. Off: nothing is proposed; what could be is shown by a "
        "trial.",
    )
    aftersales_hearing_days = fields.Integer(
        string="Workdays to Answer",
        default=3,
        help="How long an employee may answer to a notice.",
    )
    aftersales_appeal_days = fields.Integer(
        string="Days to Appeal",
        default=10,
        help="After the decision. Nothing is deducted while an appeal is open.",
    )
    aftersales_act_warn_months = fields.Integer(
        string="Warn after (Months)",
        default=3,
        help="Deciders are warned when a case has been open for so long.",
    )
    aftersales_act_dismissal_months = fields.Integer(
        string="Dismissals within (Months)",
        default=5,
        help="After the company knew of it; later ones can't be decided.",
    )
    aftersales_act_months = fields.Integer(
        string="Other Cases within (Months)",
        default=12,
        help="After the company knew of it; later ones can't be decided.",
    )

    def _penalty_months(self, consequence):
        """Months in which such a case must be decided."""
        if consequence == rules.DISMISSAL:
            return self.aftersales_act_dismissal_months
        return self.aftersales_act_months

    def _lock_penalties(self, work):
        """Two servers don't do the same work for one company at once.

        :param work: names it, such as a table
        :return: whether it is ours until the end of the transaction
        """
        self.ensure_one()
        (locked,) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", work, self.id)
        )[0]
        return locked
