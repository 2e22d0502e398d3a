import base64
import secrets
from io import BytesIO

import qrcode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..rules import finding as finding_rules


class Aftersales6sTool(models.Model):
    """A special tool of the tool room: its code, its pieces, and who has it (S6-8)."""

    _name = "aftersales.6s.tool"
    _description = "Special Tool"
    _inherit = ["mail.thread"]
    _order = "code, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="By which it lies in its place.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        string="Tool Room",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    pieces = fields.Integer(default=1, required=True, help="Of a complete set.")
    image = fields.Image(string="Photo of the Set", max_width=1920, max_height=1920)
    active = fields.Boolean(default=True)
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(16),
        help="In the QR code of its label.",
    )
    loan_ids = fields.One2many(
        comodel_name="aftersales.6s.tool.loan", inverse_name="tool_id", string="Loans"
    )
    open_loan_id = fields.Many2one(
        comodel_name="aftersales.6s.tool.loan",
        string="Now Lent",
        compute="_compute_open_loan_id",
        search="_search_open_loan_id",
    )
    borrower_id = fields.Many2one(
        related="open_loan_id.borrower_id", string="Who Has It"
    )
    due_at = fields.Datetime(related="open_loan_id.due_at")
    is_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_locked",
        help="It isn't safe; an inspector frees it once it has been put right.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "There is already a tool of this code."
    )
    _token_uniq = models.Constraint(
        "UNIQUE(token)", "Every label has a code of its own."
    )
    _pieces = models.Constraint("CHECK(pieces > 0)", "A tool has one piece or more.")

    @api.depends("name", "code")
    def _compute_display_name(self):
        for tool in self:
            tool.display_name = " ".join(filter(None, (tool.code, tool.name)))

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike":
            return ["|", ("code", operator, value), ("name", operator, value)]
        return super()._search_display_name(operator, value)

    @api.depends("loan_ids.state")
    def _compute_open_loan_id(self):
        found = self.env["aftersales.6s.tool.loan"].search(
            [("tool_id", "in", self.ids), ("state", "=", "lent")]
        )
        by_tool = {loan.tool_id.id: loan for loan in found}
        for tool in self:
            tool.open_loan_id = by_tool.get(tool._origin.id)

    def _search_open_loan_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        lent = [("loan_ids", "any", [("state", "=", "lent")])]
        if False in value:
            return ["!", *lent]
        return [("loan_ids", "any", [("state", "=", "lent"), ("id", "in", value)])]

    def _compute_is_locked(self):
        locks = self.env["aftersales.6s.finding"]._locks([("tool_id", "in", self.ids)])
        _areas, tools, _equipment = finding_rules.locked(locks)
        for tool in self:
            tool.is_locked = tool._origin.id in tools

    def _check_unlocked(self):
        """Neither the tool nor its room is locked.

        :raise UserError: names what is
        """
        self.area_id._check_unlocked()
        for tool in self:
            if tool.is_locked:
                raise UserError(
                    self.env._(
                        "%(tool)s is locked: it isn't safe. An inspector frees it once "
                        "it has been put right.",
                        tool=tool.display_name,
                    )
                )

    # Label

    def _label_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/6s/t/{self.token}"

    def _label_qr(self):
        """The QR code as an image inside the page, for every build of the printer."""
        self.ensure_one()
        image = BytesIO()
        # Odoo's own barcodes need a drawing library that many servers lack
        qrcode.make(self._label_url(), border=1, box_size=4).save(image, format="PNG")
        return image_data_uri(base64.b64encode(image.getvalue()))

    def action_print_label(self):
        """Print a label for each of these tools."""
        self.check_access("read")
        return self.env.ref("aftersales_6s.aftersales_6s_tool_report").report_action(
            self
        )

    def action_lend(self):
        """Open a new loan of this tool."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_tool_loan_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "view_mode": "form",
            "context": {"default_tool_id": self.id},
        }

    def action_open_loan(self):
        """Show who has it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_tool_loan_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "view_mode": "form",
            "res_id": self.open_loan_id.id,
        }


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    tool_id = fields.Many2one(
        comodel_name="aftersales.6s.tool",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="A lock then is on this tool, and not on the area.",
    )
