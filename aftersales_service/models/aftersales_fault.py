from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesFault(models.Model):
    """A fault that customers report, in the company's own tree (INT-1).

    Limits and warranties choose requests by the root's code (``group_code``), such as
    body, chassis or engine.
    """

    _name = "aftersales.fault"
    _inherit = ["aftersales.used"]
    _description = "Fault"
    _order = "parent_path, code, id"
    _parent_store = True
    _rec_names_search = ["code", "complete_name"]
    _check_company_auto = True

    code = fields.Char(
        required=True,
        default=lambda self: self._default_code(),
    )
    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name",
        recursive=True,
        search="_search_complete_name",
    )
    parent_id = fields.Many2one(
        comodel_name="aftersales.fault",
        string="Group",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="aftersales.fault",
        inverse_name="parent_id",
        string="Faults in It",
    )
    group_code = fields.Char(
        string="Main Group",
        compute="_compute_group_code",
        store=True,
        recursive=True,
        index=True,
        help="Code of the topmost group, by which limits choose requests.",
    )
    type_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.type",
        string="Types",
        check_company=True,
        help="Types of request that report this fault. Empty: all.",
    )
    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        index="btree_not_null",
        domain="[('company_id', '=', company_id)]",
        help="What is broken when this fault is reported.",
    )
    is_safety = fields.Boolean(
        string="Serious Safety Fault",
        help="It endangers people or property, so that the product can't be used "
        "safely (order 43, Art. 40).",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True)

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has a fault with this code."
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for fault in self:
            parts = filter(None, [fault.parent_id.complete_name, fault.name])
            fault.complete_name = " / ".join(parts)

    @api.model
    def _search_complete_name(self, operator, value):
        return [("name", operator, value)]

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """In words: the code is for limits and files."""
        for fault in self:
            fault.display_name = fault.complete_name

    @api.depends("code", "parent_id.group_code")
    def _compute_group_code(self):
        for fault in self:
            fault.group_code = fault.parent_id.group_code or fault.code

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        for fault in self:
            if fault._has_cycle():
                raise ValidationError(
                    self.env._(
                        "Fault %(fault)s can't be a part of itself. Choose another "
                        "group.",
                        fault=fault.code,
                    )
                )
