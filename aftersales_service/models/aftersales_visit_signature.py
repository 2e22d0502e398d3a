import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import format_list
from odoo.tools.image import image_process

from ..rules import report as report_rules
from ..rules import visit as rules
from .aftersales_visit import SEALED, STAMPS

#: How files of PNG and JPEG begin
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
CHECK = [("valid", "As Signed"), ("altered", "Altered")]
#: Facts that the signature covers, besides those of the report itself
SIGNED_EVENTS = (*SEALED, "hq_called")
SIGNED_STAMPS = (*(STAMPS[code] for code in SEALED), "signed_at")


class AftersalesVisit(models.Model):
    """The customer's signature, and proof of what exactly was signed (VIS-4)."""

    _inherit = "aftersales.visit"

    seal_ids = fields.One2many(
        comodel_name="aftersales.visit.seal",
        inverse_name="visit_id",
        string="Signed Versions",
        copy=False,
    )
    seal_id = fields.Many2one(
        comodel_name="aftersales.visit.seal",
        string="Signed Version",
        compute="_compute_seal_id",
    )
    signature_check = fields.Selection(
        selection=CHECK,
        string="Signed Report Is",
        compute="_compute_signature_check",
        help="Whether the report still says what the customer signed.",
    )

    @api.depends("seal_ids.void_at")
    def _compute_seal_id(self):
        for visit in self:
            # the seal goes with the visit, and is read with the same right
            seals = visit.sudo().seal_ids.filtered(lambda seal: not seal.void_at)
            visit.seal_id = seals[:1].sudo(self.env.su)

    @api.depends("seal_id")
    def _compute_signature_check(self):
        for visit in self:
            if not visit.seal_id:
                visit.signature_check = False
            elif visit._altered_entries():
                visit.signature_check = "altered"
            else:
                visit.signature_check = "valid"

    def action_sign(self):
        """Open the page on which the customer reads the report and signs."""
        self.ensure_one()
        self._check_mine()
        self._check_signable()
        return {
            "type": "ir.actions.act_url",
            # the token belongs to the visit; this user may already read it
            "url": self.sudo().get_portal_url(),
            "target": "self",
        }

    def _check_signable(self):
        self.ensure_one()
        if self.state != rules.FINISHED:
            raise UserError(
                self.env._(
                    "Visit %(name)s can be signed once, after the work is finished.",
                    name=self.name,
                )
            )
        self._check_complete()

    def _check_complete(self):
        missing = self._missing_entries()
        if missing:
            raise UserError(
                self.env._(
                    "The report of visit %(name)s is incomplete: %(missing)s.",
                    name=self.name,
                    missing=format_list(self.env, missing),
                )
            )

    def _sign(self, signed_by, signature, signed_from=None, at=None):
        """Take the customer's signature (VIS-4).

        Called by the signing page after it checked the token, so it needs no right of
        its own.

        :param signed_by: name as the customer wrote it
        :param signature: the picture, base64
        :param signed_from: network address and user of the session
        :param at: when, naive UTC; default: now
        :raise UserError: before the work is finished, with an incomplete report, twice,
            without a name, or with something that isn't a picture
        """
        self.ensure_one()
        self._lock_for_signing()
        self._check_signable()
        if not isinstance(signed_by, str) or not signed_by.strip():
            raise UserError(self.env._("Please write your name under the signature."))
        self._portal_act_as_customer()
        self.sudo().write(
            {
                "signature": self._checked_picture(signature),
                "signed_by": signed_by.strip(),
                "signed_from": signed_from,
            }
        )
        kind = self.ticket_id._event_kind("signed")
        events = self._record(
            kind,
            at=at,
            employee=self.env["hr.employee"],  # the customer did it, no employee
            note=signed_by.strip(),
            source_ref=signed_from,
        )
        seal = self._seal()
        seal._make_pdf()
        self._ask_for_approval()
        return events

    def _lock_for_signing(self):
        """Two who sign at once: the second waits for neither, but is told."""
        self.flush_recordset()
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is signing or changing the report of visit %(name)s at "
                    "this moment. Look at it again.",
                    name=self.name,
                )
            ) from error
        self.invalidate_recordset(["state", "signature"])

    def _ask_for_approval(self):
        """The report lands on the desk of the team's leader."""
        # the customer signs: nobody's rights apply to the activity
        visit = self.sudo()
        leader = visit.ticket_id.team_id.user_id
        if leader:
            visit.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=leader.lang).env._(
                    "Visit %(name)s: approve the report", name=self.name
                ),
                user_id=leader.id,
            )

    def _checked_picture(self, signature):
        try:
            picture = base64.b64decode(signature or "", validate=True)
            if not picture.startswith(PICTURES):
                raise ValueError("neither PNG nor JPEG")
            return base64.b64encode(image_process(picture, size=(1200, 600)))
        except (binascii.Error, TypeError, UserError, ValueError) as error:
            raise UserError(
                self.env._("The signature can't be read. Please sign again.")
            ) from error

    # What was signed

    def _seal(self):
        """Keep what was signed, word for word, with its digest."""
        self.ensure_one()
        content = report_rules.canonical(
            {
                "facts": self._signed_facts(),
                "names": self._signed_names(),
                "version": 1,
            }
        )
        # superuser: the customer signs, who has no right of their own
        return (
            self.env["aftersales.visit.seal"]
            .sudo()
            .create(
                {
                    "visit_id": self.id,
                    "signed_at": self.signed_at,
                    "signed_by": self.signed_by,
                    "signed_from": self.sudo().signed_from,
                    "signature": self.sudo().signature,
                    "content": content,
                    "digest": report_rules.digest(content),
                }
            )
        )

    def _signed_facts(self, events=None):
        """All that the signature covers, from the rows of this visit alone.

        Names of customers, products and people aren't among it: those are other
        records, which may be renamed (see ``_signed_names``).

        :param events: ids of the facts that were signed; default: those of today
        :return: mapping for ``rules.report.canonical``
        """
        self.ensure_one()
        # the check sees all of a report, whoever looks at it
        visit = self.sudo().with_context(bin_size=False)
        facts = visit.event_ids.filtered(
            lambda e: (
                e.id in events
                if events is not None
                else e.is_in_force and e.code in SIGNED_EVENTS
            )
        )
        text = (
            "name",
            "customer_phone",
            "service_address",
            "description",
            "conditions",
            "opened_before",
            "warranty_scope",
            "findings",
            "cause",
            "action_taken",
            "customer_opinion",
            "customer_satisfied",
            "signed_by",
        )
        return {
            **{name: str(visit[name]) if visit[name] else None for name in text},
            "reading_hours": visit.reading_hours,
            "reading_km": visit.reading_km,
            "ticket_id": visit.ticket_id.id,
            "partner_id": visit.partner_id.id,
            "product_id": visit.product_id.id,
            "lot_id": visit.lot_id.id,
            "leader_id": visit.leader_id.id,
            "employee_ids": sorted(visit.employee_ids.ids),
            "signature": hashlib.sha256(
                base64.b64decode(visit.signature or b"")
            ).hexdigest(),
            "event_ids": [
                {"id": e.id, "code": e.code, "at": e.at} for e in facts.sorted("id")
            ],
            **{name: visit[name] or None for name in SIGNED_STAMPS},
            "line_ids": [
                {"id": line.item_id.id, "done": line.done, "value": line.value or None}
                for line in visit.line_ids.sorted(lambda ln: (ln.sequence, ln.id))
            ],
            "part_ids": [
                {
                    "id": part.id,
                    "product": part.product_id.id,
                    "name": part.name,
                    "quantity": part.quantity,
                    "reason": part.reason or None,
                    "old_part_taken": part.old_part_taken,
                    "serial_removed": part.serial_removed or None,
                    "serial_installed": part.serial_installed or None,
                }
                for part in visit.part_ids.sorted("id")
            ],
            "photo_ids": [
                {"id": photo.id, "kind": photo.kind, "sha256": photo._digest()}
                for photo in visit.photo_ids.sorted("id")
                if not photo.added_later
            ],
        }

    def _signed_names(self):
        """Names of other records as the customer read them, in their language."""
        self.ensure_one()
        # employees and products of the report, whoever may read their files
        visit = self.sudo()._for_reader()
        return {
            "language": visit.env.lang,
            "zone": visit.company_id._service_tz(),
            "company": visit.company_id.name,
            "request": visit.ticket_id.number,
            "registered_at": visit.ticket_id.registered_at,
            "customer": visit.partner_id.display_name or None,
            "product": visit.product_id.display_name or None,
            "serial": visit.lot_id.name or None,
            "leader": visit.leader_id.name,
            "technicians": visit.employee_ids.mapped("name"),
            "checklist": {
                line.item_id.id: {"name": line.item_id.name, "kind": line.kind}
                for line in visit.line_ids
            },
        }

    def _altered_entries(self):
        """Labels of what isn't any more as it was signed; none if all is (VIS-4)."""
        self.ensure_one()
        seal = self.seal_id.sudo()  # see _compute_seal_id
        if not seal:
            return []
        keys = report_rules.alterations(
            seal.content,
            seal.digest,
            self._signed_facts({entry["id"] for entry in seal._signed("event_ids")}),
        )
        if "partner_id" in keys and self._is_customer_merged(seal):
            keys.remove("partner_id")
        labels = {"content": self.env._("Signed text")}
        return [
            labels.get(key) or self._fields[key]._description_string(self.env)
            for key in keys
        ]

    @api.model
    def _is_customer_merged(self, seal):
        """Is the customer who signed one file with another one by now?

        Only merging takes a customer away whom a visit names.
        """
        signed = seal._signed("partner_id")
        return bool(signed) and not self.env["res.partner"].browse(signed).exists()
