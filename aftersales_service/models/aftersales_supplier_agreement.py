from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import claim as rules

OLD_PART = [
    (rules.ALL, "Every old part is sent along"),
    (rules.PHOTO, "Photos do, for bulky parts"),
    (rules.NONE, "Not needed"),
]
#: What claims were reckoned by; it changes in a new version only
RECKONED_BY = {
    "partner_id",
    "product_ids",
    "date_from",
    "company_id",
    "version",
    "part_rate",
    "labour_rate",
    "labour_price",
    "covers_labour",
    "covers_travel",
    "travel_rate",
    "covers_freight",
    "freight_rate",
    "covers_other",
    "other_rate",
    "fee_percent",
    "days_repair",
    "days_posted",
    "answer_days",
    "old_part",
    "duplicate_days",
    "column_ids",
}


class AftersalesSupplierAgreement(models.Model):
    """What a supplier pays for faults of its parts, as agreed (PRT-9, A4 3.8).

    For all parts of the supplier or for some; what claims were reckoned by doesn't
    change any more, a new version follows it.
    """

    _name = "aftersales.supplier.agreement"
    _description = "Claim Agreement"
    _inherit = ["mail.thread"]
    _order = "partner_id, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Agreement", required=True, tracking=True)
    version = fields.Integer(default=1, readonly=True, required=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="aftersales.supplier.agreement",
        string="Follows",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    product_ids = fields.Many2many(
        comodel_name="product.product",
        string="Only for Parts",
        check_company=True,
        help="Empty: for all parts of this supplier that no other agreement names.",
    )
    date_from = fields.Date(
        string="Valid from", tracking=True, help="By the day of the repair."
    )
    date_to = fields.Date(string="Valid to", tracking=True)

    # What is paid
    part_rate = fields.Float(
        string="Material Coefficient",
        default=1,
        tracking=True,
        help="Cost of the part times this is claimed.",
    )
    covers_labour = fields.Boolean(string="Pays Labour", default=True, tracking=True)
    labour_rate = fields.Float(string="Labour Coefficient", default=1, tracking=True)
    labour_price = fields.Monetary(
        string="Agreed Price of an Hour",
        tracking=True,
        help="Hours on site, of all technicians, are claimed at this price. Empty: "
        "what the work cost us.",
    )
    covers_travel = fields.Boolean(string="Pays Travel", default=True, tracking=True)
    travel_rate = fields.Float(string="Share of Travel", default=1, tracking=True)
    covers_freight = fields.Boolean(
        string="Pays Freight and Packing", default=True, tracking=True
    )
    freight_rate = fields.Float(string="Share of Freight", default=1, tracking=True)
    covers_other = fields.Boolean(
        string="Pays Compensation", default=True, tracking=True
    )
    other_rate = fields.Float(string="Share of Compensation", default=1, tracking=True)
    fee_percent = fields.Float(
        string="Management Fee (%)",
        tracking=True,
        help="On top of parts and labour, as one line of the claim.",
    )

    # Until when, with what
    days_repair = fields.Integer(
        string="Days after the Repair",
        tracking=True,
        help="In which a claim must be handed in. 0: no window from the repair. Of two "
        "windows the earlier end counts.",
    )
    days_posted = fields.Integer(
        string="Days after the Write-Off",
        tracking=True,
        help="In which a claim must be handed in. 0: no window from the write-off.",
    )
    warn_days = fields.Integer(
        string="Warn Before (Days)",
        default=5,
        help="So long before a window closes the buyer is told, once.",
    )
    answer_days = fields.Integer(
        string="Days for the Answer",
        tracking=True,
        help="After which a claim counts as accepted, when the buyer says so. 0: "
        "silence means nothing.",
    )
    old_part = fields.Selection(
        selection=OLD_PART,
        string="Old Parts",
        required=True,
        default=rules.ALL,
        tracking=True,
    )
    duplicate_days = fields.Integer(
        string="Same Fault Within (Days)",
        default=90,
        tracking=True,
        help="The same fault of the same part of one machine within so many days is "
        "not claimed again, unless quality says why.",
    )
    column_ids = fields.One2many(
        comodel_name="aftersales.supplier.agreement.column",
        inverse_name="agreement_id",
        string="Columns of the Supplier's Sheet",
        copy=True,
        help="Which columns its sheet has, in which order, under which titles. Empty: "
        "our own sheet.",
    )
    reason_ids = fields.Many2many(
        comodel_name="aftersales.claim.reason",
        string="Agreed Reasons for Deductions",
        help="Empty: all reasons.",
    )
    buyer_id = fields.Many2one(
        comodel_name="res.users",
        help="Hands claims in, and is told of windows.",
    )
    quality_id = fields.Many2one(
        comodel_name="res.users",
        string="Quality Engineer",
        help="Checks claims, and decides on doubtful ones.",
    )
    claim_count = fields.Integer(compute="_compute_claim_count")

    _rates_not_negative = models.Constraint(
        "CHECK(part_rate >= 0 AND labour_rate >= 0 AND travel_rate >= 0 "
        "AND freight_rate >= 0 AND other_rate >= 0 AND fee_percent >= 0 "
        "AND labour_price >= 0)",
        "Coefficients, shares and prices of an agreement can't be negative.",
    )
    _days_not_negative = models.Constraint(
        "CHECK(days_repair >= 0 AND days_posted >= 0 AND answer_days >= 0 "
        "AND warn_days >= 0 AND duplicate_days >= 0)",
        "Days of an agreement can't be negative.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for one in self:
            number = f" V{one.version}" if one.version > 1 else ""
            one.display_name = f"{one.name or ''}{number}"

    def _compute_claim_count(self):
        counts = dict(
            self.env["aftersales.supplier.claim.line"]._read_group(
                [("agreement_id", "in", self.ids)],
                ["agreement_id"],
                ["claim_id:count_distinct"],
            )
        )
        for one in self:
            one.claim_count = counts.get(one, 0)

    @api.constrains("date_from", "date_to", "partner_id", "product_ids", "active")
    def _check_overlap(self):
        """For one part on one day there is one agreement."""
        for one in self.filtered("active"):
            if one.date_from and one.date_to and one.date_to < one.date_from:
                raise ValidationError(
                    self.env._(
                        "Agreement %(name)s ends before it begins.", name=one.name
                    )
                )
            others = self.search(
                [
                    ("id", "!=", one.id),
                    ("partner_id", "=", one.partner_id.id),
                    ("company_id", "=", one.company_id.id),
                ]
            )
            for other in others:
                same_parts = (
                    one.product_ids & other.product_ids
                    if one.product_ids and other.product_ids
                    else not one.product_ids and not other.product_ids
                )
                if same_parts and one._meets(other):
                    raise ValidationError(
                        self.env._(
                            "Agreements %(name)s and %(other)s with %(supplier)s hold "
                            "for the same parts on the same days. End one before the "
                            "other begins.",
                            name=one.display_name,
                            other=other.display_name,
                            supplier=one.partner_id.name,
                        )
                    )

    def _meets(self, other):
        """Whether both hold on some day."""
        early, late = (
            fields.Date.to_date("0001-01-01"),
            fields.Date.to_date("9999-12-31"),
        )
        return max(self.date_from or early, other.date_from or early) <= min(
            self.date_to or late, other.date_to or late
        )

    def write(self, vals):
        if RECKONED_BY & vals.keys():
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        """Terms by which claims went out stay as they were."""
        # used is used, whoever may see the claims
        lines = self.env["aftersales.supplier.claim.line"].sudo()
        used = lines.search(
            [("agreement_id", "in", self.ids), ("claim_id.state", "!=", rules.DRAFT)],
            limit=1,
        )
        if used:
            raise UserError(
                self.env._(
                    "Claim %(claim)s was reckoned by agreement %(name)s, which stays "
                    "as it is. Make a new version of it.",
                    claim=used.claim_id.name,
                    name=used.agreement_id.display_name,
                )
            )

    def action_new_version(self):
        """A copy that holds from today on; this one ends yesterday."""
        self.ensure_one()
        self.check_access("write")
        today = self.company_id._service_date(fields.Datetime.now())
        if self.date_from and self.date_from >= today:
            raise UserError(
                self.env._(
                    "Agreement %(name)s begins today or later. Change it, or end it "
                    "by its dates.",
                    name=self.display_name,
                )
            )
        ends = self.date_to
        self.date_to = fields.Date.subtract(today, days=1)
        successor = self.copy(
            {
                "version": self.version + 1,
                "previous_id": self.id,
                "date_from": today,
                "date_to": ends if ends and ends > today else False,
                "name": self.name,
            }
        )
        return successor.get_formview_action()

    def action_view_claims(self):
        """Claims that were reckoned by this agreement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_supplier_claim_action"
        )
        return {
            **action,
            "domain": [("line_ids.agreement_id", "=", self.id)],
            "context": {},
        }

    def _terms(self):
        """These terms as the rules know them; of no agreement: the law's."""
        if not self:
            return rules.Terms()
        self.ensure_one()
        covered = {
            rules.LABOUR: (self.covers_labour, self.labour_rate),
            rules.TRAVEL: (self.covers_travel, self.travel_rate),
            rules.FREIGHT: (self.covers_freight, self.freight_rate),
            rules.OTHER: (self.covers_other, self.other_rate),
        }
        return rules.Terms(
            rates={
                rules.PART: self.part_rate,
                **{charge: rate for charge, (yes, rate) in covered.items() if yes},
            },
            labour_rate=self.labour_price or None,
            fee=self.fee_percent / 100,
            days_repair=self.days_repair or None,
            days_posted=self.days_posted or None,
        )

    @api.model
    def _book(self, partners, companies):
        """Agreements with these suppliers: company id → list for ``agreement_for``."""
        book = {}
        for one in self.sudo().search(
            [("partner_id", "in", partners.ids), ("company_id", "in", companies.ids)]
        ):
            book.setdefault(one.company_id.id, []).append(
                rules.Agreement(
                    id=one.id,
                    partner=one.partner_id.id,
                    date_from=one.date_from or None,
                    date_to=one.date_to or None,
                    products=frozenset(one.product_ids.ids),
                )
            )
        return book
