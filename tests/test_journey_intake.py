"""The clerk's quick entry: one call, one line typed, one request (INT-1, INT-5)."""

import screens

SCENE = """
firm = env["res.partner"].search([("name", "=", "宁波永固锻造有限公司")])
lot.aftersales_partner_id = firm
env["stock.lot"].create(
    {"name": "RT2-2024-0007", "product_id": product.id, "company_id": company.id,
     "aftersales_partner_id": firm.id})
"""
FAULT = "炉门无法关严"


class Hands:
    """Counts what a clerk types, presses and clicks."""

    def __init__(self, page):
        self.page = page
        self.strokes = 0

    def type(self, text):
        """Type where the cursor stands."""
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def press(self, key):
        """Press one key."""
        self.page.keyboard.press(key)
        self.strokes += 1

    def click(self, place):
        """Click once."""
        place.click()
        self.strokes += 1


def entry(story):
    """The empty form of quick entry, with the cursor where the number goes."""
    page = story.page("clerk")
    screens.open_view(page, f"{story.url}/odoo/aftersales-intake", ".o_form_view")
    page.wait_for_function("document.activeElement.closest('[name=query]')")
    return page, Hands(page)


def registered(story):
    """Numbers of all requests."""
    page = story.page("manager")
    screens.open_view(page, f"{story.url}/odoo/aftersales-requests?view_type=list")
    return page.locator(".o_data_row td[name=number]").all_inner_texts()


def test_a_known_customer_takes_a_phone_number_a_click_and_a_line(story):
    """INT-1: number in, customer and products out; Enter registers the request."""
    page, hands = entry(story)
    story.read(page, "quick entry")
    hands.type("138 0013 8000")
    hands.press("Tab")
    choice = page.locator("[name=pick_lot_id] label:has-text('RT2-2025-0042')")
    choice.wait_for()
    assert page.locator("[name=partner_id] input").input_value().endswith("周敏")
    assert page.locator("[name=pick_lot_id] label").count() == 2
    story.read(page, "quick entry, customer found")
    hands.click(choice)
    page.wait_for_selector("[name=product_id]:has-text('台车式电阻炉')")
    hands.click(page.locator("[name=description] input"))
    hands.type(FAULT)
    hands.press("Enter")
    page.click(".o_notebook a[name=progress]")
    page.wait_for_selector("[name=clock_ids] .o_data_row")
    assert page.locator("[name=clock_ids] .o_data_row").count() == 3
    assert "剩余" in page.inner_text(".o_aftersales_remaining >> nth=0")
    story.read(page, "request of quick entry")
    said = len("138 0013 8000") + len(FAULT)
    assert hands.strokes <= said + 4


def test_number_is_found_however_it_is_written(story):
    """INT-1: with country code, spaces and hyphens it is the same number."""
    page, hands = entry(story)
    hands.type("+86 139-0512-6618")
    hands.press("Tab")
    page.wait_for_function(
        "document.querySelector('[name=partner_id] input')?.value.includes('孙磊')"
    )
    # nothing of theirs is sold yet, so there is nothing to choose
    assert page.locator("[name=pick_lot_id] label").count() == 0
    story.read(page, "quick entry, number with country code")


def test_the_same_serial_again_adds_to_the_open_request(story):
    """INT-5: a warning instead of a second request; Enter twice adds the reminder."""
    before = registered(story)
    assert len(before) == 1
    page, hands = entry(story)
    hands.type("RT2-2025-0042")
    hands.press("Tab")
    page.wait_for_selector("button[name=action_remind]")
    warning = page.locator(".alert-warning:visible")
    assert "并入该服务单" in warning.inner_text()
    assert before[0] in warning.inner_text()
    story.read(page, "quick entry, duplicate")
    hands.click(page.locator("[name=description] input"))
    hands.type("还没有人来")
    hands.press("Enter")
    page.wait_for_function(
        "document.activeElement.getAttribute('name') === 'action_remind'"
    )
    hands.press("Enter")
    page.click(".o_notebook a[name=progress]")
    page.wait_for_selector("[name=event_ids] .o_data_row:has-text('还没有人来')")
    story.read(page, "request with a reminder")
    assert registered(story) == before


def test_an_unknown_number_becomes_a_new_customer(story):
    """INT-1: nobody has the number; name and line make customer and request."""
    page, hands = entry(story)
    hands.type("137 0000 1234")
    hands.press("Tab")
    page.locator("[name=new_name] input").wait_for()
    story.read(page, "quick entry, unknown number")
    hands.click(page.locator("[name=new_name] input"))
    hands.type("徐州新力铸造厂")
    hands.click(page.locator("[name=description] input"))
    hands.type("询问备件价格")
    hands.press("Enter")
    page.wait_for_selector(".o_notebook a[name=progress]")
    partner = page.locator("[name=partner_id] input").first
    assert partner.input_value() == "徐州新力铸造厂"
    assert len(registered(story)) == 2


def test_quick_entry_was_chinese_and_without_errors(story):
    """No English word was read, no console error was raised."""
    assert story.english == {}
    assert story.errors == []
