from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_part_parcel import PACKED


class AftersalesPartParcelItem(models.Model):
    """One prescribed thing of one parcel, ticked off with a photo if need be."""

    _name = "aftersales.part.parcel.item"
    _description = "Line of a Packing List"
    _order = "sequence, id"
    _check_company_auto = True

    parcel_id = fields.Many2one(
        comodel_name="aftersales.part.parcel",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="parcel_id.company_id", store=True, index=True, precompute=True
    )
    item_id = fields.Many2one(
        comodel_name="aftersales.packing.item",
        string="Rule",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    done = fields.Boolean()
    note = fields.Char()
    photo = fields.Image(max_width=1920, max_height=1920)

    _item_once = models.Constraint(
        "UNIQUE(parcel_id, item_id)", "Each rule stands on the packing list once."
    )

    @api.depends("item_id")
    def _compute_display_name(self):
        for item in self:
            item.display_name = item.item_id.name

    def write(self, vals):
        if not self.env.su:
            self._check_fillable(vals.keys())
        return super().write(vals)

    def _check_fillable(self, names):
        self.check_access("write")
        fixed = set(names) - {"done", "note", "photo"}
        for item in self:
            parcel = item.parcel_id
            if fixed or parcel.state != PACKED or parcel.checked_at:
                raise UserError(
                    self.env._(
                        "The packing list of %(name)s was checked and can't change "
                        "any more. Unpack the parcel, and pack it anew.",
                        name=parcel.name,
                    )
                )
