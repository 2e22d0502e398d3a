"""Registers of S6-8: cars out on a test drive, tools lent, cars that stay overnight."""

from datetime import datetime

from odoo.addons.aftersales_service.rules.calendar import Calendar

#: What can be wrong with the readings of a drive
BEFORE = "before"
FALLING = "falling"


def mask_plate(plate: str | None) -> str:
    """A plate as lists show it to those whom it doesn't concern.

    >>> mask_plate("浙A12345"), mask_plate("A1"), mask_plate(None)
    ('浙A***45', '***', '')
    """
    text = (plate or "").strip()
    if len(text) < 5:
        return "***" if text else ""
    return f"{text[:2]}***{text[-2:]}"


def plate_key(plate: str | None) -> str:
    """A plate as it is compared: capital letters and digits.

    >>> plate_key("浙a·123 45")
    '浙A12345'
    """
    return "".join(filter(str.isalnum, plate or "")).upper()


def drive_fault(
    out_at: datetime, back_at: datetime, out_km: float, back_km: float
) -> str | None:
    """What is wrong with a drive that has ended; None if nothing is.

    >>> noon = datetime(2026, 3, 2, 4, 0)
    >>> drive_fault(noon, noon, 100, 99), drive_fault(noon, noon, 100, 100)
    ('falling', None)
    >>> drive_fault(noon, datetime(2026, 3, 2, 3, 59), 100, 105)
    'before'
    """
    if back_at < out_at:
        return BEFORE
    return FALLING if back_km < out_km else None


def loan_due(now: datetime, calendar: Calendar) -> datetime:
    """When a tool must be back in its room: nothing stays out overnight (S6-8).

    The end of the workday; after it, and on days without work, 24:00.

    :param now: naive UTC
    """
    day = calendar.day_of(now)
    close = calendar.close_of(day)
    return close if now < close else calendar.midnight_after(now)
