"""Where things lie, and the locks that keep two commands from clashing."""

import contextlib
import fcntl
import hashlib
import os
import sys
from pathlib import Path

from .console import fail, say

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

NAME = "aftersales-odoo"


def as_root():
    """Is the command run by root? Then PostgreSQL needs another user."""
    return os.geteuid() == 0


def cache(*parts):
    """A path in the cache: what was fetched, shared by all checkouts of a user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, NAME, *parts)


def state(*parts):
    """A path in this checkout's state: its database server, files and logs."""
    return Path(_state_folder(), *parts)


def _state_folder():
    """``AFTERSALES_STATE``, or a folder named after the checkout's path."""
    given = os.environ.get("AFTERSALES_STATE")
    if given:
        return Path(given).resolve()
    if as_root():
        base = Path("/var/lib")
    else:
        home = os.environ.get("XDG_STATE_HOME")
        base = Path(home) if home else Path.home() / ".local" / "state"
    return base / NAME / hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]


def addons():
    """The addons of this checkout, by name."""
    return sorted(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))


@contextlib.contextmanager
def lock(path, waiting_for):
    """Hold a lock file; the kernel frees it when the process ends, however it ends."""
    make_folder(path.parent)
    with open(path, "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another command is at work on {waiting_for}; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_folder(folder):
    """Make a folder and say plainly when that isn't allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(
            f"cannot make the folder {folder} ({error.strerror})",
            "set AFTERSALES_STATE and XDG_CACHE_HOME to folders you may write to",
        )
    return folder


def python_version():
    """The running Python, as ``3.11``."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"
