"""The databases that ``make benchmark`` compares: made once, cloned for each run.

They are equal but for what is measured, without demo data.
"""

import json
import subprocess
import sys

from . import paths, seal
from .console import fail
from .demo import base_key
from .ground import BENCHMARK, Ground
from .testing import make_database

PREFIX = "aftersales_benchmark_"
ADDONS = {
    "plain": ["helpdesk_mgmt", "helpdesk_type"],
    "sla": ["helpdesk_mgmt_sla"],
    "ours": ["aftersales_service"],
    "penalty": ["aftersales_penalty"],
    "sixs": ["aftersales_6s"],
}
"""Side → addons; what ``plain`` has, the others have too."""

SUBJECTS = {
    "tickets": ("plain", "sla", "ours"),
    "sweep": ("ours",),
    "verdicts": ("ours",),
    "ledger": ("ours",),
    "posting": ("ours",),
    "penalties": ("penalty",),
    "sixs": ("sixs",),
}
"""What is measured → the sides of which it takes a clone of its own."""


def _prepare(ground, sides):
    """Make the databases of these sides that are missing; returns side → name."""
    peers = (paths.ROOT / BENCHMARK[-1]).read_text()
    own = [seal.files_digest(paths.ROOT / name) for name in ADDONS["ours"]]
    both = own + [seal.files_digest(paths.ROOT / name) for name in ADDONS["penalty"]]
    all_ = both + [seal.files_digest(paths.ROOT / name) for name in ADDONS["sixs"]]
    keys = {"plain": (), "sla": peers, "ours": own, "penalty": both, "sixs": all_}
    made = {
        side: f"{PREFIX}{side}_{seal.digest(base_key(ground), ADDONS, keys[side])}"
        for side in ADDONS
    }
    for name in ground.databases.names(PREFIX):
        if name not in made.values():
            ground.databases.drop(name)
    # the others are made of plain
    for side in ("plain", *sorted(sides - {"plain"})):
        name = made[side]
        source = made["plain"] if side != "plain" else None
        make_database(ground, name, source, ADDONS[side], kind="benchmark")
    return made


def benchmark(arguments):
    """Measure all subjects or some, and print and write it down."""
    unknown = set(arguments).difference(SUBJECTS)
    if unknown:
        fail(f"no subject {min(unknown)}", f"there are: {', '.join(SUBJECTS)}")
    chosen = {one: SUBJECTS[one] for one in SUBJECTS if one in (arguments or SUBJECTS)}
    ground = Ground(benchmarking=True)
    ground.set_up()
    with paths.lock(paths.state("benchmark.lock"), "the benchmarks"):
        made = _prepare(ground, {side for sides in chosen.values() for side in sides})
        clones = {
            subject: {side: f"{PREFIX}now_{subject}_{side}" for side in sides}
            for subject, sides in chosen.items()
        }
        try:
            for own in clones.values():
                for side, clone in own.items():
                    ground.databases.clone(made[side], clone)
            command = [ground.venv.python, "-B", paths.ROOT / "benchmarks"]
            command.append(json.dumps(clones))
            done = subprocess.run(
                command, cwd=paths.ROOT, env=ground.odoo.environment()
            )
        finally:
            for own in clones.values():
                for clone in own.values():
                    ground.databases.drop(clone)
    sys.exit(done.returncode)
