from odoo import fields, models

from ..rules import remedy as rules
from ..rules.period import Limits
from .aftersales_component import COMPONENT_CLASS
from .aftersales_warranty_policy_line import PERIOD

TRIGGER = [
    ("defect", "A fault of quality"),
    ("needs_replacement", "An assembly or part must be replaced"),
    ("repairs", "Number of repairs before"),
    ("safety_repairs", "Number of repairs of serious safety faults"),
    ("same_fault_repairs", "Number of repairs of the same fault"),
    ("replacements", "Number of replacements of the same component"),
    ("days_in_repair", "Days in repair altogether"),
    ("days_of_this_repair", "Days of this repair"),
]
OPERATOR = [(">", "more than"), (">=", "at least")]
ENTITLEMENT = [
    ("refund", "Refund"),
    ("exchange", "Exchange"),
    ("repair", "Free repair"),
    ("benefit", "Benefit on top"),
]
FEE = [
    ("km", "Price × km / 1,000 × rate"),
    ("day", "Price × days of use × rate"),
]


class AftersalesWarrantyPolicyRemedy(models.Model):
    """When the customer may ask for a refund, an exchange or more than a repair."""

    _name = "aftersales.warranty.policy.remedy"
    _inherit = ["aftersales.warranty.policy.part"]
    _description = "Remedy of a Warranty Policy"
    _order = "policy_id, sequence, id"
    _check_company_auto = True

    policy_id = fields.Many2one(
        comodel_name="aftersales.warranty.policy",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )
    code = fields.Char(required=True)
    name = fields.Char(
        required=True, translate=True, help="The right in the customer's words."
    )
    sequence = fields.Integer(default=10)
    entitlement = fields.Selection(selection=ENTITLEMENT, required=True)
    alternative = fields.Selection(
        selection=[("exchange", "Exchange"), ("repair", "Free repair")],
        string="Or",
        help="What the customer may choose instead.",
    )

    # Window
    days = fields.Integer(help="Days from the start of the warranty. 0: no limit.")
    months = fields.Integer(help="Months from the start. 0: no limit.")
    km = fields.Integer(string="Mileage (km)", help="0: no limit in km.")
    hours = fields.Float(string="Working Hours", help="0: no limit in hours.")
    within = fields.Selection(
        selection=PERIOD,
        string="Within the Period",
        help="Only while this period of the policy lasts.",
    )

    # Trigger
    trigger = fields.Selection(selection=TRIGGER, required=True, default="defect")
    operator = fields.Selection(selection=OPERATOR, required=True, default=">=")
    threshold = fields.Float(default=1, help="Times or days, as the trigger counts.")
    warn_at = fields.Float(
        string="Warn at",
        help="The manager is warned when so many times or days are reached. 0: never.",
    )
    component_ids = fields.Many2many(
        comodel_name="aftersales.component",
        relation="aftersales_warranty_remedy_component_rel",
        string="Components",
        check_company=True,
        help="Only these and what belongs to them. Empty: all.",
    )
    component_class = fields.Selection(selection=COMPONENT_CLASS, string="Class")
    fault_ids = fields.Many2many(
        comodel_name="aftersales.fault",
        relation="aftersales_warranty_remedy_fault_rel",
        string="Faults",
        check_company=True,
        help="Only these and what belongs to them. Empty: all.",
    )
    document_kind_ids = fields.Many2many(
        comodel_name="aftersales.document.kind",
        relation="aftersales_warranty_remedy_paper_rel",
        string="Papers Needed",
        check_company=True,
    )
    condition_ids = fields.Many2many(
        comodel_name="aftersales.warranty.condition",
        relation="aftersales_warranty_remedy_condition_rel",
        string="Conditions",
        check_company=True,
        domain="[('kind', '=', 'requirement'), ('company_id', '=', company_id)]",
    )

    # Fee and deadlines
    fee = fields.Selection(
        selection=FEE, string="Fee for Use", help="Empty: the customer pays nothing."
    )
    fee_rate = fields.Float(
        string="Rate (%)",
        digits=(16, 3),
        help="% of the price for 1,000 km, 0.5 at the most (order 43, Art. 27), or for "
        "each day of use.",
    )
    reply_workdays = fields.Integer(
        string="Answer within (Workdays)", help="0: no such limit."
    )
    done_workdays = fields.Integer(
        string="Done within (Workdays)", help="0: no such limit."
    )
    article = fields.Char(
        string="Legal Basis", help="Article of the law, or clause of the contract."
    )
    note = fields.Char(translate=True)

    _policy_code_uniq = models.Constraint(
        "UNIQUE(policy_id, code)", "This policy already has a remedy with this code."
    )
    _not_negative = models.Constraint(
        "CHECK(months >= 0 AND days >= 0 AND km >= 0 AND hours >= 0 "
        "AND threshold >= 0 AND warn_at >= 0 AND fee_rate >= 0 "
        "AND reply_workdays >= 0 AND done_workdays >= 0)",
        "Windows, thresholds, rates and deadlines can't be less than nothing.",
    )
    _rate_within_law = models.Constraint(
        f"CHECK(fee != 'km' OR fee_rate <= {rules.MAX_KM_RATE})",
        "The rate for 1,000 km can't be more than 0.5 % (order 43, Art. 27).",
    )
    _fee_has_rate = models.Constraint(
        "CHECK(fee IS NULL OR fee_rate > 0)",
        "Say at which rate the fee for use is reckoned.",
    )
    _early_windows_are_free = models.Constraint(
        "CHECK(fee IS NULL OR (days = 0 AND km = 0))",
        "Within the first days or km nothing may be charged for use: a remedy with "
        "such a window takes no fee (order 43, Art. 27).",
    )

    def _rule(self):
        """This row as the rules know it."""
        self.ensure_one()
        return rules.Remedy(
            code=self.code,
            entitlement=self.entitlement,
            trigger=self.trigger,
            operator=self.operator,
            threshold=self.threshold,
            alternative=self.alternative or "",
            window=Limits(self.months, self.days, self.km, self.hours),
            within=self.within or "",
            components=frozenset(self.component_ids.ids),
            component_class=self.component_class or "",
            faults=frozenset(self.fault_ids.ids),
            papers=tuple(self.document_kind_ids.mapped("code")),
            conditions=tuple(self.condition_ids.mapped("code")),
            fee=self.fee or "",
            fee_rate=self.fee_rate,
            warn_at=self.warn_at,
            reply_workdays=self.reply_workdays,
            done_workdays=self.done_workdays,
            article=self.article or "",
            ref=self.id,
        )
