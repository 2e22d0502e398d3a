"""Programs and fonts of Debian that the machine lacks, without installing anything.

A package and all it needs are unpacked into one folder of the cache, and each program
gets a small wrapper that sets what it needs to run from there. What the machine has
is used as it is.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths, seal
from .apt import Apt
from .console import Failure, say

LEFT_OUT = {
    *("libc6", "libc-bin", "locales", "libc-l10n", "dpkg", "tar", "perl-base"),
    *("postgresql-common", "postgresql-client-common", "ssl-cert", "ucf", "openssl"),
    *("adduser", "passwd", "init-system-helpers", "systemd", "usrmerge"),
}
"""Never unpacked: the C library must be the machine's, the others set up a system."""

WRAPPER = """\
#!/bin/sh
# Runs a program of the unpacked packages in {root}
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export QT_PLUGIN_PATH="{plugins}"
exec "{program}" "$@"
"""


def bare():
    """Should the machine's own programs be overlooked? (To try a bare machine.)"""
    return bool(os.environ.get("AFTERSALES_BARE"))


class Programs:
    """Debian packages that bring some programs or fonts."""

    def __init__(self, title, packages, program="", paths_in_root=()):
        self.title = title
        self.packages = packages
        self.program = program
        self.paths_in_root = paths_in_root
        self.root = paths.cache("programs", packages[0])

    def on_machine(self):
        """Has the machine got them already?"""
        return not bare() and bool(shutil.which(self.program))

    def ready(self, quick=False):
        """Is nothing left to do?"""
        if self.on_machine():
            return True
        return bool(seal.read(self.root)) if quick else seal.holds(self.root)

    def make(self, step):
        """Fetch and unpack what is missing."""
        apt = Apt("release")
        files = [file for file in apt.missing(self.packages) if file[0] not in LEFT_OUT]
        debs = apt.fetch(files, step)
        with seal.making(self.root, packages=[file[1:] for file in files]) as part:
            unpack(debs, part, step)
            self._write_wrappers(part)

    def _write_wrappers(self, part):
        """A wrapper in ``bin`` for the program, at its final place."""
        folder = paths.make_folder(part / "bin")
        for relative in self.paths_in_root:
            if not (part / relative).exists():
                continue
            wrapper = folder / Path(relative).name
            wrapper.write_text(self._wrapper(part, self.root / relative))
            wrapper.chmod(0o755)

    def _wrapper(self, part, program):
        """The text of a wrapper; the folder is known by its final name in it."""
        found = {path.parent for path in part.glob("**/*.so*")}
        keep = [path for path in sorted(found) if "linux-gnu" in path.parts[-1]]
        keep += [path / "pulseaudio" for path in keep]
        libraries = [self.root / path.relative_to(part) for path in keep]
        plugins = [folder / "qt5" / "plugins" for folder in libraries]
        return WRAPPER.format(
            root=self.root,
            program=program,
            libraries=":".join(map(str, libraries)),
            plugins=":".join(map(str, plugins)),
        )

    def environment(self):
        """What a process needs to find the programs."""
        if self.on_machine() or not self.root.exists():
            return {}
        return {"PATH": f"{self.root / 'bin'}:{os.environ.get('PATH', os.defpath)}"}


class Optional(Programs):
    """Programs that one can do without: their lack is told, and work goes on."""

    def __init__(self, *args, without="", **kwargs):
        super().__init__(*args, **kwargs)
        self.without = without

    def make(self, step):
        try:
            super().make(step)
        except Failure as failure:
            say(f"{self.title} is left out, so {self.without} ({failure})")


class Fonts(Optional):
    """Fonts for Chinese, Japanese and Korean."""

    def on_machine(self):
        """Ask fontconfig; without it there are no fonts either."""
        if bare() or not shutil.which("fc-list"):
            return False
        asked = subprocess.run(
            ["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True
        )
        return bool(asked.stdout.strip())

    def environment(self):
        """A fontconfig file that adds the unpacked fonts to the machine's."""
        if self.on_machine() or not self.root.exists():
            return {}
        return {"FONTCONFIG_FILE": str(self.root / "fonts.conf")}

    def _write_wrappers(self, part):
        (part / "fonts.conf").write_text(
            '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
            "<fontconfig>\n"
            '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
            f"  <dir>{self.root}/usr/share/fonts</dir>\n"
            f"  <cachedir>{paths.cache('fontconfig')}</cachedir>\n"
            "</fontconfig>\n"
        )


def unpack(debs, folder, step):
    """Unpack packages into a folder, one after the other."""
    for number, deb in enumerate(debs, 1):
        step.note(f"unpacking {number} of {len(debs)}")
        subprocess.run(["dpkg", "-x", deb, folder], check=True)


PDF = Optional(
    "wkhtmltopdf",
    ["wkhtmltopdf"],
    program="wkhtmltopdf",
    paths_in_root=["usr/bin/wkhtmltopdf"],
    without="PDF documents cannot be printed",
)
CJK_FONTS = Fonts(
    "Chinese fonts",
    ["fonts-noto-cjk"],
    without="PDF documents show no Chinese",
)
CHROMIUM = Programs(
    "Chromium",
    ["chromium"],
    program="chromium",
    paths_in_root=["usr/lib/chromium/chromium"],
)
POPPLER = Programs(
    "poppler-utils",
    ["poppler-utils"],
    program="pdftotext",
    paths_in_root=["usr/bin/pdftotext", "usr/bin/pdftoppm", "usr/bin/pdffonts"],
)
GETTEXT = Programs(
    "gettext",
    ["gettext"],
    program="msgfmt",
    paths_in_root=["usr/bin/msgfmt", "usr/bin/msgmerge", "usr/bin/msgattrib"],
)
