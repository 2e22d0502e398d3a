"""One request from the call to the printed report, as its people live it.

Real Odoo, real PostgreSQL, real Chromium: the clerk at a desk, the engineer and the
customer with a phone. All in Chinese; no English word and no error of the browser's
console on the way (INT-1, T-02 … T-04, VIS-1, VIS-3 … VIS-7).
"""

import subprocess
import unicodedata
from datetime import datetime

import openpyxl
import pytest
import screens


def test_clerk_registers_a_request_and_its_clocks_start(story):
    """INT-1, T-02 … T-04: twenty seconds at the desk, then the clocks run."""
    page = story.page("clerk")
    screens.open_view(page, f"{story.url}/odoo/aftersales-requests")
    story.read(page, "empty list of requests")
    page.click(".o_control_panel_main_buttons .o-kanban-button-new")
    page.wait_for_selector(".o_form_view")
    screens.choose(page, "partner_id", "周敏")
    screens.choose(page, "lot_id", "RT2-2025-0042")
    screens.choose(page, "type_id", "报修")
    page.locator("[name=description] [contenteditable=true]").fill("炉门无法关严")
    story.read(page, "new request")
    screens.save(page)
    title = page.locator("[name=name] input, [name=name] textarea").first
    assert title.input_value() == "报修 · 台车式电阻炉 RT2-180-9"
    page.click(".o_notebook a[name=progress]")
    page.wait_for_selector("[name=clock_ids] .o_data_row")
    assert page.locator("[name=clock_ids] .o_data_row").count() == 3
    assert "剩余" in page.inner_text(".o_aftersales_remaining >> nth=0")
    story.read(page, "saved request")


def test_clerk_answers_and_dispatches(story):
    """T-02, T-03, VIS-1: the buttons record the facts, the clocks are met."""
    page = story.page("clerk")
    screens.press(page, "action_respond")
    screens.press(page, "action_propose_solution")
    states = page.locator(
        "[name=clock_ids] .o_data_row td[name=state]"
    ).all_inner_texts()
    assert states.count("达标") == 2
    screens.press(page, "action_dispatch")
    page.wait_for_selector("[name=leader_id] input")
    screens.choose(page, "leader_id", "王建国")
    screens.save(page)
    screens.press(page, "action_dispatch")
    page.wait_for_selector(".o_arrow_button_current[data-value=dispatched]")
    story.read(page, "dispatched visit")


def test_engineer_records_the_visit_on_a_phone(story):
    """VIS-3: departed, arrived, finished by one tap each; the report is written."""
    page = story.page("technician", screens.PHONE)
    screens.open_view(page, f"{story.url}/odoo/my-visits")
    story.read(page, "my visits, phone")
    page.click(".o_kanban_record:not(.o_kanban_ghost)")
    page.wait_for_selector(".o_form_view")
    for step in ("action_depart", "action_arrive"):
        screens.press(page, step)
    assert page.locator("button[name=action_sign]:visible").count() == 0
    for field in ("findings", "cause", "action_taken", "customer_opinion"):
        page.locator(f"[name={field}] textarea").fill(f"现场记录 {field}"[:4])
    screens.press(page, "action_finish")
    story.read(page, "finished visit, phone")
    page.wait_for_selector("button[name=action_sign]:visible")


def test_an_incomplete_report_names_what_is_missing(story):
    """VIS-6: the customer isn't asked to sign a report with holes."""
    page = story.page("technician", screens.PHONE)
    screens.press(page, "action_sign")
    dialog = page.locator(".modal-content")
    assert "设备累计运行小时" in dialog.inner_text()
    story.read(page, "what is missing, phone")
    dialog.locator(".modal-footer .btn-primary").click()
    screens.fill_checklist(page, lambda: story.read(page, "checklist line, phone"))
    screens.save(page)


def test_customer_signs_on_the_engineers_phone(story):
    """VIS-4: the pad takes a signature once the work is finished."""
    page = story.page("technician", screens.PHONE)
    page.click("button[name=action_sign]")
    page.wait_for_selector("#aftersales_visit")
    story.read(page, "report to sign, phone")
    screens.sign(page, "周敏")
    page.wait_for_selector("#signed")
    assert "周敏" in page.inner_text("#signed")
    story.read(page, "signed report, phone")
    # VIS-10: the satisfaction form is due with every report
    page.check("#satisfaction input[value='5']")
    page.click("#satisfaction button[type=submit]")
    page.wait_for_selector("#satisfaction .fa-check-circle")
    story.read(page, "satisfied customer, phone")


def test_manager_approves_the_report(story):
    """VIS-6: approved by somebody who wasn't there."""
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/aftersales-visits")
    page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
    page.wait_for_selector("button[name=action_approve]")
    screens.press(page, "action_approve")
    page.wait_for_selector(".o_arrow_button_current[data-value=approved]")
    story.read(page, "approved visit")


def test_report_prints_in_chinese(story, tmp_path):
    """VIS-7: the PDF holds the Chinese labels, the times and the name that signed."""
    page = story.page("manager")
    visit = page.url.rstrip("/").rsplit("/", 1)[1]
    answer = page.request.get(
        f"{story.url}/report/pdf/aftersales_service.report_visit/{visit}"
    )
    assert answer.headers["content-type"] == "application/pdf"
    path = tmp_path / "report.pdf"
    path.write_bytes(answer.body())
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    text = unicodedata.normalize("NFKC", text)  # pdftotext may give radicals: ⼯ for 工
    for words in ("服务报告单", "故障原因", "周敏", "陈国栋", "RT2-2025-0042"):
        assert words in text
    assert datetime.now().strftime("%Y-") in text


def test_service_record_table_prints_as_a_workbook(story, tmp_path):
    """VIS-7: a selection of rows becomes a workbook with real dates."""
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/service-records")
    # a list is drawn before its rows are there: what is selected then is none
    page.wait_for_selector(".o_data_row")
    story.read(page, "service records")
    page.click("thead .o_list_record_selector input")
    page.click(".o_control_panel button:has-text('打印')")
    with page.expect_download() as download:
        page.click(".o-dropdown--menu .dropdown-item >> nth=0")
    path = tmp_path / "records.xlsx"
    download.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    header = [cell.value for cell in sheet[2]]
    row = dict(zip(header, [cell.value for cell in sheet[3]], strict=True))
    assert sheet.freeze_panes == "C3"
    assert isinstance(row["登记时间"], datetime)
    assert "周敏" in row["客户"]


@pytest.mark.parametrize(
    "size", [screens.DESKTOP, screens.PHONE], ids=["desk", "phone"]
)
def test_customer_follows_the_request_and_nobody_elses(story, size):
    """Portal: progress, promises and report for the owner, nothing for a stranger."""
    page = story.page("customer", size)
    page.goto(f"{story.url}/my/tickets")
    story.read(page, f"my requests, {size['width']}")
    page.click("a.card[href*='/my/ticket/']")
    page.wait_for_selector("#aftersales_progress")
    assert "您已签字" in page.inner_text("#aftersales_progress")
    assert page.locator("#aftersales_promises li").count() == 3
    story.read(page, f"my request, {size['width']}")
    stranger = story.page("stranger", size)
    stranger.goto(page.url)
    assert stranger.locator("#aftersales_progress").count() == 0
    stranger.goto(f"{story.url}/my/tickets")
    assert stranger.locator("a.card[href*='/my/ticket/']").count() == 0


@pytest.mark.parametrize(
    "size", [screens.DESKTOP, screens.PHONE], ids=["desk", "phone"]
)
@pytest.mark.parametrize(
    "path",
    [
        "aftersales-requests",
        "aftersales-requests?view_type=list",
        "my-requests",
        "aftersales-visits",
        "aftersales-visits?view_type=calendar",
        "aftersales-visits?view_type=list",
        "service-records",
        "service-records?view_type=pivot",
        "aftersales-clocks",
        "aftersales-clocks?view_type=graph",
        "aftersales-events",
        "aftersales-clock-policies",
        "aftersales-report-items",
    ],
)
def test_every_screen_opens_in_chinese(story, path, size):
    """Each menu of the application, at both widths."""
    page = story.page("manager", size)
    screens.open_view(page, f"{story.url}/odoo/{path}")
    story.read(page, path)
    assert path not in story.english, story.english[path]


def test_the_whole_way_was_chinese_and_without_errors(story):
    """After the journey: no English word was read, no console error was raised."""
    assert story.english == {}
    assert story.errors == []
