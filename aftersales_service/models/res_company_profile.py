from odoo import fields, models


class ResCompany(models.Model):
    """Which set of regulations the company has loaded."""

    _inherit = "res.company"

    aftersales_profile = fields.Selection(
        selection=lambda self: self.env["aftersales.profile"]._selection(),
        string="After-Sales Profile",
        readonly=True,
    )
    aftersales_profile_version = fields.Char(
        string="Version of the Profile", readonly=True
    )

    def write(self, vals):
        """Open clocks follow the working hours that the company changes to."""
        calendars = {company: company.resource_calendar_id for company in self}
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.filtered(
                lambda company: company.resource_calendar_id != calendars[company]
            )._rejudge_clocks()
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_profile = fields.Selection(related="company_id.aftersales_profile")
