"""Take the pictures of the guide from the demo database, in Chinese.

Run by ``make screenshots``, which serves a fresh demo database and names it in the
environment. Each picture is reduced to few colours, so that none is over 150 KB. A
screen with an English word on it is refused.
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
sys.path[:0] = [str(DOCS.parent / "tests"), str(DOCS)]
import screens  # noqa: E402
import shots  # noqa: E402
import shots_6s  # noqa: E402

URL = os.environ["AFTERSALES_URL"]
PICTURES = DOCS / "images"
LARGEST = 150 * 1024
#: A view, another action of the web client, the wall screen, the portal, a window
DRAWN = ".o_view_controller, .o_content, .o_6s_wall, .o_portal_wrap, .modal-content"
#: Those of ``shots`` last: they end with what changes the demo
SHOTS = {**shots_6s.SHOTS, **shots.SHOTS}
SIZES = {"desktop": screens.DESKTOP, "phone": screens.PHONE}


def silence_bot():
    """OdooBot greets new users in a window that covers a phone's whole screen."""
    database = os.environ["AFTERSALES_DATABASE"]
    uid = ServerProxy(f"{URL}/xmlrpc/2/common").login(database, "admin", "admin")
    call = ServerProxy(f"{URL}/xmlrpc/2/object").execute_kw
    users = call(database, uid, "admin", "res.users", "search", [[]])
    change = [users, {"odoobot_state": "disabled"}]
    call(database, uid, "admin", "res.users", "write", change)


def take(page, address, steps):
    """Go there, take the steps that lead to the screen, and return it as PNG."""
    page.goto(URL + (address if address.startswith("/") else f"/odoo/{address}"))
    page.wait_for_selector(DRAWN)
    screens.settle(page)
    for step in steps:
        step(page)
        page.wait_for_load_state("load")
        page.wait_for_timeout(700)
        screens.settle(page)
    words = screens.english_on(page)
    assert not words, f"English on the screen: {', '.join(words)}"
    return page.screenshot()


def save(name, png):
    """Write a picture with a palette; fail if it is still too large."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(colors=128, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    image.save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST, f"{path.name} has {size} bytes"
    print(f"{path.relative_to(DOCS.parent)}  {size // 1024} KB", flush=True)


def main(names):
    """Take the named pictures, or all of them, and name those that failed."""
    PICTURES.mkdir(exist_ok=True)
    silence_bot()
    failed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--lang=zh-CN",
            ],
            # what the browser itself writes on a page, such as on a button for files
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        pages = {}
        for name in names or SHOTS:
            login, size, address, *steps = SHOTS[name]
            if (login, size) not in pages:
                pages[login, size] = screens.context(browser, SIZES[size]).new_page()
                pages[login, size].set_default_timeout(60000)
                if login:
                    screens.log_in(pages[login, size], URL, login)
            try:
                save(name, take(pages[login, size], address, steps))
            except Exception as error:  # the other pictures are worth taking
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr, flush=True)
        browser.close()
    if failed:
        sys.exit(f"not taken: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
