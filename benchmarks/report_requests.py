"""Requests, their limits and their verdicts: targets, and what was measured."""

from importlib.metadata import version

from tables import kept, middle, ratio, spread, table

MOST_QUERIES = 40
MOST_OF_PEER = 0.2
MOST_OF_UPDATE = 3
MOST_OF_BARE = 1.5

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

READ_TICKETS = """\
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
* Both sides count their limits in the same working hours.
"""

READ_SWEEP = """\
* The sweep stands against the cheapest thing that could be done at all. Telling people
  of the misses is another job and not measured here.
"""

READ_VERDICTS = """\
* A verdict is nothing without its reasons: about 6 kB of JSON each, which either side
  makes and writes. What `make_verdict` adds is to gather the facts, to look for earlier
  verdicts, to lock the requests and to write the result on them.
"""


def tickets(results):
    """Targets, text and how to read it: five limits on every request.

    :param results: (step, size) → side → results, one of each round
    """
    added = {key: _added(by_side) for key, by_side in results.items()}
    sizes = sorted({size for _step, size in results})
    text = WHAT_TICKETS.format(
        sizes=" and then ".join(map(str, sizes)),
        rounds=len(next(iter(results.values()))["plain"]),
        plain=version("odoo-addon-helpdesk-mgmt"),
        sla=version("odoo-addon-helpdesk-mgmt-sla"),
    )
    text += table(
        [
            *("step", "queries: plain", "ours adds", "sla adds"),
            *("seconds: plain", "ours adds", "sla adds", "ours / sla"),
        ],
        [_ticket_row(*key, added[key]) for key in results],
    )
    return list(_ticket_targets(added)), text, READ_TICKETS


def _added(by_side):
    """Medians of plain, and what the others add to them."""
    found = {}
    for key in ("queries", "seconds"):
        plain = middle(by_side["plain"], key)
        found[key] = {
            "plain": plain,
            "ours": middle(by_side["ours"], key) - plain,
            "sla": middle(by_side["sla"], key) - plain,
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
            kept(max(queries.values()) <= MOST_QUERIES),
        ]
        yield [
            f"{step}: the same number for {many} as for {few}",
            f"{queries[many] - queries[few]} more",
            kept(queries[few] == queries[many]),
        ]
        ratios = {
            size: found["seconds"]["ours"] / found["seconds"]["sla"]
            for size, found in by_size.items()
        }
        yield [
            f"{step}: at most a fifth of the time that sla adds",
            f"{ratios[few]:.3f} for {few}, {ratios[many]:.3f} for {many}",
            kept(max(ratios.values()) <= MOST_OF_PEER),
        ]


def sweep(results):
    """Targets, text and how to read it: a sweep over many running clocks.

    :param results: ``results``: what was done → results; ``running``, ``missed``
    """
    done = results["results"]
    times = middle(done["sweep"]) / middle(done["update"])
    target = [
        f"sweep: at most {MOST_OF_UPDATE} times the bare `UPDATE`",
        f"{times:.1f} times",
        kept(times <= MOST_OF_UPDATE),
    ]
    text = WHAT_SWEEP.format(
        running=results["running"],
        missed=results["missed"],
        rounds=len(done["sweep"]),
    )
    text += table(
        ["", "milliseconds", "fastest, slowest", "queries"], _sweep_rows(done)
    )
    return [target], text, READ_SWEEP


def _sweep_rows(done):
    labels = {
        "update": "bare `UPDATE` of the same rows",
        "sweep": "`sweep`",
        "idle": "`sweep` with nothing to do",
    }
    for name, label in labels.items():
        yield [
            label,
            *spread(done[name], scale=1000, digits=1),
            f"{middle(done[name], 'queries'):.0f}",
        ]


def verdicts(results):
    """Targets, text and how to read it: many verdicts at once.

    :param results: ``results``: ``judge`` or ``bare`` → results; ``queries``: number of
        verdicts → queries
    """
    made, queries = results["results"], results["queries"]
    text = WHAT_VERDICTS.format(number=max(queries), rounds=len(made["judge"]))
    text += table(["", "seconds", "fastest, slowest", "queries"], _verdict_rows(made))
    return _verdict_targets(made, queries), text, READ_VERDICTS


def _verdict_targets(made, queries):
    times = ratio(made["judge"], made["bare"])
    few, many = min(queries), max(queries)
    return [
        [
            f"verdicts: at most {MOST_OF_BARE} times rule, bare read and bare insert",
            f"{times:.2f} times",
            kept(times <= MOST_OF_BARE),
        ],
        [
            f"verdicts: the same number of queries for {many:,} as for {few:,}",
            f"{queries[few]} for {few:,}, {queries[many]} for {many:,}",
            kept(queries[few] == queries[many]),
        ],
    ]


def _verdict_rows(made):
    labels = {
        ("bare", "read"): "read",
        ("bare", "rule"): "rule",
        ("bare", "insert"): "insert",
        ("bare", "seconds"): "the least: these three",
        ("judge", "seconds"): "`make_verdict`",
    }
    for (side, key), label in labels.items():
        queries = middle(made[side], "queries") if key == "seconds" else 1
        yield [
            label,
            *spread(made[side], key),
            f"{queries:.0f}" if key != "rule" else "",
        ]
