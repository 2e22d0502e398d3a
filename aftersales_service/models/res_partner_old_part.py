from odoo import fields, models


class ResPartner(models.Model):
    """Who may take hazardous waste (PRT-6)."""

    _inherit = "res.partner"

    aftersales_waste_license = fields.Char(
        string="Hazardous Waste Licence",
        help="Number of the licence by which they may take batteries, oil filters …",
    )
    aftersales_waste_license_until = fields.Date(string="Licence Valid until")

    def _has_waste_license(self, day):
        """Whether they may take hazardous waste on a day."""
        self.ensure_one()
        until = self.aftersales_waste_license_until
        return bool(self.aftersales_waste_license) and (not until or until >= day)
