"""Each addon installs, upgrades and leaves without a warning."""

import ast

from conftest import BASE, ROOT, troubles

DEPENDS = {
    path.parent.name: ast.literal_eval(path.read_text())["depends"]
    for path in ROOT.glob("*/__manifest__.py")
}
ADDONS = sorted(DEPENDS)
STOP = ("--stop-after-init", "--no-http")
USE_HELPDESK = """
ticket = env["helpdesk.ticket"].create({"name": "Left behind", "description": "x"})
env["helpdesk.ticket"].get_views([(False, "list"), (False, "form")])
env.flush_all()
print("works:", ticket.number)
"""
MAKE_OLD_TICKETS = """
done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
tickets = env["helpdesk.ticket"].create(
    [{"name": name, "description": "x"} for name in ("old open", "old closed")])
tickets[1].stage_id = done
env.flush_all()
env.cr.execute("UPDATE helpdesk_ticket SET create_date = '2024-02-29 08:15:00'")
env.cr.execute(
    "UPDATE helpdesk_ticket SET closed_date = '2024-03-01 09:00:00' WHERE id = %s",
    [tickets[1].id])
env.cr.commit()
"""
READ_OLD_TICKETS = """
for ticket in env["helpdesk.ticket"].search([("name", "like", "old ")], order="id"):
    facts = [f"{e.code} {e.at:%Y-%m-%d %H:%M}" for e in ticket.event_ids.sorted("id")]
    print(ticket.name, f"{ticket.registered_at:%Y-%m-%d %H:%M}", *facts, sep="|")
print("clocks", len(env["aftersales.clock"].search([])))
print("menu", env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu").active)
"""
#: A database as 19.0.1.0.0 left it: limits around the clock, one of its clocks missed
MAKE_FIRST_VERSION = """
from odoo import fields
env.company.country_id = env.ref("base.cn")
policy = env["aftersales.clock.policy"].create(
    {"code": "T-02", "name": "Answer", "stop_event": "responded", "limit_value": 3})
tickets = env["helpdesk.ticket"].create(
    [{"name": name, "description": "x", "registered_at": at, "late_reason": "old"}
     for name, at in (("running", fields.Datetime.now()), ("missed", "2026-01-05"))])
env["aftersales.calendar.day"].search([]).unlink()
env["aftersales.clock"].sweep()
env.flush_all()
env.cr.execute("UPDATE aftersales_clock SET warn_at = NULL, alarm = NULL")
env.cr.execute("UPDATE ir_module_module SET latest_version = '19.0.1.0.0' "
               "WHERE name = 'aftersales_service'")
env.cr.commit()
"""
READ_UPGRADED = """
for clock in env["aftersales.clock"].search([], order="id"):
    print(clock.ticket_id.name, clock.state, bool(clock.warn_at), clock.alarm)
print("told", len(env["aftersales.clock"].raise_alarms()))
print("holidays", bool(env["aftersales.calendar.day"].search([])))
"""
#: A database as 19.0.2.0.0 left it: two signed reports, the second one with less km
MAKE_SECOND_VERSION = """
product = env["product.product"].create(
    {"name": "Coach", "is_storable": True, "tracking": "serial"})
lot = env["stock.lot"].create({"name": "C-1", "product_id": product.id,
                               "company_id": env.company.id})
kind = env["helpdesk.ticket.type"].create(
    {"name": "Repair", "kind": "repair", "company_id": env.company.id})
employee = env["hr.employee"].create({"name": "Engineer"})
for day, km in (("05", 9000), ("20", 8000)):
    ticket = env["helpdesk.ticket"].create(
        {"name": "old", "description": "x", "lot_id": lot.id, "type_id": kind.id})
    visit = env["aftersales.visit"].create(
        {"ticket_id": ticket.id, "leader_id": employee.id, "reading_km": km,
         "planned_at": f"2026-01-{day} 00:00:00"})
    env.flush_all()
    env.cr.execute("UPDATE aftersales_visit SET state = 'signed', arrived_at = %s, "
                   "finished_at = %s, signed_at = %s WHERE id = %s",
                   [f"2026-01-{day} 01:00", f"2026-01-{day} 05:00",
                    f"2026-01-{day} 05:10", visit.id])
    env.invalidate_all()
env.cr.execute("UPDATE ir_module_module SET latest_version = '19.0.2.0.0' "
               "WHERE name = 'aftersales_service'")
env.cr.commit()
"""
READ_REPAIRS = """
for repair in env["aftersales.repair"].search([], order="started_at"):
    print(repair.lot_id.name, f"{repair.started_at:%d %H:%M}", repair.days)
for reading in env["aftersales.reading"].search([], order="at"):
    print(f"{reading.km:g}", bool(reading.explanation))
"""


def ranked(addons):
    """Addons in an order in which each comes after those that it depends on."""
    done = []
    while len(done) < len(addons):
        done += [
            addon
            for addon in addons
            if addon not in done and not set(DEPENDS[addon]) & set(addons) - set(done)
        ]
    return done


def test_addons_install_on_an_empty_database(fresh_database, odoo_cli):
    """One after the other, so that none counts on what comes with a later one."""
    database = fresh_database(None)
    for addon in ranked(ADDONS):
        done = odoo_cli("-d", database, "-i", addon, "--load-language=zh_CN", *STOP)
        assert f"Module {addon} loaded" in done.stderr
        assert not troubles(done.stderr)


def test_all_addons_install_with_demo_data(fresh_database, odoo_cli):
    """One installation lives through all their stories; it takes minutes."""
    addons = ",".join(ADDONS)
    database = fresh_database(None)
    done = odoo_cli("-d", database, "-i", addons, "--with-demo", *STOP, timeout=1800)
    assert not troubles(done.stderr)


def test_int1_tickets_that_were_there_before_get_their_first_facts(
    fresh_database, odoo_cli, odoo_shell
):
    """A helpdesk that has worked for years keeps its times, and nobody is late."""
    database = fresh_database(BASE)
    odoo_shell(database, MAKE_OLD_TICKETS)
    done = odoo_cli("-d", database, "-i", "aftersales_service", *STOP)
    assert not troubles(done.stderr)
    made = "2024-02-29 08:15"
    assert odoo_shell(database, READ_OLD_TICKETS).splitlines() == [
        f"old open|{made}|registered {made}",
        f"old closed|{made}|registered {made}|closed 2024-03-01 09:00",
        "clocks 0",
        "menu False",
    ]


def test_upgrade_of_all_addons_is_clean(fresh_database, odoo_cli):
    done = odoo_cli("-d", fresh_database(), "-u", ",".join(ADDONS), *STOP)
    assert not troubles(done.stderr)


def test_upgrade_from_the_first_version_moves_its_clocks(
    fresh_database, odoo_cli, odoo_shell
):
    """Running clocks learn when to warn; old misses alarm nobody; holidays come."""
    database = fresh_database()
    odoo_shell(database, MAKE_FIRST_VERSION)
    done = odoo_cli("-d", database, "-u", "aftersales_service", *STOP)
    assert not troubles(done.stderr)
    assert odoo_shell(database, READ_UPGRADED).splitlines() == [
        "running running True False",
        "missed missed True missed",
        "told 0",
        "holidays True",
    ]


def test_war1_upgrade_counts_the_repairs_of_signed_reports(
    fresh_database, odoo_cli, odoo_shell
):
    """What was repaired before warranties were reckoned counts for them."""
    database = fresh_database()
    odoo_shell(database, MAKE_SECOND_VERSION)
    done = odoo_cli("-d", database, "-u", "aftersales_service", *STOP)
    assert not troubles(done.stderr)
    assert odoo_shell(database, READ_REPAIRS).splitlines() == [
        "C-1 05 01:00 1",
        "C-1 20 01:00 1",
        "9000 True",
        "8000 True",
    ]


def test_helpdesk_works_after_the_addons_are_gone(fresh_database, odoo_cli, odoo_shell):
    database = fresh_database()
    done = odoo_cli("module", "uninstall", "-d", database, *ADDONS)
    assert not troubles(done.stderr)
    assert "works: HT" in odoo_shell(database, USE_HELPDESK)
