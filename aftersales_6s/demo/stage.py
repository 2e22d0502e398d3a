"""Time and people of the story: what happens when, in whose name."""

import base64
import heapq
from datetime import datetime, time, timedelta
from itertools import count

from dateutil.relativedelta import relativedelta

from odoo.tools import file_open

from odoo.addons.aftersales_service.demo.diary import ZONE
from odoo.addons.aftersales_service.demo.travel import time_travel

DAY = timedelta(days=1)


class Stage:
    """Lets things happen in order, each with the rights of who does it.

    :param demo: ``aftersales.demo``, in the language of the story
    :param now: the moment of installation, naive UTC
    """

    def __init__(self, demo, now):
        self.demo, self.env, self.now = demo, demo.env, now
        self.company = demo._demo("company_dealer")
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": self.company.ids}
        )
        self.today = self.company._service_date(now)
        #: Months of the story: the one in which 6S began, the last one, the running one
        first = self.today.replace(day=1)
        self.months = [first - relativedelta(months=ago) for ago in (2, 1, 0)]
        self.plan, self.numbers, self.at = [], count(), now
        own = self.company.resource_calendar_id
        self.calendar = own._clock_calendars(self.company)[own.id]
        with file_open("aftersales_service/demo/signature_demo.png", "rb") as stream:
            self.signature = base64.b64encode(stream.read())

    def live(self):
        """All that is planned up to now; what is done may plan more."""
        self.prepare()
        with time_travel(self.env) as travel:
            while self.plan and self.plan[0][0] <= self.now:
                self.at, _number, act, arguments = heapq.heappop(self.plan)
                travel(self.at)
                try:
                    act(*arguments)
                except Exception as error:
                    error.add_note(f"{act.__name__} of the story, at {self.at} UTC")
                    raise
                # and note what has changed, at that moment
                self.env.cr.flush()
            travel(self.now)
            self.finish()
            self.env.cr.flush()

    def prepare(self):
        """Plan what happens."""

    def finish(self):
        """What is done right now."""

    # When

    def on(self, at, act, *arguments):
        """Plan an act for a moment, naive UTC; what is over by now is done now."""
        heapq.heappush(self.plan, (at, next(self.numbers), act, arguments))

    @staticmethod
    def moment(day, clock):
        """Naive UTC of a time in Shanghai, such as ``09:30``."""
        local = datetime.combine(day, time.fromisoformat(clock), ZONE)
        return (local - local.utcoffset()).replace(tzinfo=None)

    def day(self):
        """The day of the story."""
        return self.company._service_date(self.at)

    def workday(self, number, day=None):
        """The n-th workday from a day on, or before it.

        :param number: negative: before
        :param day: default: today
        """
        day, step = day or self.today, DAY if number > 0 else -DAY
        left = abs(number)
        while left:
            day += step
            left -= self.calendar.is_workday(day)
        return day

    def workdays(self, first, last):
        """Workdays between two days, both included."""
        days = ((last - first).days + 1) if last >= first else 0
        every = (first + number * DAY for number in range(days))
        return [day for day in every if self.calendar.is_workday(day)]

    # Who

    def desk(self, who):
        """The environment of somebody at work.

        :param who: ``director``, ``worker`` …, or ``hr``
        """
        user = self.demo._demo(f"user_dealer_{who}" if who != "hr" else "user_hr")
        return self.demo._at_work(user, self.company)

    def of(self, employee):
        """The environment of an employee at work."""
        return self.demo._at_work(employee.sudo().user_id, self.company)

    def by(self, who, record):
        """A record as somebody has it before them."""
        return record.with_env(self.desk(who))

    def employee(self, who):
        return self.demo._demo(f"employee_dealer_{who}")
