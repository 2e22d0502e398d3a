"""Two servers do the same work at once, and one of them dies (T-02 … T-04, INT-8).

Real processes on a real database: each is an Odoo of its own, as two workers are.
"""

import json
import os
import subprocess
import time

import pytest

CLOCKS = 600
HELD = 250
NEWS = 60
MAKE = f"""
from datetime import timedelta
from odoo import fields
company = env.company
env["aftersales.profile"].load("furnace", company)
early = fields.Datetime.now() - timedelta(hours=4)
env["helpdesk.ticket"].create([
    {{"name": str(n), "description": "x", "registered_at": early}}
    for n in range({CLOCKS})])
env.flush_all()
# what a worker would have seen before the limit passed
env.cr.execute("UPDATE aftersales_clock SET state = 'running' WHERE state = 'missed'")
env.cr.commit()
"""
SWEEP = """
import json
found = env["aftersales.clock"].sweep(batch=100)
env.cr.commit()
print("swept", json.dumps(found), flush=True)
"""
HOLD = """
import json, os, time
from odoo import fields
found = env["aftersales.clock"]._sweep_batch(fields.Datetime.now(), {held})
print("held", json.dumps(found), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""

#: 60 misses whose leader must know, and 60 messages that customers are to get
MAKE_NEWS = f"""
from datetime import timedelta
from odoo import fields
company = env.company
env["aftersales.profile"].load("furnace", company)
env["aftersales.clock.policy"].search([("code", "!=", "T-02")]).active = False
leader = env.ref("base.user_admin")._employee_in(company)
clerk = env["hr.employee"].create(
    {{"name": "clerk", "company_id": company.id, "parent_id": leader.id}})
# mailing writes on the customer: workers at the same one would wait for each other
partners = env["res.partner"].create(
    [{{"name": str(n), "email": "c@example.com"}} for n in range({NEWS})])
early = fields.Datetime.now() - timedelta(hours=4)
env["helpdesk.ticket"].create([
    {{"name": str(n), "description": "x", "registered_at": early,
      "partner_id": partners[n].id, "accountable_id": clerk.id}}
    for n in range({NEWS})])
env["mail.mail"].search([]).unlink()
env.flush_all()
env["aftersales.clock"].sweep()
env.cr.commit()
"""
#: A worker that stops in the middle, as if it hung; nothing is committed by then
HOLD_ALARMS = """
import json, os, time
clocks = env["aftersales.clock"]
from odoo import fields
locked = clocks._lock_alarms(fields.Datetime.now(), 25)
locked._tell()
locked.alarm = "missed"
env.flush_all()
print("held", json.dumps(locked.ids), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
ALARMS = """
import json
told = env["aftersales.clock"].raise_alarms(batch=10)
env.cr.commit()
print("swept", json.dumps(told.ids), flush=True)
"""
#: It has sent some messages for good, as the scheduled action does, and now hangs
HOLD_NOTICES = """
import json, os, time
# all of one customer, so that the two workers meet there
env.cr.execute("UPDATE helpdesk_ticket SET partner_id = "
               "(SELECT min(partner_id) FROM helpdesk_ticket)")
env.cr.commit()
env.invalidate_all()
notices = env["aftersales.notice"].with_context(ir_cron_progress_id=1)
sent = []
keep = type(notices)._send
def send(self, kind, ticket, visit=None):
    if len(sent) == 7:
        print("held", json.dumps(sent), flush=True)
        while not os.path.exists("{signal}"):
            time.sleep(0.1)
    sent.append(ticket.id)
    return keep(self, kind, ticket, visit)
type(notices)._send = send
type(env["ir.cron"])._commit_progress = lambda self, *a, **k: env.cr.commit()
notices.send_due()
env.cr.commit()
"""
NOTICES = """
import json
n = env["aftersales.notice"].send_due(batch=100)
env.cr.commit()
print("swept", json.dumps(n), flush=True)
"""

#: One request, whose verdict two workers make at the same time
MAKE_REQUEST = """
env["helpdesk.ticket"].create({"name": "1", "description": "x"})
env.cr.commit()
"""
HOLD_VERDICT = """
import json, os, time
verdict = env["helpdesk.ticket"].search([("name", "=", "1")]).make_verdict()
print("held", json.dumps(verdict.ids), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
#: As a call from a browser: run anew where PostgreSQL says so
JUDGE_TOO = """
import json
from odoo.service.model import retrying
ticket = env["helpdesk.ticket"].search([("name", "=", "1")])
print("held", json.dumps(ticket.ids), flush=True)
def judge():
    if {change!r}:
        ticket.needs_replacement = {change!r}
    ticket.make_verdict()
retrying(judge, env)
env.cr.commit()
"""


@pytest.fixture
def late_clocks(fresh_database, odoo_shell):
    """A database in which 600 limits have passed unnoticed."""
    name = fresh_database()
    odoo_shell(name, MAKE)
    return name


@pytest.fixture
def holding(tmp_path):
    """Start a server that has swept some clocks and hasn't committed yet."""
    started = []

    def start(database, code=HOLD, **details):
        signal = tmp_path / "commit"
        process = subprocess.Popen(
            [
                os.environ["AFTERSALES_ODOO"],
                *("shell", f"--database={database}", "--no-http"),
                "--log-level=error",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        process.stdin.write(code.format(held=HELD, signal=signal, **details))
        process.stdin.close()
        line = process.stdout.readline()
        assert line.startswith("held"), line
        return process, signal, json.loads(line.removeprefix("held"))

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait()


def swept(output):
    """Ids that a sweep said it missed."""
    line = next(ln for ln in output.splitlines() if ln.startswith("swept"))
    return json.loads(line.removeprefix("swept"))


def missed(databases, name):
    """Ids of all missed clocks in the database."""
    rows = databases.query(name, "SELECT id FROM aftersales_clock WHERE state='missed'")
    return {int(row[0]) for row in rows}


def test_two_sweeps_at_once_miss_each_clock_once(
    late_clocks, holding, odoo_shell, databases
):
    """One waits for nothing the other holds, and takes none of it."""
    first, signal, held = holding(late_clocks)
    taken = swept(odoo_shell(late_clocks, SWEEP))
    assert first.poll() is None, "the first server still holds its rows"
    signal.touch()
    assert first.wait(timeout=200) == 0
    assert len(held) == HELD
    assert not set(held) & set(taken)
    assert len(held) + len(taken) == CLOCKS
    assert missed(databases, late_clocks) == {*held, *taken}


def test_a_sweep_killed_in_the_middle_loses_nothing(
    late_clocks, holding, odoo_shell, databases
):
    """What a dead server had swept is swept by the next, all of it and once."""
    first, _signal, held = holding(late_clocks)
    first.kill()
    first.wait()
    assert missed(databases, late_clocks) == set()
    taken = swept(odoo_shell(late_clocks, SWEEP))
    assert set(held) <= set(taken)
    assert len(taken) == len(set(taken)) == CLOCKS
    assert swept(odoo_shell(late_clocks, SWEEP)) == []


@pytest.fixture
def news(fresh_database, odoo_shell):
    """A database with misses nobody was told of, and messages nobody got."""
    name = fresh_database()
    odoo_shell(name, MAKE_NEWS)
    return name


def counted(databases, name, query):
    """How many rows each thing has: {number of rows: number of things}."""
    rows = databases.query(
        name,
        f"SELECT n, count(*) FROM (SELECT count(*) AS n FROM {query}) counts "
        "GROUP BY n",
    )
    return {int(times): int(things) for times, things in rows}


ACTIVITIES = "mail_activity WHERE aftersales_clock_id IS NOT NULL "
ACTIVITIES += "GROUP BY aftersales_clock_id, user_id"
MAILS = "mail_message WHERE model = 'helpdesk.ticket' "
MAILS += "AND message_type = 'auto_comment' GROUP BY res_id"


@pytest.mark.parametrize("killed", [False, True], ids=["finished", "killed"])
def test_people_are_told_of_a_miss_once(killed, news, holding, odoo_shell, databases):
    """One activity a clock, whether the first worker comes to its end or dies."""
    first, signal, held = holding(news, HOLD_ALARMS)
    assert len(held) == 25
    if killed:
        first.kill()
        first.wait()
    taken = swept(odoo_shell(news, ALARMS, timeout=200))
    if not killed:
        signal.touch()
        assert first.wait(timeout=200) == 0
        assert not set(held) & set(taken)
    assert len(taken) == (NEWS if killed else NEWS - 25)
    assert counted(databases, news, ACTIVITIES) == {1: NEWS}
    assert swept(odoo_shell(news, ALARMS, timeout=200)) == []
    assert counted(databases, news, ACTIVITIES) == {1: NEWS}


@pytest.mark.parametrize("killed", [False, True], ids=["finished", "killed"])
def test_customers_get_each_message_once(killed, news, holding, odoo_shell, databases):
    """A worker that was slow, or died, sends nothing that another has sent."""
    first, signal, held = holding(news, HOLD_NOTICES)
    assert len(held) == 7
    if killed:
        first.kill()
        first.wait()
    odoo_shell(news, NOTICES, timeout=200)
    if not killed:
        signal.touch()
        assert first.wait(timeout=200) == 0
    odoo_shell(news, NOTICES, timeout=200)
    assert counted(databases, news, MAILS) == {1: NEWS}
    assert databases.query(news, "SELECT 1 FROM aftersales_notice") == []


#: One request of one visit, finished and ready to be signed
MAKE_VISIT = """
company = env.company
env["aftersales.profile"].load("furnace", company)
leader = env.ref("base.user_admin")._employee_in(company)
ticket = env["helpdesk.ticket"].create({"name": "one", "description": "x"})
visit = env["aftersales.visit"].create(
    {"ticket_id": ticket.id, "leader_id": leader.id, "findings": "f", "cause": "c",
     "action_taken": "a", "customer_opinion": "o"})
for line in visit.line_ids:
    line.write({"done": True, "value": "1"})
visit.action_dispatch()
for code in ("departed", "arrived", "finished"):
    visit.record_event(code)
env.cr.commit()
"""
HOLD_HELP = """
import json, os, time
env["helpdesk.ticket"].search([]).record_event("parts_approved")
env.flush_all()
print("held", json.dumps([]), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
#: As a request of the web client runs: again, if another transaction was first
CLOSE = """
from odoo.service.model import retrying
retrying(lambda: env["helpdesk.ticket"].search([]).action_close(), env)
env.cr.commit()
print("swept", [], flush=True)
"""
PICTURE = """
pixel = (b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
         b"awAAAABJRU5ErkJggg==")
"""
HOLD_SIGN = (
    PICTURE
    + """
import json, os, time
env["aftersales.visit"].search([])._sign("First", pixel)
env.flush_all()
print("held", json.dumps([]), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
)
SIGN = (
    PICTURE
    + """
from odoo.exceptions import UserError
from odoo.service.model import retrying
try:
    retrying(lambda: env["aftersales.visit"].search([])._sign("Second", pixel), env)
    env.cr.commit()
    print("swept", ["signed"], flush=True)
except UserError:
    print("swept", [], flush=True)
"""
)


def meanwhile(databases, database, code, first, signal):
    """Run code while the first server holds, which then comes to its end.

    It does when the second one waits for a row of it, or was told and has gone.
    """
    waits = f"""SELECT 1 FROM pg_stat_activity
                WHERE datname = '{database}' AND wait_event_type = 'Lock'"""
    with subprocess.Popen(
        [
            os.environ["AFTERSALES_ODOO"],
            *("shell", f"--database={database}", "--no-http", "--log-level=error"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as second:
        second.stdin.write(code)
        second.stdin.close()
        deadline = time.monotonic() + 120
        try:
            while second.poll() is None and not databases.query("postgres", waits):
                assert time.monotonic() < deadline, "they never met"
                time.sleep(0.1)
        finally:
            signal.touch()
        assert first.wait(timeout=200) == 0
        output = second.stdout.read()
    return json.loads(output.rpartition("swept")[2].replace("'", '"'))


def test_request_closed_while_another_records_a_fact(
    fresh_database, odoo_shell, holding, databases
):
    """T-15: no clock is left running on a request that was closed beside it."""
    name = fresh_database()
    odoo_shell(name, MAKE_VISIT)
    first, signal, _held = holding(name, HOLD_HELP)
    meanwhile(databases, name, CLOSE, first, signal)
    rows = databases.query(
        name,
        "SELECT state FROM aftersales_clock clock JOIN aftersales_clock_policy policy "
        "ON policy.id = clock.policy_id WHERE policy.code = 'T-15'",
    )
    assert [row[0] for row in rows] == ["cancelled"]


def test_vis4_two_customers_sign_at_once(
    fresh_database, odoo_shell, holding, databases
):
    """VIS-4: one signature counts, and the other one is told."""
    name = fresh_database()
    odoo_shell(name, MAKE_VISIT)
    first, signal, _held = holding(name, HOLD_SIGN)
    assert meanwhile(databases, name, SIGN, first, signal) == []
    rows = databases.query(name, "SELECT signed_by FROM aftersales_visit_seal")
    assert [row[0] for row in rows] == ["First"]
    rows = databases.query(
        name, "SELECT count(*) FROM aftersales_event WHERE code = 'signed'"
    )
    assert int(rows[0][0]) == 1


@pytest.mark.parametrize("change", [False, "yes"], ids=["same", "changed"])
def test_two_verdicts_at_once_leave_one_in_force(
    change, fresh_database, odoo_shell, holding, databases
):
    """The second worker waits, is refused, starts anew and sees the first verdict."""
    name = fresh_database()
    odoo_shell(name, MAKE_REQUEST)
    first, signal, held = holding(name, HOLD_VERDICT)
    assert len(held) == 1
    second, _signal, _ticket = holding(name, JUDGE_TOO, change=change)
    signal.touch()
    assert first.wait(timeout=200) == 0
    assert second.wait(timeout=200) == 0
    rows = databases.query(
        name, "SELECT is_current, name FROM aftersales_warranty_verdict ORDER BY id"
    )
    assert [current for current, _name in rows].count("t") == 1
    assert len({name for _current, name in rows}) == len(rows) == (2 if change else 1)


CLAIMED = 40
#: 40 parts of one supplier, written off and to be claimed
MAKE_PARTS = f"""
from odoo import fields
company = env.company
supplier = env["res.partner"].create({{"name": "Pump Works", "is_company": True}})
part = env["product.product"].create(
    {{"name": "Pump", "is_storable": True, "seller_ids": [
        (0, 0, {{"partner_id": supplier.id}})]}})
depot = env["aftersales.part.holder"].create({{"kind": "depot", "name": "Depot"}})
tickets = env["helpdesk.ticket"].create(
    [{{"name": str(n), "description": "x"}} for n in range({CLAIMED})])
env["aftersales.part.use"].create(
    [{{"name": f"PU-{{n}}", "company_id": company.id, "ticket_id": ticket.id,
       "holder_id": depot.id, "product_id": part.id, "quantity": 1, "state": "posted",
       "posted_at": fields.Datetime.now(), "bearer": "supplier",
       "is_main_cause": True}} for n, ticket in enumerate(tickets)])
env.cr.commit()
"""
HOLD_CLAIMS = """
import json, os, time
claim = env["aftersales.supplier.claim"].collect()
env.flush_all()
print("held", json.dumps(claim.line_ids.ids), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
#: As the window in a browser: run anew where PostgreSQL says so
CLAIM = """
from odoo.service.model import retrying
lines = lambda: env["aftersales.supplier.claim"].collect().line_ids.ids
found = retrying(lines, env)
env.cr.commit()
print("swept", found, flush=True)
"""
#: It has seen the parts before the first one commits, and claims them after that
CLAIM_LATE = """
import json, os, time
from odoo.service.model import retrying
env["aftersales.part.use"].search([]).mapped("claim_state")
print("held", json.dumps([]), flush=True)
while not os.path.exists("{signal}.done"):
    time.sleep(0.1)
retrying(lambda: env["aftersales.supplier.claim"].collect().ids, env)
env.cr.commit()
"""


@pytest.mark.parametrize("how", ["meanwhile", "afterwards", "killed"])
def test_prt9_two_buyers_collect_at_once(
    how, fresh_database, odoo_shell, holding, databases
):
    """PRT-9: a part is on one claim, whoever else collects; none is lost."""
    name = fresh_database()
    odoo_shell(name, MAKE_PARTS)
    first, signal, held = holding(name, HOLD_CLAIMS)
    assert len(held) == CLAIMED
    if how == "meanwhile":
        assert meanwhile(databases, name, CLAIM, first, signal) == []
    elif how == "afterwards":
        second, _signal, _held = holding(name, CLAIM_LATE)
        signal.touch()
        assert first.wait(timeout=200) == 0
        signal.with_name(f"{signal.name}.done").touch()
        assert second.wait(timeout=200) == 0
    else:
        first.kill()
        first.wait()
        assert len(swept(odoo_shell(name, CLAIM))) == CLAIMED
    rows = databases.query(
        name, "SELECT use_id, count(*) FROM aftersales_supplier_claim_line GROUP BY 1"
    )
    assert [int(count) for _use, count in rows] == [1] * CLAIMED
    rows = databases.query(
        name, "SELECT count(*) FROM aftersales_part_use WHERE claim_state = 'claimed'"
    )
    assert int(rows[0][0]) == CLAIMED


#: The 60 misses of ``MAKE_NEWS`` under a regulation that the clerk has signed
MAKE_CASES = (
    MAKE_NEWS
    + """
from datetime import date
company.aftersales_penalty_on = True
regulation = env["aftersales.regulation"].search(
    [("company_id", "=", company.id), ("code", "=", "PENALTY")])
regulation.write({"adopted_on": date(2020, 1, 1), "published_on": date(2020, 1, 1),
                  "valid_from": date(2020, 1, 1)})
regulation.action_publish()
env["aftersales.regulation.acknowledgement"].create(
    {"regulation_id": regulation.id, "employee_id": clerk.id, "how": "odoo",
     "signed_on": date(2020, 1, 2)})
env.cr.commit()
"""
)
#: A worker that has proposed all of them, and hasn't committed yet
HOLD_CASES = """
import json, os, time
cases = env["aftersales.penalty"].sweep()
env.flush_all()
print("held", json.dumps(cases.ids), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""
CASES = """
import json
cases = env["aftersales.penalty"].sweep()
env.cr.commit()
print("swept", json.dumps(cases.ids), flush=True)
"""
PROPOSED = "aftersales_penalty GROUP BY source_ref, rule_code, employee_id"


@pytest.mark.parametrize("killed", [False, True], ids=["finished", "killed"])
def test_each_miss_is_proposed_once(
    killed, fresh_database, holding, odoo_shell, databases
):
    """PEN-01: whether the first server comes to its end or dies, none is doubled."""
    name = fresh_database()
    odoo_shell(name, MAKE_CASES)
    first, signal, held = holding(name, HOLD_CASES)
    assert len(held) == NEWS
    assert swept(odoo_shell(name, CASES)) == [], "it leaves them to the first"
    if killed:
        first.kill()
        first.wait()
    else:
        signal.touch()
        assert first.wait(timeout=200) == 0
    assert len(swept(odoo_shell(name, CASES))) == (NEWS if killed else 0)
    assert counted(databases, name, PROPOSED) == {1: NEWS}
