from odoo import fields, models

from ..rules import part as rules

BEARER = [
    (rules.COMPANY, "Company: Warranty"),
    (rules.GOODWILL, "Company: Goodwill"),
    (rules.BRANCH, "Sales Branch"),
    (rules.MANUFACTURING, "Manufacturing"),
    (rules.CUSTOMER, "Customer"),
    (rules.SUPPLIER, "Supplier"),
    (rules.SELLER, "Seller"),
    (rules.EMPLOYEE, "Employee"),
]


class StockLocation(models.Model):
    """Locations that say whose account parts lie on, or who bears them."""

    _inherit = "stock.location"

    aftersales_holder_ids = fields.One2many(
        comodel_name="aftersales.part.holder",
        inverse_name="location_id",
        string="Spare Parts Account",
    )
    aftersales_bearer = fields.Selection(
        selection=[*BEARER, (rules.LOSS, "Lost, Written Off")],
        string="Spare Parts Borne by",
        index="btree_not_null",
        help="Parts that somebody bears go here when they are written off.",
    )

    _one_of_a_bearer = models.UniqueIndex(
        "(company_id, aftersales_bearer) WHERE aftersales_bearer IS NOT NULL",
        "This company has a location for this bearer already.",
    )

    def _part_holders(self):
        """Dict of location id → the account it lies on, the nearest above counts."""
        ids = {
            int(id_)
            for place in self
            for id_ in (place.parent_path or "").split("/")
            if id_
        }
        holders = self.env["aftersales.part.holder"].sudo()
        found = holders.with_context(active_test=False).search_fetch(
            [("location_id", "in", list(ids))], ["location_id", "kind", "name"]
        )
        by_place = {holder.location_id.id: holder for holder in found}
        result = {}
        for place in self:
            above = reversed(
                [int(i) for i in (place.parent_path or "").split("/") if i]
            )
            result[place.id] = next(
                (by_place[id_] for id_ in above if id_ in by_place), holders
            )
        return result
