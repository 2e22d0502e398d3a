from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import finding as rules

#: What whoever reports a finding fills in
REPORTED = frozenset(
    {
        "area_id",
        "item_id",
        "pillar",
        "severity",
        "description",
        "equipment",
        "tool_id",
        "photo_ids",
        "before_photo_ids",
        "test_drive_id",
        "tool_loan_id",
        "night_car_id",
        "valuable_id",
    }
)
#: What an inspector or manager may settle at the report, too
SETTLED = frozenset({"employee_id", "is_locking"})
#: What can be changed while it is open
CHANGED = frozenset({"employee_id", "due_at", "severity", "pillar", "description"})
#: Records that a finding may come from
REGISTERS = ("test_drive_id", "tool_loan_id", "night_car_id", "valuable_id")
#: What Odoo's own messages and activities write
FREE = ("message_", "activity_", "rating_", "my_activity_", "website_message_")


class Aftersales6sFinding(models.Model):
    """Who may write what: state, points and evidence move by steps only."""

    _inherit = "aftersales.6s.finding"
    _mail_post_access = "read"  # whose it is may answer in the chatter

    is_photo_required = fields.Boolean(
        string="Needs a Photo",
        compute="_compute_from_item",
        store=True,
        precompute=True,
        help="It is shown by photos, before and after.",
    )
    pillar = fields.Selection(
        compute="_compute_from_item", store=True, readonly=False, precompute=True
    )
    severity = fields.Selection(
        compute="_compute_from_item",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )
    employee_id = fields.Many2one(
        compute="_compute_employee_id", store=True, readonly=False, precompute=True
    )
    checklist_id = fields.Many2one(
        compute="_compute_checklist_id", store=True, precompute=True
    )
    kind_id = fields.Many2one(related="area_id.kind_id")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    # Computed

    @api.depends("item_id")
    def _compute_from_item(self):
        for finding in self:
            item = finding.item_id
            finding.is_photo_required = item.is_photo_required if item else True
            finding.pillar = item.pillar or finding.pillar
            finding.severity = item.severity or finding.severity or "minor"

    @api.depends("area_id")
    def _compute_employee_id(self):
        owners = self.env["aftersales.6s.area"]._owners_on(
            sorted({(one.area_id.id, one.found_on) for one in self if one.area_id})
        )
        for finding in self:
            owner, *_rest = owners.get((finding.area_id.id, finding.found_on), (False,))
            finding.employee_id = owner

    @api.depends("area_id")
    def _compute_checklist_id(self):
        for day, ours in self.grouped("found_on").items():
            # superuser: whoever reports it, it goes by the version in force
            checklists = self.env["aftersales.6s.checklist"].sudo()
            kinds = ours.area_id.sudo().kind_id
            by_kind = checklists._in_force(kinds.ids, day) if day and kinds else {}
            for finding in ours:
                kind = finding.area_id.sudo().kind_id
                finding.checklist_id = finding.item_id.sudo().checklist_id or (
                    by_kind.get(kind.id, checklists)
                )

    @api.depends("due_at", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for finding in self:
            due = finding.due_at
            finding.is_overdue = finding.state == rules.OPEN and due and due < now

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [("state", "=", rules.OPEN), ("due_at", "<", fields.Datetime.now())]
        return overdue if True in value else ["!", "&", *overdue]

    # Creation

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._reported(vals) for vals in vals_list]
        vals_list = [self._completed(vals) for vals in vals_list]
        findings = super().create(vals_list)
        findings._check_reported()
        findings._number()
        findings.sudo()._set_deadlines()
        findings._after_creation()
        return findings

    @api.model
    def _reported(self, vals):
        """What a person reports; all else comes from the item and from the steps."""
        allowed = REPORTED | (SETTLED if self._is_judge() else set())
        given = {name for name in vals if vals[name]}
        # a form sends back what it has shown
        given -= {"name", "state", "company_id", "source", "found_at", "found_on"}
        self._refuse_fields(given - allowed)
        return {name: vals[name] for name in vals if name in allowed}

    @api.model
    def _completed(self, vals):
        """When and by whom it was found, and where it comes from."""
        vals = dict(vals)
        area = self.env["aftersales.6s.area"].browse(vals.get("area_id"))
        company = area.sudo().company_id or self.env.company
        if not vals.get("found_at"):
            vals["found_at"] = fields.Datetime.now()
        if not vals.get("found_on"):
            vals["found_on"] = company._service_date(
                fields.Datetime.to_datetime(vals["found_at"])
            )
        if not self.env.su:
            finder = self.env.user.sudo().employee_ids.filtered(
                lambda one: one.company_id == company
            )
            registered = any(vals.get(name) for name in REGISTERS)
            vals["finder_id"] = finder[:1].id
            vals["source"] = "register" if registered else "report"
        return vals

    def _check_reported(self):
        """A report shows what it is about, and its item is one of such areas.

        What the system makes comes from answers, which have been checked.

        :raise UserError: it doesn't
        """
        for finding in self.browse() if self.env.su else self:
            item, kind = finding.item_id.sudo(), finding.area_id.sudo().kind_id
            if item and item.checklist_id.kind_id != kind:
                raise UserError(
                    self.env._(
                        "“%(item)s” isn't looked at in areas like %(area)s. Choose an "
                        "item of its checklist, or none.",
                        item=item.name,
                        area=finding.area_id.name,
                    )
                )
            before = finding.photo_ids.filtered(lambda one: one.kind == "before")
            if finding.is_photo_required and not before:
                raise UserError(
                    self.env._(
                        "Take a photo of what you found in %(area)s, and report it "
                        "with the photo.",
                        area=finding.area_id.name,
                    )
                )

    def _number(self):
        """Give each new finding its number; one query however many there are."""
        for finding in self.filtered(lambda one: one.name in (False, "/")).sudo():
            finding.name = self._number_of(finding.id)

    def _set_deadlines(self):
        """By when it is put right, and until when the person may object."""
        until = self._objection_ends({(one.company_id, one.found_on) for one in self})
        for finding in self:
            if not finding.due_at:
                finding.due_at = finding._due_from(finding.found_at)
            if not finding.object_until:
                finding.object_until = until[finding.company_id, finding.found_on]
            if finding.is_locking and not finding.locked_at:
                finding.locked_at = finding.found_at

    def _due_from(self, moment):
        self.ensure_one()
        return rules.due_at(
            self.severity,
            moment,
            self.company_id._service_tz(),
            self.checklist_id._days(),
        )

    def _after_creation(self):
        """Points are derived, locks show, people are told of what is critical."""
        self._score(self._months())
        locking = self.filtered("is_locking")
        if locking:
            locking.area_id._forget_locks()
            locking._log_lock()
        self.filtered(lambda one: one.severity == rules.CRITICAL)._tell()

    def _months(self):
        """Set of (employee id, first day of the month) whose points these touch."""
        return {
            (one.employee_id.id, one.found_on.replace(day=1))
            for one in self
            if one.employee_id
        }

    # Change

    def write(self, vals):
        # an import names the record, too
        names = {name for name in vals if not name.startswith(FREE)} - {"id"}
        if not self.env.su:
            self.check_access("write")
            for finding in self:
                finding._check_writable(names)
        moved = "employee_id" in names
        before = self._months() if moved else set()
        judged = "severity" in names and "due_at" not in names and not self.env.su
        done = super().write(vals)
        if judged:
            for finding in self.sudo():
                finding.due_at = finding._due_from(finding.found_at)
        if moved:
            self.sudo()._handed_over(before)
        return done

    def _check_writable(self, names):
        if not names:
            return
        self._refuse_fields(names - CHANGED)
        if self.state != rules.OPEN:
            raise UserError(
                self.env._(
                    "Finding %(name)s can't be changed any more: it isn't open. "
                    "Whoever it is about may object.",
                    name=self.name,
                )
            )
        if not self.can_change:
            raise AccessError(
                self.env._(
                    "Finding %(name)s is changed by an inspector or a manager, and "
                    "never by the person concerned.",
                    name=self.name,
                )
            )
        if "due_at" in names and not self._is_manager():
            raise AccessError(
                self.env._(
                    "More time for finding %(name)s is given by a manager.",
                    name=self.name,
                )
            )

    def _handed_over(self, before):
        """It is somebody else's now: points move, time to object begins anew."""
        today = {one: one._today() for one in self}
        until = self._objection_ends({(one.company_id, today[one]) for one in self})
        for finding in self:
            if not finding.objection_state:
                finding.object_until = until[finding.company_id, today[finding]]
            finding.told = rules.NOBODY
        self._score(before | self._months())
        self._clear_activities("correct")
        self.filtered(lambda one: one.severity == rules.CRITICAL)._tell()

    def _today(self):
        self.ensure_one()
        return self.company_id._service_date(fields.Datetime.now())

    def _refusal(self, field):
        return self.env._(
            "“%(field)s” of a finding can't be set here. It comes from its "
            "item, or from the buttons of the finding.",
            field=field,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_back(self):
        if not self.env.su:
            for finding in self:
                raise UserError(
                    self.env._(
                        "Finding %(name)s is on record and can't be deleted. A manager "
                        "may annul it, with a reason.",
                        name=finding.name,
                    )
                )
