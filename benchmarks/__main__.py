"""Speed against peers and against the limit: ``make benchmark``.

Machines are noisy, so nothing here is judged by seconds. The sides take turns on the
same machine, each in a process of its own that has been warmed up; the medians of
several rounds are compared with each other. Queries are counted exactly.
"""

import json
import subprocess
import sys
from pathlib import Path

import psycopg2

import report

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs/benchmarks.md"

SIZES = (50, 500)
ROUNDS = 7
RUNNING, MISSED = 100_000, 1_000
SWEEP_ROUNDS = 15
FEW_VERDICTS, VERDICTS = 100, 10_000
VERDICT_ROUNDS = 9


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


def measure_tickets(databases):
    """Dict of (step, size) → side → list of results, one of each round."""
    sides = ["plain", "sla", "ours"]
    workers = {side: Worker(databases[side], side) for side in sides}
    results = {}
    for worker in workers.values():
        worker.call("tickets", SIZES[0])
    for number in range(ROUNDS):
        say(f"tickets, round {number + 1} of {ROUNDS}")
        for size in SIZES:
            for side in in_turns(sides, number):
                for step, result in workers[side].call("tickets", size).items():
                    by_side = results.setdefault((step, size), {})
                    by_side.setdefault(side, []).append(result)
    for worker in workers.values():
        worker.__exit__()
    return results


def measure_sweep(database):
    """Dict of what was done → list of results; and whether limits have a calendar."""
    with Worker(database, "ours") as worker:
        say(f"filling in {RUNNING:,} running clocks")
        calendar = worker.call("fill", RUNNING, MISSED)
        vacuum(database)
        done = ["update", "sweep", "idle"]
        results = {name: [] for name in done}
        for number in range(SWEEP_ROUNDS + 1):
            say(f"sweep, round {number} of {SWEEP_ROUNDS}")
            answers = {name: worker.call(name) for name in in_turns(done, number)}
            assert answers["sweep"]["found"] == answers["update"]["found"]
            assert len(answers["sweep"]["found"]) == MISSED
            assert not answers["idle"]["found"]
            if number:  # the first one warms up
                for name, answer in answers.items():
                    results[name].append(answer)
    return results, calendar


def measure_verdicts(database):
    """Dict of what was done → list of results; and number of verdicts → queries."""
    with Worker(database, "ours") as worker:
        say(f"making {VERDICTS:,} requests to be judged")
        worker.call("requests", VERDICTS)
        vacuum(database)
        worker.call("judge", FEW_VERDICTS)  # warms up
        queries = {
            size: worker.call("judge", size)["queries"]
            for size in (FEW_VERDICTS, VERDICTS)
        }
        results = {"bare": [], "judge": []}
        for number in range(VERDICT_ROUNDS):
            say(f"verdicts, round {number + 1} of {VERDICT_ROUNDS}")
            for name in in_turns(list(results), number):
                results[name].append(worker.call(name, VERDICTS))
            assert results["judge"][-1]["written"] == results["bare"][-1]["written"]
    return results, queries


def vacuum(database):
    """Bring the planner's statistics up to date, as autovacuum would by and by."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    connection.cursor().execute("VACUUM (ANALYZE)")
    connection.close()


def server_version(database):
    """PostgreSQL's version, as ``15.18``."""
    connection = psycopg2.connect(dbname=database)
    version = connection.get_parameter_status("server_version").split()[0]
    connection.close()
    return version


def main(arguments):
    """Measure, print, write."""
    databases = dict(argument.split("=") for argument in arguments)
    machine = report.machine(server_version(databases["sweep"]))
    tickets = measure_tickets(databases)
    sweep, calendar = measure_sweep(databases["sweep"])
    judged, queries = measure_verdicts(databases["verdicts"])
    text = report.document(
        machine,
        tickets,
        sweep,
        RUNNING,
        MISSED,
        calendar,
        judged,
        queries,
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)
    say(f"written to {DOCUMENT.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
