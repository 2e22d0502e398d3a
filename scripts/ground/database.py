"""Databases of the project's server: clone, drop, label. Odoo makes them itself."""

import contextlib
import json
import os
import shutil

from . import paths, seal
from .console import fail


class Databases:
    """All databases of this checkout, with the files that Odoo keeps beside them."""

    def __init__(self, server):
        self.server = server

    def query(self, database, text):
        """Run SQL; returns the rows, each a list of strings."""
        done = self.server.psql(database, text)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no message"])[0]
            fail(f"database {database}: {reason}", "try again, or `make reset`")
        return [line.split("|") for line in done.stdout.splitlines()]

    def exists(self, name):
        """Is there such a database?"""
        found = self.query("postgres", f"SELECT 1 FROM pg_database {_where(name)}")
        return bool(found)

    def names(self, prefix=""):
        """The databases whose names begin so."""
        rows = self.query("postgres", "SELECT datname FROM pg_database ORDER BY 1")
        return [name for (name,) in rows if name.startswith(prefix)]

    def label(self, name):
        """What was noted about a database when it was finished; empty if it wasn't."""
        comment = (
            f"shobj_description(oid, 'pg_database') FROM pg_database {_where(name)}"
        )
        rows = self.query("postgres", f"SELECT {comment}")
        with contextlib.suppress(ValueError, IndexError):
            return json.loads("|".join(rows[0]))
        return {}

    def set_label(self, name, label):
        """Note that a database is finished, and what it was made from."""
        text = json.dumps(label, sort_keys=True).replace("'", "''")
        self.query("postgres", f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def drop(self, name):
        """Remove a database and its files, if there."""
        drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
        self.query("postgres", "SET client_min_messages = error; " + drop)
        seal.remove(filestore(name))

    def clone(self, source, name):
        """A copy of a database; its files are shared, as Odoo never changes a file."""
        self.drop(name)
        self.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        if filestore(source).is_dir():
            paths.make_folder(filestore(name).parent)
            shutil.copytree(filestore(source), filestore(name), copy_function=os.link)


def filestore(database):
    """Where Odoo keeps the attachments of a database."""
    return paths.state("data", "filestore", database)


def _where(name):
    return f"WHERE datname = '{name}'"
