from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..rules import clock as rules


class AftersalesEvent(models.Model):
    """One fact of a request: what happened, when, and who says so.

    Append-only. ``ticket.record_event()`` is the only door in; nothing is changed or
    deleted afterwards, not even by an administrator. An event that another one corrects
    (``correction_of_id``) is out of force: clocks don't see it.

    | role             | read                 | record |
    |------------------|----------------------|--------|
    | technician       | of their own visits  | through the buttons of the visit |
    | clerk, manager   | of their company     | through the request |
    | portal customer  | progress line only   | never  |
    """

    _name = "aftersales.event"
    _inherit = "aftersales.rows"
    _description = "Service Event"
    _order = "at desc, id desc"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        ondelete="restrict",
        index="btree_not_null",
    )
    code = fields.Selection(
        selection=lambda self: self.env["aftersales.event.type"]._selection(),
        string="Fact",
        required=True,
        index=True,
    )
    at = fields.Datetime(
        string="Happened at",
        required=True,
        help="When it happened. The time of recording is kept beside it.",
    )
    recorded_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        help="When somebody told the system.",
    )
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        default=lambda self: self.env.user,
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Done by",
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Text(
        help="What was said or found; for a time in the past, why it is told only now."
    )
    promised_at = fields.Datetime(
        string="Promises",
        help="The moment that this fact promises: the visit agreed with the customer, "
        "or the arrival of the booked ticket.",
    )
    asked_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Asked of",
        index="btree_not_null",
        ondelete="restrict",
        help="Whose turn it is from here on: the manager who must decide, the "
        "department that must help.",
    )
    subject_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Concerns",
        ondelete="restrict",
        index="btree_not_null",
        help="The earlier fact that this one answers.",
    )
    reason_id = fields.Many2one(
        comodel_name="aftersales.pause.reason",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Why the work couldn't go on; of a pause only.",
    )
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        string="Evidence",
        domain=[("res_model", "=", "aftersales.event")],
        copy=False,
    )
    source_ref = fields.Char(
        string="Source",
        groups="aftersales_service.group_aftersales_manager",
        help="Where the fact comes from: a call record, a letter, another system; for "
        "a signature, the network address and the device.",
    )
    correction_of_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Corrects",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    root_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="First Record",
        compute="_compute_root_id",
        store=True,
        precompute=True,
        recursive=True,
        index="btree_not_null",
        help="The fact as it was recorded first, if this is a correction.",
    )
    is_void = fields.Boolean(
        string="Never Happened",
        help="A correction that takes the fact back.",
    )
    is_in_force = fields.Boolean(
        string="In Force",
        default=True,
        readonly=True,
        copy=False,
        help="Neither corrected later nor taken back.",
    )

    _at_not_after_recording = models.Constraint(
        "CHECK(at <= recorded_at)",
        "A fact can't lie in the future of its own record.",
    )
    _ticket_code_at = models.Index("(ticket_id, code, at)")

    @api.depends("code", "at")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for event in self:
            event.display_name = labels.get(event.code)

    @api.depends("correction_of_id.root_id")
    def _compute_root_id(self):
        for event in self:
            corrected = event.correction_of_id
            event.root_id = corrected.root_id or corrected

    def _root(self):
        """The first record of this fact, which names it for good."""
        self.ensure_one()
        return self.root_id or self

    def _facts(self):
        """Dict of ticket id → the facts in force, as the rules know them."""
        facts = {}
        for event in self.filtered("is_in_force"):
            subject, reason = event.subject_id, event.reason_id
            fact = rules.Fact(
                id=event._root().id,
                code=event.code,
                at=event.at,
                promised_at=event.promised_at or None,
                cause=reason.cause or None,
                subject_id=subject._root().id if subject else None,
                needs_approval=reason.needs_approval,
            )
            facts.setdefault(event.ticket_id.id, []).append(fact)
        return facts

    def _attach(self, attachments):
        """Add evidence to a fact, as those who recorded it may.

        The only change that a recorded fact takes; what is there stays.
        """
        if not attachments:
            return
        self.ensure_one()
        if self.recorded_by_id != self.env.user and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only who recorded a fact of request %(number)s may add evidence "
                    "to it.",
                    number=self.ticket_id.number,
                )
            )
        attachments.check_access("write")
        # superuser: nobody may write facts, and files follow their record's rights
        attachments.sudo().write({"res_model": self._name, "res_id": self.id})

    @api.model
    def _add_precomputed_values(self, vals_list):
        for vals in vals_list:
            if not vals.get("correction_of_id"):
                vals["root_id"] = False  # most are their own first record
        return super()._add_precomputed_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._supersede()
        self.env["aftersales.clock"]._follow(events.ticket_id)
        return events

    def write(self, vals):  # pylint: disable=method-required-super
        # append-only: there is nothing to pass on
        raise UserError(
            self.env._(
                "A recorded fact can't be changed (request %(number)s). "
                "Record a new one instead.",
                number=format_list(self.env, self.ticket_id.mapped("number")),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A recorded fact can't be deleted (request %(number)s).",
                number=format_list(self.env, self.ticket_id.mapped("number")),
            )
        )
