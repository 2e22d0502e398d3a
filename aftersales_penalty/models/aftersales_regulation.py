from odoo import api, fields, models
from odoo.exceptions import UserError

STATE = [
    ("draft", "Draft"),
    ("published", "In Force"),
    ("replaced", "Replaced"),
]


class AftersalesRegulation(models.Model):
    """A set of clauses as the company adopted and published it (规章制度, INF-4).

    Rules bind employees only after a democratic procedure, when they are lawful and
    made known (LCL 4, JI1 50). So nothing is proposed from what happened before a
    regulation was in force, and before the employee acknowledged it. A published one
    never changes; it is followed by a new version.
    """

    _name = "aftersales.regulation"
    _description = "Regulation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, version desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="The same for all its versions.")
    version = fields.Integer(required=True, readonly=True, default=1, copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    adopted_on = fields.Date(
        copy=False,
        tracking=True,
        help="When employees or their representatives discussed it, and it was agreed "
        "with the union (LCL 4).",
    )
    adopted_how = fields.Text(
        string="How It Was Adopted",
        copy=False,
        help="Meeting, who took part, where the minutes are.",
    )
    published_on = fields.Date(
        copy=False, tracking=True, help="When it was made known to everybody."
    )
    valid_from = fields.Date(
        string="In Force from", copy=False, tracking=True, help="First day."
    )
    valid_to = fields.Date(
        string="Until", copy=False, readonly=True, help="Last day. Empty: still."
    )
    change_note = fields.Text(
        string="What Changed and Why",
        copy=False,
        help="For the record of revisions: what, when, why, who was trained.",
    )
    previous_id = fields.Many2one(
        comodel_name="aftersales.regulation",
        string="Version before",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    rule_ids = fields.One2many(
        comodel_name="aftersales.penalty.rule",
        inverse_name="regulation_id",
        string="Clauses",
        copy=True,
    )
    rule_count = fields.Integer(compute="_compute_rule_count")
    missing_count = fields.Integer(
        string="Clauses without Amount", compute="_compute_rule_count"
    )
    acknowledgement_ids = fields.One2many(
        comodel_name="aftersales.regulation.acknowledgement",
        inverse_name="regulation_id",
        string="Acknowledged by",
    )
    acknowledgement_count = fields.Integer(compute="_compute_acknowledgement_count")
    employee_count = fields.Integer(compute="_compute_acknowledgement_count")
    my_acknowledged_on = fields.Date(
        string="You Acknowledged It on", compute="_compute_my_acknowledged_on"
    )

    _version_uniq = models.Constraint(
        "UNIQUE(company_id, code, version)",
        "This company already has this version of the regulation.",
    )
    _period = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A regulation can't end before it starts."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "%(name)s, version %(version)s", name=one.name, version=one.version
            )

    @api.depends("rule_ids.is_amount_missing")
    def _compute_rule_count(self):
        for one in self:
            one.rule_count = len(one.rule_ids)
            one.missing_count = len(one.rule_ids.filtered("is_amount_missing"))

    @api.depends("acknowledgement_ids")
    def _compute_acknowledgement_count(self):
        employees = dict(
            # how many there are is no secret of anybody
            self.env["hr.employee"]
            .sudo()
            ._read_group(
                [("company_id", "in", self.company_id.ids)],
                ["company_id"],
                ["__count"],
            )
        )
        for one in self:
            one.acknowledgement_count = len(one.sudo().acknowledgement_ids.employee_id)
            one.employee_count = employees.get(one.company_id, 0)

    @api.depends_context("uid")
    @api.depends("acknowledgement_ids")
    def _compute_my_acknowledged_on(self):
        for one in self:
            mine = one.sudo().acknowledgement_ids.filtered(
                lambda a: a.employee_id.user_id == self.env.user
            )
            one.my_acknowledged_on = mine[:1].signed_on

    # Guards

    def write(self, vals):
        frozen = vals.keys() - {"active", "message_main_attachment_id"}
        frozen = {name for name in frozen if not name.startswith(("message_", "activ"))}
        if not self.env.su and frozen:
            self._check_draft()
            self._refuse_fields(
                frozen & {"state", "version", "valid_to", "previous_id"}
            )
        return super().write(vals)

    def _refuse_fields(self, names):
        for name in names:
            raise UserError(
                self.env._(
                    "“%(field)s” is set by the buttons of the regulation.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

    def _check_draft(self):
        for one in self:
            if one.state != "draft":
                raise UserError(
                    self.env._(
                        "%(regulation)s has been published and can't be changed. Press "
                        "“New Version” and change that one.",
                        regulation=one.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    # Buttons

    def action_publish(self):
        """Put it in force; the version before ends the day before.

        :raise UserError: a date is missing, in the wrong order, or an amount is missing
        """
        for one in self:
            one._check_publishable()
            # superuser: the state is guarded against direct writes; who may press the
            # button may write the regulation
            one.check_access("write")
            before = one.sudo().previous_id
            if before.state == "published":
                before.write(
                    {
                        "state": "replaced",
                        "valid_to": fields.Date.subtract(one.valid_from, days=1),
                    }
                )
            one.sudo().state = "published"
        return True

    def _check_publishable(self):
        self._check_draft()
        for name in ("adopted_on", "published_on", "valid_from"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "%(regulation)s: “%(field)s” is missing. Employees are bound "
                        "only by what was adopted with them and made known.",
                        regulation=self.display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if not self.adopted_on <= self.published_on <= self.valid_from:
            raise UserError(
                self.env._(
                    "%(regulation)s: it is adopted first, then published, then in "
                    "force. Please put the dates in this order.",
                    regulation=self.display_name,
                )
            )
        before = self.sudo().previous_id
        if before.valid_from and before.valid_from >= self.valid_from:
            raise UserError(
                self.env._(
                    "%(regulation)s must come into force after the version before it, "
                    "which did on %(day)s.",
                    regulation=self.display_name,
                    day=fields.Date.to_string(before.valid_from),
                )
            )

    def action_new_version(self):
        """Open a copy under the next version number, as a draft."""
        self.ensure_one()
        versions = self.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        )
        draft = versions.filtered(lambda one: one.state == "draft")[:1]
        if not draft:
            draft = self.copy({"name": self.name})
            # numbers and the line of versions are guarded against direct writes
            draft.sudo().write(
                {
                    "version": max(versions.mapped("version")) + 1,
                    "previous_id": self.id,
                }
            )
        return draft.get_formview_action()

    def copy_data(self, default=None):
        """A copy is the next version; its number is free for sure."""
        found = super().copy_data(default)
        for one, vals in zip(self, found, strict=True):
            same = [("company_id", "=", one.company_id.id), ("code", "=", one.code)]
            every = self.with_context(active_test=False).search(same)
            vals["version"] = max(every.mapped("version")) + 1
        return found

    def action_view_acknowledgements(self):
        """Who has signed, and who hasn't."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_penalty.aftersales_regulation_acknowledgement_action"
        )
        action["domain"] = [("regulation_id", "=", self.id)]
        action["context"] = {"default_regulation_id": self.id}
        return action

    def action_acknowledge(self):
        """The user has read it and says so in their own name.

        :raise UserError: it isn't published, or the user is no employee here
        """
        for one in self:
            one.check_access("read")
            employee = self.env.user._employee_in(one.company_id)
            if not employee:
                raise UserError(
                    self.env._("You are no employee of %s.", one.company_id.name)
                )
            if one.state != "published":
                raise UserError(self.env._("%s isn't published yet.", one.display_name))
            if one.my_acknowledged_on:
                continue
            # superuser: everybody acknowledges for themselves only, right here
            self.env["aftersales.regulation.acknowledgement"].sudo().create(
                {
                    "regulation_id": one.id,
                    "employee_id": employee.id,
                    "signed_on": one.company_id._service_date(fields.Datetime.now()),
                    "how": "odoo",
                }
            )
        return True

    def action_ask_acknowledgement(self):
        """Ask every employee with a login who hasn't signed yet, by an activity."""
        for one in self:
            one.check_access("write")
            # superuser: HR need not see all employees' files
            signed = one.sudo().acknowledgement_ids.employee_id
            waiting = (
                self.env["hr.employee"]
                .sudo()
                .search(
                    [("company_id", "=", one.company_id.id), ("user_id", "!=", False)]
                )
            ) - signed
            asked = one.sudo().activity_ids.user_id
            for user in waiting.user_id - asked:
                one.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=one.with_context(lang=user.lang).env._(
                        "Read and acknowledge %s", one.display_name
                    ),
                    user_id=user.id,
                )
        return True

    def _acknowledged(self, employees=None):
        """Dict of (regulation id, employee id) → day of the first acknowledgement."""
        domain = [("regulation_id", "in", self.ids)]
        if employees is not None:
            domain.append(("employee_id", "in", employees.ids))
        groups = (
            # whether somebody signed is known to the system, whoever asks
            self.env["aftersales.regulation.acknowledgement"]
            .sudo()
            ._read_group(domain, ["regulation_id", "employee_id"], ["signed_on:min"])
        )
        return {(one.id, employee.id): day for one, employee, day in groups}
