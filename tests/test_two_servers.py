"""Two servers sweep the same clocks, and one of them dies (T-02 … T-04).

Real processes on a real database: each is an Odoo of its own, as two workers are.
"""

import json
import os
import subprocess
import time

import pytest

CLOCKS = 600
HELD = 250
MAKE = f"""
from datetime import timedelta
from odoo import fields
company = env.company
env["aftersales.profile"].load("furnace", company)
early = fields.Datetime.now() - timedelta(hours=4)
env["helpdesk.ticket"].create([
    {{"name": str(n), "description": "x", "registered_at": early}}
    for n in range({CLOCKS})])
env.flush_all()
# what a worker would have seen before the limit passed
env.cr.execute("UPDATE aftersales_clock SET state = 'running' WHERE state = 'missed'")
env.cr.commit()
"""
SWEEP = """
import json
found = env["aftersales.clock"].sweep(batch=100)
env.cr.commit()
print("swept", json.dumps(found), flush=True)
"""
HOLD = """
import json, os, time
from odoo import fields
found = env["aftersales.clock"]._sweep_batch(fields.Datetime.now(), {held})
print("held", json.dumps(found), flush=True)
while not os.path.exists("{signal}"):
    time.sleep(0.1)
env.cr.commit()
"""


@pytest.fixture
def late_clocks(fresh_database, odoo_shell):
    """A database in which 600 limits have passed unnoticed."""
    name = fresh_database()
    odoo_shell(name, MAKE)
    return name


@pytest.fixture
def holding(tmp_path):
    """Start a server that has swept some clocks and hasn't committed yet."""
    started = []

    def start(database):
        signal = tmp_path / "commit"
        process = subprocess.Popen(
            [
                os.environ["AFTERSALES_ODOO"],
                *("shell", f"--database={database}", "--no-http"),
                "--log-level=error",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        process.stdin.write(HOLD.format(held=HELD, signal=signal))
        process.stdin.close()
        line = process.stdout.readline()
        assert line.startswith("held"), line
        return process, signal, json.loads(line.removeprefix("held"))

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait()


def swept(output):
    """Ids that a sweep said it missed."""
    line = next(ln for ln in output.splitlines() if ln.startswith("swept"))
    return json.loads(line.removeprefix("swept"))


def missed(databases, name):
    """Ids of all missed clocks in the database."""
    rows = databases.query(name, "SELECT id FROM aftersales_clock WHERE state='missed'")
    return {int(row[0]) for row in rows}


def test_two_sweeps_at_once_miss_each_clock_once(
    late_clocks, holding, odoo_shell, databases
):
    """One waits for nothing the other holds, and takes none of it."""
    first, signal, held = holding(late_clocks)
    started = time.monotonic()
    taken = swept(odoo_shell(late_clocks, SWEEP))
    assert first.poll() is None, "the first server still holds its rows"
    assert time.monotonic() - started < 60
    signal.touch()
    assert first.wait(timeout=60) == 0
    assert len(held) == HELD
    assert not set(held) & set(taken)
    assert len(held) + len(taken) == CLOCKS
    assert missed(databases, late_clocks) == {*held, *taken}


def test_a_sweep_killed_in_the_middle_loses_nothing(
    late_clocks, holding, odoo_shell, databases
):
    """What a dead server had swept is swept by the next, all of it and once."""
    first, _signal, held = holding(late_clocks)
    first.kill()
    first.wait()
    assert missed(databases, late_clocks) == set()
    taken = swept(odoo_shell(late_clocks, SWEEP))
    assert set(held) <= set(taken)
    assert len(taken) == len(set(taken)) == CLOCKS
    assert swept(odoo_shell(late_clocks, SWEEP)) == []
