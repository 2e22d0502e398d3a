"""The best and the worst of a week, and what comes of it in a month (S6-7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..rules import ranking as rules
from ..rules.ranking import Choice, Person

EARLY, LATE = date(2026, 2, 6), date(2026, 2, 27)


def named(result):
    return (
        result.best and (result.best.employee, result.best.by),
        result.worst and (result.worst.employee, result.worst.by),
    )


WEEKS = [
    # what differs between person 1 and person 2, who is best and who worst
    ({}, {"points": 2}, (1, "points"), (2, "alone")),
    ({"points": 4}, {"points": 2}, (2, "points"), (1, "alone")),
    # no points lost: nobody is the worst
    ({}, {}, (1, "number"), None),
    ({"score": 90}, {"score": 95}, (2, "score"), None),
    ({"rounds": 1}, {"rounds": 2}, (2, "rounds"), None),
    ({"last_best": EARLY}, {"last_best": LATE}, (1, "named"), None),
    ({"last_best": LATE}, {"last_best": EARLY}, (2, "named"), None),
    ({"last_best": EARLY}, {}, (2, "named"), None),
    ({"last_worst": EARLY}, {}, (1, "number"), None),
    # as many points: safety, score, rounds, longest ago, number
    (
        {"points": 4, "safety": 1},
        {"points": 4, "score": 50},
        (2, "safety"),
        (1, "alone"),
    ),
    ({"points": 4, "score": 80.5}, {"points": 4, "score": 80}, (1, "score"), (2, 0)),
    ({"points": 4, "rounds": 3}, {"points": 4, "rounds": 5}, (2, "rounds"), (1, 0)),
    ({"points": 4, "last_best": EARLY}, {"points": 4}, (2, "named"), (1, 0)),
    ({"points": 4}, {"points": 4}, (1, "number"), (2, 0)),
]


@pytest.mark.parametrize(("one", "two", "best", "worst"), WEEKS)
def test_s6_7_best_and_worst_of_two(one, two, best, worst):
    result = rules.rank([Person(1, **one), Person(2, **two)])
    assert named(result)[0] == best
    assert (result.worst and result.worst.employee) == (worst and worst[0])
    assert result.order[0] == best[0]


WORST = [
    # what differs between persons 2 and 3, who both lost 6 points; 1 lost none
    ({}, {}, (2, "number")),
    ({"safety": 1}, {"safety": 2}, (3, "safety")),
    ({"score": 70}, {"score": 90}, (2, "score")),
    ({"rounds": 4}, {"rounds": 2}, (3, "rounds")),
    ({"last_worst": LATE}, {"last_worst": EARLY}, (3, "named")),
    ({"last_worst": LATE}, {}, (3, "named")),
    ({"points": 8}, {}, (2, "points")),
]


@pytest.mark.parametrize(("two", "three", "worst"), WORST)
def test_s6_7_worst_of_equals(two, three, worst):
    people = [
        Person(1),
        Person(2, **{"points": 6, **two}),
        Person(3, **{"points": 6, **three}),
    ]
    assert named(rules.rank(people)) == ((1, "points"), worst)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], (None, None)),
        # alone: the best without a lost point, else neither
        ([Person(5)], ((5, "alone"), None)),
        ([Person(5, points=2)], (None, None)),
    ],
)
def test_nobody_and_one_alone(people, expected):
    assert named(rules.rank(people)) == expected


def test_nobody_is_both():
    people = [Person(n, points=4) for n in (1, 2, 3)]
    assert named(rules.rank(people)) == ((1, "number"), (2, "number"))
    result = rules.rank([Person(1), Person(2)], voted=True)
    assert result.worst is None


def test_how_many_were_equal_is_told():
    people = [Person(1, score=80), Person(2), Person(3), Person(4, points=2)]
    assert rules.rank(people).best == Choice(2, "number", 1)
    people[1] = Person(2, rounds=3)
    assert rules.rank(people).best == Choice(2, "rounds", 1)


@pytest.mark.parametrize(
    ("votes", "best"),
    [
        ((0, 0, 0), (1, "points")),
        ((1, 3, 2), (2, "votes")),
        ((0, 2, 2), (2, "points")),
        ((3, 0, 0), (1, "votes")),
    ],
)
def test_s6_7_votes_come_first_and_points_among_equals(votes, best):
    people = [
        Person(n, points=2 * n - 2, votes=v) for n, v in zip((1, 2, 3), votes, strict=1)
    ]
    result = rules.rank(people, voted=True)
    assert named(result)[0] == best
    assert result.worst.employee == 3
    assert result.order == (1, 2, 3), "the order is that of the points"


def test_who_is_voted_the_best_is_not_the_worst():
    people = [Person(1), Person(2, points=2), Person(3, points=9, votes=4)]
    assert named(rules.rank(people, voted=True)) == ((3, "votes"), (2, "alone"))


def test_votes_count_only_where_people_vote():
    people = [Person(1), Person(2, points=2, votes=9)]
    assert named(rules.rank(people))[0] == (1, "points")


@pytest.mark.parametrize(
    ("day", "friday"),
    [
        (date(2026, 2, 28), date(2026, 3, 6)),  # a Saturday begins the week
        (date(2026, 3, 5), date(2026, 3, 6)),
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 13)),
        (date(2025, 12, 27), date(2026, 1, 2)),
    ],
)
def test_week_ends_with_its_friday(day, friday):
    assert rules.friday_of(day) == friday
    since, until = rules.week_of(friday)
    assert since <= day <= until == friday


MONTHS = [
    # month, Fridays, named, needed, five-Friday rule, earned
    (date(2026, 3, 1), 4, 3, 4, "four", False),
    (date(2026, 3, 1), 4, 4, 4, "four", True),
    (date(2026, 3, 1), 4, 4, 4, "all", True),
    (date(2026, 5, 1), 5, 3, 4, "four", False),
    (date(2026, 5, 1), 5, 4, 4, "four", True),
    (date(2026, 5, 1), 5, 5, 4, "four", True),
    (date(2026, 5, 1), 5, 4, 4, "all", False),
    (date(2026, 5, 1), 5, 5, 4, "all", True),
    (date(2026, 3, 1), 4, 2, 2, "four", True),
    (date(2026, 3, 1), 4, 2, 2, "all", True),
    (date(2026, 5, 1), 5, 2, 2, "all", False),
    # leap February whose 29th is a Friday
    (date(2036, 2, 1), 5, 4, 4, "all", False),
    (date(2028, 2, 1), 4, 4, 4, "all", True),
]


@pytest.mark.parametrize(("first", "number", "count", "times", "five", "yes"), MONTHS)
def test_s6_7_four_times_in_a_month(first, number, count, times, five, yes):
    assert len(rules.fridays(first)) == number
    assert rules.earned(count, first, times, five) is yes


PERSON = st.builds(
    Person,
    employee=st.integers(1, 10**6),
    points=st.sampled_from([0, 2, 4]),
    safety=st.integers(0, 1),
    score=st.sampled_from([90, 100]),
    rounds=st.integers(0, 1),
    last_best=st.sampled_from([None, EARLY, LATE]),
    last_worst=st.sampled_from([None, EARLY, LATE]),
    votes=st.integers(0, 2),
)


@given(
    st.lists(PERSON, unique_by=lambda one: one.employee), st.booleans(), st.randoms()
)
def test_order_of_reading_never_matters(people, voted, random):
    result = rules.rank(people, voted)
    shuffled = people[:]
    random.shuffle(shuffled)
    assert rules.rank(shuffled, voted) == result
    by_id = {one.employee: one for one in people}
    if result.worst:
        assert by_id[result.worst.employee].points
        assert result.worst.employee != result.best.employee
    if len(people) > 1:
        assert result.best
