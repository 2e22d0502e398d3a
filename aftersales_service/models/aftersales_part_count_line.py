from odoo import api, fields, models
from odoo.tools import float_round

from ..rules import count as rules


class AftersalesPartCountLine(models.Model):
    """One part of a count: what the books say, what was found, and why it differs."""

    _name = "aftersales.part.count.line"
    _description = "Counted Part"
    _order = "count_id, product_id, lot_id, id"
    _check_company_auto = True

    count_id = fields.Many2one(
        comodel_name="aftersales.part.count",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="count_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(related="count_id.state")
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_storable', '=', True)]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial or Lot",
        ondelete="restrict",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place",
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    book_qty = fields.Float(
        string="Booked Quantity",
        digits="Product Unit",
        readonly=True,
        # a blind count hides it from who counts; ``expected_qty`` shows it to others
        groups="aftersales_service.group_aftersales_manager",
    )
    expected_qty = fields.Float(
        string="By the Books",
        digits="Product Unit",
        compute="_compute_difference",
        help="When the line was made or was last to be counted again. Of a blind count "
        "it is shown once that is handed in.",
    )
    counted = fields.Boolean(
        compute="_compute_counted", store=True, readonly=False, precompute=True
    )
    counted_qty = fields.Float(string="Found", digits="Product Unit")
    difference = fields.Float(
        digits="Product Unit", compute="_compute_difference", help="Found less booked."
    )
    reason = fields.Char(string="Why It Differs")
    recount_number = fields.Integer(
        string="Counted Again", readonly=True, help="How often it had to be."
    )

    _one_of_a_kind = models.UniqueIndex(
        "(count_id, product_id, COALESCE(lot_id, 0), COALESCE(location_id, 0))",
        "This part stands in the count already. Add to its quantity.",
    )
    _found_not_negative = models.Constraint(
        "CHECK(counted_qty >= 0)", "Nobody finds less than nothing."
    )

    @api.depends("counted_qty")
    def _compute_counted(self):
        """Whoever writes a quantity has counted; zero is ticked."""
        for line in self:
            line.counted = line.counted or bool(line.counted_qty)

    @api.depends("count_id.state", "count_id.blind", "counted_qty", "counted")
    @api.depends_context("uid")
    def _compute_difference(self):
        for line in self:
            # what is hidden from the counter is read here, and told only if it may be
            told = line._books_are_told()
            booked = line.sudo().book_qty
            line.expected_qty = booked if told else 0
            line.difference = (
                float_round(
                    line.counted_qty - booked,
                    precision_rounding=line.uom_id.rounding or 0.01,
                )
                if told and line.counted
                else 0
            )

    def _books_are_told(self):
        """Whether the user may see what the books say."""
        self.ensure_one()
        count = self.count_id
        if count.state in (rules.SUBMITTED, rules.DONE) or self.env.su:
            return True
        return not count.blind and count.state != rules.DRAFT

    def _units(self, quantity):
        """A quantity in whole steps of its unit, so that it compares exactly."""
        self.ensure_one()
        return round(quantity / (self.uom_id.rounding or 0.01))

    def _facts(self, now):
        """What the rules know of this line.

        :param now: what the books say now
        """
        self.ensure_one()
        line = self.sudo()  # the books are hidden from who counts
        return rules.Line(
            book=line._units(line.book_qty),
            now=line._units(now),
            counted=line._units(line.counted_qty) if line.counted else None,
            reason=(line.reason or "").strip() or None,
        )

    def _price(self):
        """What one unit costs today."""
        self.ensure_one()
        # costs are the company's, whoever counts
        product = self.sudo().product_id.with_company(self.company_id)
        lot = self.sudo().lot_id.with_company(self.company_id)
        if product.lot_valuated and lot:
            return lot.standard_price
        return product.standard_price
