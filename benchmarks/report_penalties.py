"""Penalties: cases proposed and sheets made, their targets and what was measured."""

from tables import kept, middle, ratio, spread, table

MOST_OF_BARE = 2

WHAT_PROPOSE = """
## Cases proposed of {limits:,} missed limits

{employees:,} employees in a hundred departments missed them in four months, under a
published regulation that they all have signed: a clause on each of the five limits, two
of them with steps for repeated breaches, one shared with the manager, and one by which
the manager answers for harm. One `propose()` makes {made:,} cases of it, with their
history, no record in the cache. Against that stands the least it can take, in turns and
both rolled back, what they wrote compared row by row, medians of {rounds} rounds:

* **read**: one `SELECT` of the same columns of the same rows, as tuples;
* **rule**: the pure rule, `proposals`, on facts that are in memory already;
* **insert**: one statement that inserts the same cases, their evidence as JSON, and the
  first line of their history.

"""

WHAT_SHEETS = """
## {made:,} sheets of a month, of twenty final cases each

Performance pay that wasn't earned, losses, fines with a legal basis, and rewards; wages
and variable pay differ, so that some of it is carried and some lapses. One `make()`
writes all sheets and their lines. Against that stands the least it can take, in turns
and both rolled back, what they wrote compared row by row, medians of {rounds} rounds:

* **read**: one `SELECT` of the same columns of the same rows, as tuples;
* **rule**: the pure rules, `open_of` and `deduct`, on facts that are in memory already;
* **insert**: one statement that inserts the same sheets and lines.

"""

READ_PENALTIES = """\
* A case is proposed once for each fact, clause and person, and a sheet may be made
  again as often as one likes. So `propose` and `make` also take a lock, read what is
  there already, and look up who led whom, or where somebody worked, on that day.
"""


def penalties(results):
    """Targets, text and how to read it: cases proposed and sheets made.

    :param results: as ``measure_penalties`` returns it
    """
    proposed, sheets = results["propose"], results["sheets"]
    targets = [
        *measured_targets("propose", "missed limits", proposed),
        *measured_targets("sheets", "employees", sheets),
    ]
    text = WHAT_PROPOSE.format(
        limits=max(proposed["queries"]),
        employees=results["employees"],
        made=proposed["made"],
        rounds=len(proposed["results"]["ours"]),
    )
    text += measured_table("`propose`", proposed)
    text += WHAT_SHEETS.format(
        made=sheets["made"], rounds=len(sheets["results"]["ours"])
    )
    text += measured_table("`make`", sheets)
    return targets, text, READ_PENALTIES


def measured_targets(name, what, measured):
    """Targets of what was measured against the least it can take."""
    results, queries = measured["results"], measured["queries"]
    times = ratio(results["ours"], results["bare"])
    few, many = min(queries), max(queries)
    return [
        [
            f"{name}: at most {MOST_OF_BARE} times rule, bare read and bare insert",
            f"{times:.2f} times",
            kept(times <= MOST_OF_BARE),
        ],
        [
            f"{name}: the same number of queries for {many:,} {what} as for {few:,}",
            f"{queries[few]} for {few:,}, {queries[many]} for {many:,}",
            kept(queries[few] == queries[many]),
        ],
    ]


def measured_table(label, measured):
    """A table of the least it can take, part by part, and of ours."""
    return table(
        ["", "seconds", "fastest, slowest", "queries"],
        _rows(label, measured["results"]),
    )


def _rows(label, results):
    labels = {
        ("bare", "read"): "read",
        ("bare", "rule"): "rule",
        ("bare", "insert"): "insert",
        ("bare", "seconds"): "the least: these three",
        ("ours", "seconds"): label,
    }
    for (side, key), name in labels.items():
        queries = middle(results[side], "queries") if key == "seconds" else 1
        yield [
            name,
            *spread(results[side], key),
            f"{queries:.0f}" if key != "rule" else "",
        ]
