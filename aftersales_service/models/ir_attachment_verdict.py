from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list


class IrAttachment(models.Model):
    """The printed copy of a decided verdict is what the customer was given."""

    _inherit = "ir.attachment"

    def _check_proves_nothing(self):
        result = super()._check_proves_nothing()
        kept = self.sudo().filtered(
            lambda file: file.res_model == "aftersales.warranty.verdict" and file.res_id
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(files)s is the kept copy of a warranty verdict and stays as it "
                    "is.",
                    files=format_list(self.env, kept.mapped("name")),
                )
            )
        return result
