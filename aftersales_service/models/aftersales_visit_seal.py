import base64
import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_events import MANAGER

_logger = logging.getLogger(__name__)

REPORT = "aftersales_service.aftersales_visit_report"
#: Hours after which a signed report is looked at again
CHECK_EVERY = 20
#: Columns that change after the signature: what became of it, never what was signed
LATER = {"void_at", "void_reason", "void_by_id", "pdf", "checked_at", "altered_at"}


class AftersalesVisitSeal(models.Model):
    """What a customer signed, word for word, with its digest (VIS-4).

    Append-only: a returned report voids its seal, and the next signature makes another.
    Nobody writes here but the visit itself.
    """

    _name = "aftersales.visit.seal"
    _description = "Signed Version of a Service Report"
    _order = "id desc"
    _rec_name = "digest"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    signed_at = fields.Datetime(string="Signed", required=True)
    signed_by = fields.Char(required=True)
    signed_from = fields.Char(groups=MANAGER)
    signature = fields.Binary(attachment=False)
    content = fields.Text(
        required=True, help="The signed report as canonical JSON; times are UTC."
    )
    digest = fields.Char(string="SHA-256", required=True, index=True)
    pdf = fields.Binary(
        string="Signed PDF",
        attachment=True,
        help="The report as it was printed from the signed text.",
    )
    pdf_name = fields.Char(compute="_compute_pdf_name")
    void_at = fields.Datetime(string="Void Since")
    void_reason = fields.Text(string="Void Because")
    void_by_id = fields.Many2one(comodel_name="res.users", string="Voided by")
    checked_at = fields.Datetime(string="Last Checked", index=True)
    altered_at = fields.Datetime(string="Found Altered")

    _one_valid = models.UniqueIndex(
        "(visit_id) WHERE void_at IS NULL",
        "This report was signed already.",
    )

    @api.depends("visit_id.name")
    def _compute_pdf_name(self):
        for seal in self:
            seal.pdf_name = f"{seal.visit_id._get_report_base_filename()}.pdf"

    def write(self, vals):
        if vals.keys() - LATER:
            raise UserError(
                self.env._(
                    "What was signed on visit %(name)s is kept as it is.",
                    name=self.visit_id[:1].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "What was signed on visit %(name)s is kept as it is.",
                name=self.visit_id[:1].name,
            )
        )

    def _signed(self, key):
        """One entry of the facts that were signed."""
        return json.loads(self.content)["facts"].get(key) or []

    def _void(self, reason):
        """The signature covers something that is going to change."""
        # nobody may write here; the visit has checked who returns a report
        self.sudo().write(
            {
                "void_at": fields.Datetime.now(),
                "void_reason": reason,
                "void_by_id": self.env.user.id,
            }
        )

    # The printed copy

    def _make_pdf(self):
        """Print what was signed. Without a printer the signature stands all the same.

        The copy is made from the signed text, so a later one says the same. While
        modules are being installed nothing can be printed; the scheduled action does.
        """
        if not self.env.registry.ready:
            return
        for seal in self.sudo():  # the report shows employees' names
            try:
                with self.env.cr.savepoint():
                    pdf, kind = (
                        self.env["ir.actions.report"]
                        .sudo()
                        .with_context(aftersales_seal_id=seal.id)
                        ._render_qweb_pdf(REPORT, seal.visit_id.ids)
                    )
            except Exception:  # printing may fail in many ways; signing must not
                _logger.exception("Signed report %s isn't printed yet", seal.digest)
                continue
            if kind == "pdf":
                seal.pdf = base64.b64encode(pdf)

    @api.private
    def make_missing_pdfs(self, limit=50):
        """Print the signed reports that couldn't be printed at once."""
        seals = self.search([("pdf", "=", False)], limit=limit)
        for seal in seals:
            seal._make_pdf()
            self._commit(1)

    # The daily look

    @api.private
    def check_all(self, batch=100):
        """Compare all signed reports with what is stored today (VIS-4).

        What was altered behind our back, such as by SQL, is recorded as a fact on the
        request, once, and the managers are told.

        :return: ids of the visits that were found altered
        """
        found = []
        before = fields.Datetime.now() - timedelta(hours=CHECK_EVERY)
        due = [
            ("void_at", "=", False),
            "|",
            ("checked_at", "=", False),
            ("checked_at", "<", before),
        ]
        while seals := self.search(due, limit=batch, order="checked_at, id"):
            seals = seals.try_lock_for_update(allow_referencing=True)
            if not seals:
                break  # another server is at it
            for seal in seals:
                changed = seal.visit_id._altered_entries()
                if changed and not seal.altered_at:
                    seal._tell_altered(changed)
                if changed:
                    found.append(seal.visit_id.id)
            seals.checked_at = fields.Datetime.now()
            self.env.invalidate_all()
            self._commit(len(seals))
        return found

    @api.model
    def _commit(self, count):
        """Keep what is done so far; only a scheduled action owns its transaction."""
        if self.env.context.get("ir_cron_progress_id"):
            self.env["ir.cron"]._commit_progress(count)

    def _tell_altered(self, changed):
        """Record that a signed report was altered, and call the managers."""
        self.ensure_one()
        visit = self.visit_id
        self.altered_at = fields.Datetime.now()
        note = ", ".join(changed)
        visit.ticket_id._record(
            visit.ticket_id._event_kind("report_altered"),
            note=note,
            visit_id=visit.id,
        )
        for manager in visit.company_id._service_managers():
            reader = visit.with_context(lang=manager.lang)
            visit.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=reader.env._(
                    "Visit %(name)s: the signed report was altered", name=visit.name
                ),
                note=note,
                user_id=manager.id,
            )
