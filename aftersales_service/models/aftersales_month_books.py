from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import ledger as rules
from .aftersales_cost_books import BOOKED, NOT_BOOKED, UNPOSTED
from .notification import notification
from .product_product_value import RECORDED


class AftersalesMonth(models.Model):
    """The month's accounts against the general ledger."""

    _inherit = "aftersales.month"

    def _cost_breaks(self):
        """Costs of the month that don't agree with journal items.

        :return: list of dicts of a break: ``res_model``, ``res_id``, ``name``,
            ``way_out``, ``expected``, ``found``
        """
        self.ensure_one()
        lines = self.env["aftersales.cost.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        books = lines._books()
        return self._wrong_costs(lines, books) + self._waiting_costs(lines, books)

    def _wrong_costs(self, lines, books):
        """Costs whose journal items say another amount, or aren't posted."""
        return [
            {
                "res_model": line._name,
                "res_id": line.id,
                "expected": line.amount,
                "found": booked,
                "name": self.env._(
                    "%(request)s, %(cost)s: the journal says another amount",
                    request=line.ticket_id.number,
                    cost=line.name or line.source_ref or "/",
                ),
                "way_out": self.env._(
                    "Correct the cost by a line that takes it back, or post what is "
                    "missing in the journal."
                ),
            }
            for line, booked in self._booked_costs(lines, books).items()
            if self.currency_id.compare_amounts(line.amount, booked)
        ]

    def _waiting_costs(self, lines, books):
        """Costs that the monthly entry is to charge, and hasn't."""
        return [
            {
                "res_model": line._name,
                "res_id": line.id,
                "expected": line.amount,
                "found": 0.0,
                "name": self.env._(
                    "%(request)s, %(cost)s: not booked yet",
                    request=line.ticket_id.number,
                    cost=line.name or line.source_ref or "/",
                ),
                "way_out": self.env._(
                    "Finance books it: Costs › Book Costs of a Month. If it stays, its "
                    "bearer has no account yet."
                ),
            }
            for line in lines
            if books[line.id][2] == NOT_BOOKED
        ]

    def _booked_costs(self, lines, books):
        """What journal items say of cost lines that they are kept for.

        :param books: what the books say of them
        :return: dict of line → amount; lines without a journal item of their own are
            not in it
        """
        return {
            lines.browse(id_): booked
            for id_, (_amount, booked, state) in books.items()
            if state in (BOOKED, UNPOSTED)
        }

    def action_close_stock(self):
        """Have Odoo post its closing entry of the stock for the end of the month.

        :return: what to show where nothing is left to post; True otherwise
        """
        self._check_step(rules.CHECK)
        today = self.company_id._service_date(fields.Datetime.now())
        if self.date_to >= today:
            raise UserError(
                self.env._("Month %(month)s isn't over yet.", month=self.name)
            )
        # Finance of after-sales isn't accountant: it has the right to this step. The
        # past is valued by what is on record, as in the ledger.
        company = (
            self.company_id.sudo()
            .with_company(self.company_id)
            .with_context(allowed_company_ids=self.company_id.ids, **{RECORDED: True})
        )
        if not company._action_close_stock_valuation(at_date=self.date_to):
            return notification(
                "info",
                self.env._(
                    "Nothing to post: the accounts of the stock agree with its "
                    "value on %(day)s.",
                    day=self.date_to,
                ),
            )
        company.action_close_stock_valuation(at_date=self.date_to, auto_post=True)
        self.message_post(
            body=self.env._(
                "Closing entry of the stock posted by %(user)s", user=self.env.user.name
            )
        )
        return True
