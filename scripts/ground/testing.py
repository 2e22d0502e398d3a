"""The databases of ``make test``: made once, cloned for each run.

``aftersales_base_…`` holds what our addons depend on, ``aftersales_ready_…`` the
addons too; their names change with what they are made from. Both have Chinese, and
no demo data.
"""

import ast
import subprocess
import sys

from . import paths, seal
from .console import fail, step
from .demo import Upkeep, base_key
from .ground import Ground
from .odoo import Background, free_port, tell_troubles

DATABASE = "aftersales_test"
WORKERS = ["--numprocesses=2"]
"""How all tests are run; each worker needs a while to begin, too long for a few."""

SCREENSHOTS = "aftersales_screenshots"
BASE, READY = "aftersales_base_", "aftersales_ready_"
ASSETS = """
for bundle, kinds in {"web.assets_web": "css js", "web.assets_backend_lazy": "css js",
                      "web.assets_frontend": "css", "web.report_assets_common": "css",
                      "web.assets_frontend_minimal": "js",
                      "web.assets_frontend_lazy": "js"}.items():
    for kind in kinds.split():
        getattr(env["ir.qweb"]._get_asset_bundle(bundle), kind)()
env.cr.commit()
"""
"""Makes scripts and styles of the pages, which each clone would do anew."""


def dependencies():
    """The addons of others that ours depend on."""
    own, wanted = paths.addons(), set()
    for name in own:
        manifest = ast.literal_eval((paths.ROOT / name / "__manifest__.py").read_text())
        wanted.update(manifest.get("depends", []))
    return sorted(wanted.difference(own)) or ["base"]


def prepare(ground):
    """Make the databases that are missing; returns the two names."""
    base = BASE + seal.digest(base_key(ground), dependencies())
    hashes = [seal.files_digest(paths.ROOT / name) for name in paths.addons()]
    ready = READY + seal.digest(base, paths.addons(), hashes)
    with paths.lock(paths.state("test.lock"), "the test databases"):
        make_database(ground, base, None, dependencies())
        make_database(ground, ready, base, paths.addons(), assets=True)
        for name in ground.databases.names("aftersales_"):
            if name.startswith((BASE, READY)) and name not in (base, ready):
                ground.databases.drop(name)
    return base, ready


def make_database(ground, name, source, addons, kind="test", assets=False):
    """Make a prepared database, unless it is there and finished.

    :param assets: pages will be opened in clones of it
    """
    databases = ground.databases
    if databases.exists(name) and databases.label(name):
        return
    databases.drop(name)
    if source:
        databases.clone(source, name)
    log = paths.state("logs", f"{name}.log")
    with step(f"{kind} database with {len(addons)} addons") as shown:
        arguments = [f"--database={name}", "--stop-after-init", "--no-http"]
        arguments += ["--load-language=zh_CN", f"--init={','.join(addons) or 'base'}"]
        troubles = ground.odoo.run(*arguments, step=shown, log=log)
        if assets:
            ground.odoo.shell(name, ASSETS)
    databases.set_label(name, {"finished": True})
    tell_troubles(troubles, log)


def environment(ground, base, ready):
    """What the tests are told about the ground."""
    return {
        **ground.odoo.environment(),
        "AFTERSALES_ODOO": str(paths.ROOT / "scripts/odoo"),
        "AFTERSALES_STATE": str(paths.state()),
        "AFTERSALES_BASE": base,
        "AFTERSALES_READY": ready,
        # Tests may lose a second of writes in a power cut; the demo database may not.
        "PGOPTIONS": "-c synchronous_commit=off",
    }


def test(arguments):
    """Run all tests on the workers, or what pytest's own arguments say."""
    ground = Ground(testing=True)
    ground.set_up()
    base, ready = prepare(ground)
    with paths.lock(paths.state("pytest.lock"), "the tests"):
        ground.databases.clone(ready, DATABASE)
        command = [ground.venv.python, "-m", "pytest", f"--odoo-database={DATABASE}"]
        command += ["--odoo-http", *(arguments or WORKERS)]
        variables = environment(ground, base, ready)
        done = subprocess.run(command, cwd=paths.ROOT, env=variables)
    sys.exit(done.returncode)


def screenshots(arguments):
    """Run the journey that takes the guide's pictures, on a fresh demo database."""
    script = paths.ROOT / "docs/screenshots.py"
    if not script.exists():
        fail("there is no docs/screenshots.py", "check it out again")
    ground = Ground(testing=True)
    ground.set_up()
    server = Background(ground.odoo, "screenshots")
    with paths.lock(paths.state("screenshots.lock"), "the screenshots"):
        server.stop()
        ground.databases.drop(SCREENSHOTS)
        log = paths.state("logs", "screenshots-install.log")
        Upkeep(ground, SCREENSHOTS, log).do()
        try:
            with step("starting the server") as shown:
                noted = server.start(SCREENSHOTS, free_port(), shown)
            done = subprocess.run(
                [ground.venv.python, script, *arguments],
                cwd=paths.ROOT,
                env={
                    **ground.odoo.environment(),
                    "AFTERSALES_URL": f"http://127.0.0.1:{noted['port']}",
                    "AFTERSALES_DATABASE": SCREENSHOTS,
                    "AFTERSALES_ODOO": str(paths.ROOT / "scripts/odoo"),
                },
            )
        finally:
            server.stop()
            ground.databases.drop(SCREENSHOTS)
    sys.exit(done.returncode)
