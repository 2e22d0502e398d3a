from odoo import fields, models


class ResCompany(models.Model):
    """What a company offers its customers in the portal."""

    _inherit = "res.company"

    aftersales_reopen_days = fields.Integer(
        string="Days to Reopen",
        default=30,
        help="How many days after closing customers may open their request again in "
        "the portal. 0: never.",
    )
    aftersales_ask_plate = fields.Boolean(
        string="Ask for Licence Plate",
        help="The portal's form asks for the licence plate of the vehicle.",
    )
    aftersales_publish_promises = fields.Boolean(
        string="Public Page of Promises",
        default=True,
        help="Anybody may read the company's promises at /aftersales/promises.",
    )
    aftersales_tell_received = fields.Boolean(
        string="Request Received",
        default=True,
        help="Tell customers the number of their request and what is promised.",
    )
    aftersales_tell_visit = fields.Boolean(
        string="Visit Appointed or Moved",
        default=True,
        help="Tell customers when the engineer comes, and each time that changes.",
    )
    aftersales_tell_report = fields.Boolean(
        string="Report Ready to Sign",
        default=True,
        help="Send customers the link by which they read the report and sign it.",
    )
    aftersales_tell_closed = fields.Boolean(
        string="Request Closed",
        default=True,
        help="Tell customers that their request is closed, and how to reopen it.",
    )

    _aftersales_reopen_days_positive = models.Constraint(
        "CHECK(aftersales_reopen_days >= 0)",
        "The number of days in which customers may reopen can't be negative. Use 0 to "
        "forbid it.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_reopen_days = fields.Integer(
        related="company_id.aftersales_reopen_days", readonly=False
    )
    aftersales_ask_plate = fields.Boolean(
        related="company_id.aftersales_ask_plate", readonly=False
    )
    aftersales_publish_promises = fields.Boolean(
        related="company_id.aftersales_publish_promises", readonly=False
    )
    aftersales_tell_received = fields.Boolean(
        related="company_id.aftersales_tell_received", readonly=False
    )
    aftersales_tell_visit = fields.Boolean(
        related="company_id.aftersales_tell_visit", readonly=False
    )
    aftersales_tell_report = fields.Boolean(
        related="company_id.aftersales_tell_report", readonly=False
    )
    aftersales_tell_closed = fields.Boolean(
        related="company_id.aftersales_tell_closed", readonly=False
    )
