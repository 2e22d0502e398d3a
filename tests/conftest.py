"""Fixtures of the tests that cross addons: real commands, databases and servers.

``make test`` prepares the ground and tells about it in the environment:

* ``AFTERSALES_ODOO``   path of ``scripts/odoo``
* ``AFTERSALES_READY``  database with our addons, Chinese, no demo data
* ``AFTERSALES_BASE``   the same without our addons: only what they depend on
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from ground.console import Step
from ground.database import Databases
from ground.odoo import end, free_port, wait_for_page
from ground.postgres import Server

ROOT = Path(__file__).resolve().parents[1]
READY = os.environ.get("AFTERSALES_READY", "")
BASE = os.environ.get("AFTERSALES_BASE", "")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) .*", re.M)
CHROMIUM_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--lang=zh-CN"),
]


def pytest_collection_modifyitems(config, items):
    """The slow tests come last, so that a broken addon shows in seconds.

    For workers they come first: the many short ones then fill the time to the end.
    """
    here, workers = Path(__file__).parent, hasattr(config, "workerinput")
    items.sort(key=lambda item: here in item.path.parents, reverse=workers)


@pytest.fixture(scope="session")
def databases():
    """The databases of the project's own server."""
    return Databases(Server())


@pytest.fixture(scope="session")
def odoo_cli():
    """Run ``scripts/odoo``; returns the finished process, its log in ``stderr``."""

    def run(*arguments, check=True, timeout=900, typed="", **variables):
        done = subprocess.run(
            [os.environ["AFTERSALES_ODOO"], *map(str, arguments)],
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, **variables},
        )
        if check and done.returncode:
            pytest.fail(f"scripts/odoo {arguments}: {done.stderr[-3000:]}")
        return done

    return run


@pytest.fixture(scope="session")
def odoo_shell(odoo_cli):
    """Run Python in ``scripts/odoo shell``; returns what it printed."""

    def run(database, code, **options):
        arguments = ["shell", f"--database={database}", "--no-http"]
        return odoo_cli(*arguments, "--log-level=error", typed=code, **options).stdout

    return run


@pytest.fixture
def fresh_database(databases):
    """Make a database that is dropped after the test: a clone, or none yet.

    ``fresh_database()`` clones the one with our addons, ``fresh_database(BASE)`` the
    one without, and ``fresh_database(None)`` only gives the name of one to make.
    """
    made = []

    def make(template=READY):
        name = f"aftersales_tmp_{os.getpid()}_{len(made)}"
        databases.drop(name)
        made.append(name)
        if template:
            databases.clone(template, name)
        return name

    yield make
    for name in made:
        databases.drop(name)


@pytest.fixture(scope="session")
def served():
    """Serve a database with a real Odoo server: ``with served(name) as url``."""

    @contextmanager
    def serve(database, *arguments):
        port = free_port()
        log = Path(tempfile.mkdtemp(prefix="aftersales-"), "server.log")
        command = [os.environ["AFTERSALES_ODOO"], f"--database={database}"]
        command += [f"--db-filter=^{database}$", f"--http-port={port}", *arguments]
        with open(log, "w") as handle:
            process = subprocess.Popen(command, cwd=ROOT, stdout=handle, stderr=handle)
        try:
            wait_for_page(process, port, log, Step("serving"))
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process.pid, lambda: process.poll() is None)
            shutil.rmtree(log.parent)

    return serve


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium, driven by playwright; a test without one fails."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, "there is no Chromium: run the tests by `make test`"
    # Odoo has limited the memory of this process; Chromium maps far more than it uses
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=CHROMIUM_OPTIONS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page of its own, in Chinese; an error of the page's scripts fails the test."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1366, "height": 768}
    )
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


@pytest.fixture(scope="module")
def story(request, databases, served, odoo_shell, browser):
    """The company and people of ``stories``, served; a module's ``SCENE`` adds to it.

    Each module has a database of its own; its ``PROFILE`` is the company's.
    """
    from stories import PEOPLE, Journey

    name = request.module.__name__.replace("test_", "aftersales_")
    databases.drop(name)
    databases.clone(READY, name)

    def behind(code):
        return odoo_shell(name, f"{code}\nenv.cr.commit()\n")

    profile = getattr(request.module, "PROFILE", "furnace")
    scene = getattr(request.module, "SCENE", "")
    behind(f"profile = {profile!r}\n{PEOPLE}{scene}")
    failed = request.session.testsfailed
    with served(name, "--max-cron-threads=0") as url:
        journey = Journey(name, browser, url, behind)
        yield journey
        folder = Path(os.environ["AFTERSALES_STATE"], "failures")
        folder.mkdir(exist_ok=True)
        journey.close(request.session.testsfailed > failed and folder)
    databases.drop(name)


@pytest.fixture
def elsewhere():
    """An empty folder that the database server's user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="aftersales-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def troubles(log):
    """The lines of an Odoo log that report a warning or worse."""
    return TROUBLE.findall(log)
