from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.aftersales_service.rules.calendar import NoWorkingTime

from ..rules import finding as rules

OBJECTION = [
    (rules.ASKED, "To decide"),
    (rules.GRANTED, "Granted"),
    (rules.UPHELD, "Finding stays"),
]


class Aftersales6sFinding(models.Model):
    """Whoever a finding is about may object; another person decides."""

    _inherit = "aftersales.6s.finding"

    object_until = fields.Date(
        string="May Object until",
        readonly=True,
        copy=False,
        help="Last day for an objection.",
    )
    objection_state = fields.Selection(
        selection=OBJECTION,
        string="Objection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    objection = fields.Text(string="What the Person Says", readonly=True, copy=False)
    objected_at = fields.Datetime(readonly=True, copy=False)
    objection_reason = fields.Text(
        string="Reasons of the Decision", readonly=True, copy=False
    )
    objection_decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    objection_decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    can_object = fields.Boolean(compute="_compute_can_object")

    @api.depends_context("uid")
    @api.depends("state", "objection_state", "object_until", "employee_id")
    def _compute_can_object(self):
        for finding in self:
            finding.can_object = (
                finding.is_mine
                and finding.state != rules.ANNULLED
                and not finding.objection_state
                and finding.object_until
                and finding._today() <= finding.object_until
            )

    @api.model
    def _objection_ends(self, days):
        """Last days to object, in workdays of each company.

        :param days: (company, day of the finding) pairs
        :return: dict of pair → date
        """
        calendars = {}
        for company in {company for company, _day in days}:
            own = company.resource_calendar_id
            calendars[company] = own._clock_calendars(company)[own.id]
        found = {}
        for company, day in days:
            number, calendar = (
                company.sudo().aftersales_6s_objection_days,
                calendars[company],
            )
            try:
                last = calendar.last_day(
                    calendar.moment(day), number, "workday", roll_over=False
                )
            except NoWorkingTime:
                # a company without hours can't lose an inspection for that
                last = day + timedelta(days=number)
            found[company, day] = last
        return found

    def action_object(self, text):
        """Object, in one's own words.

        :raise AccessError: it is somebody else's
        :raise UserError: nothing is said, the time is over, or it has been decided
        """
        self._check_may(
            "is_mine",
            lambda one: one.env._(
                "Only the person concerned may object to finding %(name)s.",
                name=one.name,
            ),
        )
        text = self._check_text(
            text, self.env._("Please write what you have to say about it.")
        )
        self._hold("objection_state", "cleared_at")
        for finding in self:
            finding._check_can_object()
            finding.sudo().write(
                {
                    "objection_state": rules.ASKED,
                    "objection": text,
                    "objected_at": fields.Datetime.now(),
                }
            )
        self._ask_decision()
        return True

    def _check_can_object(self):
        if self.state == rules.ANNULLED or self.objection_state:
            raise UserError(
                self.env._(
                    "Nothing can be objected to finding %(name)s any more: it has been "
                    "annulled, or you have objected already.",
                    name=self.name,
                )
            )
        if not self.object_until or self._today() > self.object_until:
            raise UserError(
                self.env._(
                    "You could object to finding %(name)s until %(day)s. Speak to a "
                    "manager, who may still annul it.",
                    name=self.name,
                    day=format_date(self.env, self.object_until),
                )
            )

    def action_decide_objection(self, granted, reason):
        """Decide on an objection; granted, the finding is annulled.

        :param granted: whether the person is right
        :raise AccessError: no manager, the person, or who found it
        :raise UserError: no reason, or there is nothing to decide
        """
        self._check_decider()
        text = self._check_text(
            reason, self.env._("Write the reasons: the person reads them.")
        )
        self._hold("objection_state", "cleared_at")
        for finding in self:
            if finding.objection_state != rules.ASKED:
                raise UserError(
                    self.env._(
                        "No objection to finding %(name)s waits for a decision.",
                        name=finding.name,
                    )
                )
        self.sudo().write(
            {
                "objection_state": rules.GRANTED if granted else rules.UPHELD,
                "objection_reason": text,
                "objection_decided_by_id": self.env.uid,
                "objection_decided_at": fields.Datetime.now(),
            }
        )
        self._clear_activities("object")
        if granted:
            self._annul(text)
        else:
            self._tell_person(
                lambda one: one.env._("%s stays: your objection was decided", one.name)
            )
        return True
