from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import finding as rules

MANAGERS = (
    "aftersales_service.group_aftersales_manager",
    "aftersales_service.group_aftersales_branch_manager",
)
JUDGES = ("aftersales_service.group_aftersales_inspector", *MANAGERS)


class Aftersales6sFinding(models.Model):
    """Who is who around a finding, and what each of them may do.

    | step                     | who                                                 |
    |--------------------------|-----------------------------------------------------|
    | report                   | every employee                                      |
    | put right                | the person; who answers for the area, or deputises  |
    | accept, send back        | inspector or manager who is none of these, and      |
    |                          | hasn't put it right                                 |
    | change, hand over        | inspector or manager, not the person                |
    | object                   | the person                                          |
    | decide on the objection, | manager who is neither the person nor the finder    |
    | annul                    |                                                     |
    """

    _inherit = "aftersales.6s.finding"

    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_my_area = fields.Boolean(
        string="In My Area",
        compute="_compute_is_my_area",
        search="_search_is_my_area",
        help="The user answers for the area today, or deputises there.",
    )
    can_correct = fields.Boolean(compute="_compute_may")
    can_judge = fields.Boolean(compute="_compute_may")
    can_decide = fields.Boolean(compute="_compute_may")
    can_change = fields.Boolean(compute="_compute_may")

    # Computed

    @api.depends_context("uid")
    @api.depends("employee_id")
    def _compute_is_mine(self):
        for finding in self:
            # employees' users aren't readable by everybody
            finding.is_mine = finding.sudo().employee_id.user_id == self.env.user

    def _search_is_mine(self, operator, value):
        # Odoo asks with "in" and the values True or False
        if operator != "in":
            return NotImplemented
        mine = [("employee_id.user_id", "=", self.env.uid)]
        return mine if True in value else ["!", *mine]

    @api.depends_context("uid")
    @api.depends("area_id")
    def _compute_is_my_area(self):
        mine = self._my_areas()
        for finding in self:
            finding.is_my_area = finding.area_id.id in mine

    def _search_is_my_area(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = "in" if True in value else "not in"
        return [("area_id", held, list(self._my_areas()))]

    @api.model
    def _my_areas(self):
        """Ids of the areas that the user answers for today, or deputises in."""
        now = fields.Datetime.now()
        # superuser: who answers for what decides what the user may see
        times = self.env["aftersales.6s.area.owner"].sudo()
        found = times.search(
            [
                "|",
                ("employee_id.user_id", "=", self.env.uid),
                ("deputy_ids.user_id", "=", self.env.uid),
            ]
        )
        days = {company: company._service_date(now) for company in found.company_id}
        return {
            time.area_id.id
            for time in found
            if time.date_from <= days[time.company_id]
            and not (time.date_to and time.date_to < days[time.company_id])
        }

    @api.depends_context("uid")
    @api.depends("state", "employee_id", "finder_id", "corrected_by_id", "area_id")
    def _compute_may(self):
        uid, people = self.env.uid, self._people()
        judges, manages = self._is_judge(), self._is_manager()
        for finding in self:
            who = people[finding]
            finding.can_correct = rules.may_correct(who, uid, manages)
            finding.can_judge = judges and rules.may_judge(who, uid)
            finding.can_decide = manages and rules.may_decide(who, uid)
            finding.can_change = judges and uid != who.person

    # Facts for the rules

    @api.model
    def _is_judge(self):
        return self.env.su or any(map(self.env.user.has_group, JUDGES))

    @api.model
    def _is_manager(self):
        return self.env.su or any(map(self.env.user.has_group, MANAGERS))

    def _people(self):
        """Users around these findings: dict of finding → ``rules.People``."""
        # superuser: employees' users and files aren't readable by everybody
        sudo = self.sudo()
        owners = sudo._owners_today()
        employees = sudo.env["hr.employee"].browse(
            id_ for ids in owners.values() for id_ in ids
        )
        users = {one.id: one.user_id.id for one in employees}
        found = {}
        for finding, one in zip(self, sudo, strict=True):
            held = owners.get(one.area_id.id, ())
            found[finding] = rules.People(
                person=one.employee_id.user_id.id or None,
                finders=frozenset(
                    filter(None, (one.finder_id.user_id.id, one.create_uid.id))
                ),
                corrector=one.corrected_by_id.id or None,
                owners=frozenset(filter(None, (users[id_] for id_ in held))),
            )
        return found

    def _owners_today(self):
        """Dict of area id → ids of the employee who answers for it and of deputies."""
        now = fields.Datetime.now()
        days = {company: company._service_date(now) for company in self.company_id}
        pairs = {
            (one.area_id.id, days[one.company_id]) for one in self if one.company_id
        }
        found = self.env["aftersales.6s.area"]._owners_on(sorted(pairs))
        return {
            area: {owner, *deputies} - {False, None}
            for (area, _day), (owner, deputies, _department) in found.items()
        }

    # Checks; each reads first, so that nobody finds out about foreign records

    def _check_may(self, name, message):
        """Only who has this right.

        :param name: field that says so, such as ``can_judge``
        :param message: function of the finding that says who may
        :raise AccessError: the user may not
        """
        self.check_access("read")
        for finding in self:
            if not finding[name]:
                raise AccessError(message(finding))

    def _check_judge(self):
        self._check_may(
            "can_judge",
            lambda one: one.env._(
                "Finding %(name)s is rechecked by an inspector or a manager who "
                "doesn't answer for the area, and hasn't put it right.",
                name=one.name,
            ),
        )

    def _check_decider(self):
        self._check_may(
            "can_decide",
            lambda one: one.env._(
                "Finding %(name)s is decided on by a manager who is neither the person "
                "concerned nor the one who found it.",
                name=one.name,
            ),
        )
