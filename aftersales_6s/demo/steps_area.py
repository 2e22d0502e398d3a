"""How it began: the regulation, the areas, and who answers for them."""

from datetime import timedelta

from .pictures import photo
from .stage import Stage
from .words import (
    AREAS,
    CHANGE_NOTE,
    CLEANED,
    DRIVERS,
    MADE_KNOWN,
    MOVED,
    TOOLS,
    WAGE_SOURCE,
)

#: So many days before the first one the checklists come, and the regulation is drafted
DRAFTED, PUBLISHED, DIVIDED = 40, 20, 12
#: Own areas are checked since so many workdays; what is weekly or rarer, for longer
DAILY_SINCE, WEEKLY_SINCE = 3, 18
DAILY = ("DAILY", "TWICE")


class AreaSteps(Stage):
    """Regulation, areas, owners, tools and certificates."""

    def plan_beginning(self):
        self.areas = {}
        self.since = self.months[0]
        ago = {days: self.since - timedelta(days=days) for days in range(50)}
        self.on(self.moment(ago[DRAFTED], "09:30"), self.load)
        self.on(self.moment(ago[DRAFTED - 1], "10:20"), self.certify)
        self.on(self.moment(ago[PUBLISHED], "16:30"), self.publish)
        employees = self.env["hr.employee"].search(
            [("company_id", "=", self.company.id)], order="id"
        )
        for number, employee in enumerate(employees):
            at = self.moment(ago[PUBLISHED - 1 - number // 6], f"08:{20 + number}")
            self.on(at, self.acknowledge, employee)
        self.on(self.moment(ago[DIVIDED], "14:00"), self.divide)
        self.on(self.moment(ago[DIVIDED], "15:30"), self.set_rhythm)
        self.on(self.moment(ago[DIVIDED - 1], "10:00"), self.code_tools)
        middle = self.months[1] + timedelta(days=14)
        self.on(self.moment(middle - timedelta(days=1), "16:00"), self.move, middle)

    def load(self):
        """The company goes by its profile: checklists, rhythm and clauses come."""
        self.env["aftersales.profile"].load("dealer", self.company)
        region = self.env.ref("aftersales_penalty.wage_region_hangzhou")
        self.company.write(
            {"aftersales_penalty_on": True, "aftersales_region_id": region.id}
        )
        wages = self.by("hr", region.wage_ids).filtered("is_to_confirm")
        for wage in wages:
            wage.source = WAGE_SOURCE.format(wage.date_from.year, wage.date_from)
        wages.action_confirm()
        self.regulation = self.env["aftersales.regulation"].search(
            [("company_id", "=", self.company.id), ("code", "=", "6S")]
        )

    def certify(self):
        """Some may drive customers' cars out, and nobody else."""
        kind = self.demo._demo("skill_type")
        self.company.aftersales_6s_drive_skill_ids = kind.skill_ids
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": self.employee(who).id,
                    "skill_id": kind.skill_ids.id,
                    "skill_type_id": kind.id,
                    "skill_level_id": kind.skill_level_ids.id,
                    "valid_from": self.today + timedelta(days=days - 3 * 365),
                    "valid_to": self.today + timedelta(days=days),
                }
                for who, days in DRIVERS
            ]
        )

    def publish(self):
        regulation = self.by("hr", self.regulation)
        regulation.write(
            {
                "adopted_on": self.day() - timedelta(days=7),
                "adopted_how": MADE_KNOWN,
                "published_on": self.day(),
                "valid_from": self.since,
                "change_note": CHANGE_NOTE,
            }
        )
        regulation.action_publish()
        regulation.action_ask_acknowledgement()

    def acknowledge(self, employee):
        self.regulation.with_env(self.of(employee)).action_acknowledge()

    def divide(self):
        """The director divides the place, and everything has somebody from then on."""
        desk = self.desk("director")
        kinds = {one.code: one.id for one in desk["aftersales.6s.kind"].search([])}
        model = desk["aftersales.6s.area"]
        for one in AREAS:
            self.areas[one.code] = model.create(
                {
                    "name": one.name,
                    "code": one.code,
                    "kind_id": kinds[one.kind],
                    "parent_id": one.parent and self.areas[one.parent].id,
                    "company_id": self.company.id,
                    "standard_image": one.owner and photo("after", one.code),
                }
            )
        desk["aftersales.6s.area.owner"].create(
            [
                {
                    "area_id": self.areas[one.code].id,
                    "employee_id": self.employee(one.owner).id,
                    "deputy_ids": [
                        (6, 0, [self.employee(who).id for who in (one.deputy,) if who])
                    ],
                    "date_from": self.since,
                }
                for one in AREAS
                if one.owner
            ]
        )

    def set_rhythm(self):
        """First inspections, then the big clean-up, then everybody's own checks."""
        plans = self.desk("director")["aftersales.6s.plan"].search([])
        daily = plans.filtered(lambda plan: plan.code in DAILY)
        daily.valid_from = self.workday(-DAILY_SINCE)
        (plans - daily).valid_from = self.workday(-WEEKLY_SINCE)
        cleanup = plans.filtered(lambda plan: plan.rhythm == "cleanup")
        cleanup.area_ids = [(6, 0, [self.areas[code].id for code in CLEANED])]
        self.company.aftersales_6s_cleanup = "thursday"

    def code_tools(self):
        desk = self.desk("director")
        self.tools = desk["aftersales.6s.tool"].create(
            [
                {
                    "code": code,
                    "name": name,
                    "pieces": pieces,
                    "area_id": self.areas["TOOLS"].id,
                    "company_id": self.company.id,
                }
                for code, name, pieces in TOOLS
            ]
        )

    def move(self, day):
        """In the middle of a month two people change their areas."""
        for code, who in MOVED.items():
            desk = self.desk("director")
            desk["aftersales.6s.handover"].create(
                {
                    "area_ids": [(6, 0, self.areas[code].ids)],
                    "employee_id": self.employee(who).id,
                    "date_from": day,
                }
            ).action_hand_over()
