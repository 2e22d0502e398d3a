"""Cases of the T-02 clock (three hours to the first answer), and how to read them."""

from datetime import datetime

from ..rules import clock as rules

#: title, facts, moment of judgement, state, overdue minutes of the T-02 clock.
#: A time without a day is one of 2 March 2026.
T02_CASES = (
    # Still running
    ("just registered", "registered 08:00", "08:00", "running", 0),
    ("one minute before", "registered 08:00", "10:59", "running", 0),
    ("in the due minute", "registered 08:00", "11:00", "running", 0),
    ("last second of the due minute", "registered 08:00", "11:00:59", "running", 0),
    ("first second after", "registered 08:00", "11:01", "missed", 1),
    ("a day without an answer", "registered 08:00", "03-03 08:00", "missed", 1260),
    # Stopped
    ("answered at once", "registered 08:00; responded 08:00", "09:00", "met", 0),
    ("answered in time", "registered 08:00; responded 09:30", "09:30", "met", 0),
    ("at 3 h 00 min", "registered 08:00; responded 11:00", "11:00", "met", 0),
    ("at 3 h 00 min 59 s", "registered 08:00; responded 11:00:59", "12:00", "met", 0),
    ("at 3 h 01 min", "registered 08:00; responded 11:01", "12:00", "missed", 1),
    (
        "at 3 h 01 min 59 s",
        "registered 08:00; responded 11:01:59",
        "12:00",
        "missed",
        1,
    ),
    ("at 3 h 02 min", "registered 08:00; responded 11:02", "12:00", "missed", 2),
    ("a day late", "registered 08:00; responded 03-03 11:00", "03-04", "missed", 1440),
    # Seconds are cut on both sides
    (
        "late second, early stop",
        "registered 08:00:59; responded 11:00",
        "12:00",
        "met",
        0,
    ),
    ("seconds cut", "registered 08:00:59; responded 11:00:01", "12:00", "met", 0),
    ("seconds cut, late", "registered 08:00:59; responded 11:01", "12:00", "missed", 1),
    ("due with seconds", "registered 08:00:30", "11:00:59", "running", 0),
    ("missed with seconds", "registered 08:00:30", "11:01:00", "missed", 1),
    ("microseconds", "registered 08:00; responded 11:00:59.999999", "12:00", "met", 0),
    # Calendar: 24×7, so nothing but minutes counts
    ("over midnight", "registered 23:30; responded 03-03 02:30", "03-04", "met", 0),
    (
        "late over midnight",
        "registered 23:30; responded 03-03 02:31",
        "03-04",
        "missed",
        1,
    ),
    ("month end", "registered 03-31 23:00; responded 04-01 02:00", "04-02", "met", 0),
    (
        "late, month end",
        "registered 03-31 23:00; responded 04-01 02:01",
        "04-02",
        "missed",
        1,
    ),
    ("no leap day", "registered 02-28 22:00; responded 03-01 01:00", "03-02", "met", 0),
    (
        "late, no leap day",
        "registered 02-28 22:00; responded 03-01 01:01",
        "03-02",
        "missed",
        1,
    ),
    (
        "into the leap day",
        "registered 2028-02-28 22:00; responded 2028-02-29 01:00",
        "2028-03-01",
        "met",
        0,
    ),
    (
        "out of the leap day, late",
        "registered 2028-02-29 22:00; responded 2028-03-01 01:01",
        "2028-03-02",
        "missed",
        1,
    ),
    (
        "year end",
        "registered 2026-12-31 22:00; responded 2027-01-01 01:00",
        "2027-01-02",
        "met",
        0,
    ),
    (
        "year end, late",
        "registered 2026-12-31 22:00; responded 2027-01-01 01:01",
        "2027-01-02",
        "missed",
        1,
    ),
    ("summer time is no hour", "registered 03-29 00:00", "03-29 03:00", "running", 0),
    ("summer time, late", "registered 03-29 00:00", "03-29 03:01", "missed", 1),
    ("Sunday counts", "registered 03-01 08:00", "03-01 11:01", "missed", 1),
    # Other facts
    (
        "a stop before the start",
        "responded 07:00; registered 08:00",
        "09:00",
        "running",
        0,
    ),
    (
        "an early stop saves nobody",
        "responded 07:00; registered 08:00",
        "11:01",
        "missed",
        1,
    ),
    ("other facts don't stop", "registered 08:00; arrived 09:00", "11:01", "missed", 1),
    (
        "the first stop counts",
        "registered 08:00; responded 10:00; responded 12:00",
        "13:00",
        "met",
        0,
    ),
    (
        "a second stop doesn't mend",
        "registered 08:00; responded 11:05; responded 11:30",
        "13:00",
        "missed",
        5,
    ),
    # Closing and reopening
    ("closed in time", "registered 08:00; closed 10:00", "10:00", "cancelled", 0),
    (
        "closed in the due minute",
        "registered 08:00; closed 11:00:59",
        "12:00",
        "cancelled",
        0,
    ),
    ("closed one minute late", "registered 08:00; closed 11:01", "12:00", "missed", 1),
    (
        "closed late, judged later",
        "registered 08:00; closed 11:20",
        "03-09",
        "missed",
        20,
    ),
    (
        "answered, then closed",
        "registered 08:00; responded 09:00; closed 10:00",
        "12:00",
        "met",
        0,
    ),
    (
        "answered after closing",
        "registered 08:00; closed 09:00; responded 10:00",
        "12:00",
        "cancelled",
        0,
    ),
    (
        "reopened runs on",
        "registered 08:00; closed 09:00; reopened 10:00",
        "11:00",
        "running",
        0,
    ),
    (
        "reopened and missed",
        "registered 08:00; closed 09:00; reopened 10:00",
        "11:01",
        "missed",
        1,
    ),
    (
        "reopened and answered",
        "registered 08:00; closed 09:00; reopened 10:00; responded 11:00",
        "12:00",
        "met",
        0,
    ),
    (
        "reopened after the limit",
        "registered 08:00; closed 09:00; reopened 12:00",
        "12:00",
        "missed",
        60,
    ),
    (
        "closed again",
        "registered 08:00; closed 09:00; reopened 09:30; closed 10:30",
        "12:00",
        "cancelled",
        0,
    ),
    (
        "closed twice: the first counts",
        "registered 08:00; closed 10:00; closed 12:00",
        "13:00",
        "cancelled",
        0,
    ),
)


def moment(text):
    """A datetime from ``[[year-]month-day] [hour:minute[:second]]``."""
    day, _space, hour = text.rpartition(" ")
    if ":" not in hour:
        day, hour = hour, "00:00"
    day = day or "03-02"
    if day.count("-") == 1:
        day = f"2026-{day}"
    return datetime.fromisoformat(f"{day}T{hour}")


def facts(text):
    """Facts from ``code time; code time``, numbered in the order of recording."""
    pairs = (part.strip().partition(" ") for part in text.split(";"))
    return [
        rules.Fact(number, code, moment(at))
        for number, (code, _space, at) in enumerate(pairs, start=1)
    ]
