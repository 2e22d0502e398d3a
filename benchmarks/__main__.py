"""Speed against peers and against the limit: ``make benchmark``.

Machines are noisy, so nothing here is judged by seconds. The sides take turns on the
same machine, each in a process of its own that has been warmed up; the medians of
several rounds are compared with each other. Queries are counted exactly.
"""

import json
import sys
from pathlib import Path

import psycopg2

import measures
import report
from workers import say

DOCUMENT = Path(__file__).parents[1] / "docs/benchmarks.md"


def server_version(database):
    """PostgreSQL's version, as ``15.18``."""
    connection = psycopg2.connect(dbname=database)
    version = connection.get_parameter_status("server_version").split()[0]
    connection.close()
    return version


def main(clones):
    """Measure some subjects, and print it; if it is all of them, write it, too.

    :param clones: subject → side → database
    """
    first = next(iter(next(iter(clones.values())).values()))
    machine = report.machine(server_version(first))
    results = {
        subject: getattr(measures, f"measure_{subject}")(**databases)
        for subject, databases in clones.items()
    }
    text = report.document(machine, results)
    print(text)
    if results.keys() == report.SUBJECTS.keys():
        DOCUMENT.write_text(text, encoding="utf-8")
        say(f"written to {DOCUMENT.relative_to(DOCUMENT.parents[1])}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
