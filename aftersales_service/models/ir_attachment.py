from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

#: What makes a file the one it is, and whose it is
IDENTITY = {
    "name",
    "type",
    "url",
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "mimetype",
    "res_model",
    "res_id",
    "res_field",
    "public",
}
#: Files that prove something: whose they are → the records that go by them
PROOFS = {
    "aftersales.event": [("aftersales.event", "attachment_ids", [])],
    "aftersales.visit": [("aftersales.visit", "ticket_file_ids", [])],
    "helpdesk.ticket": [
        ("aftersales.visit", "archived_file_id", []),
        ("aftersales.ticket.document", "attachment_ids", [("received", "=", True)]),
        ("aftersales.warranty.finding", "attachment_ids", []),
        ("aftersales.warranty.verdict", "evidence_ids", []),
    ],
}


class IrAttachment(models.Model):
    """Files of a request: customers see those meant for them, not our internal ones.

    Customers have no right to read files; the portal's page hands out the token of each
    file that it shows.
    """

    _inherit = "ir.attachment"

    def _claim_for(self, ticket):
        """Files that were just uploaded belong to a request, and follow its rights.

        Only the user's own fresh files: to name a foreign one gives no access to it.
        """
        fresh = self.sudo().filtered(
            lambda file: (
                not file.res_id
                and file.create_uid == self.env.user
                and not file.res_field
            )
        )
        fresh.write({"res_model": "helpdesk.ticket", "res_id": ticket.id})

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

    def write(self, vals):
        if IDENTITY & vals.keys():
            self._check_proves_nothing()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        self._check_proves_nothing()

    def _check_proves_nothing(self):
        """Evidence, archived reports, tickets and received papers stay as they are.

        Superusers too: the chatter deletes files as one.
        """
        for model, files in self.sudo().grouped("res_model").items():
            for owner, field, domain in PROOFS.get(model, ()):
                holders = self.env[owner].sudo()  # a proof, whoever may see its record
                found = holders.search([(field, "in", files.ids), *domain])
                if found:
                    raise UserError(
                        self.env._(
                            "%(files)s belongs to the records of %(names)s and stays "
                            "as it is. Add another file instead.",
                            files=format_list(self.env, files.mapped("name")),
                            names=format_list(self.env, found.mapped("display_name")),
                        )
                    )
