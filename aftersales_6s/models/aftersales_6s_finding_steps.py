from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import finding as rules


class Aftersales6sFinding(models.Model):
    """Put right, looked at again, sent back, annulled: each step by the right person.

    Every step takes a lock on its findings, is noted with who and when, and tells those
    whose turn it is.
    """

    _inherit = "aftersales.6s.finding"

    corrected_at = fields.Datetime(string="Put Right", readonly=True, copy=False)
    corrected_by_id = fields.Many2one(
        comodel_name="res.users", string="Who Put It Right", readonly=True, copy=False
    )
    correction = fields.Text(string="What Was Done", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Accepted by", readonly=True, copy=False
    )
    recheck_failed = fields.Integer(
        string="Failed Rechecks", readonly=True, copy=False, tracking=True
    )
    recheck_reason = fields.Text(
        string="What Isn't Right yet", readonly=True, copy=False
    )
    escalation = fields.Integer(
        readonly=True,
        copy=False,
        help="How high it has gone: 1 to the managers, 2 to the branch managers.",
    )
    annulled_at = fields.Datetime(readonly=True, copy=False)
    annulled_by_id = fields.Many2one(
        comodel_name="res.users", string="Annulled by", readonly=True, copy=False
    )
    annul_reason = fields.Text(string="Why Annulled", readonly=True, copy=False)

    # What every step does

    def _step(self, step, **values):
        """Take a step whose right has been checked.

        :raise UserError: a finding isn't in a state for it, or somebody else is at it
        """
        self._hold("objection_state", "cleared_at")
        moved = {}
        for finding in self:
            state = rules.next_state(finding.state, step)
            if not state:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Finding %(name)s is in state “%(state)s”; this step doesn't "
                        "fit. Reload the page: somebody may have been faster.",
                        name=finding.name,
                        state=states[finding.state],
                    )
                )
            moved.setdefault(state, self.browse())
            moved[state] |= finding
        for state, ours in moved.items():
            # superuser: states move by steps only, whose right has been checked
            ours.sudo().write({"state": state, **values})

    def _check_text(self, text, message):
        if not isinstance(text, str) or not text.strip():
            raise UserError(message)
        return text.strip()

    # Steps

    def action_correct(self, note=None):
        """Say that it has been put right, with a photo that shows it.

        :param note: what was done
        :raise AccessError: it is somebody else's
        :raise UserError: the photo is missing, or it isn't open
        """
        self._check_may(
            "can_correct",
            lambda one: one.env._(
                "Finding %(name)s is put right by the person concerned, or by who "
                "answers for the area or deputises there.",
                name=one.name,
            ),
        )
        for finding in self:
            if finding.is_photo_required and not finding._has_new_after_photo():
                raise UserError(
                    self.env._(
                        "Finding %(name)s needs a photo of how it looks now. Take one "
                        "with “Put Right”.",
                        name=finding.name,
                    )
                )
        self._step(
            rules.CORRECT,
            corrected_at=fields.Datetime.now(),
            corrected_by_id=self.env.uid,
            correction=note.strip() if isinstance(note, str) else False,
        )
        self._clear_activities("correct")
        self._ask_recheck()
        return True

    def action_accept(self):
        """Another person has looked: it is right now, and what was locked is free.

        :raise AccessError: an own finding or area, put right by oneself, or no role
        :raise UserError: it hasn't been put right, or a red tag of it is open
        """
        self._check_judge()
        self._check_closable()
        self._step(
            rules.ACCEPT, closed_at=fields.Datetime.now(), closed_by_id=self.env.uid
        )
        self._clear_activities("recheck", "correct")
        self._unlock()
        return True

    def _check_closable(self):
        """What else must be done before it can be closed; others add to it."""

    def action_return(self, reason):
        """It isn't right yet: open again, with a new deadline, and it goes up.

        :param reason: what isn't right
        :raise AccessError: an own finding or area, put right by oneself, or no role
        :raise UserError: no reason, or it hasn't been put right
        """
        self._check_judge()
        text = self._check_text(reason, self.env._("Write what isn't right yet."))
        self._step(rules.RETURN, recheck_reason=text)
        now = fields.Datetime.now()
        for finding in self.sudo():
            failed = finding.recheck_failed + 1
            finding.write(
                {
                    "recheck_failed": failed,
                    "escalation": rules.escalation(failed),
                    "due_at": finding._due_from(now),
                    "photos_seen": max(finding.photo_ids.ids, default=0),
                    "corrected_at": False,
                    "corrected_by_id": False,
                    "told": rules.TOLD,
                }
            )
            finding._message_log(
                body=finding.env._("Not right yet: %(reason)s", reason=text)
            )
        self._clear_activities("recheck")
        self._ask_correction()
        self._escalate(text)
        return True

    def action_annul(self, reason):
        """It wasn't a breach after all: its points go back.

        What it has locked stays locked until somebody has looked.

        :raise AccessError: no manager, the person, or the finder
        :raise UserError: no reason, or an objection waits for its decision
        """
        self._check_decider()
        text = self._check_text(reason, self.env._("Write why it is annulled."))
        for finding in self:
            if finding.objection_state == rules.ASKED:
                raise UserError(
                    self.env._(
                        "Decide on the objection to finding %(name)s: granting it "
                        "annuls the finding.",
                        name=finding.name,
                    )
                )
        self._annul(text)
        return True

    def _annul(self, reason):
        self._step(
            rules.ANNUL,
            annulled_at=fields.Datetime.now(),
            annulled_by_id=self.env.uid,
            annul_reason=reason,
        )
        self._clear_activities("recheck", "correct", "object")
        self._score(self.sudo()._months())
        self._tell_person(lambda one: one.env._("%s has been annulled", one.name))

    def action_hand_over(self, employee_id, reason):
        """It is another person's: its points move with it.

        :param employee_id: id of the employee
        :raise AccessError: the person themselves, or no role
        :raise UserError: no reason, nobody, or it isn't open
        """
        text = self._check_text(reason, self.env._("Write why it is somebody else's."))
        self.check_access("read")
        # superuser: whoever hands it over needs no right on employees' files
        employee = self.env["hr.employee"].sudo().browse(employee_id).exists()
        for finding in self:
            if not finding.can_change:
                raise AccessError(
                    self.env._(
                        "Finding %(name)s is handed over by an inspector or a manager, "
                        "and never by the person concerned.",
                        name=finding.name,
                    )
                )
            if not employee or employee.company_id != finding.company_id:
                raise UserError(
                    self.env._(
                        "Choose an employee of %(company)s for finding %(name)s.",
                        company=finding.company_id.name,
                        name=finding.name,
                    )
                )
        self._hold("objection_state", "cleared_at")
        self.write({"employee_id": employee.id})
        for finding in self.sudo():
            finding._message_log(
                body=finding.env._("Handed over: %(reason)s", reason=text)
            )
        return True
