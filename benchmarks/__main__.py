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

DOCS = Path(__file__).parents[1] / "docs"


def server_version(database):
    """PostgreSQL's version, as ``15.18``."""
    connection = psycopg2.connect(dbname=database)
    version = connection.get_parameter_status("server_version").split()[0]
    connection.close()
    return version


def main(clones):
    """Measure some subjects, write a page of each, and print it.

    :param clones: subject → side → database
    """
    first = next(iter(next(iter(clones.values())).values()))
    machine = report.machine(server_version(first))
    folder = DOCS / "benchmarks"
    folder.mkdir(exist_ok=True)
    for subject, databases in clones.items():
        result = getattr(measures, f"measure_{subject}")(**databases)
        text = report.page(machine, subject, result)
        print(text)
        (folder / f"{subject}.md").write_text(text, encoding="utf-8")
        say(f"written to docs/benchmarks/{subject}.md")
    pages = {path.stem: path.read_text("utf-8") for path in folder.glob("*.md")}
    (DOCS / "benchmarks.md").write_text(report.overview(pages), encoding="utf-8")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
