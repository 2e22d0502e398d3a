from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules

CONDITION = [
    (rules.GOOD, "Good, with its tag"),
    (rules.DAMAGED, "Damaged"),
    (rules.NO_TAG, "Without its tag"),
    (rules.WRONG, "Another part"),
    (rules.MISSING, "Not in the box"),
    (rules.ON_PHOTO, "Seen on the photo"),
]


class AftersalesOldPartDeduction(models.Model):
    """Why less is credited for an old part than was claimed (扣件原因)."""

    _name = "aftersales.old.part.deduction"
    _description = "Deduction Reason"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    counts = fields.Boolean(
        string="Counts as Received",
        default=True,
        help="Off: what came isn't the old part that is owed, and it stays owed.",
    )
    condition = fields.Selection(
        selection=CONDITION,
        string="Goes with",
        help="Proposed when a part comes in this condition.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for all companies.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT(code, company_id)",
        "There is a deduction reason with this code already.",
    )

    @api.model
    def _proposed(self, condition, company):
        """The reason that goes with a condition; the company's own first."""
        if condition in (rules.GOOD, rules.ON_PHOTO):
            return self.browse()
        found = self.search(
            [
                ("condition", "=", condition),
                ("company_id", "in", (company.id, False)),
            ]
        )
        return (found.filtered("company_id") or found)[:1]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # used is used, whoever may see the receipts
        receipts = self.env["aftersales.old.part.receipt"].sudo()
        for reason in self:
            if receipts.search_count([("deduction_id", "=", reason.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%(reason)s” was given for an old part and can't be deleted. "
                        "Archive it instead.",
                        reason=reason.name,
                    )
                )
