from odoo import api, fields, models
from odoo.exceptions import AccessError

from .helpdesk_ticket_events import CLERK

TAKE_KIND = [("part", "Part"), ("tool", "Tool"), ("form", "Survey form")]


class AftersalesVisitTake(models.Model):
    """One thing that the technicians take along (VIS-1).

    Clerks say what; the technicians tick off what they packed.
    """

    _name = "aftersales.visit.take"
    _description = "Thing to Take Along"
    _order = "kind, id"
    _check_company_auto = True

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    kind = fields.Selection(selection=TAKE_KIND, required=True, default="part")
    product_id = fields.Many2one(comodel_name="product.product", check_company=True)
    name = fields.Char(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    taken = fields.Boolean(help="Packed by the technicians.")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity to take along must be more than zero."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for take in self:
            take.name = take.product_id.display_name or take.name

    @api.model_create_multi
    def create(self, vals_list):
        takes = super().create(vals_list)
        takes._check_changeable()
        return takes

    def write(self, vals):
        self._check_changeable(vals.keys())
        result = super().write(vals)
        # nor may a line be moved into an order that is settled
        self._check_changeable(vals.keys())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_changeable()

    def _check_changeable(self, names=()):
        """The list is the clerk's until the end; ticking off is the technicians'."""
        self.visit_id._check_open()
        ticking = bool(names) and set(names) <= {"taken"}
        if not (ticking or self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(
                self.env._(
                    "Clerks and managers say what is taken along; technicians tick off "
                    "what they packed."
                )
            )
