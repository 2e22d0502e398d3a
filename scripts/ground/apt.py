"""A private apt beside the machine's own: own sources, lists and cache, no root needed.

The mirror's address is read from the machine's apt configuration, so it is the one
the machine is meant to use; the machine's packages and lists stay as they are.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import paths, seal
from .console import fail

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
TOOLS = ("apt-get", "apt-cache", "dpkg")

CONFIGURATION = """\
// The machine's hooks are for the machine's own lists and cache.
#clear APT::Update;
#clear DPkg::Post-Invoke;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{folder}/sources";
Dir::State::lists "{folder}/lists";
Dir::Cache "{folder}/cache";
Dir::State::status "{status}";
Acquire::Languages "none";
Acquire::ForceHash "SHA256";
Acquire::Retries "2";
Acquire::http::Timeout "30";
APT::Sandbox::User "";
APT::Install-Recommends "false";
Debug::NoLocking "true";
"""


class Apt:
    """A private apt for one suite: ``sid``, or the machine's ``release``."""

    def __init__(self, suite):
        self.suite = suite
        self.folder = paths.cache("apt", suite)
        self.updated = False

    def newest(self, pattern):
        """The package with the highest name that matches a regular expression."""
        found = self._run("apt-cache", "search", "--names-only", pattern).split("\n")
        names = [line.split()[0] for line in found if line]
        return max(names, default=None)

    def missing(self, packages):
        """What the machine lacks of these packages and of all they need."""
        return self._files("install", "--yes", *packages)

    def exactly(self, packages):
        """These packages alone."""
        return self._files("download", *packages)

    def _files(self, *command):
        """``(package, file name, size, sha256)`` of what a command would fetch."""
        listing = self._run("apt-get", "-qq", "--print-uris", *command)
        line = re.compile(r"^'[^']+' (\S+) (\d+) SHA256:([0-9a-f]{64})$", re.M)
        return [
            (name.split("_")[0], name, int(size), checksum)
            for name, size, checksum in line.findall(listing)
        ]

    def fetch(self, files, step):
        """Bring the files into the cache, verified; returns their paths.

        They are downloaded into a folder of their own and renamed when their checksums
        fit. A file of an earlier run counts only if its checksum still fits.
        """
        store = paths.make_folder(paths.cache("debs"))
        wanted = [file for file in files if not _fits(store / file[1], file)]
        if wanted:
            self._download(wanted, store, step)
        return [store / name for _, name, _, _ in files]

    def _download(self, wanted, store, step):
        part = store / ".part"
        seal.remove(part)
        part.mkdir()
        names = [f"{package}={_version(name)}" for package, name, _, _ in wanted]
        total = sum(size for _, _, size, _ in wanted) / 1e6
        with step.watching(part, total):
            self._run("apt-get", "-qq", "download", *names, cwd=part)
        for file in wanted:
            fetched = part / file[1]
            if not _fits(fetched, file):
                fail(f"{file[1]} came with a wrong checksum", "run the command again")
            fetched.replace(store / file[1])
        seal.remove(part)

    def _run(self, *command, cwd=None):
        """Run an apt program on the private lists."""
        self._update()
        program, *rest = command
        done = self._apt(program, *rest, cwd=cwd)
        if done.returncode:
            fail(f"apt could not do its part ({_last_line(done.stderr)})", WITHOUT_APT)
        return done.stdout

    def _update(self):
        """Bring the lists up to date, once in a run."""
        if self.updated:
            return
        self._configure()
        done = self._apt("apt-get", "-qq", "update")
        if done.returncode or re.search(r"^[EW]: (?!.*Target)", done.stderr, re.M):
            fail(
                f"the Debian mirror cannot be reached ({_last_line(done.stderr)})",
                "check the network, or name a mirror with AFTERSALES_MIRROR=URL",
            )
        self.updated = True

    def _apt(self, program, *arguments, cwd=None):
        return subprocess.run(
            [program, "-c", os.fspath(self.folder / "apt.conf"), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )

    def _configure(self):
        """Write the private configuration."""
        absent = [tool for tool in TOOLS if not shutil.which(tool)]
        if absent:
            fail(f"this machine has no {absent[0]}", WITHOUT_APT)
        for name in ("sources", "lists/partial", "cache/archives/partial"):
            paths.make_folder(self.folder / name)
        (self.folder / "sources/all.sources").write_text(self._sources())
        configuration = CONFIGURATION.format(folder=self.folder, status=_status())
        (self.folder / "apt.conf").write_text(configuration)

    def _sources(self):
        """The sources of the suite, at the machine's own mirror."""
        entries = machine_sources()
        given = os.environ.get("AFTERSALES_MIRROR")
        if given:
            suites = {suite for entry in entries for suite in entry["Suites"]}
            entries = [_entry(given, suites or {codename()}, str(KEYRING))]
        if not entries:
            fail("no Debian mirror in this machine's apt configuration", WITHOUT_APT)
        if self.suite == "sid":
            first = min(entries, key=_foreignness)
            if not KEYRING.exists():
                fail(f"the key ring {KEYRING} is not there", WITHOUT_APT)
            entries = [_entry(first["URIs"], {"sid"}, str(KEYRING))]
        return "\n".join(_stanza(entry) for entry in entries)


def _fits(path, file):
    """Is the file there, with the checksum that apt knows?"""
    return path.is_file() and seal.sha256(path) == file[3]


def _version(name):
    """The version in the name of a package's file, where a colon is written %3a."""
    return name.split("_")[1].replace("%3a", ":")


WITHOUT_APT = (
    "on a Debian machine run `apt-get update` and try again; elsewhere set ODOO_HOME "
    "to an Odoo 19.0 and install PostgreSQL"
)


def codename():
    """The name of the machine's release, such as ``bookworm``."""
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=\"?(\w+)", text, re.M)
    return found.group(1) if found else "stable"


def machine_sources(folder=Path("/etc/apt")):
    """The machine's own entries for its own release, without third parties."""
    name = codename()
    own = {name, f"{name}-updates", f"{name}-security", f"{name}/updates"}
    lists = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    entries = [entry for file in lists if file.is_file() for entry in _one_line(file)]
    for file in sorted(folder.glob("sources.list.d/*.sources")):
        entries += _deb822(file)
    return [
        {**entry, "Suites": own.intersection(entry["Suites"])}
        for entry in entries
        if own.intersection(entry["Suites"]) and "main" in entry["Components"]
    ]


def _one_line(file):
    """Entries of a ``.list`` file: ``deb [options] uri suite components``."""
    line = re.compile(r"^\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#\n]+)", re.M)
    for options, uri, suite, components in line.findall(file.read_text()):
        key = re.search(r"signed-by=(\S+)", options, re.I)
        entry = _entry(uri, {suite}, key.group(1) if key else "")
        yield {**entry, "Components": components.split()}


def _deb822(file):
    """Entries of a ``.sources`` file: stanzas of ``Key: value``."""
    text = re.sub(r"^#.*\n", "", file.read_text(), flags=re.M)
    for stanza in re.split(r"\n\s*\n", text):
        pairs = re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)", stanza, re.M)
        values = {key.title(): value for key, value in pairs}
        if "deb" not in values.get("Types", "").split():
            continue
        if values.get("Enabled", "yes").strip().lower() == "no":
            continue
        suites = set(values.get("Suites", "").split())
        entry = _entry(values.get("Uris", ""), suites, values.get("Signed-By", ""))
        yield {**entry, "Components": values.get("Components", "").split()}


def _entry(uris, suites, key):
    return {"URIs": uris, "Suites": suites, "Components": ["main"], "Signed-By": key}


def _foreignness(entry):
    """Sorts Debian's main mirror before its security mirror and before others."""
    by_debian = not entry["Signed-By"] or "debian-archive" in entry["Signed-By"]
    main = entry["URIs"].rstrip("/").rsplit("/", 1)[-1] in ("debian", "debian.list")
    return (not main, not by_debian)


def _stanza(entry):
    """One entry in apt's own form."""
    lines = ["Types: deb", f"URIs: {entry['URIs']}", "Components: main"]
    lines.append("Suites: " + " ".join(sorted(entry["Suites"])))
    if entry["Signed-By"]:
        lines.append(f"Signed-By: {entry['Signed-By']}")
    return "\n".join(lines) + "\n"


def _status():
    """The machine's list of installed packages.

    ``AFTERSALES_BARE=1`` acts as if nothing were installed, to try what a bare machine
    goes through.
    """
    machine = Path("/var/lib/dpkg/status")
    return Path(os.devnull) if os.environ.get("AFTERSALES_BARE") else machine


def _last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("E: ").removeprefix("W: ") if lines else "no message"
