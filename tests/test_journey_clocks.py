"""Time that stands still, facts put right, limits that change: all by the screen.

A clerk pauses a request with evidence, a manager decides, the promise moves; a wrong
time is corrected; a new version of a limit is tried on the clocks that run.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import screens

#: The request came two hours ago, so that time can have passed
SCENE = """
from datetime import timedelta
from odoo import fields
users = env["res.users"]
users.search([("login", "=", "clerk")]).group_ids += env.ref(
    "aftersales_service.group_aftersales_backdate")
clerk = users.search([("login", "=", "clerk")])
customer = users.search([("login", "=", "customer")]).partner_id
types = env["helpdesk.ticket.type"].search([("company_id", "=", company.id)])
ticket = env["helpdesk.ticket"].with_user(clerk).create(
    {"company_id": company.id, "partner_id": customer.id, "lot_id": lot.id,
     "type_id": types.filtered(lambda kind: kind.kind == "repair").id,
     "description": "炉门无法关严", "late_reason": "电话登记于纸上",
     "registered_at": fields.Datetime.now() - timedelta(hours=2)})
"""
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A one-page notice, as a customer would send it
NOTICE = {
    "name": "停产通知.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n",
}


def open_request(story, login):
    """The request's page, at its facts and clocks."""
    page = story.page(login)
    screens.open_view(page, f"{story.url}/odoo/aftersales-requests?view_type=list")
    page.locator(".o_data_row td[name=number]").first.click()
    page.wait_for_selector(".o_form_view")
    page.click(".o_notebook a[name=progress]")
    page.wait_for_selector("[name=clock_ids] .o_data_row")
    screens.settle(page)
    return page


def row(page, code):
    """The clock of a limit on the request's page."""
    return page.locator(f"[name=clock_ids] .o_data_row:has-text('{code}')")


def due(page, code):
    """When the clock of a limit runs out, as the page shows it."""
    return moment(row(page, code).locator("td[name=due_at]").first.inner_text())


def moment(text):
    """A moment as a Chinese list writes it: 11月22日 20:25, of this year."""
    month, day, hour, minute = map(int, re.findall(r"\d+", text)[-4:])
    return datetime(datetime.now(SHANGHAI).year, month, day, hour, minute)


def ago(**parts):
    """So long ago, as a clerk types it."""
    return (datetime.now(SHANGHAI) - timedelta(**parts)).strftime("%Y-%m-%d %H:%M:%S")


def confirm(page, dialog):
    """Press the dialog's first button and wait until it is done."""
    dialog.locator(".modal-footer .btn-primary:visible").first.click()
    dialog.wait_for(state="detached")
    screens.settle(page)


def test_clerk_pauses_with_reason_and_evidence(story):
    """The furnace can't be stopped, for half an hour already; with the notice."""
    page = open_request(story, "clerk")
    page.click(".o_form_statusbar button:has-text('暂停')")
    dialog = page.locator(".modal-content")
    dialog.locator("[name=reason_id] input").wait_for()
    screens.choose(dialog.page, "reason_id", "用户生产不能停炉")
    screens.enter(dialog, "at", ago(minutes=30))
    screens.enter(dialog, "note", "用户通知：赶订单，今天不能停炉")
    dialog.locator("input[type=file]").set_input_files(NOTICE)
    dialog.locator(".o_attachment:has-text('停产通知')").wait_for()
    story.read(page, "pause dialog")
    confirm(page, dialog)
    page.wait_for_selector("button[name=action_resume]:visible")
    assert row(page, "T-03").locator("td[name=state]").inner_text() == "计时中"
    story.read(page, "request that waits for approval")
    story.due = due(page, "T-03")


def test_manager_approves_the_pause(story):
    """The pause waits with its evidence; approved, the clocks stand still."""
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/aftersales-pauses-to-approve")
    rows = page.locator(".o_data_row")
    assert rows.count() == 3
    assert "停产通知.pdf" in rows.first.inner_text()
    assert "用户生产不能停炉" in rows.first.inner_text()
    story.read(page, "pauses to approve")
    rows.first.locator("button[name=action_approve]").click()
    # one decision for all clocks of the interruption
    page.wait_for_selector(".o_view_nocontent_smiling_face")
    story.read(page, "nothing to approve")
    page = open_request(story, "manager")
    assert page.locator(".badge:has-text('已暂停'):visible").count()
    assert row(page, "T-03").locator("td[name=state]").inner_text() == "已暂停"
    story.read(page, "paused request")


def test_going_on_moves_the_promise(story):
    """Half an hour stood still, so the limit ends half an hour later."""
    page = open_request(story, "clerk")
    screens.press(page, "action_resume")
    page.wait_for_function("!document.querySelector('button[name=action_resume]')")
    moved = due(page, "T-03") - story.due
    assert timedelta(minutes=29) <= moved <= timedelta(minutes=34)
    assert row(page, "T-03").locator("td[name=state]").inner_text() == "计时中"
    assert page.locator(".badge:has-text('已暂停'):visible").count() == 0
    story.read(page, "request goes on")


def test_manager_corrects_a_fact_from_the_list(story):
    """Answered an hour earlier than recorded; the first record stays, grey."""
    page = open_request(story, "clerk")
    screens.press(page, "action_respond")
    page = open_request(story, "manager")
    facts = page.locator("[name=event_ids] .o_data_row")
    before = facts.count()
    facts.filter(has_text="已答复客户").last.locator("button").click()
    dialog = page.locator(".modal-content")
    right = ago(minutes=70)
    screens.enter(dialog, "at", right)
    screens.enter(dialog, "note", "当时正在通话，挂断后才登记")
    story.read(page, "correction")
    confirm(page, dialog)
    page.wait_for_function(
        "n => document.querySelectorAll('[name=event_ids] .o_data_row').length > n",
        arg=before,
    )
    stopped = row(page, "T-02").locator("td[name=stopped_at]")
    shown = moment(stopped.inner_text())
    assert shown == datetime.fromisoformat(right).replace(second=0)
    assert page.locator("[name=event_ids] .o_data_row.text-muted").count() == 1
    story.read(page, "corrected request")


def test_new_version_of_a_limit_is_tried_on_running_clocks(story):
    """The running clock keeps its version until the manager rates it anew."""
    was = due(open_request(story, "manager"), "T-03")
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/aftersales-clock-policies")
    page.locator(".o_data_row td:has-text('T-03')").first.click()
    page.wait_for_selector("button[name=action_new_version]")
    screens.press(page, "action_new_version")
    page.wait_for_selector("button:has-text('按新版本重算')")
    box = page.locator("[name=limit_value] input")
    box.fill("8")
    screens.save(page)
    story.read(page, "new version of a limit")
    page.click("button:has-text('按新版本重算')")
    dialog = page.locator(".modal-content")
    line = dialog.locator(".o_data_row")
    line.wait_for()
    now, then = (
        moment(line.locator(f"td[name={name}]").inner_text())
        for name in ("due_at", "new_due_at")
    )
    assert now == was and then - now == timedelta(hours=2)
    story.read(page, "preview of a re-rating")
    screens.enter(dialog, "reason", "2.2 条修订：方案时限改为 8 小时")
    confirm(page, dialog)
    assert due(open_request(story, "manager"), "T-03") == then
    story.read(page, "request rated anew")


@pytest.mark.parametrize("path", ["aftersales-pauses", "aftersales-pauses-to-approve"])
def test_pauses_read_well_on_a_phone(story, path):
    """The manager decides on the way, too."""
    page = story.page("manager", screens.PHONE)
    screens.open_view(page, f"{story.url}/odoo/{path}")
    story.read(page, f"{path}, phone")


def test_the_clocks_story_was_chinese_and_without_errors(story):
    """No English word was read, no console error was raised."""
    assert story.english == {}
    assert story.errors == []
