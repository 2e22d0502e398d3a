from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from odoo.addons.aftersales_service.rules.calendar import NoWorkingTime

from ..rules import case as rules

HR = "aftersales_service.group_aftersales_hr"
ACTIVITY = "mail.mail_activity_data_todo"


class AftersalesPenalty(models.Model):
    """Notice, hearing and time: the steps before a decision (PEN, domain §4)."""

    _inherit = "aftersales.penalty"

    # What every step does

    def _step(self, step, note=None, **values):
        """Take a step whose right has been checked: state, values, history.

        :raise UserError: the case isn't in a state for it, or somebody else is at it
        """
        self._lock_case()
        for case in self:
            state = rules.next_state(case.state, step, case.is_reward)
            if not state:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Case %(name)s is in state “%(state)s”; this step doesn't fit. "
                        "Reload the page: somebody may have been faster.",
                        name=case.name,
                        state=states[case.state],
                    )
                )
            # superuser: states move by steps only, whose right has been checked
            case.sudo().write({"state": state, **values})
            case._log(note)

    def _lock_case(self):
        """Two who press at once: the second one is told, and nothing is done twice."""
        self.flush_recordset()
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working on case %(name)s at this moment. Look at it "
                    "again.",
                    name=", ".join(self.mapped("name")),
                )
            ) from error
        self.invalidate_recordset(["state"])

    def _check_decider(self):
        """Whoever takes a step of the company's side.

        :raise AccessError: the user has no role for it, or it is their own case
        """
        self.check_access("read")
        for case in self:
            if not self._is_decider() or (case.is_mine and not self.env.su):
                raise AccessError(
                    self.env._(
                        "Case %(name)s is handled by a service manager, a branch "
                        "manager or HR, and never by the person concerned.",
                        name=case.name,
                    )
                )

    def _check_mine(self):
        """Only the person whom the case is about.

        :raise AccessError: it is somebody else's
        """
        self.check_access("read")
        for case in self:
            if not case.is_mine:
                raise AccessError(
                    self.env._(
                        "Only the person whom case %(name)s is about may do this.",
                        name=case.name,
                    )
                )

    def _check_text(self, text, message):
        if not isinstance(text, str) or not text.strip():
            raise UserError(message)
        return text.strip()

    def _today(self):
        self.ensure_one()
        return self.company_id._service_date(fields.Datetime.now())

    # Notice

    def action_notify(self):
        """Give notice: from now on the employee sees the case and may answer."""
        self._check_decider()
        for case in self:
            if case.rule_id.state == "draft":
                raise UserError(
                    self.env._(
                        "Case %(name)s: %(regulation)s hasn't been published.",
                        name=case.name,
                        regulation=case.rule_id.regulation_id.display_name,
                    )
                )
            case._step(rules.NOTIFY, notified_at=fields.Datetime.now())
            case._tell_employee(
                lambda one: one.env._("Notice %s: please read it and answer", one.name)
            )
        return True

    def action_receive(self):
        """The employee has read the notice; the time to answer runs from now."""
        self._check_mine()
        self._receive("odoo")
        return True

    def action_serve(self, how, proof=None):
        """Note that the notice was signed for, or posted.

        :param how: ``signed`` or ``posted``
        :param proof: ``ir.attachment`` records that show it, or their ids
        :raise UserError: without proof
        """
        self._check_decider()
        proof = self.env["ir.attachment"].browse(
            proof.ids if isinstance(proof, models.Model) else proof or []
        )
        if how not in ("signed", "posted") or not proof:
            raise UserError(
                self.env._(
                    "Attach what proves that the notice was received: the signed page "
                    "or the receipt of the post."
                )
            )
        self._receive(how)
        for case in self:
            for paper in proof:
                # superuser: files follow the rights of the case
                paper.sudo().write({"res_model": self._name, "res_id": case.id})
        return True

    def _receive(self, how):
        self._lock_case()
        for case in self:
            if case.state != rules.NOTIFIED or case.served_at:
                continue  # once is once
            case.sudo().write(
                {
                    "served_how": how,
                    "served_at": fields.Datetime.now(),
                    "hearing_due": case._hearing_due(),
                }
            )
            case._log(
                dict(self._fields["served_how"]._description_selection(self.env))[how]
            )

    def _hearing_due(self):
        """The last day for an answer, in workdays of the company."""
        company = self.company_id
        calendar = company.resource_calendar_id._clock_calendars(company)[
            company.resource_calendar_id.id
        ]
        try:
            return rules.hearing_due(
                self._today(), company.sudo().aftersales_hearing_days, calendar
            )
        except NoWorkingTime as error:
            raise UserError(
                self.env._("The company %s has no working hours.", company.name)
            ) from error

    # Hearing

    def action_state(self, statement):
        """The employee answers.

        :raise AccessError: it is somebody else's case
        :raise UserError: nothing is said, or it has been decided
        """
        self._check_mine()
        text = self._check_text(
            statement, self.env._("Please write what you have to say about it.")
        )
        self._receive("odoo")
        self._step(
            rules.HEAR,
            note=self.env._("The employee answered"),
            statement=text,
            statement_at=fields.Datetime.now(),
        )
        self._done_for_employee()
        self._tell_managers(
            lambda one: one.env._("%s: the employee answered", one.name)
        )
        return True

    def action_hear(self, note):
        """Enter what the employee said in person, or on paper.

        :raise UserError: nothing is said, or the notice hasn't been received
        """
        self._check_decider()
        text = self._check_text(note, self.env._("Write what the employee said."))
        self._check_served()
        self._step(
            rules.HEAR,
            note=self.env._("Entered by %s", self.env.user.name),
            statement=text,
            statement_at=fields.Datetime.now(),
        )
        self._done_for_employee()
        return True

    def action_close_hearing(self):
        """The time to answer has passed without an answer.

        :raise UserError: it hasn't passed yet
        """
        self._check_decider()
        self._check_served()
        for case in self:
            if case._today() <= case.hearing_due:
                raise UserError(
                    self.env._(
                        "The employee may answer to case %(name)s until %(day)s.",
                        name=case.name,
                        day=fields.Date.to_string(case.hearing_due),
                    )
                )
            case._step(rules.HEAR, note=self.env._("No answer until the last day"))
            case._done_for_employee()
        return True

    def _check_served(self):
        for case in self:
            if not case.served_at:
                raise UserError(
                    self.env._(
                        "The notice of case %(name)s hasn't been received. The "
                        "employee confirms it in Odoo; or it is signed on paper, or "
                        "posted.",
                        name=case.name,
                    )
                )

    # Who is told

    def _tell_employee(self, subject, body=None):
        """An activity for the employee, if there is a login, in their language."""
        for case in self.sudo():
            for user in case._own_users().filtered(lambda u: not u.share):
                one = case.with_context(lang=user.lang)
                case.activity_schedule(
                    ACTIVITY,
                    summary=subject(one),
                    note=body and body(one),
                    date_deadline=case.hearing_due or case._today(),
                    user_id=user.id,
                )

    def _done_for_employee(self):
        """Nothing is left to do for the employee."""
        for case in self.sudo():
            own = case._own_users()
            case.activity_ids.filtered(lambda a, own=own: a.user_id in own).unlink()

    def _tell_managers(self, subject):
        for case in self.sudo():
            deciders = case.company_id._service_managers() - case._own_users()
            for user in deciders - case.reporter_id:
                one = case.with_context(lang=user.lang)
                case.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=subject(one),
                    body=case.display_name,
                )

    @api.model
    def _remind(self, now=None):
        """Warn deciders once of each case whose time to act runs out."""
        now = now or fields.Datetime.now()
        # the scheduled action is the system's, and looks at all companies
        for company in self.env["res.company"].sudo().search_fetch([], ["name"]):
            months = company.aftersales_act_warn_months
            if not months:
                continue
            first = fields.Date.subtract(company._service_date(now), months=months)
            cases = self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", list(rules.OPEN)),
                    ("is_warned", "=", False),
                    ("known_on", "<=", first),
                ]
            )
            cases.is_warned = True
            cases._tell_managers(
                lambda one: one.env._(
                    "%(name)s must be decided by %(day)s",
                    name=one.name,
                    day=fields.Date.to_string(one.act_by),
                )
            )
