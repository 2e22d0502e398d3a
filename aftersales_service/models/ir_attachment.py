from odoo import models


class IrAttachment(models.Model):
    """Files of a request: customers see those meant for them, not our internal ones.

    Odoo lets whoever may read a record read all of its files, and so also the files of
    internal notes.
    """

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        user = self.env.user
        if self.env.su or not self or user._is_internal():
            return result
        forbidden, error = result or (self.browse(), None)
        hidden = (self - forbidden)._hidden_from_customer()
        if not hidden:
            return result
        rules = self.env["ir.rule"]
        return forbidden + hidden, error or (
            lambda: rules._make_access_error(operation, hidden)
        )

    def _hidden_from_customer(self):
        """Those of requests that their customer may not see."""
        # the customer may not read whose file it is before this is decided
        of_tickets = self.sudo().filtered(
            lambda file: file.res_model == "helpdesk.ticket" and not file.public
        )
        return (of_tickets - of_tickets._shown_to_customer()).sudo(False)

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
