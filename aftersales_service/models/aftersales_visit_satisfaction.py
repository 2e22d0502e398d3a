from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import visit as rules

SCORE = [
    ("5", "Very satisfied"),
    ("4", "Satisfied"),
    ("3", "Neutral"),
    ("2", "Dissatisfied"),
    ("1", "Very dissatisfied"),
]
SOURCE = [("portal", "Customer's page"), ("paper", "Paper form")]


class AftersalesVisit(models.Model):
    """The customer's satisfaction: due with every report (VIS-10)."""

    _inherit = "aftersales.visit"

    satisfaction_score = fields.Selection(
        selection=SCORE,
        string="Satisfaction",
        copy=False,
        readonly=True,
        tracking=True,
    )
    satisfaction_text = fields.Text(
        string="Satisfaction Remark", copy=False, readonly=True
    )
    satisfaction_source = fields.Selection(selection=SOURCE, copy=False, readonly=True)
    satisfaction_at = fields.Datetime(
        string="Satisfaction Given", copy=False, readonly=True
    )
    satisfaction_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Satisfaction Entered by",
        copy=False,
        readonly=True,
    )
    no_satisfaction_reason = fields.Char(
        string="Why There Is No Answer", copy=False, readonly=True
    )
    satisfaction_due = fields.Boolean(
        compute="_compute_satisfaction_due",
        store=True,
        help="The customer's answer is still missing; without it, or a reason why "
        "there is none, the report can't be approved.",
    )

    @api.depends("state", "satisfaction_score", "no_satisfaction_reason")
    def _compute_satisfaction_due(self):
        waiting = (rules.FINISHED, rules.SIGNED, rules.APPROVED)
        for visit in self:
            visit.satisfaction_due = visit.state in waiting and not (
                visit.satisfaction_score or visit.no_satisfaction_reason
            )

    def _answer_satisfaction(self, score, text=None, source="portal"):
        """Take the customer's answer, once, after the work is finished.

        Called by the customer's page after it checked the token, and by the window for
        paper forms after it checked the right.

        :param score: ``"1"`` (very dissatisfied) to ``"5"`` (very satisfied)
        :param text: what the customer wrote
        :param source: ``portal`` or ``paper``
        :raise UserError: before the work is finished, twice, or with another score
        """
        self.ensure_one()
        self._check_answerable()
        if str(score) not in dict(SCORE):
            raise UserError(
                self.env._("Please choose a score from 1 to 5 for the service.")
            )
        self._portal_act_as_customer()
        # the customer answers, who has no right of their own
        self.sudo().write(
            {
                "satisfaction_score": str(score),
                "satisfaction_text": text,
                "satisfaction_source": source,
                "satisfaction_at": fields.Datetime.now(),
                # a guest has no name of their own; the source says that it was theirs
                "satisfaction_by_id": not self.env.user._is_public()
                and self.env.user.id,
                "no_satisfaction_reason": False,
            }
        )

    def _waive_satisfaction(self, reason):
        """Say why the customer gives no answer."""
        self.ensure_one()
        self._check_clerk()
        self._check_answerable()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why there is no answer of the customer on visit %(name)s.",
                    name=self.name,
                )
            )
        self.sudo().write(
            {
                "no_satisfaction_reason": reason.strip(),
                "satisfaction_by_id": self.env.user.id,
            }
        )

    def _check_answerable(self):
        if self.state not in (rules.FINISHED, rules.SIGNED, rules.APPROVED):
            raise UserError(
                self.env._(
                    "The customer judges visit %(name)s after the work is finished and "
                    "before the report is archived.",
                    name=self.name,
                )
            )
        if self.satisfaction_score:
            raise UserError(
                self.env._(
                    "The customer has already judged visit %(name)s; the answer stays.",
                    name=self.name,
                )
            )

    def _check_satisfaction(self):
        """No report is done without the customer's answer, or the reason for none."""
        for visit in self.filtered("satisfaction_due"):
            raise UserError(
                self.env._(
                    "The satisfaction form of visit %(name)s is missing. Enter the "
                    "customer's answer, or why there is none.",
                    name=visit.name,
                )
            )
