from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

from ..rules import visit as rules
from .helpdesk_ticket_events import CLERK

VISIT_STATE = [
    (rules.DRAFT, "To Dispatch"),
    (rules.DISPATCHED, "Dispatched"),
    (rules.ON_SITE, "On Site"),
    (rules.FINISHED, "Finished"),
    (rules.SIGNED, "Signed"),
    (rules.APPROVED, "Approved"),
    (rules.ARCHIVED, "Archived"),
    (rules.CANCELLED, "Cancelled"),
]
#: Who goes, and when: open until the work begins, and checked by certificates
PLAN = {"leader_id", "employee_ids", "planned_at", "planned_day", "planned_hours"}
#: What only those write who dispatch
ORDER = PLAN | {
    "ticket_id",
    "task",
    "contact_name",
    "contact_phone",
    "advance_amount",
    "advance_currency_id",
    "advance_note",
    "buyer_id",
}
#: What the customer's signature covers
REPORT = ORDER | {
    "reading_hours",
    "reading_km",
    "reading_explanation",
    "conditions",
    "opened_before",
    "warranty_scope",
    "findings",
    "cause",
    "action_taken",
    "part_ids",
    "customer_opinion",
    "customer_satisfied",
    "line_ids",
    "signature",
    "signed_by",
    "signed_from",
}
#: Event code → field that shows its time
STAMPS = {
    "dispatched": "dispatched_at",
    "ticket_booked": "ticket_booked_at",
    "departed": "departed_at",
    "arrived": "arrived_at",
    "finished": "finished_at",
    "hq_called": "hq_called_at",
    "signed": "signed_at",
    "left": "left_at",
    "approved": "approved_at",
}
#: Facts whose times the customer signs
SEALED = ("dispatched", "departed", "arrived", "finished")

#: What the report takes over from the request
FROM_TICKET = (
    "partner_id",
    "customer_phone",
    "service_address",
    "product_id",
    "lot_id",
    "description",
)
#: What follows from facts and actions; nobody writes it directly
GUARDED = {
    "state",
    "signature",
    "signed_by",
    "signed_from",
    "approved_by_id",
    "booker_id",
    "carrier",
    "carrier_number",
    "ticket_departure_at",
    "ticket_arrival_at",
    "ticket_file_ids",
    "satisfaction_score",
    "satisfaction_text",
    "satisfaction_source",
    "satisfaction_at",
    "satisfaction_by_id",
    "no_satisfaction_reason",
    "seal_ids",
    "archived_file_id",
    "name",
    "company_id",
    "event_ids",
    *FROM_TICKET,
    *STAMPS.values(),
}


class AftersalesVisit(models.Model):
    """Dispatch order and service report (派工单 / 服务报告单).

    Its times are the events recorded on it. From the customer's signature on, the
    report is frozen.

    | state      | next, and who takes the step                                   |
    |------------|----------------------------------------------------------------|
    | draft      | dispatched by a clerk, if everybody is certified               |
    | dispatched | ticket booked by a clerk; departed, then arrived (on site): the |
    |            | technicians of the visit; or called off by a clerk              |
    | on site    | finished: the technicians                                      |
    | finished   | signed by the customer, on the technician's phone or by link   |
    | signed     | approved by a manager who wasn't on the visit                  |
    | approved   | archived by a clerk, with the report as PDF on the request     |
    """

    _name = "aftersales.visit"
    _description = "Service Visit"
    _inherit = ["mail.thread", "mail.activity.mixin", "portal.mixin"]
    _order = "planned_at desc, id desc"
    _check_company_auto = True

    # Order
    name = fields.Char(
        string="Visit Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    state = fields.Selection(
        selection=VISIT_STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.DRAFT,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )
    leader_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        check_company=True,
        index=True,
        tracking=True,
        group_expand="_group_expand_leader",
        help="The engineer who answers for this visit.",
    )
    employee_ids = fields.Many2many(
        comodel_name="hr.employee",
        string="Technicians",
        compute="_compute_employee_ids",
        store=True,
        readonly=False,
        ondelete="restrict",
        check_company=True,
        help="Everybody who goes, the leader included.",
    )
    planned_at = fields.Datetime(
        string="Planned Arrival",
        required=True,
        tracking=True,
        default=lambda self: fields.Datetime.now(),
    )

    # Facts
    event_ids = fields.One2many(
        comodel_name="aftersales.event",
        inverse_name="visit_id",
        string="Events",
    )
    dispatched_at = fields.Datetime(compute="_compute_stamps", store=True)
    departed_at = fields.Datetime(compute="_compute_stamps", store=True)
    arrived_at = fields.Datetime(compute="_compute_stamps", store=True)
    finished_at = fields.Datetime(compute="_compute_stamps", store=True)
    hq_called_at = fields.Datetime(
        string="Called Headquarters",
        compute="_compute_stamps",
        store=True,
    )
    left_at = fields.Datetime(compute="_compute_stamps", store=True)

    # Limits of the request, which the visit keeps or misses
    clock_ids = fields.One2many(related="ticket_id.clock_ids")
    next_due_at = fields.Datetime(related="ticket_id.next_due_at")

    # What the user may do now
    can_record = fields.Boolean(compute="_compute_can_record")
    can_dispatch = fields.Boolean(compute="_compute_can_record")
    next_step = fields.Char(compute="_compute_next_step")

    _planned = models.Index("(company_id, planned_at)")

    @api.model
    def _group_expand_state(self, states, _domain):
        """All steps as columns, in their order; ends only where there are any."""
        ends = {rules.ARCHIVED, rules.CANCELLED}.difference(states)
        return [state for state, _label in VISIT_STATE if state not in ends]

    @api.depends("name", "partner_id")
    @api.depends_context("aftersales_board")
    def _compute_display_name(self):
        """The number; on the board, where a card shows no more, the customer too."""
        board = self.env.context.get("aftersales_board")
        for visit in self:
            partner = visit.partner_id.commercial_partner_id or visit.partner_id
            parts = filter(None, [visit.name, board and partner.name])
            visit.display_name = " · ".join(parts) if visit.id else False

    @api.depends("leader_id")
    def _compute_employee_ids(self):
        for visit in self:
            visit.employee_ids |= visit.leader_id

    @api.depends("event_ids.at", "event_ids.is_in_force", "state")
    def _compute_stamps(self):
        for visit in self:
            latest = {}
            facts = visit.event_ids.filtered("is_in_force")
            for event in facts.sorted(lambda e: (e.at, e.id)):
                latest[event.code] = event
            signed = visit.state in (rules.SIGNED, rules.APPROVED, rules.ARCHIVED)
            for code, name in STAMPS.items():
                if signed and code in SEALED:
                    # a later correction is a fact of its own; what was signed stays
                    visit[name] = visit._origin[name]
                else:
                    visit[name] = latest[code].at if code in latest else False
            booking = latest.get("ticket_booked", visit.event_ids.browse())
            visit.booker_id = booking.employee_id
            visit.ticket_arrival_at = booking.promised_at
            if not signed:
                visit.signed_at = False  # the signature was voided, or never given
            approval = latest.get("approved", visit.event_ids.browse())
            visit.approved_by_id = (
                approval.employee_id.user_id or approval.recorded_by_id
            )

    @api.depends_context("uid")
    @api.depends("employee_ids", "state")
    def _compute_can_record(self):
        clerk = self.env.user.has_group(CLERK)
        for visit in self:
            # employees' users are not readable by technicians
            mine = self.env.user in visit.sudo().employee_ids.user_id
            visit.can_record = visit.id and (clerk or mine)
            visit.can_dispatch = clerk

    @api.depends("event_ids", "state")
    def _compute_next_step(self):
        """The fact that comes next, for the one big button of a phone."""
        for visit in self:
            allowed = visit._allowed_events()
            order = ("departed", "arrived", "finished", "signed")
            visit.next_step = next((code for code in order if code in allowed), False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(vals)
        crews = [vals.get("employee_ids") or [] for vals in vals_list]
        vals_list = [
            {name: value for name, value in vals.items() if name != "employee_ids"}
            for vals in vals_list
        ]
        unguarded = {
            key: value
            for key, value in self.env.context.items()
            if self.env.su or key.removeprefix("default_") not in GUARDED
        }
        # the whole context is replaced: a default may forge no more than a value may
        plain = self.with_context(unguarded)  # pylint: disable=context-overridden
        visits = super(AftersalesVisit, plain).create(vals_list).with_env(self.env)
        for visit, crew in zip(visits, crews, strict=True):
            visit._set_crew(crew)
        for company, of_company in visits.grouped("company_id").items():
            sequence = self.env["ir.sequence"].with_company(company)
            for visit in of_company.filtered(lambda v: v.name == "/"):
                # the number is guarded against direct writes
                visit.sudo().name = sequence.next_by_code("aftersales.visit")
        visits._add_checklist()
        return visits

    def write(self, vals):
        self._check_guarded(vals)
        if REPORT & vals.keys():
            self._check_open()
        planning = PLAN & vals.keys()
        if planning:
            self._check_plannable()
        if vals.get("ticket_id"):
            self._check_same_request(vals["ticket_id"])
        crew, replaced = [], {}
        if "employee_ids" in vals:
            if not self.env.su:
                vals = dict(vals)
                crew = vals.pop("employee_ids")
        elif "leader_id" in vals:
            replaced = self.grouped("leader_id")
        result = super().write(vals)
        self._set_crew(crew)
        for leader, visits in replaced.items():
            # on the board a visit is drawn to another technician, who goes instead
            given = visits.filtered(lambda visit, old=leader: visit.leader_id != old)
            given._set_crew([Command.unlink(leader.id)])
        if planning:
            self._check_skills()
            self.filtered(lambda v: v.state == rules.DISPATCHED)._tell_technicians()
        return result

    def _check_plannable(self):
        """Who goes and when is settled once somebody has arrived."""
        begun = self.filtered(lambda visit: visit.state not in rules.PLANNED)
        if begun:
            raise UserError(
                self.env._(
                    "Work on visit %(name)s has begun; who goes and when can't change "
                    "any more. Dispatch a new visit.",
                    name=format_list(self.env, begun.mapped("name")),
                )
            )

    @api.constrains("leader_id", "employee_ids")
    def _check_leader(self):
        """Where two or more go, one of them is the leader (VIS-1)."""
        for visit in self:
            crew = visit.sudo().employee_ids  # users may not read employees' files
            if len(crew) > 1 and visit.sudo().leader_id not in crew:
                raise ValidationError(
                    self.env._(
                        "%(leader)s leads visit %(name)s but isn't among those who go: "
                        "%(crew)s. Choose one of them as leader, or add the leader.",
                        leader=visit.sudo().leader_id.name,
                        name=visit.name,
                        crew=format_list(self.env, crew.mapped("name")),
                    )
                )

    def _set_crew(self, commands):
        """Link the employees who go, after the right to dispatch was checked.

        As superuser, because linking takes a right to read employees' files, which
        clerks don't have; so nothing but links is taken, and their company is checked.
        """
        if not commands:
            return
        links = {Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET}
        if any(command[0] not in links for command in commands):
            raise AccessError(
                self.env._("A visit can only be given employees who already exist.")
            )
        self.sudo().write({"employee_ids": commands})

    def _check_same_request(self, ticket_id):
        for visit in self.filtered("event_ids"):
            if visit.ticket_id.id != ticket_id:
                raise UserError(
                    self.env._(
                        "Facts of visit %(name)s are recorded on request %(number)s; "
                        "it can't move to another one. Dispatch a new visit there.",
                        name=visit.name,
                        number=visit.ticket_id.number,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for visit in self.filtered("event_ids"):
            raise UserError(
                self.env._(
                    "Visit %(name)s holds recorded facts and can't be deleted. "
                    "Cancel it instead.",
                    name=visit.name,
                )
            )

    def _check_guarded(self, vals):
        if ORDER & vals.keys():
            self._check_clerk()
        if not self.env.su and GUARDED & vals.keys():
            raise AccessError(
                self.env._(
                    "The state, the number and the signature of a visit (%(name)s) "
                    "only change by the buttons of the visit.",
                    name=format_list(self.env, self.mapped("name")) or "/",
                )
            )

    def _check_open(self):
        """What a customer has signed, or a clerk has cancelled, takes no change."""
        frozen = self.filtered(lambda visit: visit.state in rules.FROZEN)
        if frozen:
            raise UserError(
                self.env._(
                    "The report of visit %(name)s was signed or closed and can't "
                    "change any more. Dispatch a new visit for further work.",
                    name=format_list(self.env, frozen.mapped("name")),
                )
            )

    def _allowed_events(self):
        self.ensure_one()
        facts = self.event_ids.filtered("is_in_force")
        return rules.allowed_events(self.state, set(facts.mapped("code")))

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for visit in self:
            visit.access_url = f"/my/visit/{visit.id}"
        return result
