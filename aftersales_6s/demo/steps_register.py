"""Registers: test drives, tools lent, cars overnight, valuables (S6-8)."""

from datetime import timedelta

from .pictures import photo
from .steps_finding import FindingSteps
from .words import PIECE_MISSING

#: Workdays before today, driver, plate, km out, km back, why
DRIVES = (
    (12, "leader", "浙B·7K206", 48210, 48223, "更换减震器后试听异响"),
    (8, "foreman", "浙B·3D518", 91377, 91390, "四轮定位后试跑偏"),
    (4, "leader", "浙B·D60821", 20144, 20158, "动力电池更换模组后路试"),
    (2, "worker", "浙B·9H332", 63905, 63914, "刹车片更换后磨合"),
)
OUT = ("leader", "浙B·6M775", 75518, "变速箱大修后路试换挡")
ROUTE = "江滨路—绕城辅道—返回"
#: Workdays before today, borrower, code of the tool
LOANS = (
    (11, "worker", "ZT-04"),
    (9, "worker2", "ZT-02"),
    (6, "leader", "ZT-01"),
    (3, "worker", "ZT-05"),
    (2, "painter", "ZT-06"),
)
LATE = ("worker2", "ZT-03")
#: Workdays before today, plate, parts taken off
NIGHTS = (
    (6, "浙B·2C190", ""),
    (3, "浙B·D60821", "动力电池上盖一件"),
)
LAST_NIGHT = (("浙B·6M775", "变速箱油底壳一件", "A3"), ("浙B·5F447", "", "A5"))
FOUND = (
    (6, "浙B·3D518", "男式手表一块", "驾驶座椅下", True),
    (1, "浙B·9H332", "现金 1,200 元，装在信封里", "副驾驶储物格", False),
)
CUSTOMER = "陈先生"


class RegisterSteps(FindingSteps):
    """Whoever drives, borrows, parks or finds something says so."""

    def plan_registers(self):
        for ago, *drive in DRIVES:
            self.on(self.moment(self.workday(-ago), "15:05"), self.drive, *drive)
        self.on(self.now - timedelta(minutes=35), self.drive_out, *OUT)
        for ago, who, code in LOANS:
            self.on(self.moment(self.workday(-ago), "09:20"), self.lend, who, code)
            self.on(self.moment(self.workday(-ago), "16:40"), self.take_in, code)
        self.on(self.moment(self.workday(-1), "14:50"), self.lend, *LATE)
        for ago, plate, parts in NIGHTS:
            self.plan_night(self.workday(-ago), plate, parts, "A1")
        for number, (plate, parts, hook) in enumerate(LAST_NIGHT):
            self.plan_night(self.today - timedelta(days=1), plate, parts, hook, number)
        for ago, *valuable in FOUND:
            self.on(self.moment(self.workday(-ago), "11:15"), self.find, *valuable)
        self.on(self.moment(self.today, "08:40"), self.sweep_registers)

    # Test drives

    def drive(self, who, plate, out_km, back_km, reason):
        drive = self.drive_out(who, plate, out_km, reason)
        self.on(self.at + timedelta(minutes=40), self.drive_back, drive, back_km)

    def drive_out(self, who, plate, out_km, reason):
        return self.desk(who)["aftersales.6s.test.drive"].create(
            {
                "area_id": self.areas["SHOP"].id,
                "plate": plate,
                "out_km": out_km,
                "reason": reason,
                "route": ROUTE,
                "is_outside_checked": True,
                "scratches": "无",
                "is_wheel_cover_off": True,
                "is_roof_sign_off": True,
            }
        )

    def drive_back(self, drive, back_km):
        drive.write(
            {
                "back_km": back_km,
                "is_checked_with_team": True,
                "team_member_id": self.employee("worker2").id,
                "team_note": "无新划痕",
                "is_cover_back": True,
            }
        )
        drive.action_back()

    # Tools

    def lend(self, who, code):
        tool = self.tools.filtered(lambda one: one.code == code)
        self.desk(who)["aftersales.6s.tool.loan"].create(
            {"tool_id": tool.id, "is_checked_out": True, "condition_out": "good"}
        )

    def take_in(self, code):
        loan = self.desk("tools")["aftersales.6s.tool.loan"].search(
            [("tool_id.code", "=", code), ("state", "=", "lent")]
        )
        missing = int(code == PIECE_MISSING.code)
        loan.write(
            {"condition_back": "good", "is_clean": True, "missing_pieces": missing}
        )
        loan.action_take_back()
        if missing:
            self.then(1, "09:30", self.report, self.by("director", loan))

    def report(self, loan):
        """What came back incomplete is a breach of who had it."""
        finding = loan.env["aftersales.6s.finding"].create(
            {
                "area_id": loan.area_id.id,
                "tool_loan_id": loan.id,
                "employee_id": loan.borrower_id.id,
                "pillar": "standardise",
                "severity": "minor",
                "description": PIECE_MISSING.note,
                "before_photo_ids": [
                    (0, 0, {"kind": "before", "image": photo("thing", "TOOLS ZT-01")})
                ],
            }
        )
        self._course_usual(finding.sudo(), PIECE_MISSING)

    # Cars overnight

    def plan_night(self, evening, plate, parts, hook, stays=False):
        """
        :param stays: nobody has come for its keys yet
        """
        self.on(self.moment(evening, "17:50"), self.park, plate, parts, hook)
        self.on(self.moment(evening, "18:20"), self.check_night, plate)
        if not stays:
            morning = evening + timedelta(days=1)
            self.on(self.moment(morning, "08:15"), self.hand_back, plate)

    def park(self, plate, parts, hook):
        team = self.demo._demo("department_dealer_mechanic")
        self.desk("worker")["aftersales.6s.night.car"].create(
            {
                "area_id": self.areas["SHOP"].id,
                "plate": plate,
                "department_id": team.id,
                "cabinet_number": hook,
                "is_locked_up": True,
                "parts": parts,
                "is_tagged": bool(parts),
            }
        )

    def night_car(self, plate):
        return self.desk("foreman")["aftersales.6s.night.car"].search(
            [("plate", "=", plate), ("state", "!=", "back")]
        )

    def check_night(self, plate):
        self.night_car(plate).action_check()

    def hand_back(self, plate):
        car = self.night_car(plate)
        car.handed_to_id = self.employee("worker")
        car.action_hand_back()

    # Valuables

    def find(self, plate, what, where, is_handed):
        found = self.desk("washer")["aftersales.6s.valuable"].create(
            {
                "area_id": self.areas["WASH"].id,
                "plate": plate,
                "what": what,
                "where_found": where,
                "image": photo("thing", "WASH"),
                "adviser_id": self.employee("sa").id,
            }
        )
        found.action_tell()
        if is_handed:
            at = self.at + timedelta(hours=5)
            self.on(at, self.hand_over, self.by("sa", found))

    def hand_over(self, found):
        found.write({"recipient": CUSTOMER, "signature": self.signature})
        found.action_hand_over()

    def sweep_registers(self):
        """The scheduler tells people what is overdue."""
        for name in ("test.drive", "tool.loan", "night.car", "valuable"):
            self.env[f"aftersales.6s.{name}"].sweep(self.at)
