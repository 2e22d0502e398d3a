"""In which column of whose account a movement lies, and what a write-off takes."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.aftersales_service.rules import part as rules

DEPOT = rules.Place("internal", rules.DEPOT)
TECHNICIAN = rules.Place("internal", rules.TECHNICIAN)
STATION = rules.Place("internal", rules.STATION)
ROAD = rules.Place("internal", rules.POST)
SHELF = rules.Place("internal")
VENDOR = rules.Place("supplier")
COUNT = rules.Place("inventory")
SOLD = rules.Place("customer")
TRANSIT = rules.Place("transit")
WARRANTY = rules.Place("customer", bearer=rules.COMPANY)
LOST = rules.Place("inventory", bearer=rules.LOSS)
#: From, to, purpose → column of the account it leaves, of the account it comes to
MOVEMENTS = [
    (VENDOR, DEPOT, None, None, "issued"),
    (SHELF, DEPOT, None, None, "issued"),
    (DEPOT, TECHNICIAN, None, "transferred_out", "issued"),
    (DEPOT, STATION, None, "transferred_out", "issued"),
    (DEPOT, ROAD, None, "transferred_out", "issued"),
    (DEPOT, DEPOT, None, "transferred_out", "transferred_in"),
    (TECHNICIAN, TECHNICIAN, None, "transferred_out", "transferred_in"),
    (TECHNICIAN, STATION, None, "transferred_out", "transferred_in"),
    (TECHNICIAN, DEPOT, None, "returned", "transferred_in"),
    (STATION, DEPOT, None, "returned", "transferred_in"),
    (TECHNICIAN, SHELF, None, "returned", None),
    (DEPOT, SHELF, None, "transferred_out", None),
    (DEPOT, VENDOR, None, "returned", None),
    (DEPOT, TRANSIT, None, "transferred_out", None),
    (TRANSIT, DEPOT, None, None, "issued"),
    (TECHNICIAN, WARRANTY, rules.INSTALL, "installed", None),
    (TECHNICIAN, WARRANTY, None, "installed", None),
    (ROAD, WARRANTY, rules.POST_TO_CUSTOMER, "posted", None),
    (DEPOT, SOLD, None, "posted", None),
    (WARRANTY, TECHNICIAN, rules.INSTALL, None, "installed"),
    (WARRANTY, ROAD, rules.POST_TO_CUSTOMER, None, "posted"),
    (SOLD, DEPOT, None, None, "posted"),
    (TECHNICIAN, LOST, None, "written_off", None),
    (TECHNICIAN, WARRANTY, rules.WRITE_OFF, "written_off", None),
    (LOST, TECHNICIAN, None, None, "written_off"),
    (TECHNICIAN, COUNT, None, "counted", None),
    (COUNT, TECHNICIAN, None, None, "counted"),
    (TECHNICIAN, COUNT, rules.WRITE_OFF, "written_off", None),
]
FULL = rules.UseFacts(rules.INSTALL, signed=True, approved=True, settled=True)
MAIL = rules.UseFacts(
    rules.POST_TO_CUSTOMER, approved=True, freight=(1, 2), settled=True
)


def changed(facts, **values):
    fields = {name: getattr(facts, name) for name in facts.__slots__}
    return rules.UseFacts(**{**fields, **values})


#: What is known → what is missing
WRITE_OFFS = [
    (FULL, ()),
    (changed(FULL, signed=False), ("report_unsigned",)),
    (changed(FULL, approved=False), ("unapproved",)),
    (changed(FULL, settled=False), ("old_part_owed",)),
    (changed(FULL, settled=False, old_part=False), ()),
    (changed(FULL, reserved=False), ("not_in_stock",)),
    (
        changed(FULL, signed=False, approved=False, settled=False),
        ("report_unsigned", "unapproved", "old_part_owed"),
    ),
    (MAIL, ()),
    (changed(MAIL, signed=False), ()),
    (changed(MAIL, freight=(None, None)), ("freight_unsigned",)),
    (changed(MAIL, freight=(1, None)), ("freight_unsigned",)),
    (changed(MAIL, freight=(1, 1)), ("freight_unsigned",)),
    (changed(MAIL, approved=False), ("unapproved",)),
    (changed(MAIL, settled=False), ("old_part_owed",)),
]


class TestPartRules(BaseCase):
    def test_prt8_every_movement_has_its_columns(self):
        for source, target, purpose, left, come in MOVEMENTS:
            with self.subTest(source=source, target=target, purpose=purpose):
                found = rules.columns(source, target, purpose)
                self.assertEqual(found, (left, come))

    @given(
        st.sampled_from(sorted({row[0] for row in MOVEMENTS}, key=repr)),
        st.sampled_from(sorted({row[1] for row in MOVEMENTS}, key=repr)),
        st.sampled_from([None, "install", "post", "write_off"]),
    )
    def test_prt8_no_account_loses_or_gains_without_a_column(self, a, b, purpose):
        left, come = rules.columns(a, b, purpose)
        self.assertEqual(left in rules.COLUMNS, a.account is not None)
        self.assertEqual(come in rules.COLUMNS, b.account is not None)

    def test_prt2_prt3_what_a_write_off_still_lacks(self):
        for facts, missing in WRITE_OFFS:
            with self.subTest(facts=facts):
                self.assertEqual(rules.missing(facts), missing)

    @given(
        st.integers(-(10**9), 10**9),
        st.lists(st.floats(0, 10**6), min_size=1, max_size=20),
    )
    def test_prt8_shares_add_up_to_the_cent(self, total, weights):
        parts = rules.shares(total, weights)
        self.assertEqual(sum(parts), total)
        whole = sum(weights)
        for part, weight in zip(parts, weights, strict=True):
            if whole:
                self.assertLessEqual(abs(part - total * weight / whole), 1.001)

    def test_prt8_shares_of_nothing(self):
        self.assertEqual(rules.shares(7, [0, 0]), [7, 0])
        self.assertEqual(rules.shares(0, []), [])
        self.assertEqual(rules.shares(100, [1, 1, 1]), [34, 33, 33])
