"""What a clerk types while the phone rings: numbers, plates, serials (INT-1, INT-5).

People write the same number in many ways; it is compared in one.
"""

import re
import unicodedata

#: Longest text that is looked for; no number, plate or name of a caller is longer
LONGEST = 64
#: Fewer digits than these say nothing about whose phone it is
SHORTEST_PHONE = 5
#: Fewer characters find too much of serials, plates and names
SHORTEST_WORD = 2

_EXTENSION = re.compile(r"(?:转|分机|内线|ext\.?|x|#|\*).*$", re.IGNORECASE)
_BETWEEN = re.compile(r"[/;,、；，|\n]+|(?<=\d)\s{2,}(?=\d)|或|和")
#: 0574-5550 0188-12: the third group of a landline is an extension
_LANDLINE = re.compile(r"^\(?(0\d{2,3})\)?[- ]*(\d{3,4}[- ]?\d{4})-(\d{1,6})$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_COUNTRY = re.compile(r"^(?:\+|00)86")
_PHONE = re.compile(r"^[\d\s()+\-.*#/;,、；，转分机内线xextEXT]+$")
_PLAIN = re.compile(r"[\s\-_.·•・/]+")


def phone_numbers(text: str | None) -> tuple[str, ...]:
    """The numbers that a phone field holds, as digits that can be compared.

    Without the country's +86, spaces, dashes, brackets and extension; a landline starts
    with the 0 of its area, whichever way it was written. Other countries keep theirs.
    """
    text = unicodedata.normalize("NFKC", text or "")
    numbers = (_number(part) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(filter(None, numbers)))


def _number(text: str) -> str:
    text = _EXTENSION.sub("", text.strip()).strip()
    home = bool(_COUNTRY.match(re.sub(r"[\s()\-]", "", text)))
    landline = _LANDLINE.match(text)
    if landline:
        text = landline[1] + landline[2]
    digits = re.sub(r"\D", "", text)
    if home:
        digits = digits.removeprefix("00").removeprefix("86")
        # +86 (0)574 … and +86 574 … are the same line; 400 and 800 have no area
        if not _MOBILE.match(digits) and not digits.startswith(("0", "400", "800")):
            digits = f"0{digits}"
    elif digits.startswith("86") and _MOBILE.match(digits[2:]):
        digits = digits[2:]
    return digits


def phone_key(text: str | None) -> str | None:
    """All numbers of a phone field in one text, for a column that is searched."""
    return " ".join(phone_numbers(text)) or None


def looked_for(text: str | None) -> tuple[str, ...]:
    """The digits to look for if a typed text can be a phone number, else nothing."""
    text = unicodedata.normalize("NFKC", text or "").strip()
    if not _PHONE.match(text):
        return ()
    return tuple(n for n in phone_numbers(text) if len(n) >= SHORTEST_PHONE)


def mask(text: str | None) -> str:
    """Phone numbers as lists show them: 138****1234."""
    return " ".join(map(_masked, phone_numbers(text)))


def _masked(digits: str) -> str:
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) >= 7:
        return f"{digits[:3]}****{digits[-2:]}"
    return f"****{digits[-1:]}"


def plain(text: str | None) -> str:
    """A plate or VIN as it is compared: capital letters and digits only (京A·12345)."""
    return _PLAIN.sub("", unicodedata.normalize("NFKC", text or "")).upper()
