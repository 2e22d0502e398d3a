from odoo import api, fields, models
from odoo.fields import Domain

from ..rules import intake as rules

STOCK_USER = "stock.group_stock_user"


class StockLot(models.Model):
    """A sold product in the customer's file: whose it is, its card, its plate (INT-5).

    Clerks keep the file without being stock users; they get a form of their own.
    """

    _inherit = "stock.lot"

    aftersales_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Who owns or runs the product.",
    )
    plate = fields.Char(index="trigram", tracking=True)
    vin = fields.Char(
        string="VIN",
        index="trigram",
        tracking=True,
        help="Only if it isn't the serial number itself.",
    )
    purchase_date = fields.Date(
        string="Bought on", tracking=True, help="Date of the invoice."
    )
    delivery_date = fields.Date(string="Delivered on", tracking=True)
    commissioned_date = fields.Date(string="Commissioned on", tracking=True)
    warranty_end_date = fields.Date(
        string="Printed Warranty End",
        tracking=True,
        help="As printed on the card or agreed in the contract.",
    )
    aftersales_ticket_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="lot_id",
        string="Services",
    )
    aftersales_ticket_count = fields.Integer(
        string="Requests",
        compute="_compute_aftersales_ticket_count",
    )
    aftersales_open_count = fields.Integer(
        string="Open Requests",
        compute="_compute_aftersales_ticket_count",
    )

    _warranty_after_purchase = models.Constraint(
        "CHECK(warranty_end_date >= purchase_date)",
        "The warranty of a product can't end before it was bought.",
    )

    @api.depends("aftersales_ticket_ids.stage_id")
    @api.depends_context("uid", "company")
    def _compute_aftersales_ticket_count(self):
        counts = {}
        for lot, closed, count in self.env["helpdesk.ticket"]._read_group(
            [("lot_id", "in", self.ids)], ["lot_id", "stage_id"], ["__count"]
        ):
            total, open_ = counts.get(lot, (0, 0))
            open_ += 0 if closed.closed else count
            counts[lot] = (total + count, open_)
        for lot in self:
            total, open_ = counts.get(lot._origin, (0, 0))
            lot.aftersales_ticket_count = total
            lot.aftersales_open_count = open_

    @api.model
    def _search_display_name(self, operator, value):
        """Serial, plate or VIN; a plate as it is spoken, without its dot."""
        domain = super()._search_display_name(operator, value)
        if operator not in ("ilike", "like", "=ilike", "=like", "="):
            return domain
        word = rules.plain(value if isinstance(value, str) else "")
        if not word:
            return domain
        return (
            Domain(domain)
            | Domain("plate", "ilike", word)
            | Domain("vin", "ilike", word)
        )

    @api.model
    def _with_plain_names(self, vals):
        """Plates and VINs are kept in the one way in which they are compared."""
        kept = {
            name: rules.plain(vals[name]) for name in ("plate", "vin") if vals.get(name)
        }
        return {**vals, **kept} if kept else vals

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_plain_names(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_plain_names(vals))

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        """The customer is written to; stock's own receivers need its rights."""
        return ["aftersales_partner_id"]

    def get_formview_id(self, access_uid=None):
        """Who may not look into the stock gets the customer's view of the product."""
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if user.has_group(STOCK_USER):
            return super().get_formview_id(access_uid=access_uid)
        return self.env.ref("aftersales_service.stock_lot_view_form").id

    def action_view_aftersales_tickets(self):
        """Requests for this product."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.helpdesk_ticket_action"
        )
        return {
            **action,
            "domain": [("lot_id", "=", self.id)],
            "context": {
                "default_lot_id": self.id,
                "default_partner_id": self.aftersales_partner_id.id,
            },
        }
