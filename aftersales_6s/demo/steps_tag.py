"""Red tags: things that nobody needs, and what becomes of them."""

from datetime import timedelta

from .pictures import photo
from .stage import Stage

#: Workdays before today, area, thing, pieces, why; fate, days for it, done after
TAGS = (
    (14, "SHOP", "报废轮胎拆装机附件", 3, "设备已更换，附件用不上", "scrap", 6, 3),
    (12, "SHEET", "旧款车型模具", 2, "车型停修两年", "store", 8, 4),
    (10, "OFFICE", "针式打印机", 1, "改用电子结算单", "keep", 0, None),
    (7, "TOOLS", "重复的拉拔器", 1, "有两套，只用一套", "move", 12, None),
    (6, "BAY4", "过期原子灰", 5, "过了保质期", "scrap", 2, None),
    (1, "BAY3", "无主的减震器旧件", 4, "查不到对应车辆", "", 0, None),
)
DECIDED = {
    "scrap": "按报废流程交后勤处理。",
    "store": "退回配件库留作调拨。",
    "keep": "税务留存单据还要打印，保留到年底。",
    "move": "移到钣金工具房备用。",
}
TARGET = "SHEET"


class TagSteps(Stage):
    """The inspector hangs them up, the director decides, the owner sees to it."""

    def plan_tags(self):
        for ago, *tag in TAGS:
            self.on(self.moment(self.workday(-ago), "10:45"), self.hang, *tag)
        self.on(self.moment(self.workday(-1), "07:10"), self.sweep_tags)

    def hang(self, area, thing, pieces, why, fate, days, done):
        tag = self.desk("inspector")["aftersales.6s.red.tag"].create(
            {
                "area_id": self.areas[area].id,
                "thing": thing,
                "quantity": pieces,
                "reason": why,
                "image": photo("thing", area),
                "due_date": self.day() + timedelta(days=7),
            }
        )
        if fate:
            at = self.at + timedelta(hours=5)
            self.on(at, self.decide_fate, tag, fate, days, done)

    def decide_fate(self, tag, fate, days, done):
        self.by("director", tag).action_decide(
            fate,
            due_date=fate != "keep" and self.day() + timedelta(days=days),
            target_area_id=fate == "move" and self.areas[TARGET].id,
            note=DECIDED[fate],
        )
        if done:
            day = self.workday(done, self.day())
            self.on(self.moment(day, "16:10"), self.see_to_it, tag)

    def see_to_it(self, tag):
        own = tag.with_env(self.of(tag.area_id.owner_id))
        own.action_done(photo("after", tag.area_id.code))

    def sweep_tags(self):
        """The scheduler tells managers what is overdue."""
        self.env["aftersales.6s.red.tag"].sweep(self.at)
