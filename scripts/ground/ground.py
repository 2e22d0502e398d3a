"""All pieces of the ground together, and setting up what is missing of them."""

from . import console, paths
from .database import Databases
from .odoo import Odoo
from .odoo_tree import OdooTree
from .postgres import Server
from .programs import CHROMIUM, CJK_FONTS, GETTEXT, PDF, POPPLER
from .venv import Venv

RUN = ("requirements-odoo.txt", "requirements.txt")
TEST = (*RUN, "requirements-test.txt")
BENCHMARK = (*RUN, "requirements-benchmark.txt")
LINT = ("requirements-lint.txt",)


class Ground:
    """What a command stands on: Odoo, its environment, programs and the database."""

    def __init__(self, testing=False, benchmarking=False):
        self.tree = OdooTree()
        if testing:
            self.venv = Venv("Python packages for tests", TEST, self.tree)
        elif benchmarking:
            self.venv = Venv("Python packages for benchmarks", BENCHMARK, self.tree)
        else:
            self.venv = Venv("Python packages", RUN, self.tree)
        self.server = Server()
        self.odoo = Odoo(self.tree, self.venv, self.server)
        self.databases = Databases(self.server)
        self.pieces = [self.tree, self.venv, self.server, PDF, CJK_FONTS]
        if testing:
            self.pieces += [CHROMIUM, POPPLER]

    def set_up(self, quick=False):
        """Make what is missing, one command at a time; silent when nothing is."""
        if not self._missing(quick):
            return
        with paths.lock(paths.cache("lock"), "the cache"):
            with paths.lock(paths.state("lock"), "this checkout"):
                make(self._missing(quick))

    def _missing(self, quick):
        return [piece for piece in self.pieces if not piece.ready(quick=quick)]


def make(pieces):
    """Make the pieces one after the other, with progress."""
    for number, piece in enumerate(pieces, 1):
        with console.step(piece.title, number, len(pieces)) as step:
            piece.make(step)


def lint_tools():
    """The environment of the lint tools, and gettext; no Odoo, no database."""
    tools = Venv("lint tools", LINT)
    pieces = [piece for piece in (tools, GETTEXT) if not piece.ready()]
    if pieces:
        with paths.lock(paths.cache("lock"), "the cache"):
            make([piece for piece in pieces if not piece.ready()])
    return tools
