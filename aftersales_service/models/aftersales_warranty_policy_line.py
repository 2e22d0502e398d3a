from odoo import api, fields, models

from ..rules.period import Limits, Start
from ..rules.warranty_facts import Line
from .aftersales_component import COMPONENT_CLASS
from .aftersales_warranty_policy import START_EVENT

PERIOD = [
    ("repair", "Free repair (包修)"),
    ("remedy", "Exchange and refund (三包)"),
]
REPLACEMENT = [
    ("rest", "The rest of the cover"),
    ("own", "Its own cover"),
    ("longer", "The longer of both"),
]


class AftersalesWarrantyPolicyLine(models.Model):
    """How long a policy covers a part, or a class of parts; the first limit ends it."""

    _name = "aftersales.warranty.policy.line"
    _inherit = ["aftersales.warranty.policy.part"]
    _description = "Cover of a Warranty Policy"
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
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    period = fields.Selection(selection=PERIOD, required=True, default="repair")
    component_class = fields.Selection(
        selection=COMPONENT_CLASS, string="Class", required=True, default="whole"
    )
    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Only this part and what belongs to it. Empty: the whole class.",
    )
    is_excluded = fields.Boolean(
        string="Not Covered", help="Never covered, such as glass, filters or gifts."
    )
    months = fields.Integer(help="0: no limit in months.")
    days = fields.Integer(help="0: no limit in days.")
    km = fields.Integer(string="Mileage (km)", help="0: no limit in km.")
    hours = fields.Float(string="Working Hours", help="0: no limit in hours.")
    start_event = fields.Selection(
        selection=START_EVENT,
        string="Starts with",
        help="Empty: as the policy says.",
    )
    cap_months = fields.Integer(string="Starts at the Latest (Months)")
    replacement = fields.Selection(
        selection=REPLACEMENT,
        string="A Replaced Part Has",
        required=True,
        default="rest",
    )
    own_months = fields.Integer()
    own_km = fields.Integer(string="Own km")
    article = fields.Char(
        string="Legal Basis", help="Article of the law, or clause of the contract."
    )
    note = fields.Char(translate=True)

    _policy_code_uniq = models.Constraint(
        "UNIQUE(policy_id, code)", "This policy already has a cover with this code."
    )
    _not_negative = models.Constraint(
        "CHECK(months >= 0 AND days >= 0 AND km >= 0 AND hours >= 0 "
        "AND cap_months >= 0 AND own_months >= 0 AND own_km >= 0)",
        "Months, days, km and hours of a cover can't be less than nothing.",
    )
    _excluded_has_no_limits = models.Constraint(
        "CHECK(NOT is_excluded OR (months = 0 AND days = 0 AND km = 0 AND hours = 0))",
        "What isn't covered has no period. Remove the limits, or “Not Covered”.",
    )
    _own_has_limits = models.Constraint(
        "CHECK(replacement = 'rest' OR own_months > 0 OR own_km > 0)",
        "Say how long the own cover of a replaced part lasts.",
    )

    @api.onchange("component_id")
    def _onchange_component_id(self):
        if self.component_id:
            self.component_class = self.component_id.component_class

    def _rule(self):
        """This row as the rules know it."""
        self.ensure_one()
        start = self.start_event and Start(self.start_event, self.cap_months)
        return Line(
            code=self.code,
            component_class=self.component_class,
            component=self.component_id.id or None,
            period=self.period,
            limits=Limits(self.months, self.days, self.km, self.hours),
            start=start or None,
            excluded=self.is_excluded,
            replacement=self.replacement,
            own=Limits(months=self.own_months, km=self.own_km),
            article=self.article or "",
        )
