from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What a sale says of a product; all of it goes when the product is sold anew
SALE = (
    "sale_line_id",
    "seller_id",
    "sale_price",
    "is_gift",
    "delivery_date",
    "invoice_id",
    "purchase_date",
    "registration_date",
    "commissioned_date",
    "warranty_end_date",
    "replaces_lot_id",
    "returned_date",
)
DOCUMENTS = {"sale_line_id", "invoice_id"}


class StockLot(models.Model):
    """When, by whom and for how much a product was sold, from real sales (INT-5).

    | what happens                    | what follows                                   |
    |---------------------------------|------------------------------------------------|
    | delivered by a sales order      | what is still empty is filled; never what a    |
    |                                 | person has typed                               |
    | its invoice is posted           | date and number of the invoice, if empty       |
    | comes back into our stock       | the date of it and a note; all else stays, for |
    |                                 | it may be a repair or a refund in dispute      |
    | delivered by the same sale      | nothing more than what is still empty          |
    | delivered by another sale       | sold anew: the new sale takes the place of the |
    |                                 | old one, which is written into the history     |
    """

    _inherit = "stock.lot"

    ex_factory_date = fields.Date(
        string="Left the Factory",
        tracking=True,
        help="Some warranties end so many months after this day at the latest.",
    )
    registration_date = fields.Date(
        string="Registered on",
        tracking=True,
        help="Of a vehicle: the day on its licence.",
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Sold by",
        index="btree_not_null",
        copy=False,
    )
    sale_price = fields.Monetary(
        currency_field="sale_currency_id",
        copy=False,
        help="What the customer paid for this piece, tax included: the price of its "
        "invoice, from which refunds and usage fees are counted.",
    )
    sale_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_sale_currency_id",
    )
    seller_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        index="btree_not_null",
        copy=False,
    )
    is_gift = fields.Boolean(
        string="Gift",
        copy=False,
        help="Was given along for nothing. Many warranties don't cover gifts.",
    )
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        domain="[('move_type', '=', 'out_invoice')]",
        index="btree_not_null",
        copy=False,
    )
    replaces_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Given for",
        index="btree_not_null",
        check_company=True,
        copy=False,
        tracking=True,
        help="The product that was taken back in exchange for this one.",
    )
    replacement_ids = fields.One2many(
        comodel_name="stock.lot", inverse_name="replaces_lot_id", copy=False
    )
    replaced_by_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Exchanged for",
        compute="_compute_replaced_by_lot_id",
        search="_search_replaced_by_lot_id",
    )
    returned_date = fields.Date(
        string="Back in Stock",
        copy=False,
        help="The day on which it came back from the customer.",
    )

    _sale_price_not_negative = models.Constraint(
        "CHECK(sale_price >= 0)", "A product can't be sold for less than nothing."
    )
    _replaces_another = models.Constraint(
        "CHECK(replaces_lot_id != id)", "A product can't be exchanged for itself."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_sale_currency_id(self):
        for lot in self:
            company = lot.company_id or self.env.company
            lot.sale_currency_id = company.currency_id

    @api.depends("replacement_ids")
    def _compute_replaced_by_lot_id(self):
        for lot in self:
            lot.replaced_by_lot_id = lot.replacement_ids.sorted("id")[-1:]

    @api.model
    def _search_replaced_by_lot_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = []
        if set(value) - {False}:
            domain = [("replacement_ids", "in", list(set(value) - {False}))]
        if False in value:
            none = [("replacement_ids", "=", False)]
            domain = ["|", *domain, *none] if domain else none
        return domain

    @api.constrains("company_id", "sale_line_id", "invoice_id")
    def _check_sale_company(self):
        for lot in self.filtered("company_id"):
            lot._check_sold_by(lot.company_id)

    def _check_sold_by(self, companies):
        """A product is sold by its company; one that companies share, by the user's."""
        for lot in self.sudo():  # the sale may be hidden from who keeps the file
            sellers = lot.sale_line_id.company_id | lot.invoice_id.company_id
            if sellers - companies:
                raise ValidationError(
                    self.env._(
                        "The sale of serial %(serial)s belongs to another company. "
                        "Choose one of your company.",
                        serial=lot.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        if not self.env.su and any(vals.keys() & DOCUMENTS for vals in vals_list):
            lots._check_sold_by(self.env.companies)
        return lots

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and vals.keys() & DOCUMENTS:
            self._check_sold_by(self.env.companies)
        return result

    # Deliveries

    @api.model
    def _follow_moves(self, moves):
        """Take over what done stock moves say of the products they moved.

        :param moves: ``stock.move``, done; others say nothing
        """
        done = moves.filtered(lambda move: move.state == "done")
        sold, back = {}, defaultdict(self.browse)
        values = done.sale_line_id._lot_values()
        for line in done.move_line_ids:
            if not line.lot_id or line.product_id.tracking != "serial":
                continue
            to_customer = line.location_dest_id.usage == "customer"
            from_customer = line.location_id.usage == "customer"
            move = line.move_id
            day = move.company_id._service_date(move.date)
            if to_customer and not from_customer and move.sale_line_id:
                sold[line.lot_id] = values[move.sale_line_id] | {"delivery_date": day}
            elif from_customer and not to_customer:
                back[day] |= line.lot_id
        for day, lots in back.items():
            lots._set_returned(day)
        self._set_delivered(sold)

    @api.model
    def _set_delivered(self, values_by_lot):
        """Record that products went to customers: by a sale, or in exchange.

        Fills what is still empty. A product that was sold before by another sale is
        sold anew: the new values take the place of all old ones (``SALE``).

        :param values_by_lot: ``stock.lot`` → dict of fields of ``SALE``,
            ``aftersales_partner_id``; ids for many2one. A delivery without a sale line,
            such as of an exchange, has none
        """
        lots = self.union(*values_by_lot).sudo()  # storekeepers don't keep the file
        anew = lots.filtered(lambda lot: lot._is_sold_anew(values_by_lot[lot]))
        anew._log_former_sale()
        alike = defaultdict(self.browse)
        for lot in lots:
            values = values_by_lot[lot]
            if lot in anew:
                values = {**dict.fromkeys(SALE, False), **values}
            else:
                values = {n: v for n, v in values.items() if v and not lot[n]}
                if lot.sale_line_id or lot.sale_price:
                    # a person has said whether it was a gift
                    values.pop("is_gift", None)
            alike[tuple(sorted(values.items()))] |= lot
        for values, same in alike.items():
            if values:
                # a note for each product would take queries for each
                same.sudo().with_context(tracking_disable=True).write(dict(values))
        lots._take_invoices()

    def _is_sold_anew(self, values):
        self.ensure_one()
        line = values.get("sale_line_id") or False
        if line and line == self.sale_line_id.id:
            return False
        return bool(self.returned_date or (self.sale_line_id and line))

    def _set_returned(self, day):
        """Record that products came back from customers; nothing else changes yet."""
        lots = self.sudo()  # storekeepers don't keep the customers' file
        lots.with_context(tracking_disable=True).write({"returned_date": day})
        lots._message_log_batch(
            bodies={lot.id: self.env._("Came back from the customer.") for lot in lots}
        )

    def _log_former_sale(self):
        """Write into the history what a new sale takes the place of."""
        bodies = {}
        for lot in self:
            told = [
                Markup("<li>%s: %s</li>")
                % (
                    lot._fields[name]._description_string(self.env),
                    lot[name].display_name
                    if isinstance(lot[name], models.BaseModel)
                    else lot[name],
                )
                for name in ("aftersales_partner_id", *SALE)
                if lot[name]
            ]
            text = self.env._("Sold anew. The former sale was:")
            bodies[lot.id] = Markup("<p>%s</p><ul>%s</ul>") % (
                text,
                Markup().join(told),
            )
        if bodies:
            self._message_log_batch(bodies=bodies)
