from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..rules import pause as rules
from .helpdesk_ticket_events import MANAGER

PAUSE_STATE = [
    ("asked", "To Approve"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("own", "Stops No Clock"),
]


class AftersalesClockPause(models.Model):
    """Time that one clock doesn't count, derived like the clock itself.

    It follows the facts ``blocked``, ``unblocked``, ``pause_approved`` and
    ``pause_refused`` of the request; nobody writes it.
    """

    _name = "aftersales.clock.pause"
    _inherit = "aftersales.rows"
    _description = "Pause of a Clock"
    _order = "start_at desc, id desc"
    _rec_name = "reason_id"
    _check_company_auto = True

    clock_id = fields.Many2one(
        comodel_name="aftersales.clock",
        required=True,
        ondelete="cascade",
        index=True,
    )
    ticket_id = fields.Many2one(
        related="clock_id.ticket_id",
        string="Request",
        store=True,
        precompute=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="clock_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    event_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Fact",
        required=True,
        ondelete="restrict",
        index=True,
    )
    employee_id = fields.Many2one(related="event_id.employee_id", string="Asked by")
    reason_id = fields.Many2one(
        related="event_id.reason_id",
        store=True,
        precompute=True,
    )
    cause = fields.Selection(related="reason_id.cause", store=True, precompute=True)
    note = fields.Text(related="event_id.note")
    attachment_ids = fields.One2many(
        related="event_id.attachment_ids",
        string="Evidence",
    )
    start_at = fields.Datetime(string="From", required=True)
    end_at = fields.Datetime(string="To")
    minutes = fields.Integer(
        help="Minutes of the clock's own time that this pause leaves out, once it has "
        "ended.",
        aggregator="sum",
    )
    state = fields.Selection(selection=PAUSE_STATE, required=True, default="asked")
    approved_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        help="Who approved or refused it.",
    )

    _clock_event_uniq = models.UniqueIndex("(clock_id, event_id)")

    def _counts(self):
        return self.state == "approved"

    def action_approve(self):
        """Approve the pauses: their clocks stop for that time."""
        self._decide(rules.APPROVED)
        return True

    def action_refuse(self):
        """Refuse the pauses: their clocks run on."""
        self._decide(rules.REFUSED)
        return True

    def _decide(self, code):
        """Record a manager's answer to each interruption behind these pauses.

        :raise AccessError: the user isn't a manager, or would approve an own pause
        """
        self.check_access("read")
        user = self.env.user
        # what every pause of an interruption shares is decided once; so it is when two
        # managers press the same button
        decided = "approved" if code == rules.APPROVED else "refused"
        undecided = self.filtered(lambda p: p.state != decided or not p.approved_by_id)
        events = undecided.event_id
        if not user.has_group(MANAGER):
            raise AccessError(self.env._("Only a service manager can decide a pause."))
        own = (
            events.filtered(
                lambda event: user in (event.recorded_by_id, event.employee_id.user_id)
            )
            | self.filtered(lambda p: p.clock_id.employee_id.user_id == user).event_id
        )
        if own:
            raise UserError(
                self.env._(
                    "A pause of %(numbers)s is your own. Ask another manager to "
                    "decide it.",
                    numbers=format_list(self.env, own.ticket_id.mapped("number")),
                )
            )
        for event in events:
            event.ticket_id._record(
                event.ticket_id._event_kind(code), subject_id=event.id
            )

    @api.model
    def _state_of(self, block, facts):
        """State of an interruption.

        :param block: its ``blocked`` fact as the rules know it
        :param facts: all facts of the request
        """
        if block.cause in (None, "own"):
            return "own"
        approved = rules.is_approved(block, facts)
        return {True: "approved", False: "refused", None: "asked"}[approved]

    @api.model
    def _follow(self, clocks, wanted):
        """Bring the pauses of these clocks in line with what was derived.

        :param wanted: dict (clock id, event id) → values
        """
        held = {
            (pause.clock_id.id, pause.event_id.id): pause for pause in clocks.pause_ids
        }
        missing = [
            dict(values, clock_id=clock, event_id=event)
            for (clock, event), values in wanted.items()
            if (clock, event) not in held
        ]
        self.create(missing)
        self._write_rows(
            {
                pause: pause._differing(wanted[key])
                for key, pause in held.items()
                if key in wanted
            }
        )
        self.concat(*(p for key, p in held.items() if key not in wanted)).unlink()
