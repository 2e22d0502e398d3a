from datetime import timedelta

from odoo import api, fields, models

from ..rules import rhythm as rules

CRON = "aftersales_6s.ir_cron_rounds"
#: What may still change about a round that nobody has begun
FOLLOWS = (
    "day",
    "from_at",
    "due_at",
    "check",
    "rhythm",
    "checklist_id",
    "inspector_id",
    "owner_id",
)


class Aftersales6sInspection(models.Model):
    """Rounds are planned by themselves for the days to come (S6-3).

    Safe to run twice, to be killed in the middle, and on two servers at once: a company
    is planned by one at a time, and a round is there once by its unique index.
    """

    _inherit = "aftersales.6s.inspection"

    @api.model
    def _replan_soon(self):
        """Areas, owners, checklists or plans have changed: rounds follow soon."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron and not self.env.context.get("install_mode"):
            cron.sudo()._trigger()  # whoever changed an area need not know of crons

    @api.private
    @api.model
    def sweep_rounds(self, now=None, batch=500):
        """Scheduled: mark what nobody came to, then plan the days to come.

        :param now: naive UTC moment of judgement; default: the current time
        :param batch: how many missed rounds are marked at once
        :return: rounds that have become missed
        """
        now = now or fields.Datetime.now()
        missed = self._sweep_missed(now, batch)
        # the scheduled action is the system's, and looks at all companies
        for company in self.env["res.company"].sudo().search_fetch([], ["name"]):
            self._plan_rounds(company, now)
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(1)
        return missed

    @api.model
    def _plan_rounds(self, company, now):
        """Make, move and take back the rounds of a company that are still to come.

        A few statements, however many areas and plans there are.

        :return: the new rounds; nothing if another server is planning them
        """
        if not company._lock_penalties(self._table):
            return self.browse()
        # superuser: rounds are the system's; nobody may create planned ones
        system = self.sudo().with_company(company).with_context(active_test=True)
        wanted = system._wanted_rounds(company, now)
        held = system._held_rounds(company, wanted, now)
        unwanted = system.browse(
            one.id for key, one in held.items() if key not in wanted
        )
        unwanted.unlink()
        system._write_rows(
            {
                one: one._differing({name: wanted[key][name] for name in FOLLOWS})
                for key, one in held.items()
                if key in wanted and one.state == "planned" and one.due_at > now
            }
        )
        new = [values for key, values in wanted.items() if key not in held]
        return system._insert_planned(new).with_env(self.env)

    @api.model
    def _insert_planned(self, rows):
        """Add planned rounds with one INSERT.

        :param rows: list of dict as ``_wanted_rounds`` has them
        """
        if not rows:
            return self.browse()
        ids = self._reserve_ids(len(rows))
        return self._insert_rows(
            [
                {
                    **{name: value or None for name, value in row.items()},
                    "id": id_,
                    "name": self._number_of(id_),
                    "state": "planned",
                    "is_late": False,
                    "is_unannounced": False,
                }
                for id_, row in zip(ids, rows, strict=True)
            ]
        )

    @api.model
    def _number_of(self, id_):
        """Number of a planned round; numbers have gaps where rounds were taken back."""
        return f"SI{id_:06}"

    @api.model
    def _held_rounds(self, company, wanted, now):
        """Rounds that are there already, or still to come, as (plan, area, slot)."""
        rounds = self._search_rows(
            [
                ("company_id", "=", company.id),
                ("plan_id", "!=", False),
                "|",
                ("slot", "in", list({slot for _plan, _area, slot in wanted})),
                "&",
                ("state", "=", "planned"),
                ("due_at", ">", now),
            ]
        )
        return {(one.plan_id.id, one.area_id.id, one.slot): one for one in rounds}

    # What is wanted

    @api.model
    def _wanted_rounds(self, company, now):
        """Rounds that the plans ask for from now until the horizon.

        :return: dict of (plan id, area id, slot) → values of the round
        """
        asked = [
            (plan, area, slot)
            for plan, slots in self._slots(company, now).items()
            for area in plan._areas_of(self._areas_to_plan(company))
            for slot in slots
        ]
        days = {slot.day for _plan, _area, slot in asked}
        owners = self.env["aftersales.6s.area"]._owners_on(
            {(area.id, slot.day) for _plan, area, slot in asked}
        )
        kinds = {area.kind_id.id for _plan, area, _slot in asked}
        checklists = self.env["aftersales.6s.checklist"]._in_force_on(kinds, days)
        asking = self._asking(checklists.values())
        found = {}
        for plan, area, slot in asked:
            checklist = checklists.get((area.kind_id.id, slot.day))
            owner = owners.get((area.id, slot.day))
            if not (checklist and self._has_items(plan, asking[checklist.id])):
                continue
            if plan.check == "self" and not owner:
                continue  # nobody could do it; the list of areas shows who is missing
            found[plan.id, area.id, slot.key] = {
                "plan_id": plan.id,
                "area_id": area.id,
                "company_id": company.id,
                "slot": slot.key,
                "day": slot.day,
                "from_at": slot.start,
                "due_at": slot.due,
                "check": plan.check,
                "rhythm": plan.rhythm,
                "checklist_id": checklist.id,
                "inspector_id": self._who(plan, owner),
                "owner_id": owner[0] if owner else False,
            }
        return found

    @api.model
    def _areas_to_plan(self, company):
        """Areas of the company that are in use."""
        return self.env["aftersales.6s.area"].search_fetch(
            [("company_id", "=", company.id)], ["kind_id"], order="id"
        )

    @api.model
    def _slots(self, company, now):
        """Dict of plan → its slots that aren't over yet, by the company's calendar."""
        plans = self.env["aftersales.6s.plan"].search([("company_id", "=", company.id)])
        own = company.resource_calendar_id
        calendar = own._clock_calendars(company)[own.id]
        first = company._service_date(now)
        last = first + timedelta(days=max(company.aftersales_6s_horizon, 0))
        # a round of yesterday may go on past midnight
        before = first - timedelta(days=1)
        return {
            plan: [
                slot
                for slot in rules.slots(plan._rule(), calendar, before, last)
                if slot.due > now
            ]
            for plan in plans
        }

    @api.model
    def _asking(self, checklists):
        """Dict of checklist id → set of (rhythm, pillar) of its items."""
        found = {checklist.id: set() for checklist in checklists}
        groups = self.env["aftersales.6s.item"]._read_group(
            [("checklist_id", "in", list(found))],
            ["checklist_id", "rhythm", "pillar"],
        )
        for checklist, rhythm, pillar in groups:
            found[checklist.id].add((rhythm, pillar))
        return found

    @api.model
    def _has_items(self, plan, asking):
        """Would a round of this plan ask anything? See ``_items``."""
        if plan.check == "inspector":
            return bool(asking)
        return any(rules.asks(plan.rhythm, *item) for item in asking)

    @api.model
    def _who(self, plan, owner):
        """Who is to do a round: the owner, or the inspector unless it is their area.

        :param owner: as ``_owners_on`` has it, or None
        """
        if plan.check == "self":
            return owner[0]
        inspector = plan.inspector_id.id
        if owner and inspector in (owner[0], *owner[1]):
            return False
        return inspector
