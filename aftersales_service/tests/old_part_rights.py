"""Old parts in the matrix of roles and models: what there is, who may do what."""

from .old_part_common import PHOTO

READ_BY_ROLES = dict.fromkeys(
    (
        "technician",
        "clerk",
        "manager",
        "keeper",
        "buyer",
        "quality",
        "finance",
        "branch_manager",
        "general_manager",
    ),
    "r",
)
#: Disposals are the store's and the managers' work
READ_BY_STORE = {
    role: letters
    for role, letters in READ_BY_ROLES.items()
    if role not in ("technician", "clerk")
}
MATRIX = {
    # what is written is the photo; the rest follows from steps
    "aftersales.old.part": {
        **READ_BY_ROLES,
        "technician": "rw",
        "clerk": "rw",
        "manager": "rw",
        "keeper": "rw",
    },
    "aftersales.old.part.receipt": READ_BY_ROLES,
    "aftersales.old.part.age": READ_BY_ROLES,
    # technicians pack for themselves, keepers for everybody
    "aftersales.old.part.box": {
        **READ_BY_ROLES,
        "technician": "rwcu",
        "keeper": "rwcu",
    },
    "aftersales.old.part.box.line": {
        **READ_BY_ROLES,
        "technician": "rwcu",
        "keeper": "rwcu",
    },
    "aftersales.old.part.waiver": {
        **READ_BY_ROLES,
        "technician": "rc",
        "clerk": "rc",
        "keeper": "rc",
        "manager": "rwc",
    },
    "aftersales.old.part.charge": {**READ_BY_ROLES, "manager": "rw"},
    "aftersales.old.part.disposal": {
        **READ_BY_STORE,
        "keeper": "rwc",
        "manager": "rw",
    },
    "aftersales.old.part.disposal.line": {
        **READ_BY_STORE,
        "keeper": "rwcu",
    },
    "aftersales.old.part.deduction": {
        **READ_BY_ROLES,
        "other_technician": "r",
        "sales": "r",
        "hr": "r",
        "manager": "rwcu",
    },
    # windows are their author's; each opens their own
    "aftersales.old.part.scan": {"keeper": "rwc", "manager": "c"},
    "aftersales.old.part.correct": {"keeper": "rwc", "manager": "c"},
}


def scene(case):
    """Dict of model → a record, values to write, values to create."""
    env, company = case.env, case.company
    holder = env["aftersales.part.holder"]._of_employee(case.engineer, company)
    part = env["product.product"].create({"name": "Fuse", "type": "consu"})
    uses = env["aftersales.part.use"].create(
        [
            {
                "ticket_id": case.ticket.id,
                "company_id": company.id,
                "holder_id": holder.id,
                "product_id": part.id,
                "quantity": 1,
            }
        ]
        * 6
    )
    packed, free, asked, come, gone, late = env["aftersales.old.part"]._open_for(uses)
    receipt, _other = (
        old._receive({old: {"condition": "good"}}) for old in (come, gone)
    )
    late.write({"state": "overdue", "due_date": "2026-02-01"})
    part.with_company(company).standard_price = 5
    box = env["aftersales.old.part.box"].create({"holder_id": holder.id})
    line = env["aftersales.old.part.box.line"].create(
        {"box_id": box.id, "old_part_id": packed.id}
    )
    batch = env["aftersales.old.part.disposal"].create({"company_id": company.id})
    lines = env["aftersales.old.part.disposal.line"]
    keepers = case.keeper
    # the scene is set more than once in some tests
    deduction = {"code": f"d{packed.id}", "name": "Unused", "company_id": company.id}
    waiver = {"old_part_id": asked.id, "reason": "x"}
    correction = {"receipt_id": receipt.id, "reason": "x"}
    return {
        "aftersales.old.part": (
            packed,
            {"photo": PHOTO},
            {"part_line_id": uses[0].id},
        ),
        "aftersales.old.part.receipt": (
            receipt,
            {"note": "x"},
            {"old_part_id": free.id, "quantity": 1, "condition": "good"},
        ),
        "aftersales.old.part.age": (
            env["aftersales.old.part.age"].browse(packed.id),
            {"days_late": 1},
            {"days_late": 1},
        ),
        "aftersales.old.part.box": (box, {"note": "x"}, {"holder_id": holder.id}),
        "aftersales.old.part.box.line": (
            line,
            {"quantity": 0.5},
            {"box_id": box.id, "old_part_id": free.id},
        ),
        "aftersales.old.part.waiver": (
            env["aftersales.old.part.waiver"].create(waiver),
            {"decision_note": "x"},
            {**waiver, "old_part_id": free.id},
        ),
        "aftersales.old.part.charge": (
            late._propose_charges(env.uid),
            {"decision_note": "x"},
            {
                "old_part_id": free.id,
                "kind": "employee",
                "date": "2026-03-02",
                "quantity": 1,
                "amount": 1,
            },
        ),
        "aftersales.old.part.disposal": (batch, {"note": "x"}, {}),
        "aftersales.old.part.disposal.line": (
            lines.create({"disposal_id": batch.id, "old_part_id": come.id}),
            {"fate": "scrap"},
            {"disposal_id": batch.id, "old_part_id": gone.id},
        ),
        "aftersales.old.part.deduction": (
            env["aftersales.old.part.deduction"].create(deduction),
            {"name": "Other"},
            {**deduction, "code": "new"},
        ),
        "aftersales.old.part.scan": (
            env["aftersales.old.part.scan"].with_user(keepers).create({}),
            {"code": "x"},
            {},
        ),
        "aftersales.old.part.correct": (
            env["aftersales.old.part.correct"].with_user(keepers).create(correction),
            {"reason": "y"},
            correction,
        ),
    }
