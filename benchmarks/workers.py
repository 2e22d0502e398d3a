"""The processes that measure, and what their parent tells them and the databases."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg2

HERE = Path(__file__).parent


class Worker:
    """A process of ``worker.py``."""

    def __init__(self, database, side):
        self.process = subprocess.Popen(
            [sys.executable, "-B", HERE / "worker.py", database, side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.process.stdin.close()
        self.process.wait()

    def call(self, *call):
        """Let it do one thing; returns its answer."""
        print(json.dumps(call), file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("error: a worker ended; its last words are above")
        return json.loads(line)


def say(text):
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def in_turns(names, round_number):
    """The names, each round beginning with another one."""
    start = round_number % len(names)
    return names[start:] + names[:start]


def vacuum(database, *tables):
    """Bring the planner's statistics up to date, as autovacuum would by and by.

    :param tables: of these only; what was rolled back leaves dead rows there
    """
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    connection.cursor().execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
    connection.close()
