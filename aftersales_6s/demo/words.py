"""What there is in the demo's workshop, and what people saw, did and said there."""

from dataclasses import dataclass, field
from enum import Enum

MADE_KNOWN = (
    "草案在车间全员会上逐条讨论，收集意见 5 条，采纳 2 条；签到表和记录存综合办公室。"
)
CHANGE_NOTE = "首次发布。由 6S 督导分班组培训。"
WAGE_SOURCE = "浙江省最低月工资标准通知，{} 年，自 {} 起执行"
NO_WORK = "本周放假停工，没有检查，不评选。"


@dataclass(frozen=True)
class Area:
    """An area, and who answers for it; its code is on its photos."""

    code: str
    name: str
    kind: str
    parent: str = ""
    owner: str = ""
    deputy: str = ""


AREAS = (
    Area("SITE", "甬江服务中心", "site"),
    Area("SHOP", "机修车间", "workshop", "SITE", "foreman", "leader"),
    Area("BAY1", "一号工位", "workshop", "SHOP", "worker", "leader"),
    Area("BAY2", "二号工位", "workshop", "SHOP", "worker2", "leader"),
    Area("BAY3", "三号工位", "workshop", "SHOP", "leader", "worker"),
    Area("BAY4", "钣喷工位", "workshop", "SHOP", "painter", "sheet"),
    Area("CART1", "1 号工具车", "tool_cart", "SHOP", "worker"),
    Area("CART2", "2 号工具车", "tool_cart", "SHOP", "worker2"),
    Area("TROLLEY1", "1 号小推车", "trolley", "SHOP", "worker"),
    Area("TROLLEY2", "2 号小推车", "trolley", "SHOP", "worker2"),
    Area("LIFT1", "1 号举升机", "equipment", "SHOP", "worker"),
    Area("LIFT2", "2 号举升机", "equipment", "SHOP", "leader"),
    Area("LIFT3", "3 号举升机", "equipment", "SHOP", "worker2"),
    Area("LIFT4", "4 号举升机", "equipment", "SHOP", "painter"),
    Area("AIR", "空压机", "equipment", "SHOP", "foreman", "leader"),
    Area("TOOLS", "工具房", "tool_room", "SITE", "tools", "foreman"),
    Area("SHEET", "钣金工具房", "sheet_metal_tool_room", "SITE", "sheet", "painter"),
    Area("WASH", "洗车场地", "car_wash", "SITE", "washer", "foreman"),
    Area("SAFE", "消防与用电安全", "safety", "SITE", "foreman", "leader"),
    Area("DESK", "服务顾问接待区", "reception", "SITE", "sa", "sa2"),
    Area("OFFICE", "综合办公室", "office", "SITE", "office"),
)
#: In the middle of last month these changed their areas: area → new owner
MOVED = {"BAY2": "leader", "BAY3": "worker2"}
#: Areas that are looked at on the evening of the big clean-up
CLEANED = ("SHOP", "TOOLS", "WASH", "OFFICE")

#: Code, name, pieces
TOOLS = (
    ("ZT-01", "正时专用工具套装", 14),
    ("ZT-02", "减震弹簧压缩器", 2),
    ("ZT-03", "轮毂轴承拉拔器", 9),
    ("ZT-04", "故障诊断仪", 3),
    ("ZT-05", "空调冷媒压力表组", 4),
    ("ZT-06", "扭力扳手 20-200 N·m", 1),
)
#: Who may drive a customer's car out, and for how many more days
DRIVERS = (("foreman", 500), ("leader", 320), ("worker", 45))


class Course(Enum):
    """What becomes of a finding."""

    USUAL = "put right on the next workday, accepted on the one after"
    OPEN = "nobody has seen to it yet"
    WAITING = "put right; the recheck is due"
    FAILED = "put right, but not well enough; open again"
    TWICE = "sent back twice, then put right"
    OBJECTED = "the person objects; nobody has decided yet"
    GRANTED = "the objection is granted"
    UPHELD = "the objection is decided: the finding stays"


@dataclass(frozen=True)
class Breach:
    """An item that failed.

    :param code: of the item
    :param note: what was seen
    :param fix: what was done about it
    """

    code: str
    note: str
    fix: str = "已整改，现场恢复到位。"
    course: Course = Course.USUAL
    objection: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Walk:
    """An inspection without notice of one area."""

    area: str
    breaches: tuple = field(default=())
    who: str = "inspector"
    clock: str = "10:10"


PASSAGE = Breach(
    "WS-10", "绿色通道上停着一台待检车，挡住消防通道方向。", "车辆已移到待修区。"
)
TILES = Breach("WS-13", "地砖上有拆下的旧刹车片和包装纸板。", "旧件入箱，纸板清走。")
PLACES = Breach("WS-12", "拆下的旧件和新配件混放在一起。", "新旧件已分开摆放。")
BENCH = Breach("WS-18", "工作台上旧件、附件堆在一处。", "台面已分区归位。")
HOSE = Breach("WS-20", "气管横拖在通道地面上。", "气管已收回卷盘。")
CLEARED = Breach("WS-16", "收工后工位没清场，地面有油泥。", "工位已清场，地面已清洗。")
IN_CAR = Breach("WS-14", "待修车后座留有抹布和一双手套。", "已取出，车内检查一遍。")
BREAKFAST = Breach("WS-05", "休息间桌上有吃剩的早餐。", "已清理，班前会提醒。")
LINES = Breach("WS-19", "机油加注机停在黄线外。", "已推回黄线内。")
BROKEN_OFF = Breach("WS-21", "停工待料的车旁工具没有收走。", "工具已收回工具车。")
CART_MESS = Breach("TC-05", "工具箱里放着胶水和抹布。", "杂物已清出。")
CART_GAP = Breach("TC-02", "两把梅花扳手不在位置上。", "已找回归位。")
CART_DIRT = Breach("TC-03", "棘轮扳手带油放回车里。", "已擦拭。")
TROLLEY = Breach("TR-03", "台面上堆了五个辅料盒。", "只留两个小盒。")
TOOL_TAGS = Breach("TO-03", "三件专用工具没有按编码就位。", "已按编码归位，补贴标签。")
TOOL_BOOK = Breach("TO-05", "一次借出没有登记件数。", "已补登记并当面核对。")
TOOL_NIGHT = Breach("TO-10", "拉拔器在车间过夜。", "已收回入库。")
COVERS = Breach("SA-10", "接车时没有铺挡把套。", "已补齐六件套。")
HANDOVER = Breach("SA-13", "交车前车内地毯有水渍。", "已退回洗车工位重洗。")
WASH_FLOOR = Breach("CW-04", "洗完车场地有积水和泥沙。", "场地已冲净。")
TOWELS = Breach("CW-05", "毛巾没有分色清洗。", "毛巾已重洗、分色挂好。")
OFFICE_DESK = Breach("OF-05", "桌面文件散放，绿植枯叶没清。", "桌面和绿植已整理。")
OFFICE_EMPTY = Breach("OF-06", "下班后桌上留有水杯和文件。", "桌面已清空。")
OFFICE_DRAWER = Breach("OF-07", "抽屉里有过期资料和零食。", "抽屉已整理。")
LIFT_CABLE = Breach(
    "EQ-07", "控制箱电源线外皮破损，露出铜线。", "电工已更换电源线，试运行正常。"
)
PAINT = Breach(
    "SF-05", "两罐稀释剂放在喷漆工位旁，没有入专柜。", "已移入防爆柜并上锁。"
)
ROOM_DUST = Breach("SM-03", "货架第二层工具没有标签。", "标签已补齐。")

SHEET_CLEAN = Walk("SHEET", clock="14:05")
#: Two or three walks in a week of the first month, while everybody was learning
FIRST_MONTH = (
    (Walk("SHOP", (PASSAGE, TILES)), SHEET_CLEAN, Walk("DESK", (COVERS,))),
    (Walk("BAY1", (PLACES,)), Walk("OFFICE", (OFFICE_DESK,)), SHEET_CLEAN),
    (Walk("WASH", (WASH_FLOOR,)), Walk("CART1", (CART_MESS,)), SHEET_CLEAN),
    (Walk("BAY4", (BENCH,), "director"), Walk("TOOLS", (TOOL_TAGS,)), SHEET_CLEAN),
    (Walk("BAY2", (BROKEN_OFF,)), SHEET_CLEAN, Walk("TROLLEY2", (TROLLEY,))),
)
#: Walks in a week of the months after it
MONTH = (
    (
        Walk("BAY1", (PLACES, BENCH, HOSE)),
        SHEET_CLEAN,
        Walk("TOOLS", (TOOL_TAGS,)),
        Walk("WASH", (TOWELS,), "director", "15:30"),
        Walk("DESK", (HANDOVER,)),
    ),
    (
        Walk("BAY1", (TILES, CLEARED, IN_CAR)),
        SHEET_CLEAN,
        Walk("SHOP", (LINES,), "director"),
        Walk("OFFICE", (OFFICE_EMPTY,)),
    ),
    (
        Walk("CART1", (CART_GAP, CART_MESS)),
        Walk("BAY3", (CLEARED,)),
        SHEET_CLEAN,
        Walk("LIFT3", (LIFT_CABLE,), clock="09:05"),
        Walk("DESK", (COVERS,)),
    ),
    (
        Walk("BAY4", (BREAKFAST,)),
        SHEET_CLEAN,
        Walk("SAFE", (PAINT,), "director", "09:40"),
        Walk("TOOLS", (TOOL_BOOK,)),
        Walk("WASH", (WASH_FLOOR,)),
    ),
    (
        Walk("BAY2", (BROKEN_OFF,)),
        SHEET_CLEAN,
        Walk("OFFICE", (OFFICE_DRAWER,)),
        Walk("CART2", (CART_DIRT,)),
    ),
)
#: From so many workdays before today on, the walks below take place instead
RECENT_FROM = 9
#: Workdays before today → walks
RECENT = {
    9: (
        Walk(
            "WASH",
            (
                Breach(
                    "CW-04",
                    "洗车后污水流到通道上。",
                    "通道已冲净，排水口已疏通。",
                    Course.UPHELD,
                    "排水口当天堵了，我报修了，不该算我的。",
                    "报修属实，但场地当时可以先清扫。维持。",
                ),
            ),
        ),
    ),
    8: (
        Walk(
            "DESK",
            (
                Breach(
                    "SA-12",
                    "初检单上没有登记车内现金。",
                    course=Course.GRANTED,
                    objection="客户当场把现金取走了，初检单背面有客户签字。",
                    decision="核对初检单背面签字属实，不算违规。",
                ),
            ),
        ),
        Walk("CART2", (CART_GAP,), clock="15:20"),
    ),
    7: (Walk("BAY3", (PLACES,)), SHEET_CLEAN),
    6: (
        Walk(
            "SHOP",
            (
                Breach(
                    "WS-10",
                    "绿色通道堆放了两个变速箱旧件。",
                    "旧件已移走，通道重新划线。",
                    Course.TWICE,
                    decision="只移走一件，通道仍不足一米。",
                ),
            ),
            "director",
        ),
        Walk("TROLLEY1", (TROLLEY,), clock="15:10"),
    ),
    5: (Walk("LIFT3", (LIFT_CABLE,), clock="09:05"),),
    4: (
        Walk(
            "TOOLS",
            (
                Breach("TO-04", "下班清点记录缺两天。", course=Course.OPEN),
                Breach("TO-07", "归还的诊断仪没有检查就入库。", course=Course.OPEN),
            ),
        ),
    ),
    3: (
        Walk(
            "BAY1",
            (
                Breach(
                    "WS-16",
                    "工位下水槽边有油泥。",
                    "油泥已铲除。",
                    Course.FAILED,
                    decision="水槽边油泥清了，举升机柱脚下还有。",
                ),
                BENCH,
            ),
        ),
    ),
    2: (
        Walk(
            "DESK",
            (
                Breach(
                    "SA-13",
                    "交车前没看出后备箱有泥。",
                    "已重洗并拍照。",
                    Course.WAITING,
                ),
            ),
        ),
        Walk(
            "BAY4",
            (
                Breach(
                    "WS-13",
                    "喷漆工位地面有遮蔽纸和胶带头。",
                    course=Course.OBJECTED,
                    objection="当时正在遮蔽作业，没有收工，作业中有遮蔽纸是正常的。",
                ),
            ),
            clock="11:00",
        ),
        SHEET_CLEAN,
    ),
    1: (
        Walk(
            "BAY3",
            (
                Breach("WS-12", "旧机滤放在新配件盒里。", course=Course.OPEN),
                Breach("WS-20", "诊断仪充电线横过通道。", course=Course.OPEN),
            ),
            "director",
        ),
        Walk("OFFICE", clock="14:30"),
    ),
}
#: Just now: what nobody has cleared yet
UNSAFE = Walk(
    "LIFT2", (Breach("EQ-07", "升降油管接头渗油，软管鼓包。", course=Course.OPEN),)
)
#: On the evening of the first big clean-up
NOT_CLEAN = {
    "WASH": Breach("CW-04", "大整顿后场地仍有泥沙和积水。", "场地已重新冲洗。")
}
#: What was put right so well that everybody should see it
EXAMPLES = frozenset({"WS-13", "WS-16", "TC-05", "CW-04"})
#: A tool that came back with a piece missing
PIECE_MISSING = Breach(
    "ZT-01", "归还时少一只正时销，没有说明。", "正时销已找回，套装核对完整。"
)

STATEMENTS = ("情况属实，没有意见。", "认可。以后收工先清场再下班。")
REWARDED = "连续多周检查无违规，奖励属实。"
FORGIVEN = "试运行第一个月，扣分记录保留，金额免予扣除。"
