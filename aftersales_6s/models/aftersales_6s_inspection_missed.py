from odoo import api, models
from odoo.tools import SQL

ACTIVITY = "aftersales_6s.mail_activity_type_round_missed"


class Aftersales6sInspection(models.Model):
    """What nobody came to is missed, and those whose it was are told."""

    _inherit = "aftersales.6s.inspection"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("running", "done", "cancelled"):
            self._close_missed()
        return result

    @api.model
    def _sweep_missed(self, now, batch):
        """Mark missed rounds batch by batch; each is kept when it is done."""
        missed = self.browse()
        while True:
            found = self._mark_missed(now, batch)
            missed |= found
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(found))
            if len(found) < batch:
                return missed

    @api.model
    def _mark_missed(self, now, batch):
        """One batch of rounds that no other server holds; SQL for SKIP LOCKED."""
        self.flush_model(["state", "due_at"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM aftersales_6s_inspection
                WHERE state = 'planned' AND due_at <= %s
                ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED""",
                now,
                batch,
            )
        )
        # superuser: the scheduled action is the system's
        rounds = self.sudo().browse(id_ for (id_,) in rows)
        rounds._write_rows(
            {one: {"state": "missed", "is_late": True} for one in rounds}
        )
        rounds._tell_missed()
        return rounds.with_env(self.env)

    def _tell_missed(self):
        """Work for the owner and the inspector: one each for an area, the last missed.

        A month of missed mornings is one thing to do, not thirty.
        """
        last = {}
        for one in self.sorted("due_at"):
            for user in one._missed_users():
                last[user, one.area_id] = one
        if not last:
            return
        self._missed_activities(
            [
                ("user_id", "in", [user.id for user, _area in last]),
                (
                    "res_id",
                    "in",
                    self._search(
                        [
                            ("area_id", "in", self.area_id.ids),
                            ("state", "=", "missed"),
                        ]
                    ),
                ),
            ]
        ).filtered(
            lambda act: (act.user_id, self.browse(act.res_id).area_id) in last
        ).unlink()
        kind = self.env.ref(ACTIVITY)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": one.id,
                    "activity_type_id": kind.id,
                    "summary": one._missed_text(user.lang),
                    "date_deadline": one.day,
                    "user_id": user.id,
                }
                for (user, _area), one in last.items()
            ]
        )

    def _missed_users(self):
        """Owner and inspector; if neither has a login, the service managers."""
        self.ensure_one()
        people = self.owner_id | self.inspector_id
        users = people.user_id.filtered("active")
        return users or self.company_id._service_managers()

    def _missed_text(self, lang):
        self.ensure_one()
        local = self.with_context(lang=lang)
        return local.env._(
            "Nobody came to %(area)s (%(plan)s)",
            area=local.area_id.complete_name,
            plan=local.plan_id.name or local.name,
        )

    def _missed_activities(self, domain):
        """Open work on missed rounds, whoever it was given to."""
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                    *domain,
                ]
            )
        )

    def _close_missed(self):
        """Somebody came, late: the work is done."""
        if self:
            self._missed_activities([("res_id", "in", self.ids)]).unlink()
