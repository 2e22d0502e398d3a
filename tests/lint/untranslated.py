"""Counts the English terms that a Chinese user would meet, and fails above none.

Odoo exports all terms of the addons with the Chinese it would show: our addons, and
the addons of others whose screens ours embed. Texts in the code of the latter can
only be translated by their own authors, so these are left out.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
EMBEDDED = [
    "base_tier_validation",
    "helpdesk_mgmt",
    "helpdesk_type",
    "report_xlsx",
    "resource",
]

CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(
    r"%\(\w+\)s|%\w|\{\{.*?\}\}|\$\{.*?\}|<[^>]*>|&\w+;|https?://\S+|\S+@\S+|\S+\.\S+",
    re.S,
)
SAME_IN_CHINESE = {"ID", "PDF", "XLSX", "XLS", "CSV", "SLA", "URL", "OK", "VIN", "Odoo"}


def exported():
    """All terms, as Odoo exports them from the prepared test database."""
    prepare = [sys.executable, ROOT / "scripts/ground", "prepare"]
    database = _output(prepare).split()[-1]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "terms.po")
        command = [ROOT / "scripts/odoo", "i18n", "export", "-d", database]
        _output([*command, "-l", "zh_CN", "-o", target, *OURS, *EMBEDDED])
        return polib.pofile(str(target))


def _output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"untranslated: {command[1]} failed")
    return done.stdout


def is_english(entry):
    """Would a Chinese user meet English?"""
    if set(WORD.findall(NO_WORDS.sub(" ", entry.msgid))) <= SAME_IN_CHINESE:
        return False
    return not CHINESE.search(entry.msgstr)


def is_ours_to_translate(entry):
    """A term of our addons, or a record, field or view of the embedded ones."""
    modules = set(re.findall(r"\w+", entry.comment.partition(":")[2].split("\n")[0]))
    places = [place for place, _line in entry.occurrences]
    return bool(modules & set(OURS)) or any(
        place.startswith("model") for place in places
    )


def main():
    """Print each untranslated term with its place."""
    wrong = [
        entry
        for entry in exported()
        if is_english(entry) and is_ours_to_translate(entry)
    ]
    for entry in wrong:
        place = entry.occurrences[0][0] if entry.occurrences else "?"
        print(f"{place}: {entry.msgid!r} → {entry.msgstr!r}")
    print(f"untranslated terms: {len(wrong)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
