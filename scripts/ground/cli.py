"""The commands: what ``make`` and ``scripts/odoo`` call."""

import os
import sys

from . import benchmark, console, demo, paths, testing
from .ground import Ground, lint_tools
from .programs import GETTEXT

NEEDS_NOTHING = {"scaffold", "help", "cloc", "upgrade_code"}
"""Odoo's commands that use no database."""


def odoo(arguments):
    """Odoo's own command line, with the project's settings."""
    ground = Ground(testing="AFTERSALES_READY" in os.environ)
    if NEEDS_NOTHING.intersection(arguments[:1]):
        ground.pieces = [ground.tree, ground.venv]
    ground.set_up(quick=True)
    command = ground.odoo.command(*arguments)
    os.execve(command[0], command, ground.odoo.environment())


def lint(*arguments):
    """The checks of the code, or the formatters, in their own environment."""
    tools = lint_tools()
    path = GETTEXT.environment().get("PATH", os.environ.get("PATH", os.defpath))
    command = [str(tools.python), "-B", str(paths.ROOT / "tests/lint"), *arguments]
    os.execve(command[0], command, {**os.environ, "PATH": path})


def prepare(_arguments):
    """Make the test databases if need be; prints the one that has our addons."""
    ground = Ground(testing=True)
    ground.set_up()
    print(testing.prepare(ground)[1])


def setup(_arguments):
    """Get everything that running, testing and linting needs."""
    Ground().set_up()
    Ground(testing=True).set_up()
    lint_tools()
    console.say(f"All is there: cache {paths.cache()}, state {paths.state()}")


COMMANDS = {
    "odoo": odoo,
    "setup": setup,
    "prepare": prepare,
    "run": lambda _arguments: demo.run(),
    "stop": lambda _arguments: demo.stop(),
    "reset": lambda _arguments: demo.reset(),
    "test": testing.test,
    "screenshots": testing.screenshots,
    "benchmark": benchmark.benchmark,
    "lint": lambda arguments: lint("check", *arguments),
    "format": lambda _arguments: lint("format"),
}


def main(arguments):
    """Run one command; a failure is one line."""
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        sys.exit(f"unknown command {name}; there are: {', '.join(COMMANDS)}")
    try:
        COMMANDS[name](rest)
    except console.Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit("stopped")
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        sys.exit(f"error: {error.strerror or error}{place}")
