"""Spare parts, their ledger and its month: targets, and what was measured."""

from tables import kept, middle, ratio, spread, table

MOST_OF_BARE = 1.5
READS = {
    "page": "first page of the list, and the count",
    "accounts": "sums of each account",
    "rows": "every row, as check and workbook read it",
}
"""What is read → how the table calls it; each of them has a target."""

WHAT_LEDGER = """
## The ledger of one month over {moves:,} stock moves

Two years of spare parts on sixty accounts: bought, issued, passed on, returned,
installed, posted, lost and counted, by moves that were copied from real ones, with
parts used, old parts and their receipts. The ledger of the last month has {rows:,}
rows. `aftersales.part.ledger` is read by a service manager through the ORM, in turns
with the same answer by one statement of bare SQL, the best that we could write for one
company and one month; both answers are compared. Medians of {rounds} rounds.

"""

WHAT_CHECK = """
Checking that month before it is closed, all checks of it without a break, the month
before it closed, took {seconds:.0f} seconds and {queries:,} queries, once: mostly
Odoo's own valuation of each part at its beginning and at its end.
"""

WHAT_WORKBOOK = """
## The reconciliation workbook of that month

`aftersales.month`'s workbook, of {lines:,} lines in its largest sheet and {cells:,}
cells in all, is written from facts that are in memory, in turns with bare `xlsxwriter`
(`constant_memory`) writing the same cells, formulas and formats; the sheets come out
the same byte by byte. Medians of {rounds} rounds.

"""

WHAT_POSTING = """
## Parts written off

{sizes} lines of a signed and approved report are written off by one `action_post`,
with their stock moves, journal entries and costs. Against it stand

* **plain**: a picking of as many lines of the same parts, on nobody's account, done by
  the stock alone;
* **moves**: the very moves of the lines, done by the stock alone.

All of it is rolled back. Queries are those of all that comes before the commit; medians
of {rounds} rounds.

"""

READ_LEDGER = """\
* The last line of the ledger's table is what Odoo takes to make dicts of all rows and
  columns: nobody needs them at once, and it has no target.
* The list's own page and count would each sum up all moves; `web_search_read` of the
  ledger does it once, and reads the rows of the page again by their ids.
"""

READ_POSTING = """\
* Odoo's own moves take several queries for each line. `action_post` is to add a number
  of its own to them that doesn't grow with the lines; and noting accounts on moves is
  not to make a line dearer than a plain one is. It even saves one: who bears a part
  brings its analytic distribution along, which Odoo would look up otherwise.
"""


def ledger(results):
    """Targets, text and how to read it: the ledger of a month and its workbook.

    :param results: as ``measure_ledger`` returns it
    """
    reads, written = results["reads"], results["workbook"]
    targets = []
    for what, label in READS.items():
        times = ratio(reads["ours", what], reads["bare", what])
        targets.append(
            [
                f"ledger, {label}: at most {MOST_OF_BARE} times the bare SQL",
                f"{times:.2f} times",
                kept(times <= MOST_OF_BARE),
            ]
        )
    times = ratio(written["ours"], written["bare"])
    targets.append(
        [
            f"workbook: at most {MOST_OF_BARE} times bare `xlsxwriter`",
            f"{times:.2f} times",
            kept(times <= MOST_OF_BARE),
        ]
    )
    rows = reads["bare", "rows"]
    text = [
        WHAT_LEDGER.format(
            moves=results["moves"], rows=rows[0]["rows"], rounds=len(rows)
        ),
        table(
            [
                *("", "seconds: bare SQL", "fastest, slowest"),
                *("ours", "fastest, slowest", "queries", "times"),
            ],
            _read_rows(reads),
        ),
        WHAT_CHECK.format(**results["check"]),
        WHAT_WORKBOOK.format(**results["size"], rounds=len(written["ours"])),
        table(
            ["", "seconds", "fastest, slowest", "queries"],
            _workbook_rows(written, results["facts"]),
        ),
    ]
    return targets, "".join(text), READ_LEDGER


def _read_rows(reads):
    for what, label in {**READS, "dicts": "every row by `search_read`"}.items():
        bare = reads.get(("bare", what), reads["bare", "rows"])
        ours = reads["ours", what]
        yield [
            label,
            *spread(bare),
            *spread(ours),
            f"{middle(ours, 'queries'):.0f}",
            f"{ratio(ours, bare):.2f}",
        ]


def _workbook_rows(written, facts):
    for label, results in (
        ("bare `xlsxwriter`", written["bare"]),
        ("the report, from facts in memory", written["ours"]),
        ("reading the facts", facts),
    ):
        yield [label, *spread(results), f"{middle(results, 'queries'):.0f}"]


def posting(results):
    """Targets, text and how to read it: parts written off.

    :param results: number of lines → side → results
    """
    few, many = min(results), max(results)
    queries = {
        size: {side: int(middle(own, "queries")) for side, own in by_side.items()}
        for size, by_side in results.items()
    }
    added = {size: own["ours"] - own["moves"] for size, own in queries.items()}
    each = {
        side: (queries[many][side] - queries[few][side]) / (many - few)
        for side in ("ours", "plain")
    }
    targets = [
        [
            f"posting: `action_post` adds the same queries to {many} lines as to {few}",
            f"{added[few]} for {few}, {added[many]} for {many}",
            kept(added[few] == added[many]),
        ],
        [
            "posting: a further line takes no more queries than a plain one",
            f"{each['ours']:.2f}, plain {each['plain']:.2f}",
            kept(each["ours"] <= each["plain"]),
        ],
    ]
    text = WHAT_POSTING.format(
        sizes=" and then ".join(map(str, sorted(results))),
        rounds=len(results[few]["ours"]),
    )
    text += table(
        [
            *("lines", "queries: plain", "moves", "`action_post`", "adds"),
            *("seconds: plain", "moves", "`action_post`"),
        ],
        [
            [
                str(size),
                *(f"{queries[size][side]:,}" for side in ("plain", "moves", "ours")),
                str(added[size]),
                *(
                    f"{middle(by_side[side]):.2f}"
                    for side in ("plain", "moves", "ours")
                ),
            ]
            for size, by_side in results.items()
        ],
    )
    return targets, text, READ_POSTING
