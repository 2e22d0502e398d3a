from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


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

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
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
