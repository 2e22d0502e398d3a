from odoo import fields, models
from odoo.exceptions import UserError

from ..models.notification import CLOSE, notification
from ..rules import provision as rules


class AftersalesCostBooking(models.TransientModel):
    """Finance charges a month's labour and other costs to who bears them (CST-1)."""

    _name = "aftersales.cost.booking"
    _description = "Book the Costs of Requests"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month. What is older and not booked yet comes with it.",
    )

    def _default_month(self):
        """The month that is over: it is booked before it is checked."""
        today = self.env.company._service_date(fields.Datetime.now())
        return rules.month_before(today)

    def action_book(self):
        """Post the entry and show it; who may not read entries is told its number.

        :raise UserError: nothing is left to book
        """
        self.ensure_one()
        costs = self.env["aftersales.cost.line"]
        costs._check_finance()
        self.check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "Switch to company %(company)s first.",
                    company=self.company_id.name,
                )
            )
        move = costs._book_month(self.company_id, self.month)
        if not move:
            raise UserError(
                self.env._(
                    "Nothing is left to book until the end of this month. Costs whose "
                    "accounts aren't set stay outside the books."
                )
            )
        if not move.sudo(self.env.su).has_access("read"):
            return self._tell(move)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": move.id,
            "views": [(False, "form")],
        }

    def _tell(self, move):
        return notification(
            "success",
            self.env._(
                "Entry %(entry)s over %(amount)s is posted.",
                entry=move.name,
                amount=move.currency_id.format(move.amount_total),
            ),
            sticky=True,
            next=CLOSE,
        )
