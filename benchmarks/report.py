"""``docs/benchmarks.md``: what was measured on which machine, and the targets."""

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
# Benchmarks

Written by `make benchmark`: everything below was measured in one run. Seconds are
another matter on another machine and under another load; compare them with each other
only. Queries are counted exactly.

"""


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


def document(machine, results):
    """The whole document.

    :param machine: label → text
    :param results: subject → what was measured
    """
    found = [SUBJECTS[subject](result) for subject, result in results.items()]
    targets, texts, readings = zip(*found, strict=True)
    return "".join(
        [
            HEAD,
            table(list(machine), [list(machine.values())]),
            "\n## Targets\n\n",
            table(
                ["target", "measured", "kept"], [row for own in targets for row in own]
            ),
            *texts,
            "\n## How to read this\n\n",
            *readings,
        ]
    )
