"""Inspections without notice, and what becomes of what was found."""

from datetime import timedelta

from .pictures import photo
from .stage import DAY
from .steps_round import RoundSteps
from .words import EXAMPLES, FIRST_MONTH, MONTH, RECENT, RECENT_FROM, UNSAFE, Course

FRIDAY = 4
WEEK = timedelta(days=7)
#: How long an inspection takes
WALK = timedelta(minutes=14)
#: What isn't safe was found so long ago
JUST_NOW = timedelta(minutes=50)


class FindingSteps(RoundSteps):
    """The inspector and the director come without notice (S6-4)."""

    def plan_walks(self):
        for friday, walks in self.weeks():
            days = self.workdays(max(friday - 6 * DAY, self.months[0]), friday)
            for number, walk in enumerate(walks):
                if days:
                    day = days[min(number, len(days) - 1)]
                    self.plan_walk(day, walk, usual=True)
        for ago, walks in RECENT.items():
            for walk in walks:
                self.plan_walk(self.workday(-ago), walk)
        self.on(self.now - JUST_NOW, self.walk, UNSAFE)
        for number in (WEEK.days, 1):
            at = self.moment(self.workday(-number), "07:00")
            self.on(at, self.sweep_findings)

    def fridays(self):
        """Fridays of the story up to that of this week; a week is named by its own."""
        friday = self.months[0] + timedelta(
            days=(FRIDAY - self.months[0].weekday()) % 7
        )
        while friday - 6 * DAY <= self.today:
            yield friday
            friday += WEEK

    def weeks(self):
        """(Friday, its walks), in turn within each month."""
        for friday in self.fridays():
            walks = FIRST_MONTH if friday < self.months[1] else MONTH
            yield friday, walks[(friday.day - 1) // WEEK.days % len(walks)]

    def plan_walk(self, day, walk, usual=False):
        """
        :param usual: one of the weeks, which gives way to what happened lately
        """
        if usual and not self.months[0] <= day < self.workday(-RECENT_FROM):
            return
        self.on(self.moment(day, walk.clock), self.walk, walk)

    def walk(self, walk):
        """Begin; the answers follow when everything has been looked at."""
        action = self.desk(walk.who)["aftersales.6s.inspection"].action_start_at(
            self.areas[walk.area].id
        )
        one = self.env["aftersales.6s.inspection"].browse(
            action["params"]["inspection_id"]
        )
        self.on(self.at + WALK, self.end_walk, self.by(walk.who, one), walk)

    def end_walk(self, inspection, walk):
        self.fill(inspection, walk.breaches)

    def follow(self, inspection, breaches):
        by_code = {breach.code: breach for breach in breaches}
        for finding in inspection.sudo().finding_ids:
            breach = by_code[finding.item_id.code]
            getattr(self, f"_course_{breach.course.name.lower()}")(finding, breach)

    # Courses

    def then(self, workdays, clock, act, *arguments):
        """Plan an act on the n-th workday from now, or for today."""
        day = self.workday(workdays, self.day()) if workdays else self.day()
        self.on(self.moment(day, clock), act, *arguments)

    def _course_open(self, finding, breach):
        """Nobody has seen to it."""

    def _course_usual(self, finding, breach):
        if finding.severity == "critical":
            self.on(self.at + timedelta(hours=2), self.correct, finding, breach)
            self.on(self.at + timedelta(hours=3), self.accept, finding)
            return
        self.then(1, "10:20", self.correct, finding, breach)
        self.then(2, "14:10", self.accept, finding)

    def _course_waiting(self, finding, breach):
        self.then(1, "09:40", self.correct, finding, breach)

    def _course_failed(self, finding, breach):
        self.then(1, "10:40", self.correct, finding, breach)
        self.then(1, "16:20", self.send_back, finding, breach)

    def _course_twice(self, finding, breach):
        for number in (1, 2):
            self.then(number, "10:40", self.correct, finding, breach)
            self.then(number, "16:20", self.send_back, finding, breach)
        self.then(3, "10:40", self.correct, finding, breach)
        self.then(4, "14:00", self.accept, finding)

    def _course_objected(self, finding, breach):
        self.then(1, "12:10", self.object, finding, breach)

    def _course_granted(self, finding, breach):
        self.then(1, "12:10", self.object, finding, breach)
        self.then(2, "16:30", self.decide, finding, breach)

    def _course_upheld(self, finding, breach):
        self.then(1, "12:10", self.object, finding, breach)
        self.then(2, "16:30", self.decide, finding, breach)
        self.then(3, "10:20", self.correct, finding, breach)
        self.then(4, "14:10", self.accept, finding)

    # What people do with it

    def correct(self, finding, breach):
        """Whose it is shows what it looks like now."""
        own = finding.with_env(self.of(finding.employee_id))
        code = f"{finding.area_id.code} {breach.code}"
        own._add_photo("after", photo("after", code), f"{breach.code}.jpg")
        own.action_correct(breach.fix)

    def accept(self, finding):
        seen = self.by("inspector", finding)
        seen.action_accept()
        if finding.item_id.code in EXAMPLES:
            # well done: the wall shows it, before and after
            seen.action_show_example()

    def send_back(self, finding, breach):
        self.by("inspector", finding).action_return(breach.decision)

    def object(self, finding, breach):
        finding.with_env(self.of(finding.employee_id)).action_object(breach.objection)

    def decide(self, finding, breach):
        self.by("director", finding).action_decide_objection(
            breach.course == Course.GRANTED, breach.decision
        )

    def sweep_findings(self):
        """The scheduler reminds people."""
        self.env["aftersales.6s.finding"].sweep(self.at)
