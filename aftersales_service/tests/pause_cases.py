"""Pauses and promises, worked out by hand, and how to read them.

Above a table stand its limit and how its stories begin; a line tells the rest of the
story, the moment of judgement, the state and the due moment. Moments are those of a
clock on the wall in Shanghai; without a day, of Monday 2 March 2026.

A story is facts and pauses. ``agreed 08:00 > 15:00`` promises a moment; the cause of a
fact stands behind a slash. ``pause 09:00–10:00`` is approved, and ``pause 09:00–``
lasts; one's ``own`` cause and what was ``refused`` stop no clock.
"""

from ..rules import clock as rules
from .calendar_cases import lines, utc

#: Around the clock
ALWAYS_CASES = {
    "3 hour; start 08:00": """
- | 11:00 | running | 11:00
# The overlap counts, whether the pause began before or ends when the clock does
pause 09:00–10:00             | 12:00 | running | 12:00
pause 09:00–10:00             | 12:01 | missed  | 12:00
pause 09:00–10:00; stop 12:00 | 13:00 | met     | 12:00
pause 09:00–10:00; stop 12:01 | 13:00 | missed  | 12:00
pause 06:00–07:00             | 11:01 | missed  | 11:00
pause 07:00–08:00             | 11:01 | missed  | 11:00
pause 07:00–09:00             | 12:00 | running | 12:00
pause 08:00–09:00             | 12:00 | running | 12:00
pause 10:00–11:00             | 11:30 | running | 12:00
pause 10:59–11:59             | 11:59 | running | 12:00
pause 11:00–12:00             | 12:00 | missed  | 11:00
pause 11:30–12:00             | 12:00 | missed  | 11:00
# What two pauses cover counts once
pause 09:00–10:00; pause 09:30–10:30 | 12:00 | running | 12:30
pause 09:30–10:30; pause 09:00–10:00 | 12:00 | running | 12:30
pause 09:00–10:00; pause 09:00–10:00 | 12:00 | running | 12:00
pause 09:00–10:30; pause 09:30–10:00 | 12:00 | running | 12:30
pause 09:00–10:00; pause 10:00–11:00 | 12:00 | running | 13:00
# The second pause lies in the time that the first one gave
pause 09:00–10:00; pause 11:30–12:30 | 13:00 | running | 13:00
pause 09:00–10:00; pause 12:00–12:30 | 12:30 | missed  | 12:00
# While a pause lasts, the due moment stands still
pause 10:00–                    | 10:00       | paused  | 11:00
pause 10:00–                    | 10:30       | paused  | 11:00
pause 10:00–                    | 15:00       | paused  | 11:00
pause 10:59–                    | 03-09 15:00 | paused  | 11:00
pause 08:00–                    | 15:00       | paused  | 11:00
pause 07:00–                    | 15:00       | paused  | 11:00
pause 09:00–10:00; pause 11:00– | 20:00       | paused  | 12:00
pause 09:00–10:00; pause 09:30– | 20:00       | paused  | 12:00
pause 10:00–12:00               | 12:00       | running | 13:00
pause 10:00–12:00               | 13:01       | missed  | 13:00
# A pause that begins when time is up comes too late
pause 11:30– | 12:00 | missed | 11:00
pause 11:00– | 11:00 | paused | 11:00
pause 11:00– | 11:01 | missed | 11:00
# A pause that isn't known yet at the moment of judgement
pause 10:00– | 09:00 | running | 11:00
# A stop inside a pause: what the pause took until then moved the due moment
pause 10:00–; stop 10:30      | 15:00       | met    | 11:30
pause 10:00–; stop 15:00      | 03-09 15:00 | met    | 16:00
pause 10:00–17:00; stop 15:00 | 03-09 15:00 | met    | 16:00
pause 11:10–; stop 11:05      | 12:00       | missed | 11:00
pause 11:10–; stop 11:30      | 12:00       | missed | 11:00
pause 11:00–; stop 11:00      | 12:00       | met    | 11:00
pause 12:00–13:00; stop 11:00 | 14:00       | met    | 11:00
# Closing, inside and outside of a pause; closed time goes on when reopened
pause 10:00–; closed 15:00                      | 20:00 | cancelled | 16:00
pause 09:00–10:00; closed 12:00                 | 20:00 | cancelled | 12:00
pause 09:00–10:00; closed 12:01                 | 20:00 | missed    | 12:00
pause 10:00–; closed 15:00; reopened 16:00      | 16:00 | paused    | 11:00
closed 09:00; reopened 10:00; pause 10:30–11:30 | 12:00 | running   | 12:00
closed 09:00; pause 09:15–09:45; reopened 10:00 | 11:30 | running   | 11:30
closed 09:00; reopened 10:00; pause 10:30–      | 20:00 | paused    | 11:00
# One's own cause and what nobody approved stop nothing
own 09:00–10:00                    | 11:01 | missed  | 11:00
own 09:00–                         | 10:30 | running | 11:00
own 09:00–                         | 11:01 | missed  | 11:00
refused 09:00–10:00                | 11:01 | missed  | 11:00
refused 09:00–                     | 11:00 | running | 11:00
own 09:00–11:00; pause 10:00–12:00 | 13:00 | running | 13:00
own 09:00–; pause 10:00–12:00      | 13:00 | running | 13:00
# Seconds are cut on all sides
pause 09:00:40–10:00:10     | 12:01 | missed | 12:00
pause 09:00:01–09:00:59     | 11:01 | missed | 11:00
pause 10:00–; stop 15:00:59 | 16:00 | met    | 16:00
""",
    "3 hour; start 08:00:45": """
pause 11:00–         | 11:01 | missed  | 11:00:45
pause 11:00–12:00    | 11:30 | missed  | 11:00:45
pause 08:00:50–09:00 | 12:00 | running | 12:00:45
""",
    "3 day; start 10:00": """
-                                    | 03-05 23:59 | running | 03-05 24:00
pause 11:00–15:00                    | 03-05 23:59 | running | 03-05 24:00
pause 03-03 10:00–03-03 15:00        | 03-06 05:00 | running | 03-06 05:00
pause 20:00–03-03 04:00              | 03-06 04:01 | missed  | 03-06 04:00
pause 03-03 10:00–                   | 03-20 10:00 | paused  | 03-05 24:00
pause 03-03 10:00–; stop 03-20 10:00 | 03-21 10:00 | met     | 03-22 24:00
pause 03-05 24:00–03-06 02:00        | 03-06 00:01 | missed  | 03-05 24:00
""",
    "1 workday; start 03-06 10:00": """
pause 03-07 10:00–03-07 12:00 | 03-10 02:00 | running | 03-10 02:00
""",
    "72 hour; start 02-13 16:50": """
pause 02-14 08:00–02-14 20:00 | 02-17 04:50 | running | 02-17 04:50
""",
}

#: Mon-Fri 9-12 and 13-18
OFFICE_CASES = {
    "2 hour; start 02-13 16:50": """
# T-12 from Friday before the festival: 70 minutes, and 50 on the worked Saturday
-                                    | 02-14 09:50 | running | 02-14 09:50
pause 02-13 18:00–02-14 09:00        | 02-14 09:51 | missed  | 02-14 09:50
pause 02-14 09:00–02-14 10:00        | 02-14 10:50 | running | 02-14 10:50
pause 02-13 17:50–                   | 02-20 10:00 | paused  | 02-14 09:50
pause 02-13 17:50–; stop 02-24 10:00 | 02-25 10:00 | met     | 02-24 11:00
""",
    "3 hour; start 02-13 16:50": """
pause 02-14 09:00–02-24 09:00 | 02-24 10:00 | running | 02-24 10:50
pause 02-14 10:00–02-24 09:00 | 02-24 10:00 | missed  | 02-24 09:50
""",
    "2 hour; start 11:00": """
# Outside hours nothing is left out
pause 12:00–13:00 | 14:01 | missed  | 14:00
pause 12:10–12:50 | 14:01 | missed  | 14:00
pause 11:30–13:30 | 15:00 | running | 15:00
""",
    "4 hour; start 16:00": """
pause 20:00–22:00       | 03-03 11:01 | missed  | 03-03 11:00
pause 20:00–            | 22:00       | paused  | 03-03 11:00
pause 20:00–03-03 09:00 | 03-03 11:01 | missed  | 03-03 11:00
pause 20:00–03-03 09:10 | 03-03 11:10 | running | 03-03 11:10
""",
    "2 hour; start 03-06 17:00": """
pause 03-07 09:00–03-07 18:00 | 03-09 10:01 | missed | 03-09 10:00
""",
    "3 hour; start 03-06 16:00": """
pause 03-06 17:00–03-09 09:30 | 03-09 11:30 | running | 03-09 11:30
""",
    "3 hour; start 15:00": """
# A pause may fill the rest of a day, or begin at the close that ends the limit
pause 17:00–18:00       | 03-03 10:00 | running | 03-03 10:00
pause 18:00–03-03 12:00 | 03-03 09:00 | missed  | 18:00
pause 17:59–            | 03-03 09:00 | paused  | 18:00
""",
    "10 minute; start 17:50:30": """
pause 18:00–03-03 12:00 | 18:01 | missed | 18:00:30
""",
    "2 hour; start 20:00": """
pause 19:00–03-03 10:00 | 03-03 12:00 | running | 03-03 12:00
""",
    "2 workday; start 10:00": """
# T-20, two workdays: Wednesday's close of business, later by working time
-                                    | 03-04 18:00 | running | 03-04 18:00
pause 11:00–17:00                    | 03-04 18:01 | missed  | 03-04 18:00
pause 03-03 10:00–03-03 12:00        | 03-05 11:00 | running | 03-05 11:00
pause 03-03 19:00–03-04 08:00        | 03-04 18:01 | missed  | 03-04 18:00
pause 03-04 09:00–03-04 18:00        | 03-05 18:00 | running | 03-05 18:00
pause 03-04 17:00–03-05 10:00        | 03-05 11:00 | running | 03-05 11:00
pause 03-04 18:00–03-05 10:00        | 03-04 18:01 | missed  | 03-04 18:00
pause 03-04 17:00–                   | 03-09 10:00 | paused  | 03-04 18:00
pause 03-04 17:00–; stop 03-05 10:00 | 03-09 10:00 | met     | 03-05 11:00
""",
    "1 day; start 03-06 10:00": """
# T-11 and T-23 end on a Saturday, or on the Monday it rolls to
pause 03-07 10:00–03-07 12:00 | 03-08 00:01 | missed | 03-07 24:00
pause 03-07 10:00–            | 03-07 12:00 | paused | 03-07 24:00
""",
    "2 day; start 03-05 10:00": """
pause 03-06 09:00–03-06 10:00 | 03-09 10:00 | running | 03-09 10:00
""",
    "3 day roll; start 03-05 10:00": """
pause 03-07 09:00–03-08 18:00 | 03-09 18:01 | missed  | 03-09 18:00
pause 03-09 09:00–03-09 10:00 | 03-10 10:00 | running | 03-10 10:00
""",
    "1 workday; start 02-13 16:50": """
pause 02-14 17:00–02-14 20:00 | 02-24 10:00 | running | 02-24 10:00
""",
}

#: T-09: until the agreed moment
PROMISE_CASES = {
    "T-09; agreed 08:00 > 15:00": """
-                                           | 15:00 | running | 15:00
-                                           | 15:01 | missed  | 15:00
arrived 15:00:59                            | 20:00 | met     | 15:00
arrived 15:01                               | 20:00 | missed  | 15:00
closed 12:00                                | 20:00 | cancelled | 15:00
closed 12:00; reopened 13:00                | 14:00 | running | 15:00
# A pause moves no appointment
pause 09:00–12:00                           | 15:01 | missed  | 15:00
pause 09:00–                                | 12:00 | running | 15:00
# A new appointment before its time takes the place of the first, later or earlier
agreed 10:00 > 18:00; arrived 18:00 | 20:00 | cancelled, met     | 15:00, 18:00
agreed 15:00 > 18:00                | 17:00 | cancelled, running | 15:00, 18:00
agreed 09:00 > 12:00                | 13:00 | cancelled, missed  | 15:00, 12:00
# After its time it mends nothing, after the arrival it is another visit
agreed 15:01 > 18:00; arrived 17:00 | 20:00 | missed, met  | 15:00, 18:00
arrived 14:00; agreed 16:00 > 18:00 | 17:00 | met, running | 15:00, 18:00
# One that promises nothing replaces nothing
agreed 10:00                                | 15:01 | missed  | 15:00
""",
}

#: T-05, tickets that still arrive inside T-04, which is due on Thursday at 08:00
WITHIN_CASES = {
    "T-05; registered 08:00; dispatched 10:00": """
-                                     | 12:00       | running   | 03-05 08:00
-                                     | 03-05 08:01 | missed    | 03-05 08:00
booked 11:00                          | 12:00       | met       | 03-05 08:00
booked 11:00 > 03-05 08:00            | 12:00       | met       | 03-05 08:00
booked 11:00 > 03-05 08:01            | 12:00       | missed    | 03-05 08:00
booked 03-05 09:00 > 03-05 07:00      | 03-06 12:00 | missed    | 03-05 08:00
closed 12:00                          | 13:00       | cancelled | 03-05 08:00
# T-04's pauses are T-05's
pause 03-03 08:00–03-03 18:00         | 03-05 18:00 | running   | 03-05 18:00
pause 03-03 08:00–03-03 18:00         | 03-05 18:01 | missed    | 03-05 18:00
own 03-03 08:00–                      | 03-05 08:01 | missed    | 03-05 08:00
pause 03-03 08:00–                    | 03-20 08:00 | paused    | 03-05 08:00
pause 11:00–; closed 12:00            | 13:00       | cancelled | 03-05 09:00
pause 11:00–; closed 12:00; reopened 13:00 | 13:00  | paused    | 03-05 08:00
pause 03-03 08:00–03-03 18:00; booked 03-04 11:00 > 03-05 18:00 \
    | 03-04 12:00 | met | 03-05 18:00
# Booked while nobody knows until when there is time: nobody is late
pause 03-03 08:00–; booked 03-10 08:00 > 03-11 08:00 \
    | 03-10 09:00 | met | 03-05 08:00
# The pause ends on the 10th at 12:00, and 48 hours are left
pause 03-03 08:00–03-10 12:00; booked 03-10 08:00 > 03-12 12:00 \
    | 03-10 13:00 | met | 03-12 12:00
pause 03-03 08:00–03-10 12:00; booked 03-10 08:00 > 03-12 12:01 \
    | 03-10 13:00 | missed | 03-12 12:00
""",
    "T-05; registered 08:00; pause 03-03 08:00–": """
dispatched 03-20 08:00                | 03-20 08:00 | paused    | 03-05 08:00
""",
}

PAUSES = {"pause": True, "own": False, "refused": False}


def local(text):
    """Naive UTC of Shanghai's ``[month-day] hour:minute[:second]``."""
    day, _space, clock = text.strip().rpartition(" ")
    return utc(f"2026-{day or '03-02'} {clock}")


def told(story):
    """Facts and pauses of a story. ``code at > promised`` promises a moment."""
    facts, pauses = [], []
    for number, part in enumerate(filter(None, story.split(";")), start=1):
        code, _space, rest = part.strip().partition(" ")
        if code in PAUSES:
            start, end = rest.split("–")
            end = local(end) if end else None
            pauses.append(rules.Pause(number, local(start), end, PAUSES[code]))
            continue
        at, _arrow, promised = rest.partition(">")
        promised = local(promised) if promised else None
        code, _slash, cause = code.partition("/")
        facts.append(rules.Fact(number, code, local(at), promised, cause or None))
    return facts, pauses


def stories(tables):
    """(limit, story, moment of judgement, state, due) of each line."""
    for heading, table in tables.items():
        limited, _semicolon, begin = heading.partition("; ")
        for rest, *expected in lines(table):
            yield limited, begin if rest == "-" else f"{begin}; {rest}", *expected
