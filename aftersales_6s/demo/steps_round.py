"""Rounds by rhythm: planned by the system, done by owners and by the inspector."""

import zlib

from odoo import fields

from .pictures import photo
from .stage import Stage
from .steps_area import DAILY_SINCE, WEEKLY_SINCE
from .words import NOT_CLEAN, UNSAFE

#: One of so many rounds nobody comes to
MISSED = 9


class RoundSteps(Stage):
    """What is planned, and that most of it takes place."""

    def plan_rounds(self):
        self.known = self.env["aftersales.6s.inspection"]
        self.cleaned = set()
        for ago in (WEEKLY_SINCE, 12, 6, *range(DAILY_SINCE + 1, 0, -1)):
            self.on(self.moment(self.workday(-ago), "06:30"), self.sweep_rounds)
        self.on(self.moment(self.today, "06:30"), self.sweep_rounds)
        # nobody washed cars on that morning
        self.alone = self.workday(-2)

    def sweep_rounds(self):
        """The scheduler's work; then people know what there is to do."""
        rounds = self.env["aftersales.6s.inspection"]
        rounds._sweep_missed(self.at, 500)
        rounds._plan_rounds(self.company, self.at)
        planned = rounds.search(
            [("company_id", "=", self.company.id), ("state", "=", "planned")]
        )
        for one in planned - self.known:
            if one.plan_id and not self.is_missed(one):
                self.on(self.when(one), self.do_round, one)
        self.known |= planned

    def is_missed(self, one):
        if one.rhythm == "cleanup":
            return False
        if one.area_id == self.areas["WASH"] and one.day == self.alone:
            return True
        return self.dice(one) % MISSED == 0

    def dice(self, one):
        """A number that is the same at each installation."""
        return zlib.crc32(f"{one.area_id.code}{one.rhythm}{one.slot}".encode())

    def when(self, one):
        """Nobody is punctual to the minute, and few come at once."""
        start, end = one.from_at, one.due_at
        at = start + (end - start) * (0.2 + 0.7 * (self.dice(one) % 97) / 97)
        return at.replace(second=0, microsecond=0)

    def do_round(self, one):
        """Whoever's it is looks at everything, and signs."""
        one = one.exists()
        if not one or one.state != "planned":
            return
        if one.check == "self":
            env = self.of(one.owner_id)
        else:
            env = self.desk("inspector")
        self.fill(one.with_env(env), self.not_clean(one))

    def not_clean(self, one):
        """On the evening of the first big clean-up one area wasn't."""
        breach = one.check == "cleanup" and NOT_CLEAN.get(one.area_id.code)
        if not breach or breach.code in self.cleaned:
            return ()
        self.cleaned.add(breach.code)
        return (breach,)

    # Filling in, as the phone does

    def fill(self, inspection, breaches):
        """Answer every item, and sign."""
        self.answer(inspection, breaches)
        inspection.action_sign(self.signature)
        self.follow(inspection, breaches)

    def follow(self, inspection, breaches):
        """What becomes of what was found."""

    def answer(self, inspection, breaches):
        failed = {breach.code: breach for breach in breaches}
        code = inspection.area_id.code
        inspection._note_checklist()
        inspection.record(
            [
                {
                    "uid": f"demo-{inspection.id}-{item.id}",
                    "item_id": item.id,
                    "at": fields.Datetime.to_string(self.at),
                    **self.told(failed.get(item.code), f"{inspection.id}-{code}"),
                }
                for item in inspection.sudo()._items()
            ]
        )

    def told(self, breach, where):
        """What is tapped: passed, or failed with a note and a photo."""
        if not breach:
            return {"result": "pass"}
        code = where.rpartition("-")[2]
        kind = "fault" if breach.code == UNSAFE.breaches[0].code else "before"
        return {
            "result": "fail",
            "note": breach.note,
            "photos": [
                {
                    "uid": f"demo-{where}-{breach.code}",
                    "name": f"{code}-{breach.code}.jpg",
                    "data": photo(kind, f"{code} {breach.code}").decode(),
                }
            ],
        }

    # Now

    def leave_rounds(self):
        """What the visitor can begin right away: a check of their own area, and one of
        an area of others, both of all the items."""
        self.sweep_rounds()
        end = self.moment(fields.Date.add(self.today, days=1), "00:00")
        desk = self.desk("inspector")
        desk["aftersales.6s.inspection"].create(
            [
                {
                    "area_id": self.areas[code].id,
                    "check": check,
                    "due_at": end,
                    "inspector_id": self.employee(who).id,
                }
                for code, check, who in (
                    ("BAY1", "self", "worker"),
                    ("SHOP", "inspector", "inspector"),
                )
            ]
        )
