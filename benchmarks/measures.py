"""What is measured, side by side, in rounds in which the sides take turns."""

from workers import Worker, in_turns, say, vacuum

SIZES = (50, 500)
ROUNDS = 7
RUNNING, MISSED = 100_000, 1_000
SWEEP_ROUNDS = 15
FEW_VERDICTS, VERDICTS = 100, 10_000
VERDICT_ROUNDS = 9
MOVEMENTS = 1_000_000
LEDGER_ROUNDS = 7
WORKBOOK_ROUNDS = 5
POSTING_ROUNDS = 5
FEW_LIMITS, LIMITS, LIMIT_EMPLOYEES = 1_000, 100_000, 2_000
FEW_SHEETS, SHEETS = 50, 5_000
PENALTY_ROUNDS = 5
PENALTY_TABLES = (
    "aftersales_penalty",
    "aftersales_penalty_log",
    "aftersales_penalty_sheet",
    "aftersales_penalty_sheet_line",
    "mail_message",
)
FEW_PEOPLE, PEOPLE = 50, 5_000
SIXS_TABLES = (
    "aftersales_6s_month",
    "aftersales_6s_month_person",
    "aftersales_6s_month_line",
)


def measure_tickets(**databases):
    """Dict of (step, size) → side → list of results, one of each round."""
    sides = list(databases)
    workers = {side: Worker(database, side) for side, database in databases.items()}
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


def measure_sweep(ours):
    """Dict of what was done → list of results, and what the table of clocks was.

    :return: ``results``; ``running`` and ``missed`` clocks
    """
    with Worker(ours, "ours") as worker:
        say(f"filling in {RUNNING:,} running clocks")
        worker.call("fill", RUNNING, MISSED)
        vacuum(ours)
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
    return {"results": results, "running": RUNNING, "missed": MISSED}


def measure_verdicts(ours):
    """What was done → list of results, and number of verdicts → queries.

    :return: ``results``, ``queries``
    """
    with Worker(ours, "ours") as worker:
        say(f"making {VERDICTS:,} requests to be judged")
        worker.call("requests", VERDICTS)
        vacuum(ours)
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
    return {"results": results, "queries": queries}


def measure_ledger(ours):
    """The ledger of one month, its closing check and its workbook.

    :return: ``moves``: how many; ``reads``: (side, what) → results; ``check``: its
        result; ``workbook``: side → results; ``facts``: results of reading them;
        ``size``: lines and cells
    """
    with Worker(ours, "ours") as worker:
        say(f"filling in {MOVEMENTS:,} movements of spare parts")
        worker.call("movements", MOVEMENTS)
        vacuum(ours)
        say("closing the month before, checking the last one")
        check = worker.call("close")
        vacuum(ours)
        reads = {
            (side, what): []
            for what in ("page", "accounts", "rows", "dicts")
            for side in ("bare", "ours")
            if (side, what) != ("bare", "dicts")
        }
        for number in range(LEDGER_ROUNDS + 1):
            say(f"ledger, round {number} of {LEDGER_ROUNDS}")
            answers = {
                key: worker.call("ledger", *key)
                for key in in_turns(list(reads), number)
            }
            for side, what in answers:
                bare = "rows" if what == "dicts" else what
                same = answers["bare", bare]["digest"]
                assert answers[side, what]["digest"] == same, (side, what)
            if number:  # the first one warms up
                for key, answer in answers.items():
                    reads[key].append(answer)
        size = worker.call("record")
        written, facts = {"bare": [], "ours": []}, []
        for number in range(WORKBOOK_ROUNDS):
            say(f"workbook, round {number + 1} of {WORKBOOK_ROUNDS}")
            for side in in_turns(list(written), number):
                written[side].append(worker.call("workbook", side))
            facts.append(worker.call("facts"))
            assert written["ours"][-1]["digest"] == written["bare"][-1]["digest"]
    return {
        "moves": MOVEMENTS,
        "reads": reads,
        "check": check,
        "workbook": written,
        "facts": facts,
        "size": size,
    }


def measure_posting(ours):
    """Dict of number of lines → side → results."""
    with Worker(ours, "ours") as worker:
        say("making reports to be posted")
        worker.call("reports", SIZES)
        vacuum(ours)
        sides = ["plain", "moves", "ours"]
        for side in sides:
            worker.call("post", side, SIZES[0])  # warms up
        results = {size: {side: [] for side in sides} for size in SIZES}
        for number in range(POSTING_ROUNDS):
            say(f"posting, round {number + 1} of {POSTING_ROUNDS}")
            for size in SIZES:
                for side in in_turns(sides, number):
                    results[size][side].append(worker.call("post", side, size))
    return results


def measure_penalties(penalty):
    """Cases proposed of missed limits, and sheets made of final cases.

    :return: ``employees``; ``propose`` and ``sheets``, each with ``results``: side →
        results;
        ``queries``: size → queries; ``made``: how many cases or sheets
    """
    with Worker(penalty, "penalty") as worker:
        say(f"letting {LIMIT_EMPLOYEES:,} employees miss {LIMITS:,} limits")
        worker.call("missed", LIMITS, LIMIT_EMPLOYEES)
        sizes = (FEW_LIMITS, LIMITS)
        proposed = _penalties(penalty, worker, "propose", "bare_propose", sizes)
        say(f"giving {SHEETS:,} employees twenty final cases each")
        worker.call("final", SHEETS)
        sizes = (FEW_SHEETS, SHEETS)
        sheets = _penalties(penalty, worker, "sheets", "bare_sheets", sizes)
    return {"propose": proposed, "sheets": sheets, "employees": LIMIT_EMPLOYEES}


def measure_sixs(sixs):
    """The 6S sheet of a month.

    :return: as ``_penalties`` does; ``findings``: how many there were
    """
    with Worker(sixs, "sixs") as worker:
        say(f"filling in the findings of {PEOPLE:,} people")
        worker.call("findings", FEW_PEOPLE, PEOPLE)
        sizes = (FEW_PEOPLE, PEOPLE)
        month = _penalties(
            sixs, worker, "sixs_month", "bare_sixs_month", sizes, SIXS_TABLES
        )
    return {**month, "findings": 200 * PEOPLE}


def _penalties(database, worker, ours, bare, sizes, tables=PENALTY_TABLES):
    """One of them, both sides in turns, what they wrote compared with each other."""
    vacuum(database)
    worker.call(ours, sizes[0])  # warms up
    queries = {size: worker.call(ours, size)["queries"] for size in sizes}
    results = {bare: [], ours: []}
    for number in range(PENALTY_ROUNDS):
        say(f"{ours}, round {number + 1} of {PENALTY_ROUNDS}")
        for name in in_turns(list(results), number):
            # who comes second isn't to wade through what was rolled back before
            vacuum(database, *tables)
            results[name].append(worker.call(name, sizes[-1]))
        assert results[ours][-1]["written"] == results[bare][-1]["written"]
    answer = results[ours][-1]
    return {
        "results": {"ours": results[ours], "bare": results[bare]},
        "queries": queries,
        "made": answer["made"],
    }
