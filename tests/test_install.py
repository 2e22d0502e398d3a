"""Each addon installs, upgrades and leaves without a warning."""

import pytest

from conftest import ROOT, troubles

ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
STOP = ("--stop-after-init", "--no-http")
USE_HELPDESK = """
ticket = env["helpdesk.ticket"].create({"name": "Left behind", "description": "x"})
env["helpdesk.ticket"].get_views([(False, "list"), (False, "form")])
env.flush_all()
print("works:", ticket.number)
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


def test_upgrade_of_all_addons_is_clean(fresh_database, odoo_cli):
    done = odoo_cli("-d", fresh_database(), "-u", ",".join(ADDONS), *STOP)
    assert not troubles(done.stderr)


def test_helpdesk_works_after_the_addons_are_gone(fresh_database, odoo_cli, odoo_shell):
    database = fresh_database()
    done = odoo_cli("module", "uninstall", "-d", database, *ADDONS)
    assert not troubles(done.stderr)
    assert "works: HT" in odoo_shell(database, USE_HELPDESK)
