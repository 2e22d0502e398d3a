import base64
from io import BytesIO

import qrcode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, format_list, hmac
from odoo.tools.image import image_data_uri

from .helpdesk_ticket_events import CLERK

REPORT = "aftersales_service.aftersales_warranty_card_report"
SCOPE = "aftersales_service.warranty_card"


class StockLot(models.Model):
    """The warranty card (质保卡) of a product: printed, sent, and behind its QR code.

    The code opens a public page with product, serial number and periods, and nothing
    else. Its token is signed with the secret of the database: nobody can make one, none
    is stored, and all printed so far stop working when the card is revoked (WAR-8).
    """

    _inherit = "stock.lot"

    card_version = fields.Integer(
        string="Warranty Cards Revoked",
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="How often the codes on printed cards were made invalid.",
    )

    # Token

    def _card_token(self):
        """The token of the cards that are valid now."""
        self.ensure_one()
        # the version is no secret, but nobody but the system needs it
        lot = self.sudo()
        return f"{lot.id}-{hmac(lot.env, SCOPE, (lot.id, lot.card_version))[:32]}"

    def _card_url(self):
        """The address in the QR code."""
        return f"{self.get_base_url()}/aftersales/card/{self._card_token()}"

    @api.model
    def _from_card(self, token):
        """The product of a card's token as superuser; empty if it isn't valid."""
        number = str(token or "").partition("-")[0]
        # ids are 32 bits; whatever else comes from outside opens nothing
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return self.sudo().browse()
        # visitors have no rights on products; the token stands for them
        lot = self.sudo().browse(int(number)).exists()
        if lot and consteq(lot._card_token(), str(token)):
            return lot
        return lot.browse()

    def action_revoke_card(self):
        """Make the codes on all cards printed so far invalid.

        :raise AccessError: the user isn't a clerk
        """
        self._check_card_clerk()
        for lot in self.sudo():  # clerks, who were asked for; the field is the system's
            lot.card_version += 1
        self._message_log_batch(
            bodies={
                lot.id: self.env._("The codes on warranty cards so far were revoked.")
                for lot in self
            }
        )
        return True

    def _check_card_clerk(self):
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(self.env._("Ask a clerk for warranty cards."))
        self.check_access("write")

    # Paper

    def _check_has_card(self, covers):
        """:param covers: as ``_told_covers`` gives them
        :raise UserError: something has no warranty, so that a card would say nothing
        """
        bare = self.filtered(
            lambda lot: lot.id not in covers or not covers[lot.id].is_covered
        )
        if bare:
            raise UserError(
                self.env._(
                    "There is nothing to print on a warranty card for %(serials)s. "
                    "Record the customer and when it was bought or delivered, and see "
                    "that a warranty policy fits the product.",
                    serials=format_list(self.env, bare[:10].mapped("name")),
                )
            )

    def _card_lang(self):
        """The language of the card: its customer's."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # the language of a customer is nothing to hide from who prints
        customer = self.sudo().aftersales_partner_id
        return (
            customer.lang
            or customer.commercial_partner_id.lang
            or company.partner_id.lang
            or self.env.lang
        )

    def _card_qr(self):
        """The QR code as an image inside the page, for every build of the printer."""
        self.ensure_one()
        image = BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self._card_url(), border=1, box_size=6).save(image, format="PNG")
        return image_data_uri(base64.b64encode(image.getvalue()))

    def _get_report_base_filename(self):
        """Name of the printed card."""
        self.ensure_one()
        return self.env._("Warranty card %(serial)s", serial=self.name)

    def action_print_card(self):
        """Print the warranty cards of these products."""
        self.check_access("read")
        self._check_has_card(self._told_covers())
        return self.env.ref(REPORT).report_action(self)

    def action_send_card(self):
        """Open a message to the customer with the card attached."""
        self.ensure_one()
        self._check_card_clerk()
        self._check_has_card(self._told_covers())
        if not self.aftersales_partner_id:
            raise UserError(
                self.env._(
                    "Serial %(serial)s has no customer to send the card to. Fill in "
                    "the customer first.",
                    serial=self.name,
                )
            )
        template = self.env.ref("aftersales_service.mail_template_warranty_card")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Warranty Card"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "force_email": True,
            },
        }
