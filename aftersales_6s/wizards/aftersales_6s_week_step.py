from odoo import api, fields, models


class Aftersales6sWeekConfirm(models.TransientModel):
    """The window in which a manager names the best and the worst of a week.

    It has no rights of its own: the week checks who decides what.
    """

    _name = "aftersales.6s.week.confirm"
    _description = "Confirming a 6S Week"

    week_id = fields.Many2one(
        comodel_name="aftersales.6s.week",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    person_ids = fields.Many2many(
        comodel_name="hr.employee",
        string="Who Took Part",
        compute="_compute_person_ids",
        compute_sudo=True,  # managers may not read employees' files; names they see
    )
    proposed_best_id = fields.Many2one(related="week_id.proposed_best_id")
    proposed_best_reason = fields.Char(related="week_id.proposed_best_reason")
    proposed_worst_id = fields.Many2one(related="week_id.proposed_worst_id")
    proposed_worst_reason = fields.Char(related="week_id.proposed_worst_reason")
    best_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Best of the Week",
        compute="_compute_named",
        store=True,
        readonly=False,
        precompute=True,
    )
    best_note = fields.Char(string="Why Another Best")
    worst_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Worst of the Week",
        compute="_compute_named",
        store=True,
        readonly=False,
        precompute=True,
    )
    worst_note = fields.Char(string="Why Another Worst")

    @api.depends("week_id")
    def _compute_person_ids(self):
        for window in self:
            window.person_ids = window.week_id.line_ids.employee_id

    @api.depends("week_id")
    def _compute_named(self):
        for window in self:
            window.best_id = window.week_id.proposed_best_id
            window.worst_id = window.week_id.proposed_worst_id

    def action_confirm(self):
        """Name them; the week says what is wrong, if something is."""
        self.ensure_one()
        self.week_id.action_confirm(
            best=self.best_id.id,
            worst=self.worst_id.id,
            best_note=self.best_note,
            worst_note=self.worst_note,
        )
        return {"type": "ir.actions.act_window_close"}


class Aftersales6sWeekVote(models.TransientModel):
    """The window in which somebody votes; what was voted for isn't kept in it."""

    _name = "aftersales.6s.week.vote"
    _description = "Voting for the Best of a 6S Week"

    week_id = fields.Many2one(
        comodel_name="aftersales.6s.week",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    candidate_ids = fields.Many2many(related="week_id.candidate_ids")
    vote_until = fields.Datetime(related="week_id.vote_until")
    employee_id = fields.Many2one(
        comodel_name="hr.employee", string="I Vote for", required=True
    )

    def action_vote(self):
        """Cast the vote; the week says if that can't be done."""
        self.ensure_one()
        self.week_id.action_vote(self.employee_id.id)
        # the vote is secret, and who reads the database isn't to find it twice
        self.sudo().unlink()
        return {"type": "ir.actions.act_window_close"}


class Aftersales6sScoreReason(models.TransientModel):
    """The window for a reason: cancelling a week, opening a month again."""

    _name = "aftersales.6s.score.reason"
    _description = "Reason of a 6S Step"

    step = fields.Selection(
        selection=[("cancel", "Cancel the Week"), ("reopen", "Open the Month Again")],
        required=True,
        readonly=True,
    )
    week_id = fields.Many2one(
        comodel_name="aftersales.6s.week", readonly=True, ondelete="cascade"
    )
    month_id = fields.Many2one(
        comodel_name="aftersales.6s.month", readonly=True, ondelete="cascade"
    )
    reason = fields.Char(required=True)

    def action_take(self):
        """Take the step with this reason."""
        self.ensure_one()
        if self.step == "cancel":
            self.week_id.action_cancel(self.reason)
        else:
            self.month_id.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
