import base64
from io import BytesIO
from urllib.parse import urlencode

import qrcode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..rules import old_part as rules

LABELS = "aftersales_service.aftersales_old_part_tag_report"
PATH = "odoo/aftersales-old-parts"


class AftersalesOldPart(models.Model):
    """The tag (旧件标签) that hangs on an old part, and the code on it.

    Scanned by a phone, the code opens the old part, where a keeper receives it; scanned
    into the receipt, it is the tag number.
    """

    _inherit = "aftersales.old.part"

    def _tag_url(self):
        """The address in the QR code; the tag number counts, whichever the database."""
        self.ensure_one()
        query = urlencode({"tag": self.name})
        return f"{self.get_base_url()}/{PATH}/{self.id}?{query}"

    def _tag_qr(self):
        """The QR code as an image inside the page, for every build of the printer."""
        self.ensure_one()
        image = BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self._tag_url(), border=1, box_size=4).save(image, format="PNG")
        return image_data_uri(base64.b64encode(image.getvalue()))

    def _for_tag(self):
        """What is printed on the tag, as label → text; empty ones are left out.

        Superuser: who may print it reads the names on it, not the files behind them.
        """
        self.ensure_one()
        self.check_access("read")
        old = self.sudo()
        use, lot = old.part_line_id, old.ticket_id.lot_id
        done, km = use.visit_id.finished_at, use.visit_id.reading_km
        rows = {
            self.env._("Request"): old.ticket_id.number,
            self.env._("Report"): use.visit_id.name
            or use.request_line_id.request_id.name,
            self.env._("Part No."): old.product_id.default_code,
            self.env._("Part"): old.product_id.name,
            self.env._("Quantity"): f"{old.quantity:g} {old.product_id.uom_id.name}",
            self.env._("Serial"): old.serial_removed,
            self.env._("Send by"): old.due_date,
            self.env._("Supplier"): old.supplier_id.display_name,
            self.env._("Fault"): use.fault_id.display_name or use.reason,
            self.env._("VIN"): lot.vin,
            self.env._("Product serial"): lot.name,
            self.env._("Mileage (km)"): km and f"{km:.0f}",
            self.env._("Sold on"): lot.purchase_date or lot.delivery_date,
            self.env._("Repaired on"): done and old.company_id._service_date(done),
            self.env._("Account"): old.holder_id.name,
            self.env._("Technician"): use.visit_id.leader_id.name,
        }
        return {label: str(text) for label, text in rows.items() if text}

    def _tag_lang(self):
        """The language of the workshop, not of the customer."""
        self.ensure_one()
        return self.env.lang or self.company_id.partner_id.lang

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Old part tag %(name)s", name=self.name)

    def action_print_tags(self):
        """Print a label for each of these old parts."""
        self.check_access("read")
        return self.env.ref(LABELS).report_action(self)


class AftersalesVisit(models.Model):
    """Tags are printed at the visit, when the parts have been changed."""

    _inherit = "aftersales.visit"

    old_part_count = fields.Integer(compute="_compute_old_part_count")

    @api.depends("state")
    def _compute_old_part_count(self):
        counts = dict(
            self.env["aftersales.old.part"]._read_group(
                [("visit_id", "in", self.ids), ("state", "!=", rules.VOID)],
                ["visit_id"],
                ["__count"],
            )
        )
        for visit in self:
            visit.old_part_count = counts.get(visit._origin, 0)

    def _old_parts(self):
        return self.env["aftersales.old.part"].search(
            [("visit_id", "in", self.ids), ("state", "!=", rules.VOID)]
        )

    def action_print_old_part_tags(self):
        """Print the tags of the old parts of these visits.

        :raise UserError: nothing is owed for them
        """
        olds = self._old_parts()
        if not olds:
            raise UserError(
                self.env._(
                    "No old parts are owed for visit %(name)s. They are once the "
                    "customer has signed the report, for parts from an account.",
                    name=", ".join(self.mapped("name")),
                )
            )
        return olds.action_print_tags()

    def action_view_old_parts(self):
        """The old parts of this visit, with the user's own rights."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_old_part_action"
        )
        return {
            **action,
            "domain": [("visit_id", "in", self.ids)],
            "context": {"create": False},
        }
