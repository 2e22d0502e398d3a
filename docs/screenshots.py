"""Take the pictures of the guide from the demo database, in Chinese.

Run by ``make screenshots``, which serves a fresh demo database and names it in the
environment. Each picture is reduced to few colours, so that none is over 150 KB.
"""

import io
import os
import shutil
import sys
from pathlib import Path
from xmlrpc.client import ServerProxy

from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent / "tests")]
import screens  # noqa: E402

URL = os.environ["AFTERSALES_URL"]
PICTURES = DOCS / "images"
LARGEST = 150 * 1024
#: picture → login, size, address, and what to click before the picture is taken
SHOTS = {
    "clerk-requests": ("clerk", "desktop", "aftersales-requests", []),
    "clerk-list": ("clerk", "desktop", "aftersales-requests?view_type=list", []),
    "clerk-new": ("clerk", "desktop", "aftersales-requests/new", []),
    "clerk-request": (
        "clerk",
        "desktop",
        "aftersales-requests",
        [".o_kanban_record:has-text('加热元件')", ".o_notebook a[name=progress]"],
    ),
    "clerk-fact": (
        "clerk",
        "desktop",
        "aftersales-requests",
        [".o_kanban_record:has-text('加热元件')", "button:has-text('记录事实')"],
    ),
    "clerk-calendar": (
        "clerk",
        "desktop",
        "aftersales-visits?view_type=calendar",
        [],
    ),
    "technician-visits": ("technician", "phone", "my-visits", []),
    "technician-visit": (
        "technician",
        "phone",
        "my-visits",
        [".o_kanban_record:has-text('RT2-2024-0117')"],
    ),
    "technician-sign": (
        "technician",
        "phone",
        "my-visits",
        [".o_kanban_record:has-text('孙磊')", "button[name=action_sign]"],
    ),
    "manager-visits": ("manager", "desktop", "aftersales-visits", []),
    "manager-approve": (
        "manager",
        "desktop",
        "aftersales-visits",
        [".o_kanban_record:has-text('RT2-2025-0042')"],
    ),
    "manager-records": ("manager", "desktop", "service-records", []),
    "manager-clocks": ("manager", "desktop", "aftersales-clocks", []),
    "manager-policies": ("manager", "desktop", "aftersales-clock-policies", []),
    "customer-request": (
        "customer",
        "desktop",
        "/my/tickets",
        ["a.card[href*='/my/ticket/']"],
    ),
    "customer-phone": (
        "customer",
        "phone",
        "/my/tickets",
        ["a.card[href*='/my/ticket/']"],
    ),
}


def silence_bot():
    """OdooBot greets new users in a window that covers a phone's whole screen."""
    database = os.environ["AFTERSALES_DATABASE"]
    uid = ServerProxy(f"{URL}/xmlrpc/2/common").login(database, "admin", "admin")
    call = ServerProxy(f"{URL}/xmlrpc/2/object").execute_kw
    users = call(database, uid, "admin", "res.users", "search", [[]])
    change = [users, {"odoobot_state": "disabled"}]
    call(database, uid, "admin", "res.users", "write", change)


def take(page, address, clicks):
    """Go there, click what must be clicked, and return the picture as PNG."""
    page.goto(URL + (address if address.startswith("/") else f"/odoo/{address}"))
    page.wait_for_selector(".o_view_controller, .o_portal_wrap")
    screens.settle(page)
    for selector in clicks:
        page.locator(selector).first.click()
        page.wait_for_load_state("load")
        page.wait_for_timeout(1500)
    return page.screenshot()


def save(name, png):
    """Write a picture with a palette; fail if it is still too large."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(colors=128, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    image.save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST, f"{path.name} has {size} bytes"
    print(f"{path.relative_to(DOCS.parent)}  {size // 1024} KB")


def main(names):
    """Take the named pictures, or all of them."""
    PICTURES.mkdir(exist_ok=True)
    silence_bot()
    sizes = {"desktop": screens.DESKTOP, "phone": screens.PHONE}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name in names or SHOTS:
            login, size, address, clicks = SHOTS[name]
            context = screens.context(browser, sizes[size])
            page = context.new_page()
            screens.log_in(page, URL, login)
            save(name, take(page, address, clicks))
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
