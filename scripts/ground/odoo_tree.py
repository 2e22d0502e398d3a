"""Odoo 19.0 itself: ``ODOO_HOME``, or else Debian's package, unpacked in the cache.

Odoo is on no Python index. Debian has it in sid only, so its package and those that
its links point to are fetched from there; nothing else of sid is used.
"""

import os
import re
from pathlib import Path

from . import paths, seal
from .apt import Apt
from .console import fail
from .programs import unpack

SERIES = "19.0"
LINKED = [
    *("libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-montserrat"),
    *("fonts-roboto-unhinted", "fonts-inconsolata", "fonts-ocr-b"),
]
LINKED_IN_RELEASE = ["fonts-font-awesome"]
"""Still version 4.7 there; the links of Odoo lead nowhere with sid's version 7."""

STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
"""Left out by Debian, yet listed in mail's assets: every browser test trips over it."""


class OdooTree:
    """The folder that holds the Python package ``odoo``."""

    title = f"Odoo {SERIES}"

    def __init__(self):
        self.given = os.environ.get("ODOO_HOME")
        self.folder = paths.cache("odoo")

    @property
    def library(self):
        """The folder to put on Python's path."""
        if self.given:
            return _library_in(Path(self.given).resolve())
        return self.folder / "usr/lib/python3/dist-packages"

    def addons(self):
        """Folders of addons outside the package: a source checkout has one."""
        folders = [self.library / "addons"]
        return [folder for folder in folders if (folder / "web").is_dir()]

    def key(self):
        """What tells this Odoo from another one."""
        if self.given:
            return seal.digest(str(self.library), release(self.library))
        return seal.digest(seal.read(self.folder).get("debs"))

    def ready(self, quick=False):
        """Is the tree there, whole and of the right release?"""
        if self.given:
            _check(self.library, "point ODOO_HOME to an Odoo 19.0")
            return True
        return bool(seal.read(self.folder)) if quick else seal.holds(self.folder)

    def make(self, step):
        """Fetch the packages and unpack them."""
        debs = self._fetch(step)
        with seal.making(self.folder, debs=[deb.name for deb in debs]) as part:
            unpack(debs, part, step)
            library = part / "usr/lib/python3/dist-packages"
            # The second copy of all addons that Debian ships is dead weight.
            seal.remove(library / "addons")
            _check(library, f"sid has moved on: set ODOO_HOME to an Odoo {SERIES}")
            stub = library / "odoo/addons" / STRIPPED
            if not stub.exists():
                paths.make_folder(stub.parent)
                stub.write_text("// Left out by Debian.\n")

    @staticmethod
    def _fetch(step):
        sid, own = Apt("sid"), Apt("release")
        package = sid.newest(r"^odoo-19[0-9.]*$")
        if not package:
            fail("Debian has no odoo-19 any more", f"set ODOO_HOME to Odoo {SERIES}")
        debs = sid.fetch(sid.exactly([package, *LINKED]), step)
        return debs + own.fetch(own.exactly(LINKED_IN_RELEASE), step)


def _library_in(home):
    """Find the package in a source checkout, an installed tree or a prefix."""
    for inner in ("", "usr/lib/python3/dist-packages", "lib/python3/dist-packages"):
        if (home / inner / "odoo/release.py").is_file():
            return home / inner
    return fail(f"ODOO_HOME holds no Odoo ({home})", "point it to an Odoo 19.0")


def release(library):
    """The release of an Odoo, as its ``release.py`` says: ``19.0``."""
    text = Path(library, "odoo/release.py").read_text()
    found = re.search(r"^version_info = \((.*?), (.*?),", text, re.M)
    return ".".join(found.groups()).replace("'", "") if found else "unknown"


def _check(library, what_to_do):
    found = release(library)
    if found != SERIES:
        fail(f"this is Odoo {found}, {SERIES} is needed", what_to_do)
