import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import visit as rules
from .helpdesk_ticket_events import MANAGER


class AftersalesVisit(models.Model):
    """Back home: approval, return and archiving of the signed report (VIS-6)."""

    _inherit = "aftersales.visit"

    archived_file_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Archived Report",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def action_approve(self):
        """A manager who wasn't on the visit accepts the complete report (VIS-6).

        :raise UserError: entries or the customer's answer are missing, or the report
            isn't any more what the customer signed
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a service manager can approve a service report.")
            )
        for visit in self:
            visit._check_approvable()
        self._record(self.ticket_id._event_kind("approved"))
        return True

    def _check_approvable(self):
        self.ensure_one()
        if not self.env.su and self.env.user in self.sudo().employee_ids.user_id:
            raise AccessError(
                self.env._(
                    "You took part in visit %(name)s. Another manager approves it.",
                    name=self.name,
                )
            )
        self._check_complete()
        self._check_satisfaction()
        self._check_unaltered()

    def _check_unaltered(self):
        """Nobody approves what isn't any more what the customer signed (VIS-4)."""
        for visit in self:
            changed = visit._altered_entries()
            if changed:
                raise UserError(
                    self.env._(
                        "The report of visit %(name)s was altered after the customer "
                        "signed it: %(entries)s. Return it, and have it signed again.",
                        name=visit.name,
                        entries=", ".join(changed),
                    )
                )

    def _return(self, reason):
        """Give a signed report back to its technicians.

        The signature is void, for it covered what is going to change; what was signed
        stays with its picture among the earlier signatures, and in the messages. The
        customer signs again.
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a service manager can return a service report.")
            )
        for visit in self:
            visit._record(visit.ticket_id._event_kind("report_returned"), note=reason)
            visit.message_post(
                body=self.env._(
                    "Report returned, the signature of %(name)s is void: %(reason)s",
                    name=visit.signed_by,
                    reason=reason,
                ),
                attachments=[
                    (f"{visit.name}.png", base64.b64decode(visit.sudo().signature))
                ],
            )
            visit.seal_id._void(reason)
        self.sudo().write(dict.fromkeys(("signature", "signed_by", "signed_from")))

    def action_file(self):
        """Archive approved reports: the PDF goes to the request."""
        self._check_clerk()
        for visit in self:
            if visit.state != rules.APPROVED:
                raise UserError(
                    self.env._(
                        "Visit %(name)s must be approved before it is archived.",
                        name=visit.name,
                    )
                )
            visit._check_satisfaction()
            visit._attach_report()
        self.sudo().state = rules.ARCHIVED
        return True

    def _attach_report(self):
        # rendered as superuser: the report shows employees' names
        pdf, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("aftersales_service.aftersales_visit_report", self.ids)
        )
        name = f"{self._get_report_base_filename()}.pdf"
        message = self.ticket_id.message_post(
            body=self.env._("Report of visit %(name)s archived", name=self.name),
            attachments=[(name, pdf)],
        )
        # nobody writes it; from now on the file can't be exchanged
        self.sudo().archived_file_id = message.attachment_ids[:1]
