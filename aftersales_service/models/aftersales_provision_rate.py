from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..rules import provision as rules


class AftersalesProvisionRate(models.Model):
    """What is put by for warranty of the sales of a category, from a day on.

    Rates are versions: a new one holds from its day on, and what a posted provision
    has counted with stays as it is.
    """

    _name = "aftersales.provision.rate"
    _description = "Rate of the Warranty Provision"
    _inherit = ["mail.thread"]
    _order = "category_id, valid_from desc, id desc"
    _check_company_auto = True
    _rec_name = "category_id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Category of Products",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Of what is sold with a warranty. Categories below go by it, unless they "
        "have a rate of their own.",
    )
    percent = fields.Float(
        string="Rate (%)",
        digits=(6, 3),
        required=True,
        tracking=True,
        help="Of the sales without tax. 0 ends the provision of this category.",
    )
    valid_from = fields.Date(
        required=True,
        tracking=True,
        default=lambda self: self._default_valid_from(),
        help="Sales from this day on go by it, until the next rate of the category.",
    )
    note = fields.Char(
        string="Basis",
        tracking=True,
        help="Why this much: use of the last years, contract, judgement.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.warranty.provision.line",
        inverse_name="rate_id",
        string="Counted in",
        readonly=True,
    )

    _version_uniq = models.Constraint(
        "UNIQUE(company_id, category_id, valid_from)",
        "This category has a rate from that day on already.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent BETWEEN 0 AND 100)",
        "A rate lies between 0 and 100 percent.",
    )

    def _default_valid_from(self):
        company = self.env.company
        return rules.first_day(company._service_date(fields.Datetime.now()))

    @api.depends("category_id", "percent", "valid_from")
    def _compute_display_name(self):
        for rate in self:
            day = format_date(self.env, rate.valid_from) if rate.valid_from else ""
            rate.display_name = (
                f"{rate.category_id.name or ''} {rate.percent:g} % {day}"
            )

    @api.constrains("valid_from", "company_id", "category_id", "percent")
    def _check_after_posted(self):
        """A rate changes nothing that was posted."""
        for rate in self:
            posted = (
                self.env["aftersales.warranty.provision"]
                .sudo()
                ._last_posted(rate.company_id)
            )
            if posted and rate.valid_from <= posted.date_to:
                raise ValidationError(
                    self.env._(
                        "The provision of %(month)s is posted: a rate of category "
                        "%(category)s can't hold before %(day)s. Enter a later day.",
                        month=posted.name,
                        category=rate.category_id.display_name,
                        day=format_date(
                            self.env, fields.Date.add(posted.date_to, days=1)
                        ),
                    )
                )

    def write(self, vals):
        if {"company_id", "category_id", "percent", "valid_from"} & vals.keys():
            self._check_uncounted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        self._check_uncounted()

    def _check_uncounted(self):
        # who keeps rates need not see the provisions of other companies
        for rate in self.sudo():
            counted = rate.line_ids.provision_id.filtered(
                lambda one: one.state != "draft"
            )
            if counted:
                raise UserError(
                    self.env._(
                        "Rate %(rate)s was counted with in %(provision)s and stays as "
                        "it is. Enter a new rate that holds from a later day on.",
                        rate=rate.display_name,
                        provision=counted[0].name,
                    )
                )

    def _rules(self):
        """These rates as the rules know them."""
        return [
            rules.Rate(
                id=rate.id,
                category=rate.category_id.id,
                valid_from=rate.valid_from,
                percent=rate.percent,
            )
            for rate in self
        ]
