from odoo import fields, models

from ..rules import old_part as rules
from .product_old_part import POLICY

OWNER = [
    ("company", "Company"),
    ("customer", "Customer"),
]


class ResCompany(models.Model):
    """Which old parts a company wants back, within which time (PRT-6)."""

    _inherit = "res.company"

    aftersales_old_part_policy = fields.Selection(
        selection=POLICY,
        string="Old Parts",
        required=True,
        default=rules.RETURN,
        help="For parts whose product and category say nothing else.",
    )
    aftersales_old_part_days = fields.Integer(
        string="Days to Hand In Old Parts",
        default=15,
        help="From the day of the installation; an end on a day off moves to the next "
        "workday.",
    )
    aftersales_old_part_post_days = fields.Integer(
        string="Days for Posted Parts",
        default=30,
        help="The same for parts that were sent by post.",
    )
    aftersales_old_part_remind_days = fields.Integer(
        string="Remind Before",
        default=3,
        help="So many days before the end, who owes an old part is reminded.",
    )
    aftersales_old_part_late_days = fields.Integer(
        string="Charge After",
        default=30,
        help="When more days than these have passed since the end, the manager is told "
        "again, and a charge is proposed if the company wants that.",
    )
    aftersales_old_part_extensions = fields.Integer(
        string="Extensions",
        default=1,
        help="How often an old part may be given more time.",
    )
    aftersales_old_part_extension_days = fields.Integer(
        string="Longest Extension", default=30, help="In days."
    )
    aftersales_old_part_charge = fields.Boolean(
        string="Propose Charges for Old Parts",
        help="Proposals only: a named person decides on each.",
    )
    aftersales_old_part_charge_share = fields.Float(
        string="Share of the Value (%)",
        default=100,
        help="What part of the new part's value is proposed as charge.",
    )
    aftersales_old_part_owner = fields.Selection(
        selection=OWNER,
        string="Old Parts Belong to",
        required=True,
        default="company",
        help="Whose refurbished parts are. They have no value in the books either way.",
    )
    aftersales_old_part_refurbish = fields.Boolean(
        string="Count Refurbished Parts",
        help="Refurbished parts are taken into a location of their own, off the books, "
        "so that the stock is never worth more for them.",
    )
    aftersales_refurbished_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place for Refurbished Parts",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Made by itself with the first refurbished part.",
    )
    aftersales_memo_owner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Owner off the Books",
        check_company=True,
        help="Stands for the company as owner of what has no value. Made by itself.",
    )

    _old_part_days_not_negative = models.Constraint(
        "CHECK(aftersales_old_part_days >= 0 AND aftersales_old_part_post_days >= 0 "
        "AND aftersales_old_part_remind_days >= 0 "
        "AND aftersales_old_part_late_days >= 0 "
        "AND aftersales_old_part_extensions >= 0 "
        "AND aftersales_old_part_extension_days >= 0)",
        "Days and numbers for old parts can't be negative.",
    )
    _old_part_share = models.Constraint(
        "CHECK(aftersales_old_part_charge_share BETWEEN 0 AND 100)",
        "The share of a part's value lies between 0 and 100 %.",
    )

    def _old_part_calendar(self):
        """The working days of this company; superuser, whoever looks."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        return calendar._clock_calendars(self)[calendar.id]

    def _old_part_due(self, moment, posted=False):
        """The last day for an old part of a part that was given at a moment."""
        self.ensure_one()
        days = self.aftersales_old_part_days
        if posted:
            days = max(days, self.aftersales_old_part_post_days)
        return rules.due_date(
            self._service_date(moment), days, self._old_part_calendar()
        )

    def _refurbished_location(self):
        """Beside the stock, so that no order reserves there; superuser."""
        self.ensure_one()
        if not self.aftersales_refurbished_location_id:
            self.aftersales_refurbished_location_id = self.env["stock.location"].create(
                {
                    "name": self.env._("Refurbished Parts"),
                    "usage": "internal",
                    "location_id": self._part_warehouse().view_location_id.id,
                    "company_id": self.id,
                }
            )
        return self.aftersales_refurbished_location_id

    def _memo_owner(self):
        """Who stands for the company as owner: the company itself would be valued."""
        self.ensure_one()
        if not self.aftersales_memo_owner_id:
            name = self.env._("%(company)s (off the books)", company=self.name)
            self.aftersales_memo_owner_id = self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "company_id": self.id,
                }
            )
        return self.aftersales_memo_owner_id
