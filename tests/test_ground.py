"""The commands say in one line what is wrong, and mend what an earlier run left."""

import json
import os
import resource
import shutil
import socket
import subprocess

import pytest

from conftest import ROOT, troubles
from ground import apt, paths, seal
from ground.console import Failure, Step
from ground.odoo import Background, free_port
from ground.odoo_tree import OdooTree
from ground.postgres import Server

NOWHERE = "http://127.0.0.1:9/debian"
NO_NETWORK = {
    "AFTERSALES_MIRROR": NOWHERE,
    "PIP_INDEX_URL": NOWHERE,
    "PIP_RETRIES": "0",
    "http_proxy": "",
}


@pytest.fixture
def ground(elsewhere):
    """Run a command of the ground with a state of its own."""

    def run(*arguments, **variables):
        environment = {**os.environ, "AFTERSALES_STATE": str(elsewhere / "state")}
        environment.pop("AFTERSALES_READY", None)
        return subprocess.run(
            ["python3", "-B", ROOT / "scripts/ground", *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            env={**environment, **variables},
        )

    return run


@pytest.fixture
def server(elsewhere, monkeypatch):
    """A database server of its own, stopped after the test."""
    monkeypatch.setenv("AFTERSALES_STATE", str(elsewhere / "state"))
    own = Server()
    yield own
    own.stop()


def assert_one_line(done, *words):
    """The command failed with one line that holds the words."""
    assert done.returncode == 1, done.stderr
    said = [line for line in done.stderr.splitlines() if not line.startswith("[")]
    assert len(said) == 1, done.stderr
    for word in words:
        assert word in said[0]


# --- clear failures ---


def test_taken_port(ground):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = ground("run", PORT=str(port))
    assert_one_line(done, f"port {port}", "PORT=")


def test_port_that_is_no_number(ground):
    assert_one_line(ground("run", PORT="http"), "PORT=http")


def test_odoo_of_another_release(ground, elsewhere):
    release = elsewhere / "odoo/release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    done = ground("odoo", "--version", ODOO_HOME=str(elsewhere))
    assert_one_line(done, "Odoo 18.0", "ODOO_HOME")


def test_odoo_home_without_odoo(ground, elsewhere):
    done = ground("odoo", "--version", ODOO_HOME=str(elsewhere))
    assert_one_line(done, "no Odoo", "ODOO_HOME")


def test_no_network(ground, elsewhere):
    done = ground("run", XDG_CACHE_HOME=str(elsewhere / "cache"), **NO_NETWORK)
    assert_one_line(done, "mirror cannot be reached", "AFTERSALES_MIRROR")


def test_no_python_index(ground, elsewhere):
    home = str(OdooTree().library)
    variables = {**NO_NETWORK, "XDG_CACHE_HOME": str(elsewhere / "cache")}
    done = ground("odoo", "scaffold", ODOO_HOME=home, **variables)
    assert_one_line(done, "uv", "PIP_INDEX_URL")


def test_no_postgresql(monkeypatch, elsewhere):
    variables = {**NO_NETWORK, "XDG_CACHE_HOME": str(elsewhere), "AFTERSALES_BARE": "1"}
    variables["AFTERSALES_STATE"] = str(elsewhere / "state")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Failure, match="no PostgreSQL programs .*: install Debian's"):
        Server().make(Step("PostgreSQL"))


def test_full_disk(ground):
    """No file may grow over a megabyte: the cluster can't be made."""
    limit = (2**20, 2**20)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit[0], before[1]))
    try:
        done = ground("run", PORT=str(free_port()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert_one_line(done, "initdb failed")


def test_state_folder_that_may_not_be_written(ground):
    assert_one_line(ground("run", AFTERSALES_STATE="/proc/x"), "AFTERSALES_STATE")


def test_unknown_command(ground):
    assert_one_line(ground("walk"), "unknown command walk")


# --- mending ---


def test_half_made_cluster_is_made_anew(server):
    half = server.home / "data.part"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    server.make(Step("PostgreSQL"))
    assert server.answers()
    assert not half.exists()


def test_server_that_was_killed_starts_again(server):
    server.make(Step("PostgreSQL"))
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, 9)
    while server.answers():
        pass
    server.make(Step("PostgreSQL"))
    assert server.answers()


def test_process_id_that_belongs_to_another_by_now(server):
    server.make(Step("PostgreSQL"))
    note = server.data / "postmaster.pid"
    text = note.read_text()
    server.stop()
    note.write_text(f"{os.getppid()}\n" + text.split("\n", 1)[1])
    server.make(Step("PostgreSQL"))
    assert server.answers()


def test_noted_odoo_server_that_is_another_process(server):
    background = Background(odoo=None)
    paths.make_folder(background.note.parent)
    background.note.write_text(json.dumps({"pid": os.getpid(), "port": 1, "born": "0"}))
    assert background.running() is None
    assert not background.stop()


def test_folder_is_made_whole_or_not_at_all(elsewhere):
    folder = elsewhere / "made"
    with pytest.raises(RuntimeError), seal.making(folder) as part:
        (part / "first").write_text("1")
        raise RuntimeError
    assert not folder.exists()
    with seal.making(folder) as part:
        assert not (part / "first").exists()
        (part / "second").write_text("2")
    assert seal.holds(folder)


def test_changed_folder_breaks_its_seal(elsewhere):
    folder = elsewhere / "made"
    with seal.making(folder) as part:
        (part / "file").write_text("1")
    (folder / "file").write_text("22")
    assert not seal.holds(folder)


def test_half_made_demo_database_is_made_anew(databases):
    """A database counts only with the label that is put on it at the very end."""
    name = f"aftersales_tmp_half_{os.getpid()}"
    databases.query("postgres", f'CREATE DATABASE "{name}"')
    try:
        assert databases.label(name) == {}
        databases.set_label(name, {"it's": "done"})
        assert databases.label(name) == {"it's": "done"}
    finally:
        databases.drop(name)


def test_two_commands_do_not_clash(elsewhere):
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); import pathlib\n"
        "from ground import paths\n"
        "with paths.lock(pathlib.Path(sys.argv[2], 'lock'), 'a test'):\n"
        "    with pathlib.Path(sys.argv[2], 'log').open('a') as log:\n"
        "        log.write('in '); log.flush(); time.sleep(0.3); log.write('out ')\n"
    )
    command = ["python3", "-c", script, ROOT / "scripts", elsewhere]
    both = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert (elsewhere / "log").read_text() == "in out in out "


# --- the machine's apt configuration ---


def test_mirror_is_read_in_both_forms(elsewhere, monkeypatch):
    monkeypatch.setattr(apt, "codename", lambda: "bookworm")
    (elsewhere / "sources.list.d").mkdir()
    (elsewhere / "sources.list").write_text(
        "# deb http://old.example/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://one.example/debian bookworm main\n"
        "deb http://other.example/docker bookworm stable\n"
    )
    (elsewhere / "sources.list.d/debian.sources").write_text(
        "Types: deb deb-src\nURIs: http://two.example/debian\n"
        "Suites: bookworm bookworm-updates\nComponents: main contrib\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n"
        "Types: deb\nURIs: http://third.example/node\nSuites: nodistro\n"
        "Components: main\n\n"
        "Types: deb\nEnabled: no\nURIs: http://four.example/debian\n"
        "Suites: bookworm\nComponents: main\n"
    )
    found = apt.machine_sources(elsewhere)
    addresses = ["http://one.example/debian", "http://two.example/debian"]
    assert [entry["URIs"] for entry in found] == addresses
    assert found[0]["Signed-By"] == "/k.gpg"
    assert found[1]["Suites"] == {"bookworm", "bookworm-updates"}


# --- one more addon ---


def test_scaffolded_addon_installs_and_is_clean(
    elsewhere, odoo_cli, fresh_database, tmp_path
):
    addons = elsewhere / "addons"
    template = ROOT / "templates/addon"
    odoo_cli("scaffold", "-t", template, "aftersales_probe", addons)
    addon = addons / "aftersales_probe"

    base = ",".join([str(OdooTree().library / "odoo/addons"), str(addons)])
    arguments = ["-i", "aftersales_probe", "--with-demo", f"--addons-path={base}"]
    done = odoo_cli("-d", fresh_database(None), *arguments, "--stop-after-init")
    assert "Module aftersales_probe loaded" in done.stderr
    assert not troubles(done.stderr)

    clone = elsewhere / "clone"
    for folder in ("scripts", "tests/lint"):
        shutil.copytree(ROOT / folder, clone / folder)
    for file in [".pylintrc-mandatory", ".oca_hooks.cfg", *ROOT.glob("*.t*")]:
        shutil.copy(ROOT / file, clone)
    shutil.copytree(addon, clone / addon.name)
    checks = ["ruff", "pylint", "oca", "po", "xml"]
    lint = subprocess.run(
        ["python3", "-B", clone / "scripts/ground", "lint", *checks],
        capture_output=True,
        text=True,
    )
    assert "lint: all clean" in lint.stdout, lint.stdout
