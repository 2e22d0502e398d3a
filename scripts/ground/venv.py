"""Virtual environments in the cache, made from the pinned requirement files.

Each is named after its requirement files, the Python and the Odoo it was made for:
a changed pin makes a new one, and what is there can be used without a network.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

from . import paths, seal
from .apt import WITHOUT_APT
from .console import fail
from .programs import Programs

UV = "0.13.9"
OLDEST, NEWEST = (3, 11), (3, 13)


class Uv:
    """The installer that makes the environments: pinned, from the Python index."""

    title = f"uv {UV}"

    def __init__(self):
        self.folder = paths.cache("uv", UV)

    def ready(self, quick=False):
        """Is it there?"""
        return seal.holds(self.folder)

    def make(self, step):
        """Fetch it with pip; a Python without pip borrows Debian's."""
        environment = dict(os.environ)
        if not importlib.util.find_spec("pip"):
            pip = Programs("pip", ["python3-pip", "python3-setuptools"])
            if not pip.ready():
                pip.make(step)
            environment["PYTHONPATH"] = str(pip.root / "usr/lib/python3/dist-packages")
        with seal.making(self.folder) as part:
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            command += ["--disable-pip-version-check", "--target", part, f"uv=={UV}"]
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True
            )
            if done.returncode or not (part / "bin/uv").exists():
                fail(f"pip could not bring uv ({_reason(done.stderr)})", NO_INDEX)

    def run(self, *arguments):
        """Run it; its own downloads stay in the cache."""
        environment = {
            **_pip_settings(),
            **os.environ,
            "UV_CACHE_DIR": str(paths.cache("uv-cache")),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_SYSTEM_CERTS": "true",
        }
        environment.pop("VIRTUAL_ENV", None)
        command = [self.folder / "bin/uv", "--quiet", "--no-config", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            fail(f"packages did not install ({_reason(done.stderr)})", NO_INDEX)


NO_INDEX = "check the network, or name your index with PIP_INDEX_URL"


class Venv:
    """One virtual environment that sees Odoo."""

    def __init__(self, title, requirements, tree=None):
        self.title = title
        self.requirements = [paths.ROOT / name for name in requirements]
        self.tree = tree
        self.name = requirements[-1].removesuffix(".txt").removeprefix("requirements")

    @property
    def folder(self):
        """Its place, named after what it was made from."""
        key = [file.read_text() for file in self.requirements]
        key += [sys.executable, sys.version, self.tree and str(self.tree.library)]
        return paths.cache("venv", f"odoo{self.name}-{seal.digest(*key)}")

    @property
    def python(self):
        """Its interpreter."""
        return self.folder / "bin/python"

    def ready(self, quick=False):
        """Is it whole?"""
        folder = self.folder
        return bool(seal.read(folder)) if quick else seal.holds(folder)

    def make(self, step):
        """Install the requirement files; nothing is resolved, all is pinned."""
        if not OLDEST <= sys.version_info[:2] <= NEWEST:
            fail(
                f"Python {paths.python_version()} is not one that Odoo 19 runs on",
                "run the command with Python 3.11 first on the PATH",
            )
        uv = Uv()
        if not uv.ready():
            uv.make(step)
        step.note("installing packages")
        folder = self.folder
        with seal.making(folder) as part:
            uv.run("venv", "--relocatable", "--python", sys.executable, str(part))
            wanted = [f"--requirement={file}" for file in self.requirements]
            python = f"--python={part / 'bin/python'}"
            uv.run("pip", "install", python, "--no-deps", *wanted)
            if self.tree:
                self._show_odoo(part)
            uv.run("pip", "check", python)

    def _show_odoo(self, part):
        """Put Odoo on the path, and note it as installed: OCA's wheels ask for it."""
        (library,) = part.glob("lib/python*/site-packages")
        (library / "odoo19.pth").write_text(f"{self.tree.library}\n")
        note = paths.make_folder(library / "odoo-19.0.dist-info")
        metadata = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"
        (note / "METADATA").write_text(metadata)
        wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        (note / "WHEEL").write_text(wheel)
        (note / "RECORD").write_text("")


def _pip_settings():
    """Let uv use the index and certificates that this machine's pip is set up with."""
    settings = {}
    if os.environ.get("PIP_INDEX_URL") or shutil.which("pip"):
        index = os.environ.get("PIP_INDEX_URL") or _pip_config("global.index-url")
        if index:
            settings["UV_DEFAULT_INDEX"] = index
    certificates = os.environ.get("PIP_CERT") or _pip_config("global.cert")
    if certificates:
        settings["SSL_CERT_FILE"] = certificates
    return settings


def _pip_config(name):
    command = [sys.executable, "-m", "pip", "config", "get", name]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def _reason(text):
    """The telling line of a long error message."""
    lines = [line.strip(" ╰─▶│├×") for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "because"))]
    return (errors or lines or [WITHOUT_APT])[-1]
