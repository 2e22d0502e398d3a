from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import clock as rules


class AftersalesClock(models.Model):
    """Noticing that clocks run out, and telling those who must know."""

    _inherit = "aftersales.clock"

    @api.private
    @api.model
    def sweep(self, now=None, batch=1000):
        """Mark the running clocks whose limit has passed as missed.

        Runs every minute. Safe to run twice, to be killed in the middle, and to run on
        two servers at once: each batch is one UPDATE that skips rows another sweep
        holds.

        :param now: naive UTC moment of judgement; default: the current time
        :param batch: how many clocks one UPDATE takes
        :return: ids of the clocks that were newly missed
        """
        now = rules.to_minute(now or fields.Datetime.now())
        self.flush_model(["state", "due_at"])
        missed = []
        while True:
            found = self._sweep_batch(now, batch)
            missed += found
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(found))
            if len(found) < batch:
                break
        if missed:
            # nothing stored follows from running → missed, so nothing is computed anew
            self.invalidate_model(["state", "overdue_minutes", "remaining_minutes"])
            self.env["helpdesk.ticket"].invalidate_model(["missed_count", "is_paused"])
            self.env.ref("aftersales_service.ir_cron_alarm")._trigger()
        return missed

    @api.model
    def _sweep_batch(self, now, batch):
        """One UPDATE; raw SQL because the ORM has no SKIP LOCKED on a write."""
        rows = self.env.execute_query(
            SQL(
                """UPDATE aftersales_clock SET state = %(missed)s
                WHERE id IN (
                    SELECT id FROM aftersales_clock
                    WHERE state = %(running)s AND due_at < %(now)s
                    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
                )
                RETURNING id""",
                missed=rules.MISSED,
                running=rules.RUNNING,
                now=now,
                batch=batch,
            )
        )
        return [row[0] for row in rows]

    @api.private
    @api.model
    def raise_alarms(self, now=None, batch=200):
        """Tell people about clocks that run out or were missed, each once.

        A warning goes to the person in charge and their leader; a miss to the leader
        and the leader's leader. Safe to run twice and on two servers at once: what a
        clock was told about is kept on it, in the same transaction.

        :param now: naive UTC moment of judgement; default: the current time
        :return: the clocks that people were told about
        """
        now = rules.to_minute(now or fields.Datetime.now())
        told = self.browse()
        while clocks := self._lock_alarms(now, batch):
            # what ended long ago, such as imported history, alarms nobody
            old = clocks.filtered(
                lambda c: c.stopped_at and c.stopped_at < now - timedelta(days=1)
            )
            (clocks - old)._tell()
            for state, group in clocks.grouped("state").items():
                group.alarm = "missed" if state == rules.MISSED else "warned"
            told += clocks - old
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(clocks))
        return told

    @api.model
    def _lock_alarms(self, now, batch):
        """Clocks to tell people about; raw SQL because of SKIP LOCKED."""
        self.flush_model(["state", "warn_at", "alarm"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM aftersales_clock
                WHERE (state = %(running)s AND alarm IS NULL AND warn_at <= %(now)s)
                   OR (state = %(missed)s AND alarm IS DISTINCT FROM 'missed')
                ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED""",
                running=rules.RUNNING,
                missed=rules.MISSED,
                now=now,
                batch=batch,
            )
        )
        return self.browse(row[0] for row in rows)

    def _tell(self):
        """Give each person concerned an activity on the request."""
        activities = []
        for clock in self:
            for user in clock._alarmed_users():
                if clock.ticket_id.with_user(user).has_access("read"):
                    activities.append(clock._activity_for(user))
                else:
                    clock._notify_outsider(user)
        self.env["mail.activity"].create(activities)

    def _alarmed_users(self):
        """Who must know: at the warning the person in charge and their leader, at the
        miss the leader and the leader's leader."""
        self.ensure_one()
        if self.policy_id.accountable_role == "customer":
            return self.env["res.users"]
        person = self.employee_id
        leader = person._leader() or self.ticket_id._whose_clock("team_leader")
        if self.state == rules.MISSED:
            people = leader | leader._leader()
        else:
            people = person | leader
        return people.user_id.filtered("active") or self.ticket_id.team_id.user_id

    def _alarm_text(self, lang):
        clock = self.with_context(lang=lang)
        policy = clock.policy_id.display_name
        if self.state == rules.MISSED:
            return clock.env._("Missed: %(limit)s", limit=policy)
        return clock.env._("Runs out soon: %(limit)s", limit=policy)

    def _activity_for(self, user):
        kind = "missed" if self.state == rules.MISSED else "warned"
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=user.tz or self.company_id._service_tz()), self.due_at
        )
        return {
            "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": self.ticket_id.id,
            "activity_type_id": self.env.ref(
                f"aftersales_service.mail_activity_type_clock_{kind}"
            ).id,
            "summary": self._alarm_text(user.lang),
            "date_deadline": local.date(),
            "user_id": user.id,
            "aftersales_clock_id": self.id,
        }

    def _notify_outsider(self, user):
        """Leaders without a role in after-sales get a message instead of work."""
        self.ticket_id.message_notify(
            partner_ids=user.partner_id.ids,
            subject=self._alarm_text(user.lang),
            body=self.ticket_id.display_name,
        )

    def _withdraw_warnings(self):
        """A warning about a clock that has ended is no work any more."""
        warned = self.filtered(lambda c: c.alarm == "warned" and c.stopped_at)
        if warned:
            kind = self.env.ref("aftersales_service.mail_activity_type_clock_warned")
            self.env["mail.activity"].sudo().search(
                [
                    ("aftersales_clock_id", "in", warned.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            ).unlink()
