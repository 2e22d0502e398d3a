"""An inspection on the phone, with photos, and without a network in the middle (S6-4).

An inspector starts a planned round, taps through 25 items, loses the network, goes on,
and signs when it is back. Another time the page is closed without a network: what was
tapped is sent when the phone opens Odoo again. Nothing is lost, and nothing waits for
the server, with 200 items either.
"""

import io
import json
from datetime import UTC, datetime
from statistics import median

import screens
from PIL import Image

#: An inspector, areas of kinds of their own, and a planned round in each
SCENE = """
from datetime import timedelta
from odoo import fields
inspector = person("inspector", "赵敏", "aftersales_service.group_aftersales_inspector")
owner = env["hr.employee"].search(
    [("name", "=", "王建国"), ("company_id", "=", company.id)])
today = company._service_date(fields.Datetime.now())
sections = ("地面与通道", "工具与设备", "安全")
def checklist(code, name, number):
    kind = env["aftersales.6s.kind"].create(
        {"name": name, "code": code, "company_id": company.id})
    found = env["aftersales.6s.checklist"].create(
        {"name": f"{name}检查表", "kind_id": kind.id, "company_id": company.id,
         "valid_from": today - timedelta(days=30),
         "item_ids": [(0, 0, {
             "sequence": one, "code": f"J-{one:03}",
             "section": sections[min(one * 3 // (number + 1), 2)],
             "name": f"第{one}项：地面无油污、无积水，通道线清楚",
             "hint": "用脚轻擦地面，看是否打滑",
             "pillar": "safety" if one * 3 // (number + 1) == 2 else "shine",
             "severity": "critical" if one == number else "major"})
             for one in range(1, number + 1)]})
    found.state = "published"
    return kind
def area(name, kind):
    made = env["aftersales.6s.area"].create(
        {"name": name, "kind_id": kind.id, "company_id": company.id})
    env["aftersales.6s.area.owner"].create(
        {"area_id": made.id, "employee_id": owner.id,
         "date_from": today - timedelta(days=30)})
    return made
kind = checklist("journey", "钣金车间", 25)
bays = [area(f"钣金车间{place}号工位", kind) for place in ("一", "二", "三")]
hall = area("总装车间", checklist("journey_large", "总装", 200))
for one in (*bays, hall):
    env["aftersales.6s.inspection"].create(
        {"area_id": one.id, "day": today, "check": "inspector",
         "due_at": fields.Datetime.now() + timedelta(hours=3)})
"""
#: What the server has of the round in an area
KEPT = """
import json
one = env["aftersales.6s.inspection"].search([("area_id.name", "=", {area!r})])
print("KEPT", json.dumps({{
    "state": one.state, "score": one.score, "signed": bool(one.signature),
    "findings": len(one.finding_ids),
    "lines": [[line.item_id.code, line.result, line.note or "",
               str(line.answered_at), len(line.photo_ids)]
              for line in one.line_ids.sorted("sequence")],
    "traces": [b"Exif" in photo.raw for photo in env["ir.attachment"].search(
        [("res_model", "=", "aftersales.6s.photo"), ("res_field", "=", "image"),
         ("res_id", "in", one.line_ids.photo_ids.ids)])]}}))
"""
#: Errors of a page that has no network
NO_NETWORK = ("Failed to load resource", "WebSocket", "IndexedDB error")
#: A browser that keeps nothing, as a private window of some phones
FORGETFUL = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, version) {
    if (!name.startsWith("aftersales_6s")) {
        return open.call(this, name, version);
    }
    const request = {};
    setTimeout(() => request.onerror({ target: { error: { message: "refused" } } }));
    return request;
};
"""
#: The state of a form; a phone shows it elsewhere
CURRENT = ".o_arrow_button_current[data-value={}]"
RECORD = "**/aftersales.6s.inspection/record"
ROUNDS = "today-6s?view_type=kanban"


def kept(story, area):
    (line,) = (
        line
        for line in story.behind(KEPT.format(area=area)).splitlines()
        if line.startswith("KEPT")
    )
    return json.loads(line.removeprefix("KEPT"))


def photo(name, size=(2600, 1900)):
    """A large photo with where it was taken, as a phone's camera gives it."""
    exif = Image.Exif()
    exif[34853] = {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)}
    stream = io.BytesIO()
    Image.new("RGB", size, (128, 120, 96)).save(stream, "JPEG", exif=exif.tobytes())
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def start(story, area):
    """Open the rounds of the day on the phone, and start the one of an area."""
    page = story.page("inspector", screens.PHONE)
    screens.open_view(page, f"{story.url}/odoo/{ROUNDS}")
    card = page.locator(f".o_kanban_record:has-text('{area}')")
    story.read(page, "6s rounds, phone")
    card.locator("button[name=action_start]").click()
    page.wait_for_selector(".o_6s_card")
    return page


def code(page):
    return page.locator(".o_6s_card").get_attribute("data-item")


def tap(page, name):
    """Tap an answer; the next card is there at once."""
    before = code(page)
    page.locator(f".o_6s_{name}").tap()
    page.wait_for_function(
        """before => !document.querySelector(`.o_6s_card[data-item="${before}"]`)""",
        arg=before,
    )
    return before


def fail(page, note, photos, seen=None):
    """Tap fail, take photos, write a note, go on."""
    before = code(page)
    page.locator(".o_6s_fail").tap()
    page.locator(".o_6s_sheet").wait_for()
    for number in range(photos):
        page.locator(".o_6s_camera").set_input_files(photo(f"照片{number}.jpg"))
        page.locator(".o_6s_photo").nth(number).wait_for()
    page.locator(".o_6s_note").fill(note)
    if seen:
        seen()
    page.locator(".o_6s_next").tap()
    page.locator(".o_6s_sheet").wait_for(state="detached")
    return before


def waiting(page):
    return int(page.locator(".o_6s_waiting").get_attribute("data-waiting"))


def all_sent(page):
    page.locator(".o_6s_waiting[data-waiting='0']").wait_for()


def draw(page):
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


def sign(story, page, name):
    page.locator(".o_6s_end").wait_for()
    all_sent(page)
    story.read(page, f"{name} before the signature, phone")
    page.locator(".o_6s_sign").tap()
    draw(page)
    story.read(page, f"{name} signature, phone")
    page.locator(".modal-content .modal-footer .btn-primary").tap()
    page.locator(".o_6s_next_round").wait_for()
    story.read(page, f"{name} signed, phone")


def test_s6_4_network_is_lost_in_the_middle_and_nothing_else(story):
    """25 items: online, 8 of them offline with photos, online again, signed."""
    page = start(story, "钣金车间一号工位")
    screens.settle(page)
    story.read(page, "6s item, phone")
    for _item in range(9):
        tap(page, "pass")
    online = fail(
        page,
        "通道堆放旧轮胎",
        1,
        lambda: story.read(page, "6s failed item, phone"),
    )
    tap(page, "na")
    all_sent(page)
    assert len(kept(story, "钣金车间一号工位")["lines"]) == 11

    page.context.set_offline(True)
    page.locator(".o_6s_offline").wait_for()
    offline = [tap(page, "pass") for _item in range(6)]
    offline += [fail(page, "地面有油", 1), fail(page, "积水", 1)]
    assert waiting(page) == 8
    story.read(page, "6s without network, phone")
    page.locator(".o_6s_toggle_list").tap()
    page.locator(".o_6s_list").wait_for()
    assert page.locator(".o_6s_list .fa-cloud-upload").count() == 8
    story.read(page, "6s list without network, phone")
    page.locator(".o_6s_toggle_list").tap()
    assert len(kept(story, "钣金车间一号工位")["lines"]) == 11
    back = datetime.now(UTC).replace(tzinfo=None)

    page.context.set_offline(False)
    all_sent(page)
    found = {line[0]: line[1:] for line in kept(story, "钣金车间一号工位")["lines"]}
    assert len(found) == 19
    for item in offline:
        at = datetime.fromisoformat(found[item][2])
        assert at <= back, "the time is that of the tap, not of the transfer"

    tap(page, "na")
    page.locator(".o_6s_undo").tap()
    page.wait_for_function("!document.querySelector('.o_6s_given')")
    while page.locator(".o_6s_card").count():
        page.locator(".o_6s_pass").tap()
        page.wait_for_timeout(60)
    sign(story, page, "6s")

    result = kept(story, "钣金车间一号工位")
    lines = {line[0]: line[1:] for line in result["lines"]}
    assert len(lines) == 25
    assert result["state"] == "done"
    assert result["signed"]
    assert result["findings"] == 3
    assert result["traces"] == [False] * 3, "no place in what is stored"
    failed = {item: line for item, line in lines.items() if line[0] == "fail"}
    assert set(failed) == {online, *offline[6:]}
    assert [line[1] for line in failed.values()] == [
        "通道堆放旧轮胎",
        "地面有油",
        "积水",
    ]
    assert [line[3] for line in failed.values()] == [1, 1, 1]
    assert [line[0] for line in lines.values()].count("na") == 1
    assert round(result["score"], 2) == 87.5


def correct(story, page, number):
    """The owner shows on the phone how it looks now."""
    screens.open_view(page, f"{story.url}/odoo/my-6s-findings?view_type=kanban")
    group = page.locator(".o_kanban_group", has_text="待整改")
    group.locator(".o_kanban_record").first.wait_for()
    story.read(page, "6s my findings, phone")
    group.locator(".o_kanban_record").first.click()
    page.wait_for_selector(".o_form_view")
    screens.settle(page)
    story.read(page, f"6s finding {number}, phone")
    page.locator("button:has-text('整改'):visible").first.click()
    dialog = page.locator(".modal-content")
    dialog.locator("[name=photo] input[type=file]").set_input_files(
        photo("整改后.jpg", (800, 600))
    )
    dialog.locator("[name=photo] img").first.wait_for()
    dialog.locator("[name=text] textarea").fill("已清理干净")
    story.read(page, "6s put right, phone")
    dialog.locator("button[name=action_take]").click()
    dialog.wait_for(state="detached")
    page.wait_for_selector(CURRENT.format("corrected"), state="attached")


def test_s6_4_s6_5_from_the_finding_to_the_month_s_sheet(story):
    """Put right with a photo, looked at by somebody else, and on the month's sheet."""
    owner = story.page("technician", screens.PHONE)
    for number in range(3):
        correct(story, owner, number)
    inspector = story.page("inspector", screens.PHONE)
    for number in range(3):
        screens.open_view(
            inspector,
            f"{story.url}/odoo/aftersales-6s-findings-to-recheck?view_type=kanban",
        )
        card = inspector.locator(".o_kanban_record:not(.o_kanban_ghost)").first
        card.wait_for()
        card.click()
        inspector.wait_for_selector(".o_form_view button[name=action_accept]")
        screens.settle(inspector)
        if not number:
            story.read(inspector, "6s recheck, phone")
        screens.press(inspector, "action_accept")
        inspector.wait_for_selector(CURRENT.format("closed"), state="attached")
    manager = story.page("manager")
    screens.open_view(manager, f"{story.url}/odoo/aftersales-6s-months")
    manager.locator("button[name=action_open_current]").click()
    manager.wait_for_selector(".o_form_view [name=person_ids] .o_data_row")
    screens.settle(manager)
    story.read(manager, "6s month")
    rows = manager.locator("[name=person_ids] .o_data_row")
    row = rows.filter(has_text="王建国").inner_text()
    assert all(number in row for number in ("3", "6.0", "12.00")), row
    screens.open_view(owner, f"{story.url}/odoo/my-6s")
    assert "12.00" in owner.inner_text(".o_content")
    story.read(owner, "6s my points, phone")


def test_s6_4_closed_page_sends_what_it_had_when_it_is_opened_again(story):
    """Ten answers and two photos were only on the phone when its page was closed."""
    area = "钣金车间二号工位"
    page = start(story, area)
    for _item in range(5):
        tap(page, "pass")
    all_sent(page)
    inspection = page.url
    context = page.context
    context.set_offline(True)
    page.locator(".o_6s_offline").wait_for()
    for _item in range(8):
        tap(page, "pass")
    fail(page, "灭火器过期", 2)
    # half-way through the next one
    page.locator(".o_6s_fail").tap()
    page.locator(".o_6s_sheet .o_6s_note").fill("电线裸露")
    page.wait_for_timeout(800)
    # gone without a network: one that is closed here would get it back for a moment
    page.goto("about:blank")
    page.close()
    assert len(kept(story, area)["lines"]) == 5

    context.set_offline(False)
    page = context.new_page()
    page.set_default_timeout(60000)
    screens.watch(page, story.errors)
    story.pages["inspector", screens.PHONE["width"]] = page
    page.goto(inspection)
    page.wait_for_selector(".o_6s_card")
    assert page.locator(".o_6s_toggle_list").inner_text().strip() == "15/25"
    all_sent(page)
    lines = kept(story, area)["lines"]
    assert [line[1] for line in lines] == ["pass"] * 13 + ["fail"] * 2
    assert [line[2] for line in lines[13:]] == ["灭火器过期", "电线裸露"]
    assert [line[4] for line in lines[13:]] == [2, 0]

    # the photo that is still missing is asked for before the signature
    while page.locator(".o_6s_card").count():
        page.locator(".o_6s_pass").tap()
        page.wait_for_timeout(60)
    all_sent(page)
    assert page.locator(".o_6s_sign").is_disabled()
    page.locator(".o_6s_bare").tap()
    page.locator(".o_6s_fail").tap()
    assert page.locator(".o_6s_note").input_value() == "电线裸露"
    # a photo that isn't one is refused by the server, and only that
    page.locator(".o_6s_album").set_input_files(
        {
            "name": "照片7.HEIC",
            "mimeType": "image/heic",
            "buffer": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64),
        }
    )
    page.locator(".o_6s_photo").wait_for()
    page.locator(".o_6s_next").tap()
    page.locator(".o_6s_attention").wait_for()
    page.locator(".o_6s_attention").tap()
    row = page.locator(".o_6s_row:has(.fa-exclamation-triangle)")
    row.tap()
    page.locator(".o_6s_fail").tap()
    assert "照片7.HEIC" in page.locator(".o_6s_refusal").inner_text()
    story.read(page, "6s refused photo, phone")
    page.locator(".o_6s_refusal .btn-danger").tap()
    page.locator(".o_6s_camera").set_input_files(photo("照片8.jpg"))
    page.locator(".o_6s_photo").wait_for()
    page.locator(".o_6s_next").tap()
    sign(story, page, "6s second")
    result = kept(story, area)
    assert result["state"] == "done"
    assert result["findings"] == 2
    assert [line[4] for line in result["lines"][13:15]] == [2, 1]


def test_s6_4_browser_that_keeps_nothing_says_so_and_sends_at_once(story):
    """A warning is shown, answers go straight to the server, and wait in the page."""
    story.page("inspector", screens.PHONE).context.close()
    del story.pages["inspector", screens.PHONE["width"]]
    page = story.page("inspector", screens.PHONE)
    page.context.add_init_script(FORGETFUL)
    area = "钣金车间三号工位"
    start(story, area)
    page.locator(".o_6s_nostore").wait_for()
    tap(page, "pass")
    fail(page, "地面有油", 1)
    all_sent(page)
    page.context.set_offline(True)
    tap(page, "pass")
    assert waiting(page) == 1
    page.context.set_offline(False)
    all_sent(page)
    lines = kept(story, area)["lines"]
    assert [line[1] for line in lines] == ["pass", "fail", "pass"]
    assert [line[4] for line in lines] == [0, 1, 0]


#: Tap "passed" and wait for the next card to be painted; milliseconds of each tap
MEASURE = """async number => {
    const times = [], nodes = [];
    for (let one = 0; one < number; one++) {
        const before = document.querySelector(".o_6s_card").dataset.item;
        const start = performance.now();
        document.querySelector(".o_6s_pass").click();
        while (document.querySelector(".o_6s_card")?.dataset.item === before) {
            await new Promise(requestAnimationFrame);
        }
        times.push(performance.now() - start);
        nodes.push(document.querySelectorAll(".o_6s_inspect *").length);
    }
    return [times, nodes];
}"""


def test_s6_4_with_200_items_no_tap_waits(story):
    """The server takes two seconds for each request; the phone doesn't care."""
    page = start(story, "总装车间")
    sent = []

    def slow(route):
        sent.append(len(json.loads(route.request.post_data)["params"]["args"][1]))
        route.continue_()

    page.route(RECORD, slow)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 2000,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )
    times, nodes = page.evaluate(MEASURE, 200)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )
    assert max(nodes) < 400, "one card is drawn, not 200"
    assert median(times) < 1000, "no tap waits for an answer, which takes two seconds"
    assert median(times[-50:]) < 2 * median(times[:50]) + 20, "it doesn't grow"
    page.locator(".o_6s_end").wait_for()
    all_sent(page)
    assert sum(sent) == 200
    assert len(sent) < 40, "answers go in batches"
    result = kept(story, "总装车间")
    assert [line[1] for line in result["lines"]] == ["pass"] * 200
    page.locator(".o_6s_toggle_list").tap()
    page.locator(".o_6s_row").nth(199).wait_for()
    story.read(page, "6s list of 200, phone")
    page.locator(".o_6s_toggle_list").tap()


def test_owner_reads_the_record_on_the_desktop(story):
    """The form shows answers, photos and the signature; the paper can be printed."""
    page = story.page("technician")
    screens.open_view(page, f"{story.url}/odoo/inspections-6s?view_type=list")
    story.read(page, "6s inspections")
    page.locator(".o_data_row:has-text('钣金车间一号工位') td[name=name]").click()
    page.wait_for_selector(".o_form_view .o_data_row")
    screens.settle(page)
    story.read(page, "6s inspection")
    assert page.locator("[name=line_ids] .o_data_row").count() == 25
    page.locator(".nav-link[name=photos]").click()
    page.locator("[name=photo_ids] .o_kanban_record:not(.o_kanban_ghost)").nth(
        2
    ).wait_for()
    screens.settle(page)
    story.read(page, "6s inspection photos")
    assert not page.locator("button[name=action_start]:visible").count()


def test_the_6s_story_was_without_errors(story):
    """No page's scripts failed, but for what a page without a network says."""
    real = [
        error for error in story.errors if not any(sign in error for sign in NO_NETWORK)
    ]
    assert not real
    assert not story.english
