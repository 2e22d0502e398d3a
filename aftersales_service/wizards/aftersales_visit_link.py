import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.notification import CLOSE, notification


class AftersalesVisitLink(models.TransientModel):
    """The customer's way to the report: a code to scan, a link, a message.

    For the technician at the customer's and the clerk at the telephone.
    """

    _name = "aftersales.visit.link"
    _description = "Link for the Customer to Sign"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", related_sudo=False)
    partner_email = fields.Char(related="visit_id.partner_id.email", related_sudo=False)
    url = fields.Char(string="Link", compute="_compute_url")
    qr_code = fields.Binary(string="QR Code", compute="_compute_url")

    @api.depends("visit_id")
    def _compute_url(self):
        for wizard in self:
            visit = wizard.visit_id
            if not visit:
                wizard.url = wizard.qr_code = False
                continue
            # the token belongs to the visit; who may read the visit may show it
            visit.check_access("read")
            visit._check_mine()
            url = visit.get_base_url() + visit.sudo().get_portal_url()
            wizard.url = url
            wizard.qr_code = self._qr_code(url)

    @api.model
    def _qr_code(self, text):
        """A QR code as SVG, base64.

        Odoo's ``/report/barcode`` draws PNG, for which reportlab needs a library that
        many servers lack; besides, its address would put the token into their logs.
        """
        drawing = createBarcodeDrawing(
            "QR", value=text, width=280, height=280, barBorder=2
        )
        return base64.b64encode(renderSVG.drawToString(drawing).encode())

    def action_send(self):
        """Send the customer a message with the link.

        :raise UserError: the report can't be signed now, or there is no customer
        """
        for wizard in self:
            visit = wizard.visit_id
            visit.check_access("read")
            visit._check_mine()
            visit._check_signable()
            if not visit.partner_id:
                raise UserError(
                    self.env._(
                        "Request %(number)s names no customer. Choose one on the "
                        "request, or let the customer scan the code.",
                        number=visit.ticket_id.number,
                    )
                )
            # superuser: the message is the company's, and goes on the request
            notices = self.env["aftersales.notice"].sudo()
            notices._send("report", visit.sudo().ticket_id, visit.sudo())
        return notification(
            "success",
            self.env._("The link was sent to the customer."),
            next=CLOSE,
        )
