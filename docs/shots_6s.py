"""Which pictures of 6S the guide has, as in ``shots``.

The words are those of the demo's workshop (``aftersales_6s/demo/words.py``).
"""

import io

from PIL import Image, ImageDraw
from shots import CASES, card, click, found, row, unfiltered

ROUNDS = "aftersales-6s-my-rounds"
FINDINGS = "aftersales-6s-findings"


def begin(area):
    """Begin a round on the phone, or go on with it where it was left."""

    def step(page):
        # not its big clean-up, which has an hour of its own
        round_ = f".o_kanban_record:has-text('{area}'):not(:has-text('大整顿'))"
        click(f"{round_} button[name=action_begin_round]")(page)
        page.wait_for_selector(".o_6s_card")

    return step


def pass_items(number=None):
    """Tap “passed” so often, or until everything has an answer."""

    def step(page):
        item, times = page.locator(".o_6s_card"), 0
        while times != number and item.count():
            page.locator(".o_6s_pass").click()
            page.wait_for_timeout(60)
            times += 1

    return step


def fail_item(note):
    """An item fails: a photo, and what is wrong."""

    def step(page):
        page.locator(".o_6s_fail").click()
        page.locator(".o_6s_camera").set_input_files(disorder("IMG_0610.jpg"))
        page.locator(".o_6s_photo img").wait_for()
        page.locator(".o_6s_note").fill(note)

    return step


def disorder(name):
    """A photo as a file chosen on a phone: a floor on which something lies about."""
    image = Image.new("RGB", (960, 720), (196, 202, 206))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 960, 720), fill=(142, 148, 152))
    draw.polygon([(60, 720), (110, 720), (330, 300), (300, 300)], fill=(226, 186, 60))
    draw.rectangle((470, 380, 700, 540), fill=(150, 116, 70))
    draw.line((470, 420, 700, 420), fill=(96, 72, 40), width=6)
    for left in (220, 360):
        draw.ellipse((left, 520, left + 170, 650), outline=(36, 36, 38), width=38)
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def sign_inspection(page):
    """Wait until all is sent, draw a signature, and sign."""
    page.locator(".o_6s_waiting[data-waiting='0']").wait_for()
    page.locator(".o_6s_sign").click()
    pad = page.locator(".modal-content canvas").last
    pad.wait_for()
    box = pad.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 30, middle)
    page.mouse.down()
    for number in range(1, 10):
        side = (-1) ** number * 14
        page.mouse.move(box["x"] + 30 + number * 16, middle + side, steps=3)
    page.mouse.up()
    page.locator(".modal-content .modal-footer .btn-primary").click()
    page.locator(".o_6s_next_round").wait_for()


SHOTS = {
    "6s-areas": ("dealer_director", "desktop", "aftersales-6s-areas?view_type=kanban"),
    "6s-checklist": (
        "dealer_director",
        "desktop",
        "aftersales-6s-checklists",
        row("车间检查表"),
    ),
    "6s-rounds": (
        "dealer_inspector",
        "desktop",
        "aftersales-6s-rounds?view_type=calendar",
        unfiltered,
        unfiltered,
    ),
    "6s-finding": (
        "dealer_director",
        "desktop",
        f"{FINDINGS}?view_type=list",
        *found("变速箱旧件"),
    ),
    "6s-finding-phone": (
        "dealer_inspector",
        "phone",
        "aftersales-6s-gallery",
        card("机修车间"),
    ),
    "6s-red-tags": ("dealer_director", "desktop", "aftersales-6s-red-tags", unfiltered),
    "6s-week": ("dealer_director", "desktop", "aftersales-6s-weeks", row("已确认")),
    "6s-month": ("dealer_director", "desktop", "aftersales-6s-months", row("已确认")),
    "6s-case": (
        "dealer_director",
        "desktop",
        f"{CASES}?view_type=list",
        unfiltered,
        row("S6-5"),
    ),
    "6s-heat-map": ("dealer_director", "desktop", "aftersales-6s-heat-map"),
    "6s-gallery": (
        "dealer_inspector",
        "desktop",
        "aftersales-6s-gallery",
        # what is shown hangs on the wall, which comes next
        *[click("button[name=action_show_example]:visible")] * 3,
    ),
    "6s-wall": ("dealer_inspector", "desktop", "aftersales-6s-wall"),
    "6s-test-drives": (
        "dealer_director",
        "desktop",
        "aftersales-6s-test-drives",
        unfiltered,
    ),
    "6s-tool-loans": (
        "dealer_tools",
        "desktop",
        "aftersales-6s-tool-loans",
        unfiltered,
    ),
    "6s-my-rounds-phone": ("dealer_worker", "phone", ROUNDS),
    "6s-my-findings-phone": ("dealer_tools", "phone", "my-6s-findings"),
    "6s-my-points-phone": ("dealer_worker", "phone", "my-6s"),
    # one inspection, from the first item to the signature
    "6s-card-phone": (
        "dealer_inspector",
        "phone",
        ROUNDS,
        begin("机修车间"),
        pass_items(9),
    ),
    "6s-fail-phone": (
        "dealer_inspector",
        "phone",
        ROUNDS,
        begin("机修车间"),
        fail_item("绿色通道上停着一台待检车。"),
    ),
    "6s-summary-phone": (
        "dealer_inspector",
        "phone",
        ROUNDS,
        begin("机修车间"),
        pass_items(),
        sign_inspection,
    ),
}
