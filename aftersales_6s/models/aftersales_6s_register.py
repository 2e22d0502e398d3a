from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: What Odoo's own messages and activities write
FREE = ("message_", "activity_", "rating_", "my_activity_", "website_message_")


class Aftersales6sRegister(models.AbstractModel):
    """What the registers of S6-8 have in common.

    Every employee may make an entry. While it is open, who made it, whom it is about
    and managers fill it in; its state moves by steps only. Once it is closed, a manager
    may still put right what was typed, and the history says so; nothing is deleted.
    """

    _name = "aftersales.6s.register"
    _description = "Entry of a 6S Register"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.6s.guarded",
    ]
    _check_company_auto = True
    _mail_post_access = "read"

    #: Letters before the number
    _prefix = ""
    #: What is typed; all else comes from steps
    _entered = frozenset()
    #: States in which an entry is closed
    _closed = frozenset()
    #: Many2one of the finding that points to such an entry
    _finding_link = ""

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    note = fields.Text()
    finding_count = fields.Integer(compute="_compute_finding_count")
    is_told = fields.Boolean(
        readonly=True, copy=False, help="People were told that it is overdue."
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_change = fields.Boolean(compute="_compute_can_change")

    # Computed

    def _compute_finding_count(self):
        # superuser: how many there are is no secret; who may, opens them
        counts = dict(
            self.env["aftersales.6s.finding"]
            .sudo()
            ._read_group(
                [(self._finding_link, "in", self.ids)],
                [self._finding_link],
                ["__count"],
            )
        )
        counts = {entry.id: number for entry, number in counts.items()}
        for entry in self:
            entry.finding_count = counts.get(entry._origin.id, 0)

    def _overdue_domain(self, now):
        """Which entries are overdue at a moment (naive UTC)."""
        raise NotImplementedError

    @api.depends("state")
    def _compute_is_overdue(self):
        overdue = self.filtered_domain(self._overdue_domain(fields.Datetime.now()))
        for entry in self:
            entry.is_overdue = entry in overdue

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain(self._overdue_domain(fields.Datetime.now()))
        return domain if True in value else ~domain

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_change(self):
        manages = self._is_manager()
        for entry in self:
            concerned = not entry.id or self.env.user in entry._concerned_users()
            entry.can_change = manages or (concerned and not entry._is_closed())

    # Who

    @api.model
    def _is_manager(self):
        return self.env["aftersales.6s.finding"]._is_manager()

    def _concerned_users(self):
        """Who fills it in: who made the entry, and whom it is about."""
        self.ensure_one()
        return self.create_uid

    def _is_closed(self):
        self.ensure_one()
        return self.state in self._closed

    def _keeps(self, area):
        """Does the user answer for an area, or deputise there?"""
        return area.id in self.env["aftersales.6s.finding"]._my_areas()

    @api.model
    def _own_employee(self):
        return self.env.user.sudo().employee_ids.filtered(
            lambda one: one.company_id == self.env.company
        )[:1]

    # Creation and change

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                given = {name for name in vals if vals[name]}
                self._refuse_fields(given - self._entered - {"name", "state"})
            vals_list = [
                {name: vals[name] for name in vals if name in self._entered}
                for vals in vals_list
            ]
        entries = super().create(vals_list)
        for entry in entries.sudo():
            entry.name = f"{self._prefix}-{entry.id:06d}"
        entries._check_entered()
        return entries

    def _check_entered(self):
        """What must be so for an entry to be made; others add to it."""

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            # an import names the record, too
            names = {name for name in vals if not name.startswith(FREE)} - {"id"}
            for entry in self:
                entry._check_writable(names)
        return super().write(vals)

    def _check_writable(self, names):
        if not names:
            return
        self._refuse_fields(names - self._entered)
        if not self.can_change:
            raise AccessError(
                self.env._(
                    "%(name)s is filled in by who made the entry or whom it is about; "
                    "once it is closed, a manager may correct it.",
                    name=self.name,
                )
            )

    def _refusal(self, field):
        return self.env._(
            "“%(field)s” of this register can't be set here; use the buttons "
            "of the entry.",
            field=field,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for entry in self:
            raise UserError(
                self.env._(
                    "%(name)s is on record and can't be deleted. A manager may correct "
                    "it.",
                    name=entry.name,
                )
            )

    def _take(self, states, **values):
        """A step: the entry must be in one of these states, and nobody else at it.

        :raise UserError: it isn't
        """
        self._hold()
        for entry in self:
            if entry.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(name)s is in state “%(state)s”; this step doesn't fit. "
                        "Reload the page: somebody may have been faster.",
                        name=entry.name,
                        state=labels[entry.state],
                    )
                )
        # superuser: states move by steps only, whose right has been checked
        self.sudo().write(values)

    # Findings

    def action_findings(self):
        """The findings of these entries, with the user's own rights."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_finding_action"
        )
        return {
            **action,
            "domain": [(self._finding_link, "in", self.ids)],
            "context": self._finding_defaults(),
        }

    def action_report_finding(self):
        """A new finding that comes from this entry."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_finding_action_report"
        )
        return {**action, "context": self._finding_defaults()}

    def _finding_defaults(self):
        return {
            f"default_{self._finding_link}": self[:1].id,
            "default_area_id": self[:1].area_id.id,
        }

    # Scheduled

    @api.model
    def _overdue_users(self):
        """Who is told that it is overdue; others say who."""
        return self.company_id._service_managers()

    def _overdue_text(self):
        self.ensure_one()
        return self.env._("Overdue: %s", self.display_name)

    @api.private
    @api.model
    def sweep(self, now=None):
        """Tell people once of each entry that is overdue.

        Safe to run twice: whether people were told is kept on the entry, in the same
        transaction.

        :param now: naive UTC; default: the current time
        :return: the entries that people were told of
        """
        now = now or fields.Datetime.now()
        # the scheduled action is the system's, and looks at all companies
        found = self.sudo().search(
            [("is_told", "=", False)] + self._overdue_domain(now)
        )
        found = found.try_lock_for_update(allow_referencing=True)
        found.is_told = True
        found._give_work(
            "register",
            lambda entry: entry._overdue_users(),
            lambda entry: entry._overdue_text(),
            lambda entry: entry.company_id._service_date(now),
        )
        return found
