"""Which pictures the guide has: name → login, size, address, and what is done there.

The words are those of the demo's story (``aftersales_service/demo/story``).
"""

import screens

ROWS = ".o_data_row"


def click(selector):
    """Click the first element that fits."""
    return lambda page: page.locator(selector).first.click()


def card(text):
    """Open the record on whose card this stands."""
    return click(f".o_kanban_record:has-text('{text}')")


def button(name):
    """Press a button of a form by the name of its method or by its Chinese label."""
    return click(f"button[name='{name}']:visible, button:has-text('{name}'):visible")


def tab(name):
    """Open a page of a form, by its name."""
    return click(f".o_notebook a[name={name}]")


def fill(field, text):
    """Write into a field, as a person does."""

    def step(page):
        box = page.locator(
            f"[name={field}] input:visible, [name={field}] textarea:visible"
        ).first
        box.fill(text)
        box.press("Tab")

    return step


def choose(field, text):
    """Pick the record of a many2one of a window that the text finds."""

    def step(page):
        screens.choose(page, field, text)
        screens.settle(page)
        page.locator(".modal-title").click()  # its list would cover what follows

    return step


def row(text, cell="td.o_data_cell"):
    """Open the record in whose row of a list this stands."""
    return click(f"{ROWS}:has-text('{text}') {cell}")


def scan(field, code):
    """Type a code as a scanner does, which ends with Enter."""

    def step(page):
        box = page.locator(f".modal [name={field}] input")
        box.fill(code)
        box.press("Enter")

    return step


def scan_box(page):
    """Scan the first tag of the box that is open behind the window."""
    line = page.locator("[name=line_ids] [name=old_part_id]").first.inner_text()
    scan("code", line.split()[0])(page)


def more(name):
    """Press a button of a form that a phone may keep in a menu."""

    def step(page):
        if not page.locator(f"button[name='{name}']:visible").count():
            page.locator(".o_statusbar_buttons .dropdown-toggle").first.click()
        button(name)(page)

    return step


def show(selector):
    """Scroll until it is seen, at the top if it is long."""
    return lambda page: page.locator(selector).first.evaluate(
        "element => element.scrollIntoView({block: 'start'})"
    )


def found(text):
    """Search a list for a text, and open what it finds."""

    def search(page):
        box = page.locator(".o_searchview_input")
        box.fill(text)
        box.press("Enter")

    return search, row(text, "td[name=name]")


def write(selector, text):
    """Write into a box of a page of the portal."""
    return lambda page: page.locator(selector).first.fill(text)


def unfiltered(page):
    """Take away the filter with which a list begins."""
    page.locator(".o_facet_remove").first.click()


def window(name):
    """The address of a window that opens by itself."""
    return f"action-aftersales_service.aftersales_{name}"


REQUESTS = "aftersales-requests"
VISITS = "aftersales-visits"
PARTS = "aftersales-requisitions"
CASES = "aftersales-cases"

SHOTS = {
    # Clerk
    "clerk-requests": ("clerk", "desktop", REQUESTS),
    "clerk-requests-phone": ("clerk", "phone", REQUESTS),
    "clerk-list": ("clerk", "desktop", f"{REQUESTS}?view_type=list"),
    "clerk-intake": (
        "clerk",
        "desktop",
        "aftersales-intake",
        fill("query", "13800138000"),
    ),
    "clerk-intake-phone": (
        "clerk",
        "phone",
        "aftersales-intake",
        fill("query", "RT2-0098"),
    ),
    "clerk-twice": (
        "clerk",
        "desktop",
        "aftersales-intake",
        fill("query", "RT2-2025-0042"),
    ),
    "clerk-new": ("clerk", "desktop", f"{REQUESTS}/new"),
    "clerk-request": ("clerk", "desktop", REQUESTS, card("炉门升降卡滞")),
    "clerk-progress": (
        "clerk",
        "desktop",
        REQUESTS,
        card("炉顶纤维模块脱落"),
        tab("progress"),
        show(".o_notebook"),
    ),
    "clerk-papers": (
        "clerk",
        "desktop",
        REQUESTS,
        card("投诉热处理后变形超差"),
        tab("documents"),
    ),
    "clerk-fact": (
        "clerk",
        "desktop",
        REQUESTS,
        card("炉门升降卡滞"),
        button("记录事件"),
        choose("kind_id", "已请示上级"),
    ),
    "clerk-correct": (
        "clerk",
        "desktop",
        REQUESTS,
        card("炉顶纤维模块脱落"),
        tab("progress"),
        click("[name=event_ids] .o_data_row button"),
    ),
    "clerk-pause": (
        "clerk",
        "desktop",
        REQUESTS,
        card("不明报警频繁弹出"),
        button("暂停"),
        choose("reason_id", "用户要求改期"),
    ),
    "clerk-delay": (
        "clerk",
        "desktop",
        REQUESTS,
        card("井式炉升温慢"),
        button("上报延误"),
    ),
    "clerk-board": ("clerk", "desktop", "dispatch-board"),
    "clerk-technicians": ("clerk", "desktop", "dispatch-board?view_type=kanban"),
    "clerk-unplanned": ("clerk", "desktop", "unplanned-requests"),
    "clerk-order": (
        "clerk",
        "desktop",
        VISITS,
        card("RQ3-0377"),
        tab("order"),
    ),
    "clerk-crew": (
        "clerk",
        "desktop",
        VISITS,
        card("RTQ-0036"),
        button("action_choose_crew"),
    ),
    "clerk-ticket": (
        "clerk",
        "desktop",
        VISITS,
        card("RQ3-0377"),
        click("button:has-text('购票'):visible"),
    ),
    "clerk-customers": ("clerk", "desktop", "aftersales-customers"),
    "clerk-customer": (
        "clerk",
        "desktop",
        "aftersales-customers",
        click(f"{ROWS} td:has-text('宁波永固锻造')"),
        click(".o_notebook a:has-text('售后服务')"),
    ),
    "clerk-product": (
        "clerk",
        "desktop",
        "aftersales-products",
        click(f"{ROWS} td:has-text('RCWE-2025-0008')"),
    ),
    "clerk-verdict": (
        "clerk",
        "desktop",
        REQUESTS,
        card("火焰监测报警偶发误报"),
        show("[name=fault_id]"),
    ),
    "clerk-quotation": (
        "clerk",
        "desktop",
        REQUESTS,
        card("炉门侧墙纤维毯脱落"),
        button("action_view_quotations"),
        click(f"{ROWS} td[name=partner_id]"),
    ),
    "clerk-returns": ("clerk", "desktop", "aftersales-returns?view_type=kanban"),
    "clerk-return": (
        "clerk",
        "desktop",
        "aftersales-returns?view_type=kanban",
        card("燃气电磁阀"),
    ),
    # Technician
    "technician-visits": ("technician", "phone", "my-visits"),
    "technician-visit": ("technician", "phone", "my-visits", card("RQ3-0377")),
    "technician-order": (
        "technician",
        "phone",
        "my-visits",
        card("RQ3-0377"),
        tab("order"),
        show(".o_notebook"),
    ),
    "technician-report": (
        "technician",
        "phone",
        "my-visits",
        card("RCWE-2025-0008"),
        show(".o_notebook"),
    ),
    "technician-photos": (
        "technician",
        "phone",
        "my-visits",
        card("RCWE-2025-0008"),
        tab("photos"),
        show(".o_notebook"),
    ),
    "technician-sign": (
        "technician",
        "phone",
        "my-visits",
        card("RCWE-2025-0008"),
        button("action_sign"),
    ),
    "technician-link": (
        "technician",
        "phone",
        "my-visits",
        card("RCWE-2025-0008"),
        click("button:has-text('用客户手机签字'):visible"),
    ),
    "technician-desktop": (
        "technician",
        "desktop",
        "my-visits",
        card("RCWE-2025-0008"),
    ),
    "technician-requisition-phone": (
        "technician",
        "phone",
        PARTS,
        card("加急"),
        show("[name=line_ids]"),
    ),
    "technician-old-parts-phone": (
        "technician",
        "phone",
        "my-old-parts",
        card("MF-2020"),
    ),
    # Service manager
    "manager-visits": ("manager", "desktop", VISITS),
    "manager-approve": ("manager", "desktop", VISITS, card("RT2-2025-0042")),
    "manager-signature": (
        "manager",
        "desktop",
        VISITS,
        card("RT2-2025-0042"),
        tab("signature"),
        show(".o_notebook"),
    ),
    "manager-pauses": ("manager", "desktop", "aftersales-pauses-to-approve"),
    "manager-records": ("manager", "desktop", "service-records"),
    "manager-clocks": ("manager", "desktop", "aftersales-clocks"),
    "manager-stopped": ("manager", "desktop", "aftersales-pauses"),
    "manager-events": ("manager", "desktop", "aftersales-events"),
    "manager-policies": ("manager", "desktop", "aftersales-clock-policies"),
    "manager-policy": (
        "manager",
        "desktop",
        "aftersales-clock-policies",
        click(f"{ROWS} td:has-text('T-04')"),
    ),
    "manager-verdicts": ("manager", "desktop", "aftersales-verdicts-to-decide"),
    "manager-verdict": (
        "manager",
        "desktop",
        "aftersales-verdicts",
        click(f"{ROWS} td:has-text('加热元件烧断')"),
    ),
    "manager-thresholds": ("manager", "desktop", "aftersales-close-to-exchange"),
    "manager-holidays": ("manager", "desktop", "aftersales-holidays"),
    "manager-update": (
        "manager",
        "desktop",
        "aftersales-holidays",
        button("更新节假日"),
    ),
    "manager-profile": (
        "manager",
        "desktop",
        REQUESTS,
        click(".o_menu_sections button:has-text('配置')"),
        click(".o-dropdown-item:has-text('载入规章方案')"),
        button("action_compare"),
    ),
    "manager-settings": (
        "manager",
        "desktop",
        REQUESTS,
        click(".o_menu_sections button:has-text('配置')"),
        click(".o-dropdown-item:has-text('设置')"),
    ),
    "manager-faults": ("manager", "desktop", "aftersales-faults"),
    "manager-papers": ("manager", "desktop", "aftersales-papers"),
    "manager-reasons": ("manager", "desktop", "aftersales-pause-reasons"),
    "manager-costs": (
        "manager",
        "desktop",
        REQUESTS + "?view_type=list",
        *found("二区温度又出现偏差"),
        tab("costs"),
        show(".o_notebook"),
    ),
    "manager-cost-analysis": ("manager", "desktop", "aftersales-cost-analysis"),
    "manager-lost-windows": ("manager", "desktop", "aftersales-lost-windows"),
    # Penalties and rewards
    "manager-cases": ("manager", "desktop", f"{CASES}?view_type=list"),
    "manager-case": ("manager", "desktop", f"{CASES}?view_type=list", row("PEN-22")),
    "manager-case-decided": (
        "branch",
        "desktop",
        f"{CASES}?view_type=list",
        unfiltered,
        row("20.00"),
        tab("decision"),
    ),
    "manager-appraisal": ("manager", "desktop", "aftersales-appraisal"),
    "technician-notice": (
        "technician",
        "phone",
        "/my/penalties",
        click("a:has-text('已告知')"),
    ),
    "technician-answer": (
        "technician",
        "phone",
        "/my/penalties",
        click("a:has-text('已告知')"),
        write(
            "form[action$='/state'] textarea", "当天设备调试占去大半天，已约下周补训。"
        ),
        show(".card:has(.card-header:text('事实与证据'))"),
    ),
    "technician-sheet": (
        "technician",
        "phone",
        "my-penalty-sheets",
        row("已送签"),
        show(".o_notebook"),
    ),
    "hr-regulation": ("hr", "desktop", "aftersales-regulations", row("奖惩规定")),
    "hr-acknowledgements": ("hr", "desktop", "aftersales-acknowledgements"),
    "hr-sheets": ("hr", "desktop", "aftersales-penalty-sheets", unfiltered),
    "hr-sheet": (
        "hr",
        "desktop",
        "aftersales-penalty-sheets",
        unfiltered,
        row("已送签", "td:has-text('刘海峰')"),
    ),
    # Finance
    "finance-setup": ("finance", "desktop", window("part_setup_action")),
    "finance-month": ("finance", "desktop", "aftersales-months", row("核对中")),
    "finance-breaks": (
        "finance",
        "desktop",
        "aftersales-months",
        row("核对中"),
        tab("breaks"),
        show(".o_notebook"),
    ),
    "finance-ledger": ("finance", "desktop", "parts-ledger?view_type=pivot"),
    "finance-statement": ("finance", "desktop", "station-statements", row("无锡")),
    "finance-provision": (
        "finance",
        "desktop",
        "aftersales-provisions",
        row("待确认"),
    ),
    "finance-expenses": ("finance", "desktop", "aftersales-expenses"),
    # Buyer
    "buyer-to-claim": ("buyer", "desktop", "aftersales-parts-to-claim"),
    "buyer-claim": (
        "buyer",
        "desktop",
        "aftersales-supplier-claims",
        row("电气元件厂"),
    ),
    "buyer-agreement": (
        "buyer",
        "desktop",
        "aftersales-claim-agreements",
        row("电气元件厂"),
    ),
    # Others
    "keeper-requests": ("keeper", "desktop", REQUESTS),
    "keeper-fact": (
        "keeper",
        "phone",
        REQUESTS,
        card("加急购买炉辊"),
    ),
    "buyer-visits": ("buyer", "desktop", VISITS),
    # Spare parts
    "keeper-requisitions": ("keeper", "desktop", PARTS),
    "keeper-issue": (
        "keeper",
        "desktop",
        PARTS,
        row("已审批"),
        button("action_open_issue"),
        scan("scan", "DQ-0185"),
    ),
    "keeper-issue-phone": (
        "keeper",
        "phone",
        PARTS,
        card("已审批"),
        button("action_open_issue"),
        scan("scan", "DQ-0185"),
    ),
    "keeper-parcel": (
        "keeper",
        "desktop",
        PARTS,
        row("已装箱"),
        tab("parcels"),
        click(f"[name=parcel_ids] {ROWS} td"),
    ),
    "keeper-minimum": ("keeper", "desktop", "aftersales-minimum-stock"),
    "keeper-return": (
        "keeper",
        "desktop",
        "aftersales-part-transfers",
        row("退料入库"),
    ),
    "keeper-old-parts": ("keeper", "desktop", "aftersales-old-parts"),
    "keeper-scan": (
        "keeper",
        "desktop",
        "aftersales-old-part-boxes",
        row("在途"),
        button("action_scan"),
        scan_box,
    ),
    "keeper-disposal": (
        "keeper",
        "desktop",
        "aftersales-old-part-disposals",
        row("待审批"),
    ),
    "keeper-write-offs": ("keeper", "desktop", "part-write-offs"),
    "keeper-count": ("keeper", "desktop", "aftersales-part-counts", row("盘点中")),
    "manager-requisition": ("manager", "desktop", PARTS, row("刘海峰")),
    "manager-charge": (
        "manager",
        "desktop",
        "aftersales-old-part-charges",
        row("待决定"),
    ),
    "station-account": ("station", "desktop", "/my/station"),
    "station-account-phone": ("station", "phone", "/my/station"),
    # Customer
    "customer-requests": ("customer", "desktop", "/my/tickets"),
    "customer-requests-phone": ("customer", "phone", "/my/tickets"),
    "customer-new": ("customer", "desktop", "/new/ticket"),
    "customer-new-phone": ("customer", "phone", "/new/ticket"),
    "customer-request": (
        "customer",
        "desktop",
        "/my/tickets",
        click("a:has-text('炉壳表面温度过高')"),
    ),
    "customer-request-phone": (
        "customer",
        "phone",
        "/my/tickets",
        click("a:has-text('炉壳表面温度过高')"),
    ),
    "customer-report-phone": (
        "customer2",
        "phone",
        "/my/tickets",
        click("a:has-text('网带跑偏')"),
        click("a:has-text('查看并签字')"),
    ),
    "customer-reopen-phone": (
        "customer",
        "phone",
        "/my/tickets?filterby=closed",
        click("a.card:has-text('投诉配件寄送延误')"),
        click("summary:has-text('重新打开')"),
        show("#aftersales_actions"),
    ),
    "customer-products": ("customer", "desktop", "/my/products"),
    "customer-product": (
        "customer",
        "desktop",
        "/my/products",
        click("a:has-text('RT2-2025-0042')"),
    ),
    "customer-product-phone": (
        "customer",
        "phone",
        "/my/products",
        click("a:has-text('RT2-2025-0042')"),
    ),
    "customer-verdict": (
        "customer",
        "desktop",
        "/my/tickets",
        click("a:has-text('加热元件烧断')"),
        show("#aftersales_verdict"),
    ),
    "customer-quotation-phone": (
        "customer",
        "phone",
        "/my/tickets",
        click("a:has-text('炉门侧墙纤维毯脱落')"),
        click("#aftersales_quotations a.btn"),
    ),
    "promises": (None, "desktop", "/aftersales/promises"),
    "promises-phone": (None, "phone", "/aftersales/promises"),
    # changes the demo's limits, so it comes last
    "manager-rerate": (
        "manager",
        "desktop",
        "aftersales-clock-policies",
        click(f"{ROWS} td:has-text('T-04')"),
        button("action_new_version"),
        fill("limit_value", "60"),
        click(".o_form_button_save"),
        button("按新版本重算"),
    ),
}
