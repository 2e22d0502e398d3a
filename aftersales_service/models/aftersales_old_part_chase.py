from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import old_part as rules

ACTIVITY = "aftersales_service.mail_activity_type_old_part"


class AftersalesOldPart(models.Model):
    """Old parts are chased: overdue by themselves, people told once per threshold.

    Safe to run twice, to be killed in the middle, and on two servers at once: each
    batch takes rows that no other run holds, and keeps on them what was done.
    """

    _inherit = "aftersales.old.part"

    @api.private
    @api.model
    def sweep(self, now=None, batch=500):
        """Mark what is overdue, tell people, propose charges.

        :param now: naive UTC moment of judgement; default: the current time
        :param batch: how many old parts one statement takes
        :return: ids of the old parts that have become overdue
        """
        now = now or fields.Datetime.now()
        # the scheduled action is the system's, and looks at all companies
        companies = self.env["res.company"].sudo().search_fetch([], ["name"])
        days = {company: company._service_date(now) for company in companies}
        overdue = self._each_batch(batch, lambda: self._sweep_overdue(days, batch))
        self._each_batch(batch, lambda: self._sweep_reminders(days, batch))
        return overdue

    def _each_batch(self, batch, work):
        """Work until a batch isn't full any more; each is kept when it is done."""
        found = []
        while True:
            ids = work()
            found += ids
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(ids))
            if len(ids) < batch:
                return found

    @api.model
    def _days_table(self, days):
        """SQL of a table of companies, their day and their thresholds."""
        columns = zip(
            *(
                (
                    company.id,
                    day,
                    company.aftersales_old_part_remind_days,
                    company.aftersales_old_part_late_days,
                )
                for company, day in days.items()
            ),
            strict=True,
        )
        ids, dates, before, after = (list(column) for column in columns)
        return SQL(
            "unnest(%s::int[], %s::date[], %s::int[], %s::int[]) "
            "AS today(company_id, day, before, after)",
            ids,
            dates,
            before,
            after,
        )

    @api.model
    def _sweep_overdue(self, days, batch):
        """One UPDATE; raw SQL because the ORM has no SKIP LOCKED on a write."""
        self.flush_model(["state", "due_date", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE aftersales_old_part SET state = %(overdue)s
                WHERE id IN (
                    SELECT old.id FROM aftersales_old_part old
                    JOIN %(today)s ON today.company_id = old.company_id
                    WHERE old.state = %(due)s AND old.due_date < today.day
                    ORDER BY old.due_date, old.id LIMIT %(batch)s
                    FOR UPDATE OF old SKIP LOCKED
                )
                RETURNING id""",
                overdue=rules.OVERDUE,
                due=rules.DUE,
                today=self._days_table(days),
                batch=batch,
            )
        )
        self.invalidate_model(["state"])
        return [id_ for (id_,) in rows]

    @api.model
    def _sweep_reminders(self, days, batch):
        """Tell people about what has reached a threshold it hadn't at the last run."""
        self.flush_model(["state", "due_date", "company_id", "reminded"])
        rows = self.env.execute_query(
            SQL(
                """SELECT old.id FROM aftersales_old_part old
                JOIN %(today)s ON today.company_id = old.company_id
                WHERE old.state IN (%(due)s, %(overdue)s)
                AND COALESCE(old.reminded, 0) < CASE
                    WHEN old.due_date < today.day - today.after THEN %(very_late)s
                    WHEN old.due_date < today.day THEN %(late)s
                    WHEN old.due_date <= today.day + today.before THEN %(soon)s
                    ELSE 0 END
                ORDER BY old.due_date, old.id LIMIT %(batch)s
                FOR UPDATE OF old SKIP LOCKED""",
                due=rules.DUE,
                overdue=rules.OVERDUE,
                today=self._days_table(days),
                soon=rules.SOON,
                late=rules.LATE,
                very_late=rules.VERY_LATE,
                batch=batch,
            )
        )
        olds = self.browse(id_ for (id_,) in rows)
        if olds:
            olds._remind(days)
        for stage, ours in olds.grouped(lambda old: old._stage(days)).items():
            if stage == rules.VERY_LATE:
                wanting = ours.filtered("company_id.aftersales_old_part_charge")
                wanting._propose_charges(self.env.uid)
            ours.reminded = stage
        return olds.ids

    def _stage(self, days):
        self.ensure_one()
        company = self.company_id
        return rules.stage(
            self.due_date,
            days[company],
            company.aftersales_old_part_remind_days,
            company.aftersales_old_part_late_days,
        )

    def _remind(self, days):
        """Work for who owes them; for what is late, for the managers as well.

        One activity of a person for each account, which replaces the last one: a
        hundred old parts are one letter.
        """
        people = set()
        for holder, ours in self.grouped("holder_id").items():
            managers = holder.company_id._service_managers()
            users = ours._chased_users() or managers
            if any(old._stage(days) != rules.SOON for old in ours):
                users |= managers
            people |= {(user, holder) for user in users}
        holders = self.holder_id
        owed = self.search(
            [("holder_id", "in", holders.ids), ("state", "in", tuple(rules.OWED))]
        ).filtered(lambda old: old._stage(days))
        by_holder = owed.grouped("holder_id")
        self._reminders(holders).filtered(
            lambda act: (act.user_id, holders.browse(act.res_id)) in people
        ).unlink()
        kind = self.env.ref(ACTIVITY)
        model = self.env["ir.model"]._get_id(holders._name)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model,
                    "res_id": holder.id,
                    "activity_type_id": kind.id,
                    "summary": by_holder[holder]._reminder_text(holder, user.lang),
                    "note": ", ".join(by_holder[holder].mapped("name")),
                    "date_deadline": min(by_holder[holder].mapped("due_date")),
                    "user_id": user.id,
                }
                for user, holder in sorted(people, key=lambda p: (p[0].id, p[1].id))
            ]
        )

    def _reminder_text(self, holder, lang):
        return self.with_context(lang=lang).env._(
            "%(account)s owes %(number)s old parts, %(late)s of them overdue",
            account=holder.name,
            number=len(self),
            late=len(self.filtered(lambda old: old.state == rules.OVERDUE)),
        )

    def _reminders(self, holders):
        """Open reminders on accounts, whoever they were given to."""
        kind = self.env.ref(ACTIVITY)
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", holders._name),
                    ("res_id", "in", holders.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )

    def _chased_users(self):
        """Who owes these old parts of one account: its technician, or its keeper; for
        what was posted, who answers for the request."""
        holder = self.sudo().holder_id
        people = holder.employee_id.user_id | holder.keeper_id
        return (people or self.sudo().ticket_id.user_id).filtered("active")

    def _close_reminders(self, but=None):
        """An account that owes nothing it was reminded of has no such work any more.

        :param but: old parts that don't count as such, although they are still owed
        """
        reminded = self.filtered("reminded").sudo()
        if not reminded:
            return
        holders = reminded.holder_id
        still = self.sudo().search(
            [
                ("holder_id", "in", holders.ids),
                ("state", "in", tuple(rules.OWED)),
                ("reminded", ">", 0),
                ("id", "not in", but.ids if but else []),
            ]
        )
        self._reminders(holders - still.holder_id).unlink()
