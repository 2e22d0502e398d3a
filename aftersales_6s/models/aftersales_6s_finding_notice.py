from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import finding as rules


class Aftersales6sFinding(models.Model):
    """Who is told what, and when: each once, in their own language."""

    _inherit = "aftersales.6s.finding"

    told = fields.Integer(
        readonly=True,
        copy=False,
        help="Whom has been told: 1 the person, 2 the person that the time has come, 3 "
        "the managers that it has passed.",
    )

    # Activities

    def _schedule(self, kind, users_of, summary):
        """Work for people, in one statement for all of these findings.

        :param kind: ``correct``, ``recheck``, ``object`` or ``late``
        :param users_of: function of a finding → users
        :param summary: function of a finding in the user's language → text
        """
        self._give_work(
            kind,
            users_of,
            summary,
            lambda one: one._work_until() if kind == "correct" else one._today(),
        )

    def _work_until(self):
        """The last day on which it can be put right in time; at the earliest today."""
        today = self._today()
        if not self.due_at:
            return today
        # 24:00 belongs to the day that ends then
        last = self.company_id._service_date(self.due_at - timedelta(seconds=1))
        return max(today, last)

    def _clear_activities(self, *kinds):
        """Nothing is left to do of these kinds; who puts it right is late no more."""
        self._clear_work(*kinds, *(["late"] if "correct" in kinds else ()))

    def _notify(self, users_of, subject):
        """A message at once, to each in their language."""
        for finding in self.sudo():
            for user in users_of(finding).filtered("active"):
                one = finding.with_context(lang=user.lang)
                finding.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=subject(one),
                    body=one._told_text(),
                )

    def _told_text(self):
        self.ensure_one()
        parts = (self.area_id.complete_name, self.item_id.name, self.description)
        return " – ".join(filter(None, parts))

    def _title(self):
        self.ensure_one()
        return ": ".join(filter(None, (self.name, self.item_id.name)))

    # Who

    def _person_users(self):
        """The person; without a login, who answers for the area."""
        self.ensure_one()
        person = self.employee_id.user_id
        if person:
            return person
        owners = self._owners_today().get(self.area_id.id, ())
        return self.env["hr.employee"].sudo().browse(owners).user_id

    def _manager_users(self):
        """Managers who aren't the person themselves."""
        self.ensure_one()
        return self.company_id._service_managers() - self.employee_id.user_id

    def _recheck_users(self):
        """Who found it, if they may judge it; else the managers."""
        self.ensure_one()
        people = self._people()[self]
        users = self.env["res.users"].sudo().browse(people.finders)
        users = users.filtered(
            lambda user: (
                rules.may_judge(people, user.id) and self.with_user(user)._is_judge()
            )
        )
        return users or self._manager_users().filtered(
            lambda user: rules.may_judge(people, user.id)
        )

    # What

    def _ask_correction(self):
        self._schedule(
            "correct",
            lambda one: one._person_users(),
            lambda one: one.env._("Put right: %s", one._title()),
        )

    def _ask_recheck(self):
        self._schedule(
            "recheck",
            lambda one: one._recheck_users(),
            lambda one: one.env._("Look again: %s", one._title()),
        )

    def _ask_decision(self):
        def deciders(one):
            people = one._people()[one]
            return one._manager_users().filtered(
                lambda user: rules.may_decide(people, user.id)
            )

        self._schedule(
            "object",
            lambda one: deciders(one) or one.company_id._branch_managers(),
            lambda one: one.env._("Decide on the objection: %s", one._title()),
        )

    def _escalate(self, reason):
        """A failed recheck goes to the managers, a second one higher still."""

        def users(one):
            found = one._manager_users()
            if one.escalation >= rules.ESCALATED:
                found |= one.company_id._branch_managers()
            return found

        self._schedule(
            "late",
            users,
            lambda one: one.env._(
                "Not right for the %(number)s. time: %(finding)s",
                number=one.recheck_failed,
                finding=one._title(),
            ),
        )

    def _tell_person(self, subject):
        self._notify(lambda one: one.employee_id.user_id, subject)

    def _tell(self, now=None):
        """Tell whom must have been told by now of these findings, each once."""
        now = now or fields.Datetime.now()
        for stage, ours in (
            self.sudo()
            .grouped(lambda one: rules.stage(one.severity, one.state, one.due_at, now))
            .items()
        ):
            new = ours.filtered(lambda one: one.told < rules.TOLD)
            new.filtered(lambda one: one.state == rules.OPEN)._ask_correction()
            critical = new.filtered(lambda one: one.severity == rules.CRITICAL)
            critical._notify(
                lambda one: one._person_users() | one._manager_users(),
                lambda one: one.env._("At once: %s", one._title()),
            )
            late = (ours - critical).filtered(lambda one: one.state == rules.OPEN)
            if stage >= rules.REMINDED:
                late.filtered(lambda one: one.told < rules.REMINDED)._notify(
                    lambda one: one._person_users(),
                    lambda one: one.env._("Its time has come: %s", one._title()),
                )
            if stage >= rules.REPORTED:
                late.filtered(lambda one: one.told < rules.REPORTED)._schedule(
                    "late",
                    lambda one: one._manager_users(),
                    lambda one: one.env._("Overdue: %s", one._title()),
                )
            ours.filtered(lambda one, to=stage: one.told < to).told = stage

    @api.private
    @api.model
    def sweep(self, now=None, batch=200):
        """Scheduled: tell people of new findings and of those whose time has passed.

        Safe to run twice, to be killed in the middle and on two servers at once: whom
        has been told is kept on the finding, in the same transaction.

        :param now: naive UTC moment of judgement; default: the current time
        :return: the findings that somebody was told of
        """
        now = now or fields.Datetime.now()
        told = self.browse()
        while findings := self._lock_untold(now, batch):
            findings._tell(now)
            told += findings
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(findings))
        return told

    @api.model
    def _lock_untold(self, now, batch):
        """Findings that somebody must be told of; raw SQL because of SKIP LOCKED."""
        self.flush_model(["state", "due_at", "told"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM aftersales_6s_finding
                WHERE state = 'open' AND (
                    COALESCE(told, 0) < %(told)s
                    OR (told < %(reminded)s AND due_at <= %(now)s)
                    OR (told < %(reported)s AND due_at <= %(past)s)
                )
                ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED""",
                told=rules.TOLD,
                reminded=rules.REMINDED,
                reported=rules.REPORTED,
                now=now,
                past=now - rules.GRACE,
                batch=batch,
            )
        )
        return self.browse(id_ for (id_,) in rows)
