from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..rules import visit as visit_rules
from .helpdesk_ticket_events import BACKDATE

#: What a correction may tell otherwise
CORRECTABLE = ("at", "employee_id", "promised_at", "asked_id", "reason_id")


class AftersalesEvent(models.Model):
    """Corrections: a new fact that points back and takes the place of the old one."""

    _inherit = "aftersales.event"

    def correct(self, note, at=None, is_void=False, **values):
        """Record how this fact really was; clocks follow the corrected fact.

        :param note: why it is corrected
        :param at: when it really happened, naive UTC; default: as recorded
        :param is_void: it never happened
        :param values: ids for ``employee_id``, ``asked_id``, ``reason_id``, and
            ``promised_at``, if they were wrong
        :return: the new ``aftersales.event``
        :raise AccessError: the user may not record the past, or not this kind of fact
        :raise UserError: no reason; the fact is out of force; a signed report holds it
        """
        self.ensure_one()
        self.check_access("read")
        # a colleague may correct only what they could have recorded
        ticket = self.ticket_id
        self._check_correctable(note, is_void)
        at = fields.Datetime.to_datetime(at) or self.at
        ticket._check_time(at, note)
        told = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in CORRECTABLE
        }
        told.update({n: v for n, v in values.items() if n in CORRECTABLE}, at=at)
        ticket._check_promise(at, fields.Datetime.to_datetime(told["promised_at"]))
        event = ticket._append_events(
            [
                {
                    **told,
                    "ticket_id": ticket.id,
                    "visit_id": self.visit_id.id,
                    "code": self.code,
                    "subject_id": self.subject_id.id,
                    "note": note,
                    "is_void": is_void,
                    "correction_of_id": self.id,
                }
            ]
        )
        event._follow_correction()
        return event

    def _check_correctable(self, note, is_void):
        kind = self.ticket_id._event_kind(self.code)
        system = kind.recorder == "system"
        if not self.env.su:
            if not self.env.user.has_group(BACKDATE):
                raise AccessError(
                    self.env._(
                        "Only who may record past times can correct a fact of request "
                        "%(number)s. Ask your manager.",
                        number=self.ticket_id.number,
                    )
                )
            if not system:
                self.ticket_id._check_may_record(kind, on_visit=bool(self.visit_id))
        if not self.is_in_force:
            raise UserError(
                self.env._(
                    "“%(fact)s” of request %(number)s has been corrected already. "
                    "Correct its last record.",
                    fact=self.display_name,
                    number=self.ticket_id.number,
                )
            )
        if system and (is_void or self.code != "registered"):
            raise UserError(
                self.env._(
                    "“%(fact)s” of request %(number)s was recorded by the system with "
                    "what led to it, and can't be corrected by itself.",
                    fact=self.display_name,
                    number=self.ticket_id.number,
                )
            )
        if self.visit_id.state in visit_rules.FROZEN:
            raise UserError(
                self.env._(
                    "The customer has signed the times of visit %(visit)s. Return its "
                    "report first; the customer signs the corrected one again.",
                    visit=self.visit_id.name,
                )
            )
        if is_void and self.code in visit_rules.CODES:
            raise UserError(
                self.env._(
                    "“%(fact)s” moved visit %(visit)s on and can't be taken back. "
                    "Correct its time, or cancel the visit.",
                    fact=self.display_name,
                    visit=self.visit_id.name,
                )
            )
        if not (note or "").strip():
            raise UserError(
                self.env._(
                    "Say why “%(fact)s” of request %(number)s is corrected.",
                    fact=self.display_name,
                    number=self.ticket_id.number,
                )
            )

    def _supersede(self):
        """What these events correct is out of force, and so is what they take back."""
        corrected = self.correction_of_id
        if corrected:
            out = corrected | self.filtered("is_void")
            # Raw SQL, past the guard of write(): nothing of the fact itself changes.
            out.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE aftersales_event SET is_in_force = FALSE WHERE id IN %s",
                    tuple(out.ids),
                )
            )
            out.invalidate_recordset(["is_in_force"])
            out.modified(["is_in_force"])

    def _follow_correction(self):
        """What repeats the time of a fact elsewhere follows its correction."""
        # the request and the visit repeat it for searching and printing
        ticket = self.ticket_id.sudo()
        if self.code == "registered":
            ticket.registered_at = self.at
        if self.code == "closed" and ticket.closed:
            ticket.closed_date = self.at
