from odoo import models


class IrAttachment(models.Model):
    """Files of a request: customers see those meant for them, not our internal ones.

    Customers have no right to read files; the portal's page hands out the token of each
    file that it shows.
    """

    _inherit = "ir.attachment"

    def _shown_to_customer(self):
        """Those that a customer sent, or that came with a message to them."""
        messages = self.env["mail.message"].sudo()
        open_messages = messages.search(
            [
                ("attachment_ids", "in", self.ids),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("subtype_id", "!=", False),
            ]
        )
        sent = open_messages.attachment_ids
        return self.filtered(
            # users of other companies can't be read by everybody
            lambda file: file in sent or file.sudo().create_uid.share
        )
