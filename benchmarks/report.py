"""``docs/benchmarks``: a page of each subject, and ``docs/benchmarks.md`` of all targets.

A run of some subjects writes their pages anew; the others keep what was measured last.
"""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

import report_parts
import report_penalties
import report_requests
import report_sixs
from tables import table

SUBJECTS = {
    "tickets": report_requests.tickets,
    "sweep": report_requests.sweep,
    "verdicts": report_requests.verdicts,
    "ledger": report_parts.ledger,
    "posting": report_parts.posting,
    "penalties": report_penalties.penalties,
    "sixs": report_sixs.sixs,
}
"""Subject → function: its results → rows of the targets, text, how to read it."""

HEAD = """\
# Benchmarks: {subject}

Written by `make benchmark`; what stands here was measured in one run. Seconds are
another matter on another machine and under another load; compare them with each other
only. Queries are counted exactly.

"""

OVERVIEW = """\
# Benchmarks

The targets of each page, as they were measured last. `make benchmark` measures all
subjects anew, `make benchmark ARGS="ledger penalties"` some.

"""

TARGETS = ["target", "measured", "kept"]


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


def page(machine, subject, result):
    """The page of one subject.

    :param machine: label → text
    :param result: what was measured
    """
    targets, text, reading = SUBJECTS[subject](result)
    return "".join(
        [
            HEAD.format(subject=subject),
            table(list(machine), [list(machine.values())]),
            "\n## Targets\n\n",
            table(TARGETS, targets),
            text,
            "\n## How to read this\n\n",
            reading,
        ]
    )


def overview(pages):
    """All targets, each with the page that it stands on.

    :param pages: subject → text of its page
    """
    rows = [
        [f"[{subject}](benchmarks/{subject}.md)", *cells]
        for subject in SUBJECTS
        if subject in pages
        for cells in _targets(pages[subject])
    ]
    return OVERVIEW + table(["page", *TARGETS], rows)


def _targets(text):
    """The rows of the targets of a page."""
    section = text.partition("\n## Targets\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
