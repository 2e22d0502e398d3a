"""Running Odoo: its command line, and its server in the background."""

import configparser
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import paths
from .console import fail, say
from .programs import CHROMIUM, CJK_FONTS, PDF, POPPLER

TROUBLE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


class Odoo:
    """Odoo's command line on one environment, tree and database server."""

    def __init__(self, tree, venv, server):
        self.tree = tree
        self.venv = venv
        self.server = server

    def command(self, *arguments):
        """The command line; its settings come from the environment."""
        return [str(self.venv.python), "-m", "odoo", *map(str, arguments)]

    def environment(self):
        """Settings, programs and fonts; whatever else the caller has set stays."""
        environment = {**os.environ, "ODOO_RC": str(self.write_configuration())}
        environment.pop("PYTHONPATH", None)
        # Compiling Odoo takes seconds of each start; the checkout stays clean.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(paths.cache("bytecode"))
        for piece in (PDF, CHROMIUM, POPPLER):
            path = piece.environment().get("PATH", "").split(":")[0]
            if path:
                environment["PATH"] = f"{path}:{environment['PATH']}"
        programs = self.server.programs()
        if programs:
            environment["PATH"] += f":{programs}"
        environment.update(CJK_FONTS.environment())
        environment.update(PGHOST=str(self.server.socket), PGUSER="odoo")
        # wkhtmltopdf is Qt: without a screen it needs to be told.
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        # Of the fonts for Chinese and Japanese, take the Chinese shapes.
        environment.setdefault("FC_LANG", "zh-cn")
        return environment

    def write_configuration(self):
        """``odoo.conf`` of the checkout, plus what depends on the machine."""
        configuration = configparser.RawConfigParser()
        configuration.read(paths.ROOT / "odoo.conf")
        addons = [*self.tree.addons(), paths.ROOT]
        values = {
            **self.server.options(),
            "addons_path": ",".join(map(str, addons)),
            "data_dir": paths.state("data"),
        }
        for name, value in values.items():
            configuration.set("options", name, str(value))
        target = paths.make_folder(paths.state()) / "odoo.conf"
        part = target.with_suffix(f".{os.getpid()}")
        with open(part, "w") as handle:
            configuration.write(handle)
        part.chmod(0o600)
        part.replace(target)
        return target

    def run(self, *arguments, step, log):
        """Run to the end with progress; keeps the log, returns its troubled lines."""
        paths.make_folder(log.parent)
        troubles = []
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=paths.ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        with open(log, "w") as handle:
            for line in process.stdout:
                handle.write(line)
                loading = LOADING.search(line)
                if loading:
                    step.note("module {} ({} of {})".format(*loading.groups()))
                if TROUBLE.match(line):
                    troubles.append(line.strip())
        if process.wait():
            fail(f"Odoo stopped with an error ({_last_error(log)})", f"read {log}")
        return troubles

    def shell(self, database, code):
        """Run Python in Odoo's shell."""
        command = self.command("shell", f"--database={database}", "--no-http")
        done = subprocess.run(
            command,
            cwd=paths.ROOT,
            env=self.environment(),
            input=code,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            fail(f"Odoo's shell stopped ({done.stderr.strip()[-300:]})", "run it again")


def tell_troubles(troubles, log):
    """Say that a log holds warnings, and show the first ones."""
    if troubles:
        say(f"{len(troubles)} warnings or errors in {log}:")
        for line in troubles[:5]:
            say(f"  {line[:200]}")


def _last_error(log):
    lines = [line.strip() for line in log.read_text().splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"^[\w.]*(Error|Exception): ", line)]
    return (errors or lines or ["no output"])[-1][:300]


class Background:
    """An Odoo server that goes on after the command, like that of ``make run``."""

    def __init__(self, odoo, name="server"):
        self.odoo = odoo
        self.note = paths.state(f"{name}.json")
        self.log = paths.state("logs", f"{name}.log")

    def running(self):
        """What was noted of the server, if that very process is still there."""
        try:
            noted = json.loads(self.note.read_text())
        except (OSError, ValueError):
            return None
        if noted.get("born") and noted["born"] == _born(noted["pid"]):
            return noted
        self.note.unlink(missing_ok=True)
        return None

    def start(self, database, port, step):
        """Start it detached and wait until it serves its login page."""
        check_port(port)
        paths.make_folder(self.log.parent)
        command = self.odoo.command(
            *(
                f"--database={database}",
                f"--db-filter=^{database}$",
                "--no-database-list",
            ),
            *("--http-interface=127.0.0.1", f"--http-port={port}"),
        )
        with open(self.log, "w") as log:
            process = subprocess.Popen(
                command,
                cwd=paths.ROOT,
                env=self.odoo.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        noted = {"pid": process.pid, "port": port, "born": _born(process.pid)}
        self.note.write_text(json.dumps(noted))
        try:
            wait_for_page(process, port, self.log, step)
        except BaseException:
            end(process.pid, lambda: process.poll() is None)
            self.note.unlink(missing_ok=True)
            raise
        return noted

    def stop(self):
        """Stop it; returns whether it ran."""
        noted = self.running()
        if not noted:
            return False
        end(noted["pid"], lambda: _born(noted["pid"]) == noted["born"])
        self.note.unlink(missing_ok=True)
        return True


def check_port(port):
    """Fail if another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            fail(
                f"port {port} cannot be used ({error.strerror})",
                f"choose another one, for example `make run PORT={port + 1}`",
            )


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_page(process, port, log, step, seconds=180):
    """Wait until the login page comes; fail when the server ends before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            fail(f"the Odoo server ended ({_last_error(log)})", f"read {log}")
        try:
            url = f"http://127.0.0.1:{port}/web/login"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(url, timeout=60):
                return
        except (urllib.error.URLError, OSError):
            step.note("waiting for the login page")
            time.sleep(0.2)
    fail("the Odoo server does not serve its login page", f"read {log}")


def end(pid, alive, seconds=15):
    """End a process of ours politely, then firmly."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + seconds
        if alive():
            os.kill(pid, how)
        while alive() and time.monotonic() < deadline:
            time.sleep(0.1)


def _born(pid):
    """When a process was started, which tells it from a later one of the same id."""
    try:
        with open(f"/proc/{pid}/stat") as handle:
            fields = handle.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
