"""The databases that ``make benchmark`` compares: made once, cloned for each run.

They are equal but for what is measured, without demo data.
"""

import subprocess
import sys

from . import paths, seal
from .demo import base_key
from .ground import BENCHMARK, Ground
from .testing import make_database

PREFIX = "aftersales_benchmark_"
ADDONS = {
    "plain": ["helpdesk_mgmt", "helpdesk_type"],
    "sla": ["helpdesk_mgmt_sla"],
    "ours": ["aftersales_service"],
}
"""Side → addons; what ``plain`` has, the others have too."""

CLONES = {
    "plain": "plain",
    "sla": "sla",
    "ours": "ours",
    "sweep": "ours",
    "verdicts": "ours",
}
"""Database of one run → the side that it is a clone of."""


def _prepare(ground):
    """Make the databases that are missing; returns side → name."""
    peers = (paths.ROOT / BENCHMARK[-1]).read_text()
    own = [seal.files_digest(paths.ROOT / name) for name in ADDONS["ours"]]
    keys = {"plain": (), "sla": peers, "ours": own}
    made = {
        side: f"{PREFIX}{side}_{seal.digest(base_key(ground), ADDONS, keys[side])}"
        for side in ADDONS
    }
    for name in ground.databases.names(PREFIX):
        if name not in made.values():
            ground.databases.drop(name)
    for side, name in made.items():
        source = made["plain"] if side != "plain" else None
        make_database(ground, name, source, ADDONS[side], kind="benchmark")
    return made


def benchmark(_arguments):
    """Measure everything, print the table and write it into the documents."""
    ground = Ground(benchmarking=True)
    ground.set_up()
    with paths.lock(paths.state("benchmark.lock"), "the benchmarks"):
        made = _prepare(ground)
        clones = {name: f"{PREFIX}now_{name}" for name in CLONES}
        try:
            for name, side in CLONES.items():
                ground.databases.clone(made[side], clones[name])
            command = [ground.venv.python, "-B", paths.ROOT / "benchmarks"]
            command += [f"{name}={clone}" for name, clone in clones.items()]
            done = subprocess.run(
                command, cwd=paths.ROOT, env=ground.odoo.environment()
            )
        finally:
            for clone in clones.values():
                ground.databases.drop(clone)
    sys.exit(done.returncode)
