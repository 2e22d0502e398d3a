"""Travel in time: the demo's past is lived through, not written into tables."""

from contextlib import contextmanager

from odoo import fields


@contextmanager
def time_travel(env):
    """Let the time be what the story says, for facts and for rows.

    Nobody else works on a server that installs demo data.

    :return: context manager; its value is called with a moment, naive UTC
    """
    real, cursor = vars(fields.Datetime)["now"], env.cr
    started = cursor.now()

    def travel(moment):
        fields.Datetime.now = staticmethod(lambda *args: moment)
        cursor._now = moment

    try:
        yield travel
    finally:
        fields.Datetime.now = real
        cursor._now = started
