"""All checks of the code, and the formatters: ``make lint``, ``make format``.

Each check is a function that returns whether it passed. Run with the names of some
checks to run only these: ``make lint ARGS="ruff xml"``.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import format_xml

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
TOOLS = Path(sys.executable).parent


def tool(name, *arguments):
    """Run a lint tool of this environment; its own output tells what is wrong."""
    found = TOOLS / name if (TOOLS / name).exists() else shutil.which(name)
    return not subprocess.run([found, *map(str, arguments)], cwd=ROOT).returncode


def files(*patterns):
    """Files of the addons, the template of addons left out."""
    return sorted(
        path
        for name in ADDONS
        for kind in patterns
        for path in (ROOT / name).rglob(kind)
    )


def ruff():
    """Errors, complexity, imports, and the format of Python."""
    return tool("ruff", "check") & tool("ruff", "format", "--check")


def pylint():
    """The conventions of OCA for Odoo 19."""
    return tool("pylint", "--rcfile=.pylintrc-mandatory", *ADDONS)


def oca():
    """What OCA checks in XML, CSV and whole modules."""
    return all([tool("oca-checks-odoo-module", name) for name in ADDONS])


def po():
    """Translation files: sound for gettext, and for OCA."""
    found = files("*.po", "*.pot")
    sound = [
        tool("msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", path)
        for path in found
    ]
    return all(sound) & (not found or tool("oca-checks-po", *found))


def xml():
    """The format of XML."""
    wrong = [path for path in files("*.xml") if not format_xml.is_formatted(path)]
    for path in wrong:
        print(f"{path.relative_to(ROOT)}: not formatted, run `make format`")
    return not wrong


def untranslated():
    """No English word in the Chinese user's screens (needs the test database)."""
    script = Path(__file__).with_name("untranslated.py")
    return not subprocess.run([sys.executable, script], cwd=ROOT).returncode


CHECKS = [ruff, pylint, oca, po, xml, untranslated]


def check(names):
    """Run the checks, all to their end; returns the names of those that failed."""
    failed = []
    for function in CHECKS:
        if names and function.__name__ not in names:
            continue
        print(f"— {function.__name__}: {function.__doc__.splitlines()[0]}", flush=True)
        if not function():
            failed.append(function.__name__)
    return failed


def format_files():
    """Put Python and XML into shape."""
    tool("ruff", "check", "--fix", "--quiet")
    tool("ruff", "format", "--quiet")
    for path in files("*.xml"):
        format_xml.format_file(path)


if __name__ == "__main__":
    command, *rest = sys.argv[1:] or ["check"]
    if command == "format":
        sys.exit(format_files())
    failures = check(rest)
    print(f"lint: {', '.join(failures)} failed" if failures else "lint: all clean")
    sys.exit(bool(failures))
