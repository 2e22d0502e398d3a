import base64
import secrets
from io import BytesIO

import qrcode

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

LABELS = "aftersales_6s.aftersales_6s_area_label_report"
#: Bytes of chance in a token; nobody guesses the address of an area
TOKEN_BYTES = 12


class Aftersales6sArea(models.Model):
    """The label on an area: its code opens the area on the phone that reads it."""

    _inherit = "aftersales.6s.area"

    @api.model_create_multi
    def create(self, vals_list):
        """Every area has a token of its own, whatever the caller says."""
        return super().create(
            [
                {**vals, "token": secrets.token_urlsafe(TOKEN_BYTES)}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if "token" in vals and not self.env.su:
            raise UserError(
                self.env._(
                    "The code of a label can't be typed. Press “New Code” on the area; "
                    "labels that hang there don't work any more then."
                )
            )
        return super().write(vals)

    def _label_url(self):
        """The address in the QR code."""
        self.ensure_one()
        return f"{self.get_base_url()}/6s/a/{self.token}"

    def _label_qr(self):
        """The QR code as an image inside the page, for every build of the printer."""
        self.ensure_one()
        image = BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self._label_url(), border=1, box_size=6).save(image, format="PNG")
        return image_data_uri(base64.b64encode(image.getvalue()))

    def _label_owner(self):
        """Name of today's owner; who prints the label need not see their file."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo().owner_id.name or ""

    def _get_report_base_filename(self):
        return self.env._("6S labels")

    def action_print_labels(self):
        """Print a label for each of these areas."""
        self.check_access("read")
        return self.env.ref(LABELS).report_action(self)

    def action_new_token(self):
        """A label was lost or copied: its code stops working, a new one is printed."""
        self.check_access("write")
        for area in self:
            # superuser: the token is guarded against direct writes
            area.sudo().token = secrets.token_urlsafe(TOKEN_BYTES)
            area.message_post(
                body=self.env._("The label got a new code; the old one is void.")
            )
        return self.action_print_labels()

    @api.model
    def _by_token(self, token):
        """The area of a label, for the user before the screen; empty if not theirs.

        Archived areas and those of companies that the user doesn't belong to are as
        unknown as those that never were.
        """
        if not token or not self.env.user._is_internal():
            return self.browse()
        # superuser: a label is read before the company of the area is switched to
        area = self.sudo().search_fetch(
            [("token", "=", token)], ["company_id"], limit=1
        )
        if area.company_id not in self.env.user.company_ids:
            return self.browse()
        return area.sudo(self.env.su)
