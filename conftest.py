"""For all tests: a database for each worker, and no skip for want of a browser."""

import os
import re
import threading

import freezegun
import hypothesis
import pytest

from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config as odoo_config

from ground.database import Databases
from ground.postgres import Server

# pytest's own stopwatch keeps running while a test stops the time
freezegun.configure(extend_ignore_list=["_pytest"])

# how fast a busy machine draws its examples says nothing about a rule
hypothesis.settings.register_profile(
    "any_machine",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any_machine")

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
NEEDS_BROWSER = re.compile(r"chrom|websocket|HttpCase", re.IGNORECASE)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Odoo skips browser tests when there is no browser: that looks green."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value)
        if NEEDS_BROWSER.search(reason):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} may not be skipped: {reason}"


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Load the database, or a clone of it that is the worker's own.

    pytest-odoo's fixture of this name clones with ``createdb``, which a fetched
    PostgreSQL does not put on the path, lets all workers share one folder of files,
    and notes the name where Odoo 19 wants a list: its pages then find no database.
    """
    # as Odoo's own runner does
    threading.current_thread().testing = True
    (name,) = odoo_config["db_name"]
    if not WORKER:
        Registry(name)
        yield
        return
    databases, clone = Databases(Server()), f"{name}_{WORKER}"
    databases.clone(name, clone)
    odoo_config["db_name"] = [clone]
    Registry(clone)
    yield
    close_db(clone)
    databases.drop(clone)
