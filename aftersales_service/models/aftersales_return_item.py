from odoo import api, fields, models
from odoo.exceptions import UserError

CAME = [("yes", "Came"), ("no", "Missing"), ("damaged", "Damaged")]


class AftersalesReturnItem(models.Model):
    """One line of the reception's checklist: did it come, and in what shape (RET-2)?"""

    _name = "aftersales.return.item"
    _description = "Thing Received"
    _order = "sequence, id"
    _check_company_auto = True

    return_id = fields.Many2one(
        comodel_name="aftersales.return",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="return_id.company_id", store=True, index=True, precompute=True
    )
    thing_id = fields.Many2one(
        comodel_name="aftersales.return.thing",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    sequence = fields.Integer(related="thing_id.sequence", store=True)
    came = fields.Selection(selection=CAME)
    note = fields.Char()
    photo = fields.Image(max_width=1920, max_height=1920)

    _thing_once = models.Constraint(
        "UNIQUE(return_id, thing_id)", "Each thing stands on the checklist once."
    )

    @api.depends("thing_id")
    def _compute_display_name(self):
        for item in self:
            item.display_name = item.thing_id.name

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.return_id._check_writable("reception")
        return items

    def write(self, vals):
        moved = {"return_id", "thing_id", "company_id"} & vals.keys()
        if moved and not self.env.su:
            raise UserError(
                self.env._(
                    "A line stays on its checklist (%(names)s). Add another one "
                    "instead.",
                    names=", ".join(self.mapped("display_name")),
                )
            )
        self.return_id._check_writable("reception")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        self.return_id._check_writable("reception")
