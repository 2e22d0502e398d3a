"""What a board shows of numbers: over which days, how dark, and good or bad.

Boards hang where everybody passes: they are about areas and things, never about whose
fault something is (PIPL 25).
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.addons.aftersales_service.rules import period

from . import ranking

#: Weeks of a trend, the running one among them
WEEKS = 8

# Days that a heat map is about
WEEK = "week"
FOUR_WEEKS = "four_weeks"
MONTH = "month"
LAST_MONTH = "last_month"
QUARTER = "quarter"
PERIODS = (WEEK, FOUR_WEEKS, MONTH, LAST_MONTH, QUARTER)

# How good a score is
GOOD = "good"
FAIR = "fair"
POOR = "poor"
NONE = "none"
#: Percent from which on a score is good, or fair
GOOD_FROM = 95.0
FAIR_FROM = 85.0


def trend_fridays(friday: date, weeks: int = WEEKS) -> list[date]:
    """The Fridays of a trend, the oldest first and this one last.

    >>> [f"{day:%m-%d}" for day in trend_fridays(date(2026, 3, 6), 3)]
    ['02-20', '02-27', '03-06']
    """
    return [friday - timedelta(weeks=back) for back in reversed(range(weeks))]


def days_of(name: str, today: date) -> tuple[date, date]:
    """First and last day of one of ``PERIODS``.

    :raise KeyError: there is no such one

    >>> days_of(MONTH, date(2026, 2, 10))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    >>> days_of(LAST_MONTH, date(2026, 3, 31))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    >>> days_of(QUARTER, date(2026, 3, 31))
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    first, last = ranking.week_of(ranking.friday_of(today))
    month = today.replace(day=1)
    return {
        WEEK: (first, last),
        FOUR_WEEKS: (first - timedelta(weeks=3), last),
        MONTH: (month, _end(month)),
        LAST_MONTH: (period.add_months(month, -1), month - timedelta(days=1)),
        QUARTER: (period.add_months(month, -2), _end(month)),
    }[name]


def _end(first):
    return period.add_months(first, 1) - timedelta(days=1)


def grade(score: float | None) -> str:
    """How good a score is, percent.

    >>> grade(95.0), grade(94.9), grade(84.9), grade(None)
    ('good', 'fair', 'poor', 'none')
    """
    if score is None:
        return NONE
    if score >= GOOD_FROM:
        return GOOD
    return FAIR if score >= FAIR_FROM else POOR


def rate(findings: int, items: int) -> float | None:
    """Findings per 100 items that were looked at; None if none was.

    >>> rate(3, 60), rate(0, 12), rate(1, 0)
    (5.0, 0.0, None)
    """
    return round(100.0 * findings / items, 1) if items else None


def local(moment: datetime, zone: str) -> datetime:
    """A moment (naive UTC) by the clock of a zone, naive too.

    >>> local(datetime(2026, 3, 31, 16, 30), "Asia/Shanghai")
    datetime.datetime(2026, 4, 1, 0, 30)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
