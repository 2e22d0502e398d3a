"""From a missed limit to the month's sheet, as the people concerned live it.

A manager tries what the clauses make of the day and proposes it; the clerk reads the
notice on a phone, answers and appeals; somebody else decides each time; human resources
put what is left on the month's sheet, the clerk signs it, and it is locked. Nobody else
sees any of it (PEN-01, labour law: domain §4).
"""

import screens

#: The regulation of the profile in force and signed, wages, a limit missed last night
SCENE = """
from datetime import timedelta
from odoo import fields
for role, name in (("hr", "许静"), ("branch_manager", "周岚")):
    person(role, name, f"aftersales_service.group_aftersales_{role}")
hr = env["res.users"].search([("login", "=", "hr")])
hr.group_ids += env.ref("payroll.group_payroll_manager") + env.ref(
    "hr.group_hr_manager")
company.write({"aftersales_penalty_on": True,
               "aftersales_region_id":
                   env.ref("aftersales_penalty.wage_region_shanghai").id})
env["aftersales.minimum.wage"].search([]).is_to_confirm = False
today = company._service_date(fields.Datetime.now())
regulation = env["aftersales.regulation"].search(
    [("company_id", "=", company.id), ("code", "=", "PENALTY")])
regulation.write({"adopted_on": today - timedelta(days=40),
                  "published_on": today - timedelta(days=35),
                  "valid_from": today - timedelta(days=30)})
regulation.action_publish()
staff = env["hr.employee"].search([("company_id", "=", company.id)])
env["aftersales.regulation.acknowledgement"].create(
    [{"regulation_id": regulation.id, "employee_id": one.id, "how": "odoo",
      "signed_on": today - timedelta(days=31)} for one in staff])
clerk = env["res.users"].search([("login", "=", "clerk")])
clerk.group_ids += env.ref("aftersales_service.group_aftersales_backdate")
worker = env["hr.employee"].search([("user_id", "=", clerk.id)])
worker.write({"wage": 6000, "aftersales_variable_pay": 800,
              "contract_date_start": today - timedelta(days=400),
              "date_version": today - timedelta(days=400)})
customer = env["res.users"].search([("login", "=", "customer")]).partner_id
types = env["helpdesk.ticket.type"].search([("company_id", "=", company.id)])
ticket = env["helpdesk.ticket"].with_user(clerk).create(
    {"company_id": company.id, "partner_id": customer.id, "lot_id": lot.id,
     "type_id": types.filtered(lambda kind: kind.kind == "consultation").id,
     "description": "升温速度如何设定", "late_reason": "电话登记于纸上",
     "accountable_id": worker.id,
     "registered_at": fields.Datetime.now() - timedelta(hours=5)})
env["aftersales.clock"].sweep()
"""
#: The month's payslip, as who does the payroll makes it
PAYSLIP = """
from odoo.tools import date_utils
company = env["res.company"].search([("name", "=", "沪东工业炉有限公司")])
env = env(context=dict(env.context, allowed_company_ids=company.ids, lang="zh_CN"))
hr = env["res.users"].search([("login", "=", "hr")])
worker = env["hr.employee"].search([("name", "=", "李雯")])
rules = env.ref("aftersales_penalty_payroll.hr_salary_rule_penalties")
rules += env.ref("aftersales_penalty_payroll.hr_salary_rule_rewards")
structure = env["hr.payroll.structure"].create(
    {"name": "月薪", "code": "YX", "company_id": company.id, "parent_id": False,
     "rule_ids": [(6, 0, rules.ids)]})
sheet = env["aftersales.penalty.sheet"].search([("company_id", "=", company.id)])
worker.version_id.struct_id = structure
slip = env["hr.payslip"].with_user(hr).create(
    {"name": "工资单", "employee_id": worker.id, "date_from": sheet.month,
     "date_to": date_utils.end_of(sheet.month, "month"),
     "struct_id": structure.id, "contract_id": worker.version_id.id,
     "company_id": company.id})
slip.compute_sheet()
slip.action_payslip_done()
assert {line.code: line.total for line in slip.line_ids}["AFPEN"] == -20
assert (sheet.payslip_id.id, sheet.payroll_state) == (slip.id, "done")
print(slip.id)
"""
#: Words with which the steps are taken
ANSWER = "当时正在处理另一起停炉报修，已请同事代接。"
APPEAL = "值班表上当晚由他人值守。"
CASES = "aftersales-cases?view_type=list"
MINE = "my-penalties-and-rewards?view_type=kanban"


def open_first(story, login, path, size=screens.DESKTOP):
    """The first record of a screen, opened by somebody."""
    page = story.page(login, size)
    screens.open_view(page, f"{story.url}/odoo/{path}")
    row = page.locator(".o_data_row td[name=name], .o_kanban_record").first
    row.click()
    page.wait_for_selector(".o_form_view")
    screens.settle(page)
    return page


def reached(page, state):
    """The case or sheet is in this state by now."""
    value = f"[data-value={state}]"
    page.locator(
        f".o_arrow_button_current{value}, .o_statusbar_status button{value}"
    ).first.wait_for(state="attached")
    screens.settle(page)


def step(page, text, words=None, amount=None):
    """Take a step by its button; its window asks for words, perhaps for an amount."""
    button = page.locator(f".o_statusbar_buttons button:has-text('{text}')")
    if not button.count():
        page.locator(".o_statusbar_buttons button.dropdown-toggle").click()
        button = page.locator(f".o-dropdown--menu button:has-text('{text}')")
    button.first.click()
    dialog = page.locator(".modal-content")
    dialog.locator("[name=text] textarea").wait_for()
    if words:
        dialog.locator("[name=text] textarea").fill(words)
    if amount is not None:
        dialog.locator("[name=amount] input").fill(str(amount))
        dialog.locator("[name=amount] input").press("Tab")
    dialog.locator("button[name=action_take]").click()
    dialog.wait_for(state="detached")
    screens.settle(page)


def draw(page):
    """Draw a signature in the window that is open, and take it."""
    pad = page.locator(".modal-content canvas").last
    pad.wait_for()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.down()
    for number in range(1, 10):
        page.mouse.move(
            box["x"] + 30 + number * 16,
            box["y"] + box["height"] / 2 + (-1) ** number * 14,
            steps=3,
        )
    page.mouse.up()
    page.locator(".modal-content").last.locator(".btn-primary").first.click()
    screens.settle(page)


def test_manager_tries_and_proposes(story):
    """PEN-01: a missed answer, who it was, how much; nothing before the button."""
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/{CASES}")
    page.click("nav .o_menu_sections button:has-text('奖惩')")
    page.click(".o-dropdown--menu a:has-text('试算')")
    dialog = page.locator(".modal-content")
    dialog.locator("[name=line_ids] .o_data_row").first.wait_for()
    story.read(page, "trial of proposals")
    assert "李雯" in dialog.inner_text()
    dialog.locator("button[name=action_propose]").click()
    page.locator(".o_list_view .o_data_row:has-text('李雯')").first.wait_for()
    screens.settle(page)
    story.read(page, "cases")
    text = page.locator(".o_list_view").inner_text()
    assert "李雯" in text and "PEN-01" in text


def test_notice_is_given_with_the_facts(story):
    """Clause, facts with their minutes, and what is still missing."""
    page = open_first(story, "manager", CASES)
    story.read(page, "case proposed")
    facts = page.locator("[name=facts_html]").inner_text()
    assert "T-02" in facts
    screens.press(page, "action_notify")
    reached(page, "notified")


def test_clerk_answers_on_a_phone(story):
    """The employee reads what it is about, confirms receipt and answers."""
    page = open_first(story, "clerk", MINE, screens.PHONE)
    story.read(page, "my case, phone")
    screens.press(page, "action_receive")
    story.read(page, "my case received, phone")
    step(page, "申辩", ANSWER)
    reached(page, "heard")


def test_manager_confirms(story):
    """Who decides reads the answer first."""
    page = open_first(story, "manager", CASES)
    step(page, "确认", "当晚值班表显示由其值守。")
    reached(page, "confirmed")
    story.read(page, "case confirmed")


def test_clerk_appeals_in_the_portal(story):
    """The same case on the employee's own page, without the web client."""
    page = story.page("clerk", screens.PHONE)
    page.goto(f"{story.url}/my/penalties")
    page.locator("#aftersales_penalties .list-group-item").first.click()
    page.wait_for_selector("#aftersales_penalty")
    story.read(page, "my case in the portal, phone")
    page.fill("form[action$='/appeal'] textarea", APPEAL)
    page.click("form[action$='/appeal'] button[type=submit]")
    page.locator("#aftersales_penalty", has_text=APPEAL).wait_for()
    story.read(page, "appealed in the portal, phone")


def test_branch_manager_reduces_it(story):
    """Another person than before decides on the appeal."""
    page = open_first(story, "branch_manager", f"{CASES}")
    story.read(page, "appeal")
    step(page, "减少金额", "确有交接不清，减轻处理。", 20)
    reached(page, "confirmed")


def test_hr_makes_presents_and_the_clerk_signs_the_sheet(story):
    """Sheet of the month: 20 against the variable pay; signed, then locked."""
    page = story.page("hr")
    screens.open_view(page, f"{story.url}/odoo/aftersales-penalty-sheets")
    page.click("nav .o_menu_sections button:has-text('奖惩')")
    page.click(".o-dropdown--menu a:has-text('生成')")
    dialog = page.locator(".modal-content")
    dialog.locator("button[name=action_make]").click()
    dialog.wait_for(state="detached")
    page = open_first(story, "hr", "aftersales-penalty-sheets?view_type=list")
    story.read(page, "sheet")
    assert "20.00" in page.locator("[name=line_ids]").inner_text()
    screens.press(page, "action_present")
    reached(page, "presented")
    page = open_first(
        story, "clerk", "my-penalty-sheets?view_type=kanban", screens.PHONE
    )
    story.read(page, "my sheet, phone")
    page.locator("button:has-text('签字'):visible").first.click()
    dialog = page.locator(".modal-content")
    dialog.locator(".o_signature").click()
    draw(page)
    dialog.locator("button[name=action_sign]").click()
    dialog.wait_for(state="detached")
    screens.settle(page)
    page = open_first(story, "hr", "aftersales-penalty-sheets?view_type=list")
    screens.press(page, "action_lock")
    if page.locator(".modal-content .modal-footer .btn-primary").count():
        page.click(".modal-content .modal-footer .btn-primary")
    reached(page, "locked")
    story.read(page, "sheet locked")


def test_payslip_takes_the_sheet_once(story):
    """The locked sheet is an input of the month's payslip, and says so."""
    number = story.behind(PAYSLIP).split()[-1]
    page = story.page("hr")
    screens.open_view(page, f"{story.url}/odoo/hr.payslip/{number}")
    assert "AFPEN" in page.content()
    sheet = open_first(story, "hr", "aftersales-penalty-sheets?view_type=list")
    story.read(sheet, "sheet on the payslip")
    assert "已计入工资单" in sheet.locator(".o_form_view").inner_text()


def test_nobody_else_sees_it(story):
    """A colleague finds neither the case nor the sheet; the portal neither."""
    page = story.page("technician")
    screens.open_view(page, f"{story.url}/odoo/my-penalties-and-rewards")
    page.locator(".o_nocontent_help").wait_for()
    story.read(page, "nothing about me")
    answer = story.call("technician", "aftersales.penalty", "search_count", [[]])
    assert answer == 0
    page = story.page("stranger", screens.PHONE)
    page.goto(f"{story.url}/my/penalties")
    page.wait_for_selector("#aftersales_penalties")
    assert not page.locator(".list-group-item").count()
    story.read(page, "portal of a stranger")


def test_the_penalty_story_was_chinese_and_without_errors(story):
    """No screen showed an English word, and no page's scripts failed."""
    assert not story.english
    assert not story.errors
