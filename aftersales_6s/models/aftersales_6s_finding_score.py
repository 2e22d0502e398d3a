from odoo import api, models


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    @api.model
    def _score(self, pairs):
        """Derive the points of these people's findings of these months anew."""
