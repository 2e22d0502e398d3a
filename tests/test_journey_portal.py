"""The customer's phone: from the first word about a fault to its reopening.

INT-1, INT-2, INT-8, VIS-4 and the promises, on 390 pixels; another customer sees
nothing of it.
"""

import screens

#: A furnace of the customer, one of the stranger, and a request of the stranger
SCENE = """
firms = {firm.name[:2]: firm for firm in env["res.partner"].search(
    [("is_company", "=", True), ("name", "like", "有限公司")])}
lot.aftersales_partner_id = firms["宁波"]
foreign = env["stock.lot"].create(
    {"name": "RT2-2023-0311", "product_id": product.id, "company_id": company.id,
     "aftersales_partner_id": firms["苏州"].id})
clerk = env["res.users"].search([("login", "=", "clerk")])
types = env["helpdesk.ticket.type"].search([("company_id", "=", company.id)])
stranger = env["res.users"].search([("login", "=", "stranger")]).partner_id
env["helpdesk.ticket"].with_user(clerk).create(
    {"company_id": company.id, "partner_id": stranger.id, "lot_id": foreign.id,
     "type_id": types.filtered(lambda kind: kind.kind == "repair").id,
     "description": "轴承厂的炉子报警"})
"""
MINE = """
env = env(context=dict(env.context, lang="zh_CN"))
ticket = env["helpdesk.ticket"].search([("lot_id.name", "=", "RT2-2025-0042")])
"""
DISPATCH = f"""{MINE}
from datetime import timedelta
from odoo import fields
visit = env["aftersales.visit"].create(
    {{"ticket_id": ticket.id,
     "leader_id": env["hr.employee"].search([("name", "=", "王建国")]).id,
     "planned_at": fields.Datetime.now() + timedelta(days=1)}})
visit.action_dispatch()
"""
WORK = f"""{MINE}
visit = ticket.visit_ids
visit.write(dict.fromkeys(
    ("findings", "cause", "action_taken", "customer_opinion"), "炉门铰链磨损，已更换"))
for line in visit.line_ids:
    line.write({{"done": True}} if line.kind == "check" else {{"value": "850"}})
for code in ("departed", "arrived", "finished"):
    visit.record_event(code)
"""


def requests(story, login):
    """The list of somebody's requests, open or not."""
    page = story.page(login, screens.PHONE)
    page.goto(f"{story.url}/my/tickets?filterby=all")
    page.wait_for_selector("#aftersales_requests")
    return page.locator("a.card[href*='/my/ticket/']")


def open_mine(story):
    """The customer's one request."""
    requests(story, "customer").first.click()
    page = story.page("customer", screens.PHONE)
    page.wait_for_selector("#aftersales_request")
    return page


def test_new_request_with_a_photo_sent_twice_is_one(story):
    """INT-1, INT-2: own products to choose from; a double tap sends it once."""
    page = story.page("customer", screens.PHONE)
    page.goto(f"{story.url}/my/tickets")
    story.read(page, "no requests")
    page.click("a.btn-primary[href='/new/ticket']")
    page.wait_for_selector("#aftersales_new_request")
    story.read(page, "new request")
    own = page.locator("#lot option").all_inner_texts()
    assert [text.split(" ·")[0] for text in own[1:]] == ["RT2-2025-0042"]
    page.select_option("#type", label="报修")
    page.select_option("#lot", index=1)
    page.fill("#description", "炉门无法关严，炉温升不上去")
    page.fill("#preferred_time", "工作日下午")
    page.set_input_files(
        "input.o_aftersales_files[multiple]", screens.photo("炉门照片.jpg")
    )
    assert "炉门照片.jpg" in page.inner_text(".o_aftersales_chosen")
    page.locator("#aftersales_new_request button[type=submit]").dblclick()
    page.wait_for_selector("#aftersales_request .alert-success")
    assert page.locator("#aftersales_files img").count() == 1
    assert "RT2-2025-0042" in page.inner_text("#aftersales_request")
    assert requests(story, "customer").count() == 1
    story.read(page, "my requests")


def test_promises_are_told_in_words(story):
    """Each public limit with its time, and that it is still to come."""
    page = open_mine(story)
    promises = page.locator("#aftersales_promises li")
    assert promises.count() == 3
    for words in promises.all_inner_texts():
        assert "承诺时间" in words
    story.read(page, "promises")


def test_a_missing_paper_is_sent(story):
    """INT-8: what is asked for is sent from here, and isn't asked for any more."""
    page = open_mine(story)
    paper = page.locator(".o_aftersales_paper:has-text('铭牌照片')")
    before = page.locator(".o_aftersales_paper").count()
    paper.locator("button[type=submit]:disabled").wait_for()
    paper.locator("input[type=file]").set_input_files(screens.photo("铭牌.jpg"))
    paper.locator("button[type=submit]:enabled").click()
    page.wait_for_selector("#aftersales_request:not(:has-text('须看清型号'))")
    assert page.locator(".o_aftersales_paper").count() == before - 1
    assert page.locator("#aftersales_files img").count() == 2
    story.read(page, "paper sent")


def test_customer_agrees_to_the_appointment(story):
    """T-09: the agreement is one tap, and stays to be read."""
    story.behind(DISPATCH)
    page = open_mine(story)
    story.read(page, "appointment")
    page.click("#aftersales_visits button[value=agree]")
    page.wait_for_selector("#aftersales_visits .text-success")
    assert "您已同意" in page.inner_text("#aftersales_visits .text-success")
    assert page.locator("#aftersales_visits button[value=agree]").count() == 0
    story.read(page, "appointment agreed")


def test_customer_signs_from_the_portal(story):
    """VIS-4, VIS-10: read, signed and rated where the request is followed."""
    story.behind(WORK)
    page = open_mine(story)
    page.click("#aftersales_visits a.btn-primary")
    page.wait_for_selector("#sign")
    story.read(page, "report to sign")
    screens.sign(page, "周敏")
    page.wait_for_selector("#signed")
    page.check("#satisfaction input[value='4']")
    page.click("#satisfaction button[type=submit]")
    page.wait_for_selector("#satisfaction .fa-check-circle")
    page = open_mine(story)
    assert "您已签字" in page.inner_text("#aftersales_progress")
    story.read(page, "signed")


def test_customer_closes_and_reopens_with_a_reason(story):
    """The customer ends the request; what comes back is opened with its reason."""
    page = open_mine(story)
    actions = page.locator("#aftersales_actions")
    actions.locator("summary").click()
    actions.locator("form button").first.click()
    page.wait_for_selector(
        "#aftersales_actions form[action$='/reopen']", state="attached"
    )
    assert "已关闭" in page.inner_text("#aftersales_request .badge >> nth=0")
    story.read(page, "closed")
    actions.locator("summary").click()
    story.read(page, "reopening")
    page.fill("#reason", "第二天炉门又关不严")
    actions.locator("form[action$='/reopen'] button").click()
    page.wait_for_selector("#aftersales_request .badge.text-bg-primary")
    facts = story.behind(
        f"{MINE}print(ticket.event_ids.filtered(lambda e: e.code == 'reopened').note)"
    )
    assert "第二天炉门又关不严" in facts
    story.read(page, "reopened")


def test_nothing_of_another_customer_is_seen(story):
    """Neither in the list, nor by the address, nor by its files or report."""
    mine = open_mine(story)
    address = mine.url
    image = mine.locator("#aftersales_files img").first.get_attribute("src")
    report = mine.locator("#aftersales_visits a[href*='/my/visit/']").first
    report = report.get_attribute("href").partition("?")[0]
    assert requests(story, "customer").count() == 1
    assert "轴承厂" not in mine.inner_text("body")
    assert requests(story, "stranger").count() == 1
    stranger = story.page("stranger", screens.PHONE)
    assert "炉门" not in stranger.inner_text("body")
    stranger.goto(address)
    assert stranger.locator("#aftersales_request").count() == 0
    stranger.goto(f"{story.url}{report}")
    assert stranger.locator("#aftersales_visit").count() == 0
    answer = stranger.request.get(
        f"{story.url}{image.partition('?')[0]}", max_redirects=0
    )
    own = mine.request.get(f"{story.url}{image}")
    assert own.ok and answer.body() != own.body()
    stranger.goto(f"{story.url}/new/ticket")
    own = stranger.locator("#lot option").all_inner_texts()
    assert [text.split(" ·")[0] for text in own[1:]] == ["RT2-2023-0311"]


def test_the_customers_story_was_chinese_and_without_errors(story):
    """No English word was read, no console error was raised."""
    assert story.english == {}
    assert story.errors == []
