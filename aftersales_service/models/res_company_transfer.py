from odoo import fields, models
from odoo.tools import LazyTranslate

from ..rules import accounts as rules

_lt = LazyTranslate(__name__)

#: What parts come from → field of the company with its location
PLACES = {
    rules.BORROWED: "aftersales_part_borrowed_location_id",
    rules.TRIP: "aftersales_part_trip_location_id",
}
NAMES = {
    rules.BORROWED: _lt("Spare parts: borrowed on voucher"),
    rules.TRIP: _lt("Spare parts: bought on trips"),
}


class ResCompany(models.Model):
    """Where borrowed parts and those bought on trips come from (PRT-4, VIS-11).

    Places of their own: Odoo's valuation credits the account that is set there.
    """

    _inherit = "res.company"

    aftersales_part_borrowed_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place of Borrowed Parts",
        check_company=True,
        help="From which parts on a voucher come, and to which their replacement goes. "
        "Its account is what is owed for them. Made by itself.",
    )
    aftersales_part_trip_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place of Parts Bought on Trips",
        check_company=True,
        help="From which parts and tools bought on a trip come. Its account is cleared "
        "by the expense claim. Made by itself.",
    )

    def _part_borrowed_location(self):
        return self._part_source_location(rules.BORROWED)

    def _part_trip_location(self):
        return self._part_source_location(rules.TRIP)

    def _part_source_locations(self):
        """Dict of what parts come from → its location, of those that there are."""
        self.ensure_one()
        # who moves parts need not read locations that are set up
        company = self.sudo()
        return {code: company[PLACES[code]] for code in PLACES if company[PLACES[code]]}

    def _part_source_location(self, code):
        """A place where parts come from; made when it is first needed. As superuser."""
        self.ensure_one()
        company = self.sudo()
        field = PLACES[code]
        if not company[field]:
            company[field] = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": self.env._(NAMES[code]),
                        "usage": "supplier",
                        "company_id": self.id,
                        "valuation_account_id": company[rules.BY_CODE[code].field].id,
                    }
                )
            )
        return company[field]
