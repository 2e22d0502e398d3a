from odoo import api, fields, models

from ..rules import cost as rules
from .aftersales_cost_line import KIND
from .helpdesk_ticket_intake import CAUSE_CLASS
from .stock_location import BEARER

#: What the verdict says, as a rule asks for it
SAYS = [
    (rules.FREE, "Free of charge"),
    (rules.PAID, "The customer pays"),
    (rules.KINDNESS, "Goodwill"),
    (rules.OPEN, "Nothing yet"),
]
STAFF = [
    (rules.BRANCH_STAFF, "Sales branch"),
    (rules.MANUFACTURING_STAFF, "Manufacturing"),
]


class AftersalesBearerRule(models.Model):
    """Who bears which costs, as data of the company (CST-2).

    The rules are asked in their order; one that fits takes its share, what remains goes
    on to the next. What none says anything of: goodwill by the verdict, the customer if
    they pay or caused it, else the company's warranty.
    """

    _name = "aftersales.bearer.rule"
    _inherit = ["aftersales.used"]
    _description = "Rule Who Bears a Cost"
    _order = "sequence, id"

    name = fields.Char(
        string="Reason",
        required=True,
        translate=True,
        help="Stands on each cost that is divided by this rule.",
    )
    code = fields.Char(
        required=True,
        index=True,
        copy=False,
        default=lambda self: self._default_code(),
    )
    clause = fields.Char(
        help="Clause of the company's regulations that this rule comes from."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    valid_from = fields.Date(help="First day on which it holds. Empty: always did.")
    valid_to = fields.Date(help="Last day on which it holds. Empty: for good.")

    # When
    kind = fields.Selection(selection=KIND, help="Empty: costs of every kind.")
    cause_class = fields.Selection(
        selection=CAUSE_CLASS, string="Cause", help="Empty: whatever the cause is."
    )
    entitlement = fields.Selection(
        selection=SAYS, string="Verdict", help="Empty: whatever the verdict says."
    )
    staff = fields.Selection(
        selection=[*STAFF, (rules.OTHER_STAFF, "Other departments")],
        string="Employee of",
        help="For labour and travel: whose department, by its own setting or that of "
        "the department above it. Empty: whoever it was.",
    )
    over_promise = fields.Boolean(
        string="Only on Over-Promise",
        help="Only where nothing but a promise of the seller makes it free (INT-7).",
    )
    supplier = fields.Boolean(
        string="Only if a Supplier Caused It",
        help="Only where a supplier at fault is named on the part, or on the main "
        "cause of the request.",
    )

    # Then
    bearer = fields.Selection(selection=BEARER, string="Borne by", required=True)
    share = fields.Float(
        string="Share (%)",
        default=100,
        required=True,
        help="Part of the whole cost; the rest goes on to the next rule that fits.",
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "Another rule who bears costs has this code in this company already, maybe an "
        "archived one. Enter another code.",
    )
    _share_percent = models.Constraint(
        "CHECK(share > 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )
    _dates = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A rule can't end before it begins."
    )

    @api.model
    def _book(self, companies):
        """Dict of company id → its rules in their order, with one query."""
        found = self.sudo().search([("company_id", "in", companies.ids)])
        book = {}
        for rule in found:
            book.setdefault(rule.company_id.id, []).append(rule._rule())
        return book

    def _rule(self):
        self.ensure_one()
        return rules.Rule(
            ref=self.id,
            bearer=self.bearer,
            share=self.share,
            kind=self.kind or None,
            cause=self.cause_class or None,
            entitlement=self.entitlement or None,
            staff=self.staff or None,
            over_promise=self.over_promise,
            supplier=self.supplier,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
        )

    @api.model
    def _reason(self, part, company):
        """Why somebody bears a share, in the language of the company."""
        # the row is read by everybody of the company, whoever made it
        lang = company.partner_id.lang or self.env.lang
        there = self.sudo().with_context(lang=lang)
        if part.ref:
            reason = there.browse(part.ref).name
        else:
            default = {
                "customer": there.env._("The customer pays"),
                "goodwill": there.env._("Goodwill by the verdict"),
            }
            reason = default.get(part.bearer, there.env._("Warranty of the company"))
        if part.percent < rules.WHOLE:
            return f"{reason} ({part.percent:g} %)"
        return reason
