from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.helpdesk_ticket_events import MANAGER

#: Services that the company may charge
CHARGED = (
    "[('type', '=', 'service'), ('sale_ok', '=', True), "
    "('company_id', 'in', [company_id, False])]"
)


class AftersalesSettings(models.TransientModel):
    """The company's after-sales settings, for service managers.

    Odoo's own settings are for system administrators only. This window shows and
    writes those of the company the user works in, and nothing else of it.
    """

    _name = "aftersales.settings"
    _description = "After-Sales Settings"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    aftersales_profile = fields.Selection(related="company_id.aftersales_profile")
    aftersales_profile_version = fields.Char(
        related="company_id.aftersales_profile_version"
    )
    newest_version = fields.Char(
        compute="_compute_newest_version",
        help="Version of the profile that this release brings.",
    )
    resource_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id",
        readonly=False,
        domain="[('company_id', '=', company_id)]",
        help="Its zone is that of all times and days of the company; limits in "
        "workdays without working hours of their own go by it.",
    )
    aftersales_repeat_days = fields.Integer(
        related="company_id.aftersales_repeat_days", readonly=False
    )
    aftersales_labour_product_id = fields.Many2one(
        related="company_id.aftersales_labour_product_id",
        readonly=False,
        domain=CHARGED,
    )
    aftersales_travel_product_id = fields.Many2one(
        related="company_id.aftersales_travel_product_id",
        readonly=False,
        domain=CHARGED,
    )
    aftersales_skill_ids = fields.Many2many(
        related="company_id.aftersales_skill_ids", readonly=False
    )
    aftersales_reopen_days = fields.Integer(
        related="company_id.aftersales_reopen_days", readonly=False
    )
    aftersales_publish_promises = fields.Boolean(
        related="company_id.aftersales_publish_promises", readonly=False
    )
    aftersales_ask_plate = fields.Boolean(
        related="company_id.aftersales_ask_plate", readonly=False
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
    helpdesk_mgmt_portal_select_category = fields.Boolean(
        related="company_id.helpdesk_mgmt_portal_select_category",
        string="Customers Choose a Category",
        readonly=False,
    )
    helpdesk_mgmt_portal_category_id_required = fields.Boolean(
        related="company_id.helpdesk_mgmt_portal_category_id_required",
        string="Category Is Required",
        readonly=False,
    )
    helpdesk_mgmt_portal_select_team = fields.Boolean(
        related="company_id.helpdesk_mgmt_portal_select_team",
        string="Customers Choose a Team",
        readonly=False,
    )
    helpdesk_mgmt_portal_team_id_required = fields.Boolean(
        related="company_id.helpdesk_mgmt_portal_team_id_required",
        string="Team Is Required",
        readonly=False,
    )
    helpdesk_mgmt_ticket_auto_assign = fields.Boolean(
        related="company_id.helpdesk_mgmt_ticket_auto_assign",
        string="Assign New Requests to Whoever Enters Them",
        readonly=False,
    )

    @api.depends("company_id")
    def _compute_newest_version(self):
        profiles = self.env["aftersales.profile"]
        for settings in self:
            code = settings.aftersales_profile
            settings.newest_version = code and profiles._version(code)

    @api.model_create_multi
    def create(self, vals_list):
        """Save the settings of the company the user works in.

        :raise AccessError: the user isn't a service manager of it
        """
        self._check_manager()
        own = {"company_id": self.env.company.id}
        # a service manager has no right to write companies, save these fields of it
        settings = super(AftersalesSettings, self.sudo()).create(
            [{**vals, **own} for vals in vals_list]
        )
        return settings.sudo(self.env.su)

    def write(self, vals):
        """Save changed settings; the company stays the same."""
        self._check_manager()
        vals = {name: value for name, value in vals.items() if name != "company_id"}
        return super(AftersalesSettings, self.sudo()).write(vals)

    def _check_manager(self):
        user = self.env.user
        if not self.env.su and (
            not user.has_group(MANAGER) or self.company_id - self.env.companies
        ):
            raise AccessError(
                self.env._(
                    "Only a service manager of the company can change its after-sales "
                    "settings."
                )
            )

    def action_save(self):
        """The window closes; what it shows has been saved."""
        return {"type": "ir.actions.act_window_close"}
