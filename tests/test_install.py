"""Each addon installs, upgrades and leaves without a warning."""

import pytest

from conftest import BASE, ROOT, troubles

ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
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


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_installs_on_an_empty_database(addon, fresh_database, odoo_cli):
    database = fresh_database(None)
    done = odoo_cli("-d", database, "-i", addon, "--load-language=zh_CN", *STOP)
    assert f"Module {addon} loaded" in done.stderr
    assert not troubles(done.stderr)


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_installs_with_demo_data(addon, fresh_database, odoo_cli):
    database = fresh_database(None)
    done = odoo_cli("-d", database, "-i", addon, "--with-demo", *STOP)
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


def test_helpdesk_works_after_the_addons_are_gone(fresh_database, odoo_cli, odoo_shell):
    database = fresh_database()
    done = odoo_cli("module", "uninstall", "-d", database, *ADDONS)
    assert not troubles(done.stderr)
    assert "works: HT" in odoo_shell(database, USE_HELPDESK)
