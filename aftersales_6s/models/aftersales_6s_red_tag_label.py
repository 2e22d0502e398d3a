import base64
from io import BytesIO

import qrcode

from odoo import models
from odoo.tools.image import image_data_uri


class Aftersales6sRedTag(models.Model):
    """The label on the thing; its code opens the tag on a phone."""

    _inherit = "aftersales.6s.red.tag"

    def _label_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/aftersales-6s-red-tags/{self.id}"

    def _label_qr(self):
        """The QR code as an image inside the page, for every build of the printer."""
        self.ensure_one()
        image = BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self._label_url(), border=1, box_size=4).save(image, format="PNG")
        return image_data_uri(base64.b64encode(image.getvalue()))

    def _for_label(self):
        """What is printed, as label → text; empty ones are left out.

        Superuser: who may print it reads the names on it, not the files behind them.
        """
        self.ensure_one()
        self.check_access("read")
        tag = self.sudo()
        rows = {
            self.env._("Thing"): tag.thing,
            self.env._("Quantity"): f"{tag.quantity:g}",
            self.env._("Area"): tag.area_id.complete_name,
            self.env._("Why it isn't needed"): tag.reason,
            self.env._("Whose"): tag.owner_id.name,
            self.env._("Tagged on"): tag.tagged_on,
            self.env._("By"): tag.tagged_by_id.name,
            self.env._("See to it by"): tag.due_date,
            self.env._("Finding"): tag.finding_id.name,
        }
        return {label: str(text) for label, text in rows.items() if text}

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Red tag %(name)s", name=self.name)

    def action_print_label(self):
        """Print a label for each of these tags."""
        self.check_access("read")
        return self.env.ref("aftersales_6s.aftersales_6s_red_tag_report").report_action(
            self
        )
