"""Folders that are made whole or not at all, and verified when reused.

A folder is made beside its place under another name, sealed with a fingerprint of
all it holds, and renamed. An interrupted run leaves only a ``.part`` that the next
one removes; a folder that was changed or lost files no longer fits its seal.
"""

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

SEAL = ".seal.json"
GROWING = {"__pycache__", SEAL}
"""What Python or this module adds to a folder after it is sealed."""


def sha256(path):
    """Checksum of one file."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digest(*values):
    """A short key for a set of values, to name a folder or database after them."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def files_digest(folder, skip=GROWING):
    """A key of the content of a folder's files: a changed byte changes it."""
    total = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and not skip.intersection(path.parts):
            total.update(os.fsencode(path.relative_to(folder)) + b"\0")
            total.update(sha256(path).encode())
    return total.hexdigest()[:12]


def fingerprint(folder):
    """Names, sizes and times of all files; quick enough to check at every start."""
    total = hashlib.sha256()
    for line in sorted(_entries(os.fspath(folder), "")):
        total.update(line)
    return total.hexdigest()


def _entries(folder, prefix):
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            if entry.name in GROWING:
                continue
            if entry.is_symlink():
                yield os.fsencode(f"{name}>{os.readlink(entry.path)}")
            elif entry.is_dir():
                yield from _entries(entry.path, name + "/")
            else:
                found = entry.stat()
                yield os.fsencode(f"{name}|{found.st_size}|{found.st_mtime_ns}")


def read(folder):
    """What the seal says, or nothing if the folder is not sealed."""
    try:
        return json.loads(Path(folder, SEAL).read_text())
    except (OSError, ValueError):
        return {}


def holds(folder):
    """Is the folder there, and just as it was sealed?"""
    sealed = read(folder).get("fingerprint")
    return bool(sealed) and sealed == fingerprint(folder)


@contextlib.contextmanager
def making(folder, **facts):
    """Make a folder whole: yields the place to fill, then seals and renames it."""
    part = folder.with_name(folder.name + ".part")
    remove(part)
    part.mkdir(parents=True)
    yield part
    facts["fingerprint"] = fingerprint(part)
    Path(part, SEAL).write_text(json.dumps(facts, indent=1, sort_keys=True))
    remove(folder)
    part.rename(folder)


def remove(folder):
    """Remove a folder, even one with read-only folders inside."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder, onerror=_retry_writable)


def _retry_writable(function, path, _error):
    for place in (os.path.dirname(path), path):
        if os.path.isdir(place):
            os.chmod(place, 0o700)
    function(path)
