from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.remedy import Tree

COMPONENT_CLASS = [
    ("whole", "Whole product"),
    ("main_assembly", "Main assembly"),
    ("main_part", "Main part"),
    ("system", "System"),
    ("special_part", "Special part"),
    ("wear_part", "Wear part"),
    ("accessory", "Accessory"),
    ("sold_spare", "Sold spare part"),
    ("workmanship", "Repair work"),
    ("gift", "Gift"),
]


class AftersalesComponent(models.Model):
    """A part of the products, in the company's own tree (WAR-1).

    Warranties cover parts by name or by class: an assembly, its main parts, wear parts.
    """

    _name = "aftersales.component"
    _inherit = ["aftersales.used"]
    _description = "Component"
    _order = "parent_path, code, id"
    _parent_store = True
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True, default=lambda self: self._default_code())
    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    parent_id = fields.Many2one(
        comodel_name="aftersales.component",
        string="Belongs to",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    component_class = fields.Selection(
        selection=COMPONENT_CLASS,
        string="Class",
        required=True,
        default="main_part",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "This company already has a component with this code.",
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for component in self:
            parts = filter(None, [component.parent_id.complete_name, component.name])
            component.complete_name = " / ".join(parts)

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for component in self:
            component.display_name = component.complete_name

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        for component in self:
            if component._has_cycle():
                raise ValidationError(
                    self.env._(
                        "Component %(component)s can't be a part of itself. Choose "
                        "another one that it belongs to.",
                        component=component.code,
                    )
                )

    @api.model
    def _trees(self, companies):
        """Dict of company id → ``rules.remedy.Tree`` of its components."""
        domain = [("company_id", "in", companies.ids)]
        found = self.with_context(active_test=False).search_fetch(
            domain, ["parent_path", "component_class", "company_id"]
        )
        lines = {company.id: {} for company in companies}
        classes = {company.id: {} for company in companies}
        for component in found:
            path = [int(id_) for id_ in component.parent_path.split("/") if id_]
            lines[component.company_id.id][component.id] = tuple(reversed(path))
            classes[component.company_id.id][component.id] = component.component_class
        return {id_: Tree(lines[id_], classes[id_]) for id_ in lines}
