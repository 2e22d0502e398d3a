"""Limits on calendars, worked out by hand from a wall calendar, and how to read them.

A case is a line: title, calendar, start, limit, due; its table stands under its zone.
Moments are wall times of that zone, the weekday beside them; an offset is written where
the hour occurs twice. ``roll`` lets the end of a limit move on to the next workday.
"""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from ..rules.calendar import Calendar

SHANGHAI = "Asia/Shanghai"

OFFICE_DAY = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
OFFICE_WEEK = (OFFICE_DAY,) * 5 + ((),) * 2
LONG_WEEK = (OFFICE_DAY,) * 6 + ((),)
#: Spring Festival 2026 and New Year 2027; two Saturdays are worked instead
HOLIDAYS = frozenset(date(2026, 2, day) for day in range(15, 24)) | {date(2027, 1, 1)}
WORKED = {date(2026, 2, 14): None, date(2026, 2, 28): None}

#: The request registered on the last Friday before Spring Festival (公历 2026-02-13)
FESTIVAL_CASES = {
    "Asia/Shanghai": """
# Around the clock: hours run through the holidays
T-01         | 24×7 | Fri 2026-02-13 16:50 | 30 minute  | Fri 2026-02-13 17:20
T-02         | 24×7 | Fri 2026-02-13 16:50 | 3 hour     | Fri 2026-02-13 19:50
T-03         | 24×7 | Fri 2026-02-13 16:50 | 6 hour     | Fri 2026-02-13 22:50
T-04         | 24×7 | Fri 2026-02-13 16:50 | 72 hour    | Mon 2026-02-16 16:50
T-06         | 24×7 | Fri 2026-02-13 16:50 | 24 hour    | Sat 2026-02-14 16:50
T-07         | 24×7 | Fri 2026-02-13 16:50 | 12 hour    | Sat 2026-02-14 04:50
T-08         | 24×7 | Fri 2026-02-13 16:50 | 12 hour    | Sat 2026-02-14 04:50
T-09 answer  | 24×7 | Fri 2026-02-13 16:50 | 24 hour    | Sat 2026-02-14 16:50
T-10 answer  | 24×7 | Fri 2026-02-13 16:50 | 24 hour    | Sat 2026-02-14 16:50
T-10 solved  | 24×7 | Fri 2026-02-13 16:50 | 48 hour    | Sun 2026-02-15 16:50
T-11         | 24×7 | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-11 rolls   | 24×7 | Fri 2026-02-13 16:50 | 3 day roll | Tue 2026-02-24 24:00
T-12         | 24×7 | Fri 2026-02-13 16:50 | 2 hour     | Fri 2026-02-13 18:50
T-13         | 24×7 | Fri 2026-02-13 16:50 | 2 hour     | Fri 2026-02-13 18:50
T-14         | 24×7 | Fri 2026-02-13 16:50 | 4 hour     | Fri 2026-02-13 20:50
T-15 packed  | 24×7 | Fri 2026-02-13 16:50 | 4 hour     | Fri 2026-02-13 20:50
T-15 shipped | 24×7 | Fri 2026-02-13 16:50 | 8 hour     | Sat 2026-02-14 00:50
T-16         | 24×7 | Fri 2026-02-13 16:50 | 2 hour     | Fri 2026-02-13 18:50
T-17         | 24×7 | Fri 2026-02-13 16:50 | 2 hour     | Fri 2026-02-13 18:50
T-18         | 24×7 | Fri 2026-02-13 16:50 | 3 workday  | Wed 2026-02-25 24:00
T-19         | 24×7 | Fri 2026-02-13 16:50 | 7 workday  | Mon 2026-03-02 24:00
T-20         | 24×7 | Fri 2026-02-13 16:50 | 2 workday  | Tue 2026-02-24 24:00
T-21         | 24×7 | Fri 2026-02-13 16:50 | 1 workday  | Sat 2026-02-14 24:00
T-22         | 24×7 | Fri 2026-02-13 16:50 | 2 workday  | Tue 2026-02-24 24:00
T-23         | 24×7 | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-24         | 24×7 | Fri 2026-02-13 16:50 | 24 hour    | Sat 2026-02-14 16:50
T-25         | 24×7 | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-26         | 24×7 | Fri 2026-02-13 16:50 | 0 minute   | Fri 2026-02-13 16:50
# Mon-Fri 9-12 and 13-18: 1 h 10 min on Friday, 8 h on Saturday 14, then the 24th
T-01         | office | Fri 2026-02-13 16:50 | 30 minute  | Fri 2026-02-13 17:20
T-02         | office | Fri 2026-02-13 16:50 | 3 hour     | Sat 2026-02-14 10:50
T-03         | office | Fri 2026-02-13 16:50 | 6 hour     | Sat 2026-02-14 14:50
T-04         | office | Fri 2026-02-13 16:50 | 72 hour    | Wed 2026-03-04 16:50
T-06         | office | Fri 2026-02-13 16:50 | 24 hour    | Wed 2026-02-25 16:50
T-07         | office | Fri 2026-02-13 16:50 | 12 hour    | Tue 2026-02-24 11:50
T-08         | office | Fri 2026-02-13 16:50 | 12 hour    | Tue 2026-02-24 11:50
T-09 answer  | office | Fri 2026-02-13 16:50 | 24 hour    | Wed 2026-02-25 16:50
T-10 answer  | office | Fri 2026-02-13 16:50 | 24 hour    | Wed 2026-02-25 16:50
T-10 solved  | office | Fri 2026-02-13 16:50 | 48 hour    | Sat 2026-02-28 16:50
T-11         | office | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-11 rolls   | office | Fri 2026-02-13 16:50 | 3 day roll | Tue 2026-02-24 18:00
T-12         | office | Fri 2026-02-13 16:50 | 2 hour     | Sat 2026-02-14 09:50
T-13         | office | Fri 2026-02-13 16:50 | 2 hour     | Sat 2026-02-14 09:50
T-14         | office | Fri 2026-02-13 16:50 | 4 hour     | Sat 2026-02-14 11:50
T-15 packed  | office | Fri 2026-02-13 16:50 | 4 hour     | Sat 2026-02-14 11:50
T-15 shipped | office | Fri 2026-02-13 16:50 | 8 hour     | Sat 2026-02-14 16:50
T-16         | office | Fri 2026-02-13 16:50 | 2 hour     | Sat 2026-02-14 09:50
T-17         | office | Fri 2026-02-13 16:50 | 2 hour     | Sat 2026-02-14 09:50
T-18         | office | Fri 2026-02-13 16:50 | 3 workday  | Wed 2026-02-25 18:00
T-19         | office | Fri 2026-02-13 16:50 | 7 workday  | Mon 2026-03-02 18:00
T-20         | office | Fri 2026-02-13 16:50 | 2 workday  | Tue 2026-02-24 18:00
T-21         | office | Fri 2026-02-13 16:50 | 1 workday  | Sat 2026-02-14 18:00
T-22         | office | Fri 2026-02-13 16:50 | 2 workday  | Tue 2026-02-24 18:00
T-23         | office | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-23 rolls   | office | Fri 2026-02-13 16:50 | 3 day roll | Tue 2026-02-24 18:00
T-24         | office | Fri 2026-02-13 16:50 | 24 hour    | Wed 2026-02-25 16:50
T-25         | office | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 24:00
T-26         | office | Fri 2026-02-13 16:50 | 0 minute   | Fri 2026-02-13 16:50
# Mall, 8:30-17:30 on all days: 40 minutes on Friday, then 9 h a day
T-01        | mall | Fri 2026-02-13 16:50 | 30 minute  | Fri 2026-02-13 17:20
T-02        | mall | Fri 2026-02-13 16:50 | 3 hour     | Sat 2026-02-14 10:50
T-10 answer | mall | Fri 2026-02-13 16:50 | 24 hour    | Mon 2026-02-16 13:50
T-10 solved | mall | Fri 2026-02-13 16:50 | 48 hour    | Thu 2026-02-19 10:50
T-11        | mall | Fri 2026-02-13 16:50 | 3 day      | Mon 2026-02-16 17:30
T-11 rolls  | mall | Fri 2026-02-13 16:50 | 3 day roll | Mon 2026-02-16 17:30
T-18        | mall | Fri 2026-02-13 16:50 | 3 workday  | Mon 2026-02-16 17:30
""",
}

#: Where office hours begin and end
EDGE_CASES = {
    "Asia/Shanghai": """
before hours   | office | Mon 2026-03-02 07:15 | 2 hour     | Mon 2026-03-02 11:00
after hours    | office | Mon 2026-03-02 20:00 | 3 hour     | Tue 2026-03-03 12:00
at opening     | office | Mon 2026-03-02 09:00 | 30 minute  | Mon 2026-03-02 09:30
at closing     | office | Mon 2026-03-02 18:00 | 30 minute  | Tue 2026-03-03 09:30
at lunch       | office | Mon 2026-03-02 12:00 | 30 minute  | Mon 2026-03-02 13:30
in lunch       | office | Mon 2026-03-02 12:30 | 30 minute  | Mon 2026-03-02 13:30
after lunch    | office | Mon 2026-03-02 13:00 | 30 minute  | Mon 2026-03-02 13:30
ends at lunch  | office | Mon 2026-03-02 09:00 | 3 hour     | Mon 2026-03-02 12:00
past lunch     | office | Mon 2026-03-02 09:00 | 181 minute | Mon 2026-03-02 13:01
ends at close  | office | Mon 2026-03-02 15:00 | 3 hour     | Mon 2026-03-02 18:00
past close     | office | Mon 2026-03-02 15:00 | 181 minute | Tue 2026-03-03 09:01
last minute    | office | Mon 2026-03-02 17:59 | 1 minute   | Mon 2026-03-02 18:00
last but 1     | office | Mon 2026-03-02 17:59 | 2 minute   | Tue 2026-03-03 09:01
at once        | office | Mon 2026-03-02 10:00 | 0 minute   | Mon 2026-03-02 10:00
at once, later | office | Mon 2026-03-02 22:00 | 0 minute   | Tue 2026-03-03 09:00
# Two moments of one minute are the same moment (B 6), next to a break too
seconds          | office | Fri 2026-02-13 16:50:59 | 30 minute | Fri 2026-02-13 17:20
seconds at close | office | Mon 2026-03-02 17:50:30 | 10 minute | Mon 2026-03-02 18:00
last second      | office | Mon 2026-03-02 17:59:59 | 1 minute  | Mon 2026-03-02 18:00
seconds at lunch | office | Mon 2026-03-02 11:59:59 | 1 minute  | Mon 2026-03-02 12:00
seconds, late    | office | Mon 2026-03-02 22:00:59 | 1 minute  | Tue 2026-03-03 09:01
seconds, 24×7    | 24×7   | Mon 2026-03-02 23:59:59 | 1 minute  | Mon 2026-03-02 24:00
seconds, 1 day   | 24×7   | Mon 2026-03-02 23:59:59 | 1 day     | Tue 2026-03-03 24:00
# Holidays, weekends and worked weekends (调休)
on a holiday     | office | Tue 2026-02-17 10:00 | 3 hour     | Tue 2026-02-24 12:00
holiday, workday | office | Tue 2026-02-17 10:00 | 1 workday  | Tue 2026-02-24 18:00
holiday, day     | office | Tue 2026-02-17 10:00 | 1 day      | Wed 2026-02-18 24:00
holiday rolls    | office | Tue 2026-02-17 10:00 | 1 day roll | Tue 2026-02-24 18:00
last holiday     | office | Mon 2026-02-23 23:59 | 1 minute   | Tue 2026-02-24 09:01
调休               | office | Sat 2026-02-14 10:00 | 8 hour     | Tue 2026-02-24 10:00
调休, workday      | office | Sat 2026-02-14 10:00 | 1 workday  | Tue 2026-02-24 18:00
调休, lunch        | office | Sat 2026-02-28 12:10 | 1 hour     | Sat 2026-02-28 14:00
调休, evening      | office | Sat 2026-02-28 17:30 | 1 hour     | Mon 2026-03-02 09:30
调休, night        | office | Sat 2026-02-28 19:00 | 1 hour     | Mon 2026-03-02 10:00
before 调休        | office | Fri 2026-02-27 10:00 | 1 day      | Sat 2026-02-28 18:00
after 调休         | office | Fri 2026-02-27 10:00 | 2 day roll | Mon 2026-03-02 18:00
Saturday         | office | Sat 2026-03-07 10:00 | 2 hour     | Mon 2026-03-09 11:00
Sat, workday     | office | Sat 2026-03-07 10:00 | 1 workday  | Mon 2026-03-09 18:00
Sunday, day      | office | Sun 2026-03-08 10:00 | 1 day      | Mon 2026-03-09 18:00
# The end on a day without work rolls on if the policy says so (民法典 203)
Sat stays        | office | Fri 2026-03-06 10:00 | 1 day        | Sat 2026-03-07 24:00
Sat rolls        | office | Fri 2026-03-06 10:00 | 1 day roll   | Mon 2026-03-09 18:00
Sat stays, 24×7  | 24×7   | Fri 2026-03-06 10:00 | 1 day        | Sat 2026-03-07 24:00
Sat rolls, 24×7  | 24×7   | Fri 2026-03-06 10:00 | 1 day roll   | Mon 2026-03-09 24:00
T-23 stays       | office | Thu 2026-03-05 23:59 | 3 day        | Sun 2026-03-08 24:00
T-23 rolls       | office | Thu 2026-03-05 23:59 | 3 day roll   | Mon 2026-03-09 18:00
into holidays    | office | Thu 2026-02-12 10:00 | 3 day roll   | Tue 2026-02-24 18:00
a workday        | office | Mon 2026-03-02 10:00 | 1 day roll   | Tue 2026-03-03 18:00
hours never roll | 24×7   | Fri 2026-03-06 10:00 | 24 hour roll | Sat 2026-03-07 10:00
# Workdays around the clock end at 24:00
Fri, 24×7 | 24×7 | Fri 2026-03-06 10:00 | 1 workday | Mon 2026-03-09 24:00
Sat, 24×7 | 24×7 | Sat 2026-03-07 10:00 | 2 workday | Tue 2026-03-10 24:00
# The day is the company's, whatever UTC says: 07:30 in Shanghai is still Monday there
morning         | 24×7 | Tue 2026-03-03 07:30 | 1 day | Wed 2026-03-04 24:00
midnight        | 24×7 | Tue 2026-03-03 00:00 | 1 day | Wed 2026-03-04 24:00
before midnight | 24×7 | Mon 2026-03-02 23:59 | 1 day | Tue 2026-03-03 24:00
# Ends of months and years, the leap day
month end        | office | Fri 2026-07-31 17:00 | 2 hour     | Mon 2026-08-03 10:00
month end, days  | 24×7   | Thu 2026-07-30 17:00 | 3 day      | Sun 2026-08-02 24:00
no leap day      | 24×7   | Sat 2026-02-28 17:00 | 1 day      | Sun 2026-03-01 24:00
leap day, hours  | 24×7   | Mon 2028-02-28 22:00 | 24 hour    | Tue 2028-02-29 22:00
into leap day    | 24×7   | Mon 2028-02-28 22:00 | 1 day      | Tue 2028-02-29 24:00
out of leap day  | 24×7   | Tue 2028-02-29 22:00 | 1 day      | Wed 2028-03-01 24:00
leap day, office | office | Mon 2028-02-28 17:00 | 8 hour     | Tue 2028-02-29 17:00
leap day, T-18   | office | Mon 2028-02-28 17:00 | 3 workday  | Thu 2028-03-02 18:00
year end, hours  | office | Thu 2026-12-31 17:30 | 1 hour     | Mon 2027-01-04 09:30
year end, T-18   | office | Wed 2026-12-30 10:00 | 3 workday  | Tue 2027-01-05 18:00
year end, T-11   | 24×7   | Thu 2026-12-31 10:00 | 3 day      | Sun 2027-01-03 24:00
year end, rolls  | 24×7   | Thu 2026-12-31 10:00 | 3 day roll | Mon 2027-01-04 24:00
""",
}

#: Clocks change in Berlin on 29 March and 25 October 2026, in New York on 8 March and
#: 1 November, in Santiago at midnight before 5 April and 6 September. Hours are real
#: time; days end at 24:00 of the wall.
ZONE_CASES = {
    "Europe/Berlin": """
hours, spring | 24×7 | Sat 2026-03-28 22:00 | 6 hour    | Sun 2026-03-29 05:00
hours, autumn | 24×7 | Sat 2026-10-24 22:00 | 6 hour    | Sun 2026-10-25 03:00
T-06, spring  | 24×7 | Sat 2026-03-28 12:00 | 24 hour   | Sun 2026-03-29 13:00
T-06, autumn  | 24×7 | Sat 2026-10-24 12:00 | 24 hour   | Sun 2026-10-25 11:00
gap           | 24×7 | Sun 2026-03-29 01:30 | 30 minute | Sun 2026-03-29 03:00
twice, first  | 24×7 | Sun 2026-10-25 01:30 | 1 hour    | Sun 2026-10-25 02:30+02:00
twice, second | 24×7 | Sun 2026-10-25 01:30 | 2 hour    | Sun 2026-10-25 02:30+01:00
# From an hour that comes twice
from second | 24×7 | Sun 2026-10-25 02:30+01:00 | 1 hour | Sun 2026-10-25 03:30
from change | 24×7 | Sun 2026-10-25 02:30+02:00 | 1 day  | Tue 2026-10-27 00:00+01:00
# Days of 23 and 25 hours
day, spring    | 24×7   | Sat 2026-03-28 15:00 | 1 day      | Mon 2026-03-30 00:00+02:00
day, autumn    | 24×7   | Sat 2026-10-24 15:00 | 1 day      | Mon 2026-10-26 00:00+01:00
day before     | 24×7   | Fri 2026-03-27 15:00 | 1 day      | Sun 2026-03-29 00:00+01:00
rolls          | 24×7   | Sat 2026-03-28 15:00 | 1 day roll | Tue 2026-03-31 00:00+02:00
office, spring | office | Fri 2026-03-27 17:00 | 2 hour     | Mon 2026-03-30 10:00
office, autumn | office | Fri 2026-10-23 17:00 | 2 hour     | Mon 2026-10-26 10:00
T-21, spring   | office | Fri 2026-03-27 17:00 | 1 workday  | Mon 2026-03-30 18:00
T-21, autumn   | office | Fri 2026-10-23 17:00 | 1 workday  | Mon 2026-10-26 18:00
short day      | open   | Sun 2026-03-29 00:00 | 23 hour    | Sun 2026-03-29 24:00
after it       | open   | Sun 2026-03-29 00:00 | 24 hour    | Mon 2026-03-30 01:00
long day       | open   | Sun 2026-10-25 00:00 | 25 hour    | Sun 2026-10-25 24:00
within it      | open   | Sun 2026-10-25 00:00 | 24 hour    | Sun 2026-10-25 23:00
""",
    "America/New_York": """
hours, spring  | 24×7   | Sat 2026-03-07 20:00 | 12 hour | Sun 2026-03-08 09:00
hours, autumn  | 24×7   | Sat 2026-10-31 20:00 | 12 hour | Sun 2026-11-01 07:00
days, spring   | 24×7   | Fri 2026-03-06 23:30 | 2 day   | Mon 2026-03-09 00:00-04:00
days, autumn   | 24×7   | Fri 2026-10-30 23:30 | 2 day   | Mon 2026-11-02 00:00-05:00
office, autumn | office | Fri 2026-10-30 16:00 | 4 hour  | Mon 2026-11-02 11:00
office, T-04   | office | Fri 2026-03-06 16:00 | 72 hour | Thu 2026-03-19 16:00
""",
    "America/Santiago": """
# 24:00 is 01:00 there, and 23:00 to 24:00 comes twice
no midnight   | 24×7 | Fri 2026-09-04 15:00 | 1 day | Sun 2026-09-06 01:00-03:00
late midnight | 24×7 | Fri 2026-04-03 15:00 | 1 day | Sun 2026-04-05 00:00-04:00
""",
    "Asia/Kathmandu": """
quarter zone | 24×7   | Mon 2026-03-02 23:50 | 1 day     | Wed 2026-03-04 00:00+05:45
quarter zone | office | Mon 2026-03-02 17:50 | 20 minute | Tue 2026-03-03 09:10
""",
}

#: Night shift: 22:00 to 06:00 of the next day, Monday to Saturday
NIGHT_CASES = {
    "Asia/Shanghai": """
evening          | night | Mon 2026-03-02 20:00 | 2 hour    | Mon 2026-03-02 24:00
over midnight    | night | Mon 2026-03-02 23:00 | 3 hour    | Tue 2026-03-03 02:00
after midnight   | night | Tue 2026-03-03 03:00 | 2 hour    | Tue 2026-03-03 05:00
to the next      | night | Tue 2026-03-03 03:00 | 4 hour    | Tue 2026-03-03 23:00
Sunday's morning | night | Sun 2026-03-08 05:00 | 2 hour    | Mon 2026-03-09 23:00
close of shift   | night | Mon 2026-03-02 23:00 | 1 workday | Wed 2026-03-04 06:00
""",
    "Europe/Berlin": """
short night | night | Sat 2026-03-28 22:00 | 7 hour | Sun 2026-03-29 06:00
after it    | night | Sat 2026-03-28 22:00 | 8 hour | Mon 2026-03-30 23:00
long night  | night | Sat 2026-10-24 22:00 | 8 hour | Sun 2026-10-25 05:00
its end     | night | Sat 2026-10-24 22:00 | 9 hour | Sun 2026-10-25 06:00
""",
}

#: Saturday is worked in every other week; closures: Wednesday 4 March from 13:00,
#: Thursday 5 March, Friday 6 March 10:00-11:00
SPECIAL_CASES = {
    "Asia/Shanghai": """
short week         | biweekly | Fri 2026-03-06 17:00 | 2 hour     | Mon 2026-03-09 10:00
long week          | biweekly | Fri 2026-03-13 17:00 | 2 hour     | Sat 2026-03-14 10:00
long week, T-18    | biweekly | Thu 2026-03-12 17:00 | 3 workday  | Mon 2026-03-16 18:00
short week, T-18   | biweekly | Thu 2026-03-05 17:00 | 3 workday  | Tue 2026-03-10 18:00
long week rolls    | biweekly | Fri 2026-03-13 17:00 | 1 day roll | Sat 2026-03-14 18:00
half day           | closures | Wed 2026-03-04 11:00 | 2 hour     | Fri 2026-03-06 10:00
half day closes    | closures | Tue 2026-03-03 11:00 | 1 workday  | Wed 2026-03-04 12:00
closed day         | closures | Wed 2026-03-04 11:00 | 1 workday  | Fri 2026-03-06 18:00
closed day stays   | closures | Wed 2026-03-04 11:00 | 1 day      | Thu 2026-03-05 24:00
closed day rolls   | closures | Wed 2026-03-04 11:00 | 1 day roll | Fri 2026-03-06 18:00
closed hour        | closures | Fri 2026-03-06 09:30 | 1 hour     | Fri 2026-03-06 11:30
in the closed hour | closures | Fri 2026-03-06 10:15 | 1 hour     | Fri 2026-03-06 12:00
like Friday        | like     | Sat 2026-03-07 11:00 | 2 hour     | Mon 2026-03-09 10:00
Friday, T-21       | like     | Fri 2026-03-06 08:00 | 1 workday  | Sat 2026-03-07 12:00
""",
}


def utc(text, zone=SHANGHAI):
    """Naive UTC of ``[weekday] year-month-day hour:minute[:second][offset]``.

    24:00 is the end of the day; a weekday that isn't the day's is a slip of the case.
    """
    words = text.split()
    day, clock = words[-2:]
    late = clock.startswith("24:00")
    moment = datetime.fromisoformat(f"{day}T{'00' + clock[2:] if late else clock}")
    if len(words) == 3 and moment.strftime("%a") != words[0]:
        raise ValueError(f"{day} is no {words[0]}")
    moment += timedelta(days=late)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def lines(table):
    """Rows of cells of a table of text; what follows a # is a comment."""
    for line in table.strip().splitlines():
        if not line.startswith("#"):
            yield tuple(cell.strip() for cell in line.split("|"))


def limit(text):
    """(value, unit, does it roll?) of ``value unit [roll]``."""
    value, unit, *roll = text.split()
    return int(value), unit, bool(roll)


@cache
def calendar(name, zone=SHANGHAI):
    """The calendar of that name in a zone."""
    common = {
        "tz": zone,
        "hours": OFFICE_WEEK,
        "holidays": HOLIDAYS,
        "workdays": WORKED,
    }
    return Calendar(**(common | _VARIANTS[name]))


_FREE = {"holidays": frozenset(), "workdays": {}}
_VARIANTS = {
    "24×7": {"always": True},
    "office": {},
    "mall": {"hours": (((510, 1050),),) * 7, **_FREE},
    "open": {"hours": (((0, 1440),),) * 7, **_FREE},
    "night": {"hours": (((1320, 1800),),) * 6 + ((),), **_FREE},
    "biweekly": {"hours": OFFICE_WEEK + LONG_WEEK},
    "closures": {
        "closures": (
            (utc("2026-03-04 13:00"), utc("2026-03-04 18:00")),
            (utc("2026-03-05 00:00"), utc("2026-03-05 24:00")),
            (utc("2026-03-06 10:00"), utc("2026-03-06 11:00")),
        )
    },
    # Friday is a half day, and so is the Saturday that is worked like it
    "like": {
        "hours": (OFFICE_DAY,) * 4 + (OFFICE_DAY[:1],) + ((),) * 2,
        "workdays": {date(2026, 3, 7): 4},
    },
    "never": {"hours": ((),) * 7, **_FREE},
}


#: All of them as rows: title, calendar, zone, start, limit, due
CASES = [
    (title, name, zone, *rest)
    for tables in (FESTIVAL_CASES, EDGE_CASES, ZONE_CASES, NIGHT_CASES, SPECIAL_CASES)
    for zone, table in tables.items()
    for title, name, *rest in lines(table)
]
