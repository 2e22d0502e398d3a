"""What the documents say is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
TEST = re.compile(r"((?:(?:aftersales_\w+/)?tests/)?test_\w+\.py)::(test_\w+)")
#: Every rule on penalties and rewards has a row
PENALTIES = [*(f"PEN-{number:02}" for number in range(1, 41)), "REW-1"]
#: Every rule on 6S has rows, one for each of its sides
SIX_S = [f"S6-{number}" for number in range(1, 9)]
LARGEST = 150 * 1024


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document}: {target}"


def test_coverage_names_tests_that_exist():
    named = TEST.findall((ROOT / "docs/coverage.md").read_text(encoding="utf-8"))
    assert named
    for file, test in named:
        folder = ROOT if "/" in file else ROOT / "aftersales_service/tests"
        assert f"def {test}(" in (folder / file).read_text(encoding="utf-8"), test


def test_coverage_tells_of_every_penalty():
    text = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ((?:PEN|REW)-\d+) \|", text, re.MULTILINE) == PENALTIES


def test_coverage_tells_of_every_rule_of_6s():
    text = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (S6-\d+) \| (.+) \|$", text, re.MULTILINE)
    assert list(dict.fromkeys(rule for rule, _row in rows)) == SIX_S
    assert all(TEST.search(row) for _rule, row in rows)


def test_pictures_are_small_and_all_used():
    texts = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    for picture in (ROOT / "docs/images").iterdir():
        assert picture.stat().st_size < LARGEST, picture.name
        assert f"images/{picture.name}" in texts, picture.name
