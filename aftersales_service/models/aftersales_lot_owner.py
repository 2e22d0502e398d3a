from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAY = fields.Date.add


class AftersalesLotOwner(models.Model):
    """Who owned a product, from when until when: its chain of owners.

    The warranty follows the product to the next owner (order 43, Art. 30). The last one
    of the chain is the product's customer; the former ones are nobody's to look into
    the file any more.
    """

    _name = "aftersales.lot.owner"
    _description = "Owner of a Product"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        required=True,
        ondelete="cascade",
        check_company=True,
        index=True,
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Owner",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        help="Empty: nobody, such as while the product is back in stock.",
    )
    date_from = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
    )
    date_to = fields.Date(
        string="Until",
        compute="_compute_date_to",
        store=True,
        help="The day before the next owner. Empty: owns it now.",
    )
    note = fields.Char(help="Such as the paper that shows the transfer.")

    _one_a_day = models.UniqueIndex(
        "(lot_id, date_from)", "A product has one owner on each day."
    )

    @api.depends("lot_id.company_id")
    def _compute_company_id(self):
        for owner in self:
            company = owner.company_id or self.env.company
            owner.company_id = owner.lot_id.company_id or company

    @api.depends("lot_id.owner_ids.date_from")
    def _compute_date_to(self):
        for lot, owners in self.grouped("lot_id").items():
            # all of the chain, whoever may read it
            chain = lot.sudo().owner_ids.sorted(lambda o: (o.date_from, o.id))
            ends = {
                owner.id: DAY(later.date_from, days=-1)
                for owner, later in pairwise(chain)
                if later.date_from
            }
            for owner in owners:
                owner.date_to = ends.get(owner.id, False)

    @api.depends("partner_id", "date_from")
    def _compute_display_name(self):
        for owner in self:
            # customers' names are read by whoever reads the product
            name = owner.sudo().partner_id.display_name or self.env._("Nobody")
            owner.display_name = f"{name} · {fields.Date.to_string(owner.date_from)}"

    @api.constrains("date_from")
    def _check_not_in_future(self):
        for owner in self:
            company = owner.company_id or self.env.company
            if owner.date_from > company._service_date(fields.Datetime.now()):
                raise ValidationError(
                    self.env._(
                        "%(owner)s can't have owned serial %(serial)s since a day that "
                        "is still to come. Record it on that day.",
                        owner=owner.partner_id.display_name or self.env._("Nobody"),
                        serial=owner.lot_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        owners = super().create(vals_list)
        owners.lot_id._follow_chain()
        return owners

    def write(self, vals):
        result = super().write(vals)
        self.lot_id._follow_chain()
        return result

    def unlink(self):
        lots = self.lot_id
        result = super().unlink()
        lots._follow_chain()
        return result
