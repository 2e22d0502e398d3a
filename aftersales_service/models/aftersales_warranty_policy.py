from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import period

CUSTOMER_TYPE = [
    ("consumer", "Consumer"),
    ("farmer", "Farmer"),
    ("business", "Business"),
]
START_EVENT = [
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("installation", "Installation completed"),
    ("registration", "Registration"),
    ("ex_factory", "Left the factory"),
    ("repair", "Repair completed"),
]


class AftersalesWarrantyPolicy(models.Model):
    """A 三包 policy as data: law, contract or the company's own promise (WAR-1, WAR-7).

    Which one holds for a request follows from customer, product, region and dates: the
    most specific wins. A policy with a base adds its lines and remedies to those of the
    base; one with the same code replaces it. What verdicts were made by is never
    changed, but followed by a new version.
    """

    _name = "aftersales.warranty.policy"
    _inherit = ["aftersales.used", "mail.thread"]
    _description = "Warranty Policy"
    _order = "sequence, code, version desc, id"
    _check_company_auto = True

    code = fields.Char(required=True, default=lambda self: self._default_code())
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    valid_from = fields.Date(
        tracking=True, help="Products sold from this day on. Empty: no limit."
    )
    valid_to = fields.Date(
        tracking=True, help="Products sold until this day. Empty: no limit."
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    legal_basis = fields.Char(
        translate=True, help="The law, the contract or the promise that it follows."
    )
    to_confirm = fields.Char(
        string="To Be Confirmed",
        translate=True,
        help="What somebody must confirm at the source before customers are told.",
    )
    parent_id = fields.Many2one(
        comodel_name="aftersales.warranty.policy",
        string="Base",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('company_id', '=', company_id), ('parent_id', '=', False)]",
        help="Its lines and remedies hold as well, where this policy has none of the "
        "same code: for regional rules that go beyond a national one.",
    )

    # For whom
    customer_type = fields.Selection(
        selection=CUSTOMER_TYPE, help="Empty: whoever the customer is."
    )
    state_ids = fields.Many2many(
        comodel_name="res.country.state",
        relation="aftersales_warranty_policy_state_rel",
        string="Regions",
        help="Customers of these provinces only. Empty: everywhere.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="aftersales_warranty_policy_partner_rel",
        string="Customers",
        help="Customers of this contract only. Empty: all.",
    )
    category_ids = fields.Many2many(
        comodel_name="product.category",
        relation="aftersales_warranty_policy_category_rel",
        string="Product Categories",
        help="Products of these categories and what belongs to them. Empty: all.",
    )
    product_ids = fields.Many2many(
        comodel_name="product.template",
        relation="aftersales_warranty_policy_product_rel",
        string="Products",
        help="These products only. Empty: all of the categories.",
    )

    # What holds
    is_mandatory = fields.Boolean(
        string="Statutory Minimum",
        help="A card or a contract may promise more than this, but never less. "
        "Otherwise what is printed or agreed takes the place of the policy's period.",
    )
    start_event = fields.Selection(
        selection=START_EVENT,
        string="Starts with",
        required=True,
        default="delivery",
    )
    cap_months = fields.Integer(
        string="Starts at the Latest (Months)",
        help="So many months after the product left the factory. 0: no such limit.",
    )
    pause_for_repair = fields.Boolean(
        string="Repair Days Don't Count",
        help="The period grows by the days that the product was in repair.",
    )
    roll_over = fields.Boolean(
        string="End Moves to the Next Workday",
        default=True,
        help="A last day that is a day off moves to the next workday (Civil Code, "
        "Art. 203).",
    )
    document_kind_ids = fields.Many2many(
        comodel_name="aftersales.document.kind",
        relation="aftersales_warranty_policy_paper_rel",
        string="Papers Needed",
        check_company=True,
        help="Nothing is owed without these.",
    )
    exclusion_ids = fields.Many2many(
        comodel_name="aftersales.warranty.condition",
        relation="aftersales_warranty_policy_exclusion_rel",
        string="Exclusions",
        check_company=True,
        domain="[('kind', '=', 'exclusion'), ('company_id', '=', company_id)]",
        help="Reasons not to owe anything, each of which takes evidence.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.warranty.policy.line",
        inverse_name="policy_id",
        string="Covers",
        copy=True,
    )
    remedy_ids = fields.One2many(
        comodel_name="aftersales.warranty.policy.remedy",
        inverse_name="policy_id",
        string="Remedies",
        copy=True,
    )
    verdict_count = fields.Integer(string="Verdicts", compute="_compute_verdict_count")

    _code_version_uniq = models.Constraint(
        "UNIQUE(company_id, code, version)",
        "This company already has this version of the policy.",
    )
    _months_not_negative = models.Constraint(
        "CHECK(cap_months >= 0)", "Months can't be less than nothing."
    )
    _valid_in_order = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A policy can't end before it begins."
    )

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=policy.name or "/",
                version=policy.version,
            )

    def _compute_verdict_count(self):
        counts = dict(
            self.env["aftersales.warranty.verdict"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.verdict_count = counts.get(policy, 0)

    @api.constrains("parent_id")
    def _check_parent(self):
        for policy in self:
            if policy.parent_id == policy or policy.parent_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Policy %(name)s needs a base that stands on its own. "
                        "Choose a policy without a base.",
                        name=policy.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._changed()
        return policies

    def write(self, vals):
        # what a verdict says stays; archiving and texts change no verdict
        if vals.keys() - {"active", "sequence", "valid_to", "to_confirm", "name"}:
            self._check_unused()
        result = super().write(vals)
        self._changed()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._refresh_warranties()
        return result

    def _changed(self):
        """The periods of all products follow a changed policy."""
        self.company_id._refresh_warranties()

    def _verdict_by(self):
        """A verdict that was made by one of these policies, or by one based on it."""
        domain = ["|", ("policy_id", "in", self.ids)]
        domain += [("policy_id.parent_id", "in", self.ids)]
        # used is used, whoever may see the verdicts
        return self.env["aftersales.warranty.verdict"].sudo().search(domain, limit=1)

    def _check_unused(self):
        """What frozen verdicts name can't change any more (frozen is frozen)."""
        verdict = self._verdict_by()
        if verdict:
            raise UserError(
                self.env._(
                    "Verdicts were made by policy %(policy)s. Press “New Version” and "
                    "change that one: it counts from then on, and the verdicts keep "
                    "theirs.",
                    policy=verdict.policy_id.display_name,
                )
            )

    def action_new_version(self):
        """Open a copy under the next version number; this one is archived."""
        self.ensure_one()
        same = [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        versions = self.with_context(active_test=False).search(same).mapped("version")
        successor = self.copy({"version": max(versions) + 1, "code": self.code})
        # regional policies go on from the new version of their base
        for child in self.search([("parent_id", "=", self.id)]):
            if child._verdict_by():
                child = child.browse(child.action_new_version()["res_id"])
            child.parent_id = successor
        self.action_archive()
        return successor.get_formview_action()

    def action_view_verdicts(self):
        """Verdicts that were made by this version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_warranty_verdict_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}

    def copy_data(self, default=None):
        """A copy that isn't the next version has a code of its own."""
        default = dict(default or {})
        found = super().copy_data(default)
        if "code" not in default:
            for vals in found:
                vals["code"] = self._default_code()
        return found

    def _start(self):
        return period.Start(self.start_event, self.cap_months)
