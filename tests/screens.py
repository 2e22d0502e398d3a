"""What browser tests and the guide's pictures do alike: log in, fill, sign, read."""

import io
import re

from PIL import Image

DESKTOP = {"width": 1366, "height": 850}
PHONE = {"width": 390, "height": 844}
#: Latin words that a Chinese screen may show: names, codes, units and data
ALLOWED = re.compile(
    r"""https?://\S+ | \S+@\S+ | \b[A-Z]+[-\d][\w.-]*   # addresses, codes: T-02
    | \b(?:HT|SV)\d[\w-]* | \bR?INV/[\d/]+ | \b[0-9a-f]{16,}\b   # numbers, digests
    | \b(?:Odoo|OdooBot|odoo|PDF|XLSX|ID|PID|CrMnTi)\b
    | \b[0-9a-f]{64}\b   # hashes
    | \.(?:jpg|pdf|txt|xlsx)\b | \b(?:TXT|txt)\b | C:\\fakepath\\\S*   # files
    | \b[Qq]uotation\b[\s_-]* | [\d.,]*\s?KB\b   # Sales' own names of files, their size
    | \b(?:PENALTY|installation)\b   # codes: of a regulation, of a kind of request
    | PX9   # a model, right after Chinese
    | \bSA\b   # a service adviser, as car dealers say
    | \bMitchell\ Admin\b   # the administrator of Odoo's own samples
    | \b(?:ELH|TRV)\b   # why a supplier refuses: the codes of its reasons
    | Mozilla/.*   # what the signer's phone says of itself
    | \barrived,\ finished\b   # kinds of fact are written by their codes
    | \bWeek\ \d+   # of FullCalendar, in a cell where it isn't painted
    | (?<=号)ID\b | Chinese,\ Simplified   # Odoo's own: a label and a language
    | (?:HEIC|JPEG|PNG|WebP)   # formats of pictures
    | \b(?:CNY|VIN|VIP|SHA|QR|MB)\b | \b\d+Cr\d*   # steel: 40Cr, 0Cr25
    | \b(?:mm|cm|m|kg|kW|km|h|V|A)\b | \b[A-Za-z]\b""",
    re.VERBOSE,
)
WORD = re.compile(r"[A-Za-z]{2,}")


def context(browser, size, lang="zh-CN"):
    """A browser of one person: desktop, or a phone with a touch screen."""
    phone = size["width"] < 500
    return browser.new_context(
        viewport=size,
        locale=lang,
        timezone_id="Asia/Shanghai",
        is_mobile=phone,
        has_touch=phone,
        accept_downloads=True,
    )


def watch(page, errors):
    """Collect what a person would see in red in the browser's console."""
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            message.type == "error" and errors.append(f"{page.url}: {message.text}")
        ),
    )


def log_in(page, url, login):
    """Log in with a demo password, which is the login."""
    page.goto(f"{url}/web/login")
    page.fill("#login", login)
    page.fill("#password", login)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_selector(".o_web_client, .o_portal_my_home, .o_portal", timeout=60000)


def open_view(page, url, selector=".o_view_controller"):
    """Go to a screen of the web client and wait until it is drawn."""
    page.goto(url)
    page.wait_for_selector(selector, timeout=60000)
    settle(page)


def settle(page):
    """Wait until no request is under way and nothing fades in any more."""
    page.wait_for_function(
        "!document.querySelector('.o_blockUI, .o_loading_indicator')"
    )
    page.wait_for_timeout(400)


def choose(page, field, text):
    """Pick the record of a many2one that the text finds; a phone shows them all."""
    box = page.locator(f"[name={field}] input").first
    box.click()
    if not box.is_editable():
        cards = page.locator(".modal-content .o_kanban_record")
        cards.filter(has_text=text).first.click()
        cards.first.wait_for(state="detached")
        return
    box.fill(text)
    page.locator(f".o-autocomplete--dropdown-item:has-text('{text}')").first.click()


def enter(place, field, value):
    """Write a moment or a text into a field; a moment that is set is a button first."""
    box = place.locator(f"[name={field}]")
    box.locator("input, textarea, button.o_input").first.wait_for()
    if box.locator("button.o_input").count():
        box.locator("button.o_input").first.click()
    box.locator("input, textarea").first.fill(value)
    box.locator("input, textarea").first.press("Tab")


def pick(box, number):
    """Pick a choice of a selection by its place in the list, counted from 0."""
    box.locator("input").first.click()
    box.page.locator(".o_select_menu_item:visible").nth(number).click()
    # what follows from the choice is shown before anything else is typed
    box.page.wait_for_selector(".o_select_menu_item", state="hidden")
    settle(box.page)


def press(page, name):
    """Press a button of a form by the name of its method."""
    page.locator(f"button[name={name}]:visible").first.click()
    settle(page)


def refusal(page):
    """Text of the error that is shown; closes it."""
    dialog = page.locator(".modal-content").last
    dialog.locator(".modal-footer .btn-primary").wait_for()
    text = dialog.inner_text()
    dialog.locator(".modal-footer .btn-primary").click()
    settle(page)
    return text


def fill_checklist(page, seen=None):
    """Tick each line of a report on a phone, or write 850 where a value is asked.

    :param seen: called while a line is open and filled in
    """
    dialog = page.locator(".modal-content")
    cards = page.locator("[name=line_ids] .o_kanban_record:not(.o_kanban_ghost)")
    for number in range(cards.count()):
        cards.nth(number).click()
        dialog.locator("[name=item_id]").wait_for()
        if dialog.locator("[name=value] input").count():
            dialog.locator("[name=value] input").fill("850")
        else:
            dialog.locator("[name=done] input").check()
        if seen:
            seen()
        dialog.locator(".o_form_button_save").click()
        dialog.wait_for(state="detached")


def save(page):
    """Save the form and wait until it is."""
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_view .o_form_saved, .o_form_saved")
    settle(page)


def sign(page, name):
    """Draw a signature on the pad, write the name, and send it."""
    page.fill(".o_web_sign_name_input", name)
    canvas = page.locator(".o_web_sign_signature_group canvas").first
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(
            box["x"] + 40 + step * 14,
            box["y"] + box["height"] / 2 + (-1) ** step * 18,
            steps=3,
        )
    page.mouse.up()
    page.click(".o_portal_sign_submit")


def photo(name):
    """A photo as a file chosen on a phone: grey, but a real JPEG."""
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 128, 136)).save(stream, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def english_on(page):
    """Latin words on a screen that a Chinese user would stumble over.

    Read is what is written on it, what its fields hold, and what they suggest.
    """
    text = page.evaluate(
        """() => [document.body.innerText]
            // the people of Odoo's own samples, of a list that is empty
            .map(text => [...document.querySelectorAll(".o_view_sample_data")]
                .flatMap(sample => sample.innerText.split(/[\\n\\t]+/))
                .reduce((left, word) => left.replace(word, " "), text))
            .concat([...document.querySelectorAll("input, textarea")]
                .filter(box => box.checkVisibility() && box.type !== "hidden")
                .flatMap(box => [box.placeholder, box.value === "on" ? "" : box.value]))
            .join("\\n")"""
    )
    return sorted(set(WORD.findall(ALLOWED.sub(" ", text))))
