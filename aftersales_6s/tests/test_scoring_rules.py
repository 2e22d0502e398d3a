"""Points of a month: the 4th, 5th and 6th breach, clean-ups, versions (S6-5, S6-6)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..rules import scoring as rules
from ..rules.scoring import STANDARD, Finding, Sum, Tariff

ALL = Tariff(mode=rules.ALL)


def month(*findings, tariffs=None, items=None):
    """Findings of person 1 in area 7 unless they say otherwise; ids from 1."""
    rows = [
        Finding(**{"id": id_, "employee": 1, "area": 7, "tariff": 3, **values})
        for id_, values in enumerate(findings, 1)
    ]
    return rules.month_scores(rows, tariffs or {3: STANDARD}, items or {})


def points(*findings, **more):
    _sums, changes = month(*findings, **more)
    return [one.points for one in changes]


BREACH, CLEANUP, ANNULLED = {}, {"is_cleanup": True}, {"state": "annulled"}


@pytest.mark.parametrize(
    ("number", "expected", "money"),
    [
        (1, [2], 4),
        (4, [2, 2, 2, 2], 16),
        (5, [2, 2, 2, 2, 5], 26),
        (6, [2, 2, 2, 2, 5, 5], 36),
        (9, [2] * 4 + [5] * 5, 66),
    ],
)
def test_s6_5_from_the_fifth_breach_of_a_month_on_each_costs_five(
    number, expected, money
):
    sums, changes = month(*[BREACH] * number)
    assert [one.points for one in changes] == expected
    assert [one.number for one in changes] == list(range(1, number + 1))
    assert sums == {(1, 7): Sum(number, 0, sum(expected), money)}


@pytest.mark.parametrize(
    ("number", "expected"), [(4, [2] * 4), (5, [5] * 5), (6, [5] * 6)]
)
def test_s6_5_or_all_of_the_month_once_the_fifth_is_reached(number, expected):
    assert points(*[BREACH] * number, tariffs={3: ALL}) == expected


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([CLEANUP], [10]),
        # it is one of the five, and costs ten whichever it is
        ([BREACH] * 4 + [CLEANUP], [2, 2, 2, 2, 10]),
        ([BREACH] * 3 + [CLEANUP, BREACH], [2, 2, 2, 10, 5]),
        ([CLEANUP] * 6, [10] * 6),
    ],
)
def test_s6_6_failed_cleanup_counts_as_a_breach_and_costs_ten(findings, expected):
    assert points(*findings) == expected


def test_s6_6_failed_cleanup_costs_ten_when_all_of_the_month_costs_more():
    findings = [BREACH] * 4 + [CLEANUP]
    assert points(*findings, tariffs={3: ALL}) == [5, 5, 5, 5, 10]


@pytest.mark.parametrize(
    ("annulled", "expected"),
    [
        (0, [2, 2, 2, 2, 5]),
        (3, [2, 2, 2, 2, 5]),
        (4, [2, 2, 2, 2, 5]),
        (5, [2, 2, 2, 2, 5]),
    ],
)
def test_s6_5_points_move_back_when_one_of_six_is_annulled(annulled, expected):
    held = [2, 2, 2, 2, 5, 5]
    rows = [{"points": p, "number": n} for n, p in enumerate(held, 1)]
    rows[annulled]["state"] = "annulled"
    sums, changes = month(*rows)
    assert sums[1, 7] == Sum(5, 0, 13, 26)
    found = {n: p for n, p in enumerate(held, 1)} | {c.id: c.points for c in changes}
    assert found.pop(annulled + 1) == 0
    assert list(found.values()) == expected


def test_s6_5_annulled_one_below_five_takes_all_of_the_month_back():
    findings = [{"points": 5, "number": n} for n in range(1, 6)]
    findings[0]["state"] = "annulled"
    sums, changes = month(*findings, tariffs={3: ALL})
    assert [one.points for one in changes] == [0, 2, 2, 2, 2]
    assert sums[1, 7].points == 8


def test_what_is_so_already_is_not_written():
    assert month({"points": 2, "number": 1}, ANNULLED)[1] == []


def test_all_annulled_leaves_no_sum():
    assert month(ANNULLED, ANNULLED) == ({}, [])


@pytest.mark.parametrize(
    ("number", "expected"), [(1, [3]), (5, [3, 3, 3, 3, 5]), (0, [])]
)
def test_points_of_an_item_stand_for_those_of_a_first_breach(number, expected):
    assert points(*[{"item": 9}] * number, items={9: 3.0}) == expected


def test_points_of_an_item_leave_a_cleanup_at_ten():
    assert points({"item": 9, "is_cleanup": True}, items={9: 3.0}) == [10]


def test_each_breach_goes_by_the_numbers_of_its_own_version():
    strict = Tariff(breach=3, repeat_from=3, repeat=8, cleanup=20, value=1.5)
    rows = [{"tariff": t} for t in (3, 4, 4, 3, 3, 4)]
    sums, changes = month(*rows, tariffs={3: STANDARD, 4: strict})
    assert [one.points for one in changes] == [2, 3, 8, 2, 5, 8]
    assert sums[1, 7].money == (2 + 2 + 5) * 2 + (3 + 8 + 8) * 1.5


@pytest.mark.parametrize("mode", [rules.FROM_NTH, rules.ALL])
def test_zero_means_that_repeated_breaches_cost_no_more(mode):
    never = Tariff(repeat_from=0, mode=mode)
    assert points(*[BREACH] * 7, tariffs={3: never}) == [2] * 7


def test_found_without_a_checklist_goes_by_the_numbers_of_the_regulation():
    assert points({"tariff": None}, {"tariff": None, "is_cleanup": True}) == [2, 10]


def test_two_areas_of_one_owner_are_counted_together_and_summed_apart():
    rows = [{"area": area} for area in (7, 8, 7, 8, 8, 7)]
    sums, _changes = month(*rows)
    assert sums == {(1, 7): Sum(3, 0, 9, 18), (1, 8): Sum(3, 0, 9, 18)}
    assert rules.by_person(sums) == {1: Sum(6, 0, 18, 36)}


def test_who_moved_to_another_area_goes_on_counting_and_the_next_owner_begins():
    rows = [{"area": 7}] * 4 + [{"area": 8}] + [{"area": 7, "employee": 2}]
    sums, _changes = month(*rows)
    assert sums == {
        (1, 7): Sum(4, 0, 8, 16),
        (1, 8): Sum(1, 0, 5, 10),
        (2, 7): Sum(1, 0, 2, 4),
    }


def test_safety_is_counted_beside_the_points():
    sums, _changes = month(BREACH, {"pillar": "safety"}, {"pillar": "safety"})
    assert sums[1, 7].safety == 2


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 3, 31, 15, 59, 59), date(2026, 3, 1)),
        (datetime(2026, 3, 31, 16, 0, 0), date(2026, 4, 1)),
        (datetime(2028, 2, 29, 15, 59, 59), date(2028, 2, 1)),
        (datetime(2028, 2, 29, 16, 0, 0), date(2028, 3, 1)),
        (datetime(2026, 12, 31, 16, 0, 0), date(2027, 1, 1)),
    ],
)
def test_month_changes_at_midnight_in_shanghai(moment, month):
    assert rules.month_of(moment, "Asia/Shanghai") == month


@pytest.mark.parametrize(
    ("first", "end"),
    [
        (date(2026, 3, 1), datetime(2026, 3, 31, 15, 59, 59)),
        (date(2028, 2, 1), datetime(2028, 2, 29, 15, 59, 59)),
        (date(2026, 2, 1), datetime(2026, 2, 28, 15, 59, 59)),
        (date(2026, 12, 1), datetime(2026, 12, 31, 15, 59, 59)),
    ],
)
def test_last_moment_of_a_month(first, end):
    assert rules.month_end(first, "Asia/Shanghai") == end


@given(
    st.lists(
        st.builds(
            dict,
            area=st.integers(1, 3),
            is_cleanup=st.booleans(),
            state=st.sampled_from(["open", "closed", "annulled"]),
            item=st.sampled_from([None, 9]),
        ),
        max_size=30,
    ),
    st.sampled_from([STANDARD, ALL, Tariff(repeat_from=0)]),
)
def test_sums_are_those_of_the_findings_and_a_second_run_changes_nothing(
    findings, tariff
):
    sums, changes = month(*findings, tariffs={3: tariff}, items={9: 1.5})
    by_id = {one.id: one for one in changes}
    counted = [i for i, one in enumerate(findings, 1) if one["state"] != "annulled"]
    assert [by_id[id_].number for id_ in counted] == list(range(1, len(counted) + 1))
    total = sum(one.points for one in sums.values())
    assert total == pytest.approx(sum(by_id[id_].points for id_ in counted))
    for id_, one in enumerate(findings, 1):
        if id_ in by_id:
            one |= {"points": by_id[id_].points, "number": by_id[id_].number}
    assert month(*findings, tariffs={3: tariff}, items={9: 1.5}) == (sums, [])
