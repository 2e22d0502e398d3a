"""For all tests: one that needs a browser fails without one, instead of a skip."""

import re

import freezegun
import pytest

# pytest's own stopwatch keeps running while a test stops the time
freezegun.configure(extend_ignore_list=["_pytest"])

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
