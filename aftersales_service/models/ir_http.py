from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The portal's conversation speaks mail's words but doesn't load them."""
        return super()._get_translation_frontend_modules_name() + ["mail"]
