"""What people of the demo's regulation wrote and said."""

from dataclasses import dataclass
from enum import Enum

MADE_KNOWN = (
    "草案在全员大会上讨论，收集意见 7 条，采纳 3 条；与工会协商后定稿。"
    "会议签到表和记录存人力资源部。"
)
SOURCES = "{}市人力资源和社会保障局通知，{} 年，自 {} 起执行"
#: Clauses that the company added to those of the profile
CLAUSES = (
    {
        "code": "REW-01",
        "clause": "5.1",
        "sequence": 400,
        "name": "客户评价五分",
        "text": "客户对一次服务给出五分评价的，奖励带队工程师。",
        "trigger": "praise",
        "score": 5,
        "accountable_role": "leader",
        "consequence": "reward",
        "amount": 50,
    },
    {
        "code": "REW-02",
        "clause": "5.2",
        "sequence": 410,
        "name": "客户书面表扬",
        "text": "客户来信、送锦旗表扬，经核实的，奖励当事人。",
        "trigger": "manual",
        "accountable_role": "person",
        "consequence": "reward",
        "amount": 300,
    },
    {
        "code": "LOS-01",
        "clause": "4.1",
        "sequence": 300,
        "name": "因过失损坏、丢失公司财物",
        "text": "因本人过失损坏或丢失公司工具、仪器、备件的，按查实损失的一半赔偿。"
        "劳动合同第九条已作约定。",
        "trigger": "manual",
        "accountable_role": "person",
        "consequence": "loss_share",
        "money_type": "loss",
        "percent": 50,
    },
)
OTHER = "other"
#: Clause → why a case wasn't pursued
WAIVED = {
    "PEN-02": "方案以客户提供的控制柜资料为前提，客户次日才提供。责任不在本人。",
    "PEN-19": "货款到账已过当日收件时间，客户事先同意次日首班发出。责任不在本人。",
    "PEN-23": "协助请求发到了已停用的号码，本人没有收到。责任不在本人。",
    OTHER: "经核实，责任不在本人。",
}
NOTHING_TO_SAY = "情况属实，没有意见。"
#: Clause → what employees answer, in turn
ANSWERS = {
    "PEN-01": (
        "当天两家客户同时来电，先处理了停炉的那一家，这一单回复晚了。",
        NOTHING_TO_SAY,
    ),
    "PEN-02": ("等客户提供控制柜照片，方案因此晚了半天。",),
    "PEN-03": ("首班车票已售完，改乘下一班，途中已电话告知客户。",),
    "PEN-10": (
        "换上的是同型号备件，两周后又出现偏差，怀疑该批次不稳，已送质量部检测。",
    ),
    "PEN-13": ("当时在客户现场开会，手机静音，两小时后才看到。",),
    "PEN-19": (
        "到账通知临近下班才收到，快递已停收，次日首班发出。",
        NOTHING_TO_SAY,
    ),
    "PEN-20": ("纸箱用完，临时采购，装箱晚了一个小时。",),
    "PEN-21": ("客户恢复供电时我在另一家客户处，赶回用了近三小时。",),
    "PEN-22": ("报告漏填了运行小时，已当天补正。",),
    "PEN-25": ("客户对等配件的时间不满意，已当面说明并致歉。",),
    OTHER: (NOTHING_TO_SAY,),
}
#: Clause → what the first one who appealed wrote, and what the one above decided
APPEALS = {
    "PEN-19": (
        "当天快递公司下午提前停收，有对方通知截图，次日首班已发出。请考虑实际情况。",
        "提前停收经核实，但装箱也晚于计划。减轻处理。",
    ),
    OTHER: (
        "当天情况特殊，已附书面说明。请考虑实际情况。",
        "情况经核实，部分属实。减轻处理。",
    ),
}


def words(of, case, number=0):
    """What the table says of the clause of a case."""
    found = of.get(case.rule_code, of[OTHER])
    return found if isinstance(found, str) else found[number % len(found)]


@dataclass(frozen=True)
class Report:
    """A case that the service manager reports.

    :param days: how long before the installation
    :param reason: of the decision; empty: not decided yet
    """

    days: int
    who: str
    code: str
    text: str
    answer: str = ""
    reason: str = ""
    paper: str = ""
    loss: float = 0


class Manual(Enum):
    """What the service manager reported."""

    LOSS = Report(
        days=52,
        who="technician3",
        code="LOS-01",
        text="在客户现场将红外测温仪遗忘在炉顶平台，开炉后烧毁。"
        "仪器账面净值 4,200 元，财务部已出具证明。",
        answer="收工时清点漏了这一件，责任在我。希望分期扣除。",
        reason="事实清楚，本人认可。按查实损失的一半赔偿，按月在限额内扣除。",
        paper="固定资产净值证明.txt",
        loss=4200,
    )
    PROMISE = Report(
        days=5,
        who="technician2",
        code="PEN-16",
        text="在客户车间口头答应免费更换整套炉门密封，客户随后来电催货。"
        "该设备已过三包期，公司未作此承诺。",
        answer="当时客户停产着急，我说的是“帮您申请”，客户理解成免费更换。今后注意表达。",
        paper="客户来电记录.txt",
    )
    TRAINING = Report(
        days=2,
        who="technician",
        code="PEN-15",
        text="交付时只培训了 20 分钟。客户操作人员不会设置升温曲线，"
        "三天内来电求助四次。",
        paper="客户来电记录.txt",
    )
    LETTER = Report(
        days=2,
        who="technician",
        code="REW-02",
        text="宁波客户来信：夜间抢修连续工作 14 小时，恢复生产，减少损失。",
        reason="来信已核实，按规定奖励。",
    )
