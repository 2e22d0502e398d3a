from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_6s_week import DRAFT


class Aftersales6sVote(models.Model):
    """Whom somebody thinks the best of a week (S6-7). Secret: only counts are shown.

    Voters see their own vote, and nobody sees that of another one.
    """

    _name = "aftersales.6s.vote"
    _description = "Vote for the Best of a 6S Week"
    _inherit = [
        "aftersales.6s.score",
        "aftersales.6s.guarded",
    ]
    _order = "id"
    _rec_name = "week_id"

    week_id = fields.Many2one(
        comodel_name="aftersales.6s.week",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="week_id.company_id", store=True, index=True)
    voter_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Voted for",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )

    _once = models.Constraint(
        "UNIQUE(week_id, voter_id)", "Everybody has one vote in a week."
    )
    _others = models.Constraint(
        "CHECK(voter_id <> employee_id)", "Nobody votes for themselves."
    )


class Aftersales6sWeek(models.Model):
    """Voting for the best of a week, until Friday's hour."""

    _inherit = "aftersales.6s.week"

    vote_count = fields.Integer(string="Votes", compute="_compute_vote_count")
    vote_until = fields.Datetime(string="Vote until", compute="_compute_voting")
    can_vote = fields.Boolean(compute="_compute_voting")
    my_vote_id = fields.Many2one(
        comodel_name="hr.employee",
        compute="_compute_my_vote_id",
        help="Only you see it.",
    )
    candidate_ids = fields.Many2many(
        comodel_name="hr.employee",
        compute="_compute_candidate_ids",
        compute_sudo=True,  # users may not read employees' files; names they may see
        help="All who answer for an area in this week, but you.",
    )

    def _compute_vote_count(self):
        # counts are for everybody, votes for nobody
        counts = dict(
            self.env["aftersales.6s.vote"]
            .sudo()
            ._read_group([("week_id", "in", self.ids)], ["week_id"], ["__count"])
        )
        for week in self:
            week.vote_count = counts.get(week.sudo(), 0)

    @api.depends("state", "mode", "friday", "company_id")
    @api.depends_context("uid")
    def _compute_voting(self):
        now = fields.Datetime.now()
        for week in self:
            week.vote_until = week.friday and week._closes_at()
            week.can_vote = bool(
                week.mode == "voted"
                and week.state == DRAFT
                and now < week.vote_until
                and week.date_from <= week.company_id._service_date(now)
                and week._voter()
            )

    @api.depends_context("uid")
    def _compute_my_vote_id(self):
        own = self.env["aftersales.6s.vote"].search_fetch(
            [
                ("week_id", "in", self.ids),
                ("voter_id.user_id", "=", self.env.uid),
            ],
            ["week_id", "employee_id"],
        )
        votes = {vote.week_id: vote.employee_id for vote in own}
        for week in self:
            week.my_vote_id = votes.get(week)

    @api.depends_context("uid")
    def _compute_candidate_ids(self):
        for week in self:
            week.candidate_ids = week._owners() - week._voter()

    def _voter(self):
        """The user's employee in the company of the week."""
        self.ensure_one()
        return self.env.user._employee_in(self.company_id)

    def _owners(self):
        """Who answers for an area on any day of the week."""
        self.ensure_one()
        # who owns what is no secret, but not everybody may search for it
        owners = self.env["aftersales.6s.area.owner"].sudo()
        found = owners.search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "<=", self.date_to),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
                ("employee_id.active", "=", True),
            ],
            ["employee_id"],
        )
        return found.employee_id.sudo(self.env.su)

    def action_vote(self, employee):
        """Vote for the best, or change one's vote while there is time.

        :param employee: ``hr.employee``, or its id
        :raise UserError: there is no vote now, or not for this person
        """
        self.ensure_one()
        self.check_access("read")
        employee = self.env["hr.employee"].browse(int(employee))
        voter = self._voter()
        if not self.can_vote:
            raise UserError(
                self.env._(
                    "%(week)s: there is no vote for you now. Employees of %(company)s "
                    "vote while a week runs, until Friday's hour, if the company "
                    "votes.",
                    week=self.display_name,
                    company=self.company_id.name,
                )
            )
        if employee == voter:
            raise UserError(self.env._("Nobody votes for themselves."))
        if employee not in self.sudo().candidate_ids:
            raise UserError(
                self.env._(
                    "%s: this person answers for no area in this week. Vote for one "
                    "of those who do.",
                    self.display_name,
                )
            )
        # votes are written by nobody but the system, which tells nobody
        votes = self.env["aftersales.6s.vote"].sudo()
        own = votes.search([("week_id", "=", self.id), ("voter_id", "=", voter.id)])
        if own:
            own.employee_id = employee
        else:
            votes.create(
                {
                    "week_id": self.id,
                    "voter_id": voter.id,
                    "employee_id": employee.id,
                }
            )
        self.invalidate_recordset(["vote_count", "my_vote_id"])
        return True

    def _vote_counts(self):
        """Dict of employee id → votes; runs as superuser."""
        self.ensure_one()
        groups = self.env["aftersales.6s.vote"]._read_group(
            [("week_id", "=", self.id)], ["employee_id"], ["__count"]
        )
        return {employee.id: count for employee, count in groups}
