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
#: Trigger of the clause → why a case wasn't pursued
WAIVED = {
    "clock": "当时客户停产检修，现场进不去，已向主管电话报备。责任不在本人。",
    "other": "经核实，责任不在本人。",
}
#: Trigger → what employees answer, in turn
ANSWERS = {
    "clock": (
        "当天手上同时有两家客户报修，先去了停炉的那一家，没有及时登记。今后先登记再处理。",
        "情况属实。夜里接到电话时在高速上，到服务区才看到，回复晚了。",
        "情况属实，没有意见。",
    ),
    "repeat": (
        "上次更换的是同型号备件，使用两周又出现偏差，怀疑该批次质量不稳，已送质量部检测。",
        "上次检修时没有复测，情况属实。",
    ),
    "incomplete": ("报告中漏填了运行小时，已当天补正。",),
    "rating": ("客户对等配件的时间不满意，已向客户说明并致歉。",),
    "other": ("情况属实，没有意见。",),
}
APPEAL = (
    "当天高速封路近两小时，有交警通知截图，行程改为国道。请考虑实际情况。",
    "封路情况经核实，但出发也晚于计划。减轻处理。",
)


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
    LETTER = Report(
        days=2,
        who="technician",
        code="REW-02",
        text="宁波客户来信：夜间抢修连续工作 14 小时，恢复生产，减少损失。",
        reason="来信已核实，按规定奖励。",
    )
