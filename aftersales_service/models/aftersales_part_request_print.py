import base64
import io

import qrcode

from odoo import models


class AftersalesPartRequest(models.Model):
    """The slip on paper: its number to be scanned, and room for four signatures."""

    _inherit = "aftersales.part.request"

    def _for_report(self):
        """This requisition as its slip prints it, names of colleagues included."""
        self.ensure_one()
        self.check_access("read")
        # who reads the requisition reads the names on it, not the files behind them
        return self.sudo()

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Requisition %(name)s", name=self.name)

    def _slip_time_options(self):
        return {
            "widget": "datetime",
            "tz_name": self.company_id._service_tz(),
            "format": "yyyy-MM-dd HH:mm",
        }

    def _slip_qr(self):
        """The number as a picture inside the page: the printer fetches nothing."""
        self.ensure_one()
        image = io.BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self.name, border=1, box_size=6).save(image, format="PNG")
        return f"data:image/png;base64,{base64.b64encode(image.getvalue()).decode()}"

    def _slip_parcels(self):
        """Parcels that weren't unpacked again."""
        self.ensure_one()
        return self.parcel_ids.filtered(lambda parcel: parcel.state != "unpacked")


class AftersalesPartRequestLine(models.Model):
    _inherit = "aftersales.part.request.line"

    def _serials_text(self):
        """Serial and lot numbers that were issued or are packed for this line."""
        self.ensure_one()
        moves = self.move_ids.filtered(
            lambda move: move.state == "done" or move.picking_id.aftersales_parcel_ids
        )
        lots = moves.filtered(lambda move: move.state != "cancel").move_line_ids.lot_id
        return ", ".join(lots.mapped("name"))
