"""A visit from the plan to the archive: desk, board, the engineer's phone, customer.

VIS-1 … VIS-7 and VIS-10, where the customer signs on their own phone by the code.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import screens

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: Two more engineers; repairs ask for a certificate, one engineer's has run out
SCENE = """
env.ref("base.main_company").name = "沪东集团"  # whose name a guest reads
from datetime import timedelta
from odoo import fields
for login, name in (("technician2", "赵志强"), ("technician3", "刘海峰")):
    person(login, name, "aftersales_service.group_aftersales_technician")
certificate = env["hr.skill.type"].create(
    {"name": "特种作业操作证", "is_certification": True,
     "skill_ids": [(0, 0, {"name": "高压电工作业证"})],
     "skill_level_ids": [(0, 0, {"name": "有效", "level_progress": 100})]})
types = env["helpdesk.ticket.type"].search([("company_id", "=", company.id)])
repair = types.filtered(lambda kind: kind.kind == "repair")
repair.skill_ids = certificate.skill_ids
today = fields.Date.today()
for name, days in (("王建国", 400), ("刘海峰", 400), ("赵志强", -3)):
    env["hr.employee.skill"].create(
        {"employee_id": env["hr.employee"].search([("name", "=", name)]).id,
         "skill_type_id": certificate.id, "skill_id": certificate.skill_ids.id,
         "skill_level_id": certificate.skill_level_ids.id,
         "valid_from": today - timedelta(days=700),
         "valid_to": today + timedelta(days=days)})
clerk = env["res.users"].search([("login", "=", "clerk")])
customer = env["res.users"].search([("login", "=", "customer")]).partner_id
env["helpdesk.ticket"].with_user(clerk).create(
    {"company_id": company.id, "partner_id": customer.id, "lot_id": lot.id,
     "type_id": repair.id, "description": "炉门无法关严"})
"""


def tomorrow(clock):
    """Tomorrow at a time of day, as a clerk types it."""
    day = datetime.now(SHANGHAI) + timedelta(days=1)
    return f"{day:%Y-%m-%d} {clock}:00"


def visit_page(story, login, size=screens.DESKTOP):
    """The one visit, on somebody's screen."""
    page = story.page(login, size)
    path = "my-visits" if login == "technician" else "aftersales-visits?view_type=list"
    screens.open_view(page, f"{story.url}/odoo/{path}")
    record = ".o_kanban_record:not(.o_kanban_ghost), .o_data_row td[name=name]"
    if login != "technician" and not page.locator(record).count():
        page.click(".o_searchview_facet .o_facet_remove")
    page.locator(record).first.click()
    page.wait_for_selector(".o_form_view")
    screens.settle(page)
    return page


def draw(page, card, column):
    """Draw a card of the board to the column of somebody, slowly as a hand does."""
    start = card.bounding_box()
    end = page.locator(f".o_kanban_group:has(.o_column_title:has-text('{column}'))")
    end = end.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 45, start["y"] + 25, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 140, steps=12)
    page.wait_for_timeout(200)
    page.mouse.up()
    screens.settle(page)


def test_clerk_plans_and_nobody_goes_without_certificate(story):
    """VIS-1, VIS-10: the one whose certificate ran out is refused by name."""
    page = story.page("clerk")
    screens.open_view(page, f"{story.url}/odoo/aftersales-requests?view_type=list")
    page.locator(".o_data_row td[name=number]").first.click()
    page.wait_for_selector("button[name=action_dispatch]:visible")
    screens.press(page, "action_dispatch")
    page.wait_for_selector("[name=leader_id] input")
    screens.choose(page, "leader_id", "王建国")
    screens.enter(page, "planned_at", tomorrow("10:00"))
    screens.save(page)
    screens.press(page, "action_choose_crew")
    crew = page.locator(".modal-content").first
    expired = crew.locator(".o_data_row:has-text('赵志强')")
    assert "高压电工作业证" in expired.inner_text()
    story.read(page, "choice of engineers")
    expired.locator("td[name=goes] input").click()
    crew.locator("button[name=action_confirm]").click()
    page.locator(".modal-content:has-text('不能参加')").wait_for()
    story.read(page, "engineer refused")
    text = screens.refusal(page)
    assert "赵志强" in text and "高压电工作业证" in text
    expired.locator("td[name=goes] input").click()
    crew.locator(".o_data_row:has-text('刘海峰') td[name=goes] input").click()
    crew.locator("button[name=action_confirm]").click()
    crew.wait_for(state="detached")
    screens.press(page, "action_dispatch")
    page.wait_for_selector(".o_arrow_button_current[data-value=dispatched]")
    story.read(page, "dispatched visit")


def test_ticket_is_booked(story):
    """VIS-2, T-05: the booking keeps train, times and who bought it."""
    page = story.page("clerk")
    page.click(".o_form_statusbar button[data-hotkey=t]")
    dialog = page.locator(".modal-content")
    dialog.locator("[name=carrier] input").wait_for()
    story.read(page, "booking")
    screens.enter(dialog, "carrier", "铁路")
    screens.enter(dialog, "carrier_number", "G7512")
    screens.enter(dialog, "departure_at", tomorrow("07:10"))
    screens.enter(dialog, "arrival_at", tomorrow("09:02"))
    dialog.locator("button[name=action_confirm]").click()
    dialog.wait_for(state="detached")
    page.click(".o_notebook a[name=order]")
    page.wait_for_selector("[name=carrier_number]:has-text('G7512')")
    assert "李雯" in page.inner_text("[name=booker_id]")
    story.read(page, "visit with a ticket")


def test_board_takes_a_visit_to_another_engineer_or_refuses(story):
    """VIS-10: drawn to one without certificate it goes back, with the reason."""
    page = story.page("clerk")
    screens.open_view(page, f"{story.url}/odoo/dispatch-board?view_type=kanban")
    column = ".o_kanban_group:has(.o_column_title:has-text('{}')) .o_kanban_record"
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost):has-text('周敏')")
    card.wait_for()
    story.read(page, "dispatch board")
    draw(page, card, "赵志强")
    text = screens.refusal(page)
    assert "赵志强" in text and "高压电工作业证" in text
    page.locator(column.format("王建国")).first.wait_for()
    draw(page, card, "刘海峰")
    page.locator(column.format("刘海峰")).first.wait_for()
    draw(page, card, "王建国")
    page.locator(column.format("王建国")).first.wait_for()
    screens.open_view(page, f"{story.url}/odoo/dispatch-board?view_type=kanban")
    assert page.locator(column.format("王建国")).count() == 1
    assert page.locator(column.format("刘海峰")).count() == 0


def test_board_takes_a_visit_to_another_day(story):
    """VIS-1: the same time of day, a day later."""
    page = story.page("clerk")
    screens.open_view(page, f"{story.url}/odoo/dispatch-board?view_type=kanban")
    page.click(".o_searchview_dropdown_toggler")
    page.click(".o_group_by_menu .o_menu_item:text-is('计划到达日期')")
    page.keyboard.press("Escape")
    later = datetime.now(SHANGHAI) + timedelta(days=2)
    column = f".o_kanban_group:has(.o_column_title:has-text('{later:%Y-%m-%d}'))"
    page.locator(column).wait_for()
    story.read(page, "dispatch board by days")
    draw(page, page.locator(".o_kanban_record:has-text('周敏')"), f"{later:%Y-%m-%d}")
    card = page.locator(f"{column} .o_kanban_record")
    card.wait_for()
    assert f"{later.month}月{later.day}日 10:00" in card.inner_text()


def test_engineer_goes_photographs_and_finishes_on_a_phone(story):
    """VIS-3 … VIS-5: one tap each; a photo; the report; headquarters called."""
    page = visit_page(story, "technician", screens.PHONE)
    story.read(page, "my visit, phone")
    for step in ("action_depart", "action_arrive"):
        screens.press(page, step)
    page.click(".o_notebook a[name=photos]")
    page.click("[name=photo_ids] .o-kanban-button-new")
    dialog = page.locator(".modal-content")
    dialog.locator("[name=kind] label:has-text('维修前')").click()
    dialog.locator("[name=image] input[type=file]").set_input_files(
        screens.photo("炉门.jpg")
    )
    dialog.locator("[name=image] img[src^='data:image']").wait_for()
    screens.enter(dialog, "name", "炉门下沉约 15 毫米")
    story.read(page, "photo, phone")
    dialog.locator(".o_form_button_save").click()
    dialog.wait_for(state="detached")
    screens.save(page)
    page.click(".o_notebook a[name=report]")
    for field in ("findings", "cause", "action_taken", "customer_opinion"):
        page.locator(f"[name={field}] textarea").fill("炉门铰链磨损，已更换")
    screens.fill_checklist(page)
    screens.press(page, "action_finish")
    screens.press(page, "action_call_hq")
    page.click(".o_notebook a[name=photos]")
    page.wait_for_selector("[name=photo_ids]:has-text('炉门下沉约 15 毫米')")
    story.read(page, "finished visit with a photo, phone")


def test_customer_signs_on_their_own_phone_by_the_code(story):
    """VIS-4: no login; the code leads to the report, the pad and the five answers."""
    page = story.page("technician", screens.PHONE)
    page.click("button:has(.fa-qrcode):visible")
    dialog = page.locator(".modal-content")
    dialog.locator("[name=qr_code] img").wait_for()
    story.read(page, "code for the customer, phone")
    link = urlsplit(dialog.locator("[name=url]").inner_text().strip())
    dialog.locator(".modal-footer .btn-secondary").click()
    customer = story.page("guest", screens.PHONE)
    customer.goto(f"{story.url}{link.path}?{link.query}")
    customer.wait_for_selector("#aftersales_visit")
    story.read(customer, "report to sign, customer's phone")
    screens.sign(customer, "周敏")
    customer.wait_for_selector("#signed")
    customer.check("#satisfaction input[value='5']")
    customer.click("#satisfaction button[type=submit]")
    customer.wait_for_selector("#satisfaction .fa-check-circle")
    story.read(customer, "signed report, customer's phone")


def test_engineer_leaves_and_the_signed_report_is_frozen(story):
    """VIS-4, VIS-5: left afterwards; nothing in the report takes a change any more."""
    page = visit_page(story, "technician", screens.PHONE)
    screens.press(page, "action_leave")
    assert page.locator("button[name=action_leave]:visible").count() == 0
    page.click(".o_notebook a[name=report]")
    assert page.locator("[name=findings] textarea").count() == 0
    story.read(page, "signed visit, phone")


def test_manager_approves_archives_and_checks_the_signature(story):
    """VIS-4, VIS-6: approved by who wasn't there, filed; the seal is whole."""
    page = visit_page(story, "manager")
    screens.press(page, "action_approve")
    page.wait_for_selector(".o_arrow_button_current[data-value=approved]")
    screens.press(page, "action_file")
    page.wait_for_selector(".o_arrow_button_current[data-value=archived]")
    page.click(".o_notebook a[name=signature]")
    page.wait_for_selector("[name=signature_check]:has-text('与签字一致')")
    assert page.locator("[name=seal_ids] .o_data_row").count() == 1
    story.read(page, "archived visit")
    page.click(".o_notebook a[name=satisfaction]")
    page.wait_for_selector("[name=satisfaction_score]:visible")
    story.read(page, "answer of a guest")


def test_the_visits_story_was_chinese_and_without_errors(story):
    """No English word was read, no console error was raised."""
    assert story.english == {}
    assert story.errors == []
