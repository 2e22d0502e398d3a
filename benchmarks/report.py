"""The tables of ``docs/benchmarks.md``, and what they say about the targets."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

MOST_QUERIES = 40
MOST_OF_PEER = 0.2
MOST_OF_UPDATE = 3
MOST_OF_BARE = 1.5

HEAD = """\
# Benchmarks

Written by `make benchmark`: everything below was measured in one run. Seconds are
another matter on another machine and under another load; compare them with each other
only. Queries are counted exactly.

"""

WHAT_TICKETS = """
## Five limits on every request

{sizes} requests are created in one call, then all of them are answered
in one call. That one step fulfils all five limits of each request: five writes a
request, the most there can be. The sides are

* **plain**: `helpdesk_mgmt` {plain} and `helpdesk_type`, no limits; answering is a move
  to the next stage;
* **ours**: `aftersales_service`; answering is `record_event`, which keeps the fact,
  stops the clocks and moves the stage;
* **sla**: OCA `helpdesk_mgmt_sla` {sla}; answering is a move to the stage that
  fulfils the five SLAs.

Each side has its own database, fresh and without demo data, and its own warmed-up
process; they take turns, and each repetition is rolled back. Medians of {rounds}
rounds. Measured is all that comes before the commit, tracking messages included.

"""

WHAT_SWEEP = """
## A sweep over {running:,} running clocks

{missed:,} of them, scattered over the table, have run out since the last sweep. The
scheduled job's `sweep` is compared with nothing but the `UPDATE` of the same rows, in
turns, both rolled back. Medians of {rounds} rounds.

"""

WHAT_VERDICTS = """
## {number:,} warranty verdicts at once

As after a recall: {number:,} requests for as many products of as many customers are
judged by one `make_verdict()`, with no record in the cache. The policy is like that of
order 43: six covers, eight remedies, a fee by distance; a quarter of the products have
been repaired four times. Against that stands the least it can take, in turns and both
rolled back, medians of {rounds} rounds:

* **read**: one `SELECT` of the same columns of the same rows, as tuples;
* **rule**: the pure rule on facts that are in memory already, with its clauses, the
  facts and their key as the texts that are kept;
* **insert**: one `INSERT` of the same rows.

"""

READING = """
## How to read this

* What a side *adds* is its median minus that of plain, on the same tickets. Plain
  itself makes about ten queries to create a ticket (number, stage, message, followers);
  nobody pays less than that.
* Odoo writes at most 100 rows with one statement. Facts, clocks, pauses, papers and
  messages are written with one statement for all of them instead
  (`models/aftersales_rows.py`); `test_query_counts.py` holds that.
* The comparison is not quite fair to us: `aftersales_service` also keeps who did what
  and when as a fact of its own, and its request has more columns and indexes than that
  of plain. It is not quite fair to them either: `helpdesk_mgmt_sla` works ticket by
  ticket, and most tickets come alone.
* {calendar}
* A verdict is nothing without its reasons: about 6 kB of JSON each, which either side
  makes and writes. What `make_verdict` adds is to gather the facts, to look for earlier
  verdicts, to lock the requests and to write the result on them.
* The sweep stands against the cheapest thing that could be done at all. Telling people
  of the misses is another job and not measured here.
"""

WITH_CALENDAR = "Both sides count their limits in the same working hours."
WITHOUT_CALENDAR = (
    "`helpdesk_mgmt_sla` plans its deadlines by working hours, ours count around the\n"
    "  clock here: part of the difference is that."
)


def machine(postgresql):
    """What the numbers were measured on: label → text; no name of host or folder."""
    found = re.search(
        r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M
    )
    model = found.group(1).strip() if found else platform.machine()
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": f"{model}, {os.cpu_count()} cores",
        "PostgreSQL": postgresql,
        "Python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def document(
    machine, tickets, sweep, running, missed, calendar, verdicts, verdict_queries
):
    """The whole document.

    :param machine: label → text
    :param tickets: (step, size) → side → results, one of each round
    :param sweep: what was done → results, one of each round
    :param running: clocks that ran
    :param missed: those of them that had run out
    :param calendar: whether our limits counted working hours
    :param verdicts: ``judge`` or ``bare`` → results, one of each round
    :param verdict_queries: number of verdicts → queries
    """
    added = {key: _added(by_side) for key, by_side in tickets.items()}
    rounds = len(next(iter(tickets.values()))["plain"])
    sizes = " and then ".join(str(size) for size in _sizes(tickets))
    parts = [
        HEAD,
        _table(list(machine), [list(machine.values())]),
        "\n## Targets\n\n",
        _table(
            ["target", "measured", "kept"],
            [
                *_ticket_targets(added),
                _sweep_target(sweep),
                *_verdict_targets(verdicts, verdict_queries),
            ],
        ),
        WHAT_TICKETS.format(
            sizes=sizes,
            rounds=rounds,
            plain=version("odoo-addon-helpdesk-mgmt"),
            sla=version("odoo-addon-helpdesk-mgmt-sla"),
        ),
        _table(
            [
                *("step", "queries: plain", "ours adds", "sla adds"),
                *("seconds: plain", "ours adds", "sla adds", "ours / sla"),
            ],
            [_ticket_row(*key, added[key]) for key in tickets],
        ),
        WHAT_SWEEP.format(running=running, missed=missed, rounds=len(sweep["sweep"])),
        _table(["", "milliseconds", "fastest, slowest", "queries"], _sweep_rows(sweep)),
        WHAT_VERDICTS.format(
            number=max(verdict_queries), rounds=len(verdicts["judge"])
        ),
        _table(["", "seconds", "fastest, slowest", "queries"], _verdict_rows(verdicts)),
        READING.format(calendar=WITH_CALENDAR if calendar else WITHOUT_CALENDAR),
    ]
    return "".join(parts)


def _sizes(tickets):
    return sorted({size for _step, size in tickets})


def _middle(results, key):
    return median(result[key] for result in results)


def _added(by_side):
    """Medians of plain, and what the others add to them."""
    found = {}
    for key in ("queries", "seconds"):
        plain = _middle(by_side["plain"], key)
        found[key] = {
            "plain": plain,
            "ours": _middle(by_side["ours"], key) - plain,
            "sla": _middle(by_side["sla"], key) - plain,
        }
    return found


def _ticket_row(step, size, added):
    queries, seconds = added["queries"], added["seconds"]
    return [
        f"{step} {size}",
        *(f"{queries[side]:,.0f}" for side in ("plain", "ours", "sla")),
        *(f"{seconds[side]:.2f}" for side in ("plain", "ours", "sla")),
        f"{seconds['ours'] / seconds['sla']:.2f}",
    ]


def _ticket_targets(added):
    """Rows of target, measured, kept: one of each kind for each step."""
    for step in dict.fromkeys(step for step, _size in added):
        by_size = {size: found for (what, size), found in added.items() if what == step}
        few, many = min(by_size), max(by_size)
        queries = {size: int(by_size[size]["queries"]["ours"]) for size in by_size}
        yield [
            f"{step}: ours adds at most {MOST_QUERIES} queries",
            f"{queries[few]} for {few}, {queries[many]} for {many}",
            _kept(max(queries.values()) <= MOST_QUERIES),
        ]
        yield [
            f"{step}: the same number for {many} as for {few}",
            f"{queries[many] - queries[few]} more",
            _kept(queries[few] == queries[many]),
        ]
        ratios = {
            size: found["seconds"]["ours"] / found["seconds"]["sla"]
            for size, found in by_size.items()
        }
        yield [
            f"{step}: at most a fifth of the time that sla adds",
            f"{ratios[few]:.3f} for {few}, {ratios[many]:.3f} for {many}",
            _kept(max(ratios.values()) <= MOST_OF_PEER),
        ]


def _sweep_target(sweep):
    ratio = _middle(sweep["sweep"], "seconds") / _middle(sweep["update"], "seconds")
    return [
        f"sweep: at most {MOST_OF_UPDATE} times the bare `UPDATE`",
        f"{ratio:.1f} times",
        _kept(ratio <= MOST_OF_UPDATE),
    ]


def _sweep_rows(sweep):
    labels = {
        "update": "bare `UPDATE` of the same rows",
        "sweep": "`sweep`",
        "idle": "`sweep` with nothing to do",
    }
    for name, label in labels.items():
        times = sorted(result["seconds"] * 1000 for result in sweep[name])
        yield [
            label,
            f"{median(times):.1f}",
            f"{times[0]:.1f}, {times[-1]:.1f}",
            f"{_middle(sweep[name], 'queries'):.0f}",
        ]


def _verdict_targets(verdicts, queries):
    ratios = [
        ours["seconds"] / bare["seconds"]
        for ours, bare in zip(verdicts["judge"], verdicts["bare"], strict=True)
    ]
    few, many = min(queries), max(queries)
    return [
        [
            f"verdicts: at most {MOST_OF_BARE} times rule, bare read and bare insert",
            f"{median(ratios):.2f} times",
            _kept(median(ratios) <= MOST_OF_BARE),
        ],
        [
            f"verdicts: the same number of queries for {many:,} as for {few:,}",
            f"{queries[few]} for {few:,}, {queries[many]} for {many:,}",
            _kept(queries[few] == queries[many]),
        ],
    ]


def _verdict_rows(verdicts):
    labels = {
        ("bare", "read"): "read",
        ("bare", "rule"): "rule",
        ("bare", "insert"): "insert",
        ("bare", "seconds"): "the least: these three",
        ("judge", "seconds"): "`make_verdict`",
    }
    for (side, key), label in labels.items():
        times = sorted(result[key] for result in verdicts[side])
        queries = _middle(verdicts[side], "queries") if key == "seconds" else 1
        yield [
            label,
            f"{median(times):.2f}",
            f"{times[0]:.2f}, {times[-1]:.2f}",
            f"{queries:.0f}" if key != "rule" else "",
        ]


def _kept(kept):
    return "yes" if kept else "**no**"


def _table(head, rows):
    """A table of Markdown, numbers to the right."""
    rows = [list(row) for row in rows]
    numbers = [
        all(re.fullmatch(r"[\d.,]+", row[column]) for row in rows)
        for column in range(len(head))
    ]
    rule = ["---:" if number else "---" for number in numbers]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, rule, *rows])
