"""The ledger of spare parts: a sum over stock moves that always adds up (PRT-8)."""

from datetime import date, datetime

from odoo.fields import Domain
from odoo.tests import tagged

from .ledger_common import APRIL, MARCH, ROW, LedgerCommon


@tagged("post_install", "-at_install")
class TestPartLedger(LedgerCommon):
    def row(self, holder, product, day=MARCH):
        rows = self.ledger(day, holder, product)
        self.assertEqual(len(rows), 1)
        return rows

    def quantities(self, row):
        """Column → quantity, without zeros."""
        return {
            name.removesuffix("_qty"): row[name] for name in ROW if round(row[name], 6)
        }

    def test_prt8_every_kind_of_movement_has_its_column(self):
        self.buy(self.depot, self.average, 10, 40)
        self.give(self.depot, self.mine, self.average, 6)
        self.give(self.mine, self.others, self.average, 1)
        self.give(self.mine, self.depot, self.average, 1)
        self.install(self.mine, self.average, 1)
        self.install(self.mine, self.average, 1, purpose="post")
        self.lose(self.mine, self.average, 1)
        self.count(self.mine, self.average, 3)
        self.assertEqual(
            self.quantities(self.row(self.mine, self.average)),
            {
                "issued": 6,
                "transferred_out": 1,
                "returned": 1,
                "installed": 1,
                "posted": 1,
                "written_off": 1,
                "counted": 2,
                "closing": 3,
            },
        )
        self.assertEqual(
            self.quantities(self.row(self.depot, self.average)),
            {"issued": 10, "transferred_in": 1, "transferred_out": 6, "closing": 5},
        )
        self.assertEqual(
            self.quantities(self.row(self.others, self.average)),
            {"transferred_in": 1, "closing": 1},
        )
        self.assert_ledger_agrees()

    def test_prt8_what_was_taken_back_counts_against_its_own_column(self):
        self.buy(self.depot, self.average, 3, 40)
        self.give(self.depot, self.mine, self.average, 2)
        self.take_back(self.install(self.mine, self.average, 2))
        row = self.row(self.mine, self.average)
        self.assertEqual(self.quantities(row), {"issued": 2, "closing": 2})
        self.assertEqual(row.installed_value, 0)
        self.assertEqual(row.closing_value, 80)

    def test_prt8_a_count_that_finds_less_is_negative(self):
        self.buy(self.depot, self.average, 3, 40)
        self.count(self.depot, self.average, 1)
        row = self.row(self.depot, self.average)
        self.assertEqual(row.counted_qty, -2)
        self.assertEqual(row.counted_value, -80)
        self.assertEqual(row.closing_value, 40)

    def test_prt8_values_are_odoos_inside_and_out(self):
        self.buy(self.depot, self.fifo, 2, 10)
        self.buy(self.depot, self.fifo, 2, 20)
        self.give(self.depot, self.mine, self.fifo, 2)
        self.install(self.mine, self.fifo, 1)
        row = self.row(self.mine, self.fifo)
        # passed at the average of what lay there, used at the first price
        self.assertEqual((row.issued_value, row.installed_value), (30, 10))
        self.assertEqual(row.closing_value, 20)

    def test_prt8_what_lies_or_is_owed_is_carried_into_months_without_movement(self):
        self.buy(self.depot, self.average, 3, 40)
        self.move(to=datetime(2026, 6, 10, 2, 0))
        row = self.row(self.depot, self.average, date(2026, 5, 1))
        self.assertEqual(self.quantities(row), {"opening": 3, "closing": 3})
        self.assertEqual((row.opening_value, row.closing_value), (120, 120))
        self.install(self.depot, self.average, 3)
        self.move(to=datetime(2026, 8, 10, 2, 0))
        self.assertTrue(self.ledger(date(2026, 6, 1), self.depot))
        self.assertFalse(self.ledger(date(2026, 7, 1), self.depot))

    def test_prt8_a_month_begins_at_midnight_of_the_company(self):
        """2026-03-31 16:30 UTC is the first of April in Shanghai."""
        self.move(to=datetime(2026, 3, 31, 15, 30))
        self.buy(self.depot, self.average, 1, 40)
        self.move(to=datetime(2026, 3, 31, 16, 30))
        self.buy(self.depot, self.average, 5, 40)
        self.assertEqual(self.row(self.depot, self.average).issued_qty, 1)
        april = self.row(self.depot, self.average, APRIL)
        self.assertEqual((april.opening_qty, april.issued_qty), (1, 5))

    def test_prt8_each_month_asked_for_alone_is_as_among_all(self):
        self.stir()
        self.move(to=datetime(2026, 5, 2, 2, 0))
        self.install(self.station, self.by_lot, 1, self.lots[1])
        ledger = self.env["aftersales.part.ledger"].with_context(
            allowed_company_ids=self.company.ids
        )
        everything = ledger.search([("company_id", "=", self.company.id)])
        names = [
            n for n, f in ledger._fields.items() if f.type in ("float", "monetary")
        ]
        wanted = {
            row.id: [row.month, row.holder_id, row.product_id]
            + [round(row[name], 6) for name in names]
            for row in everything
        }
        self.assertEqual(len({row.month for row in everything}), 3)
        alone = ledger.browse()
        for month in (MARCH, APRIL, date(2026, 5, 1)):
            alone |= self.ledger(month)
        self.assertEqual(
            {
                row.id: [row.month, row.holder_id, row.product_id]
                + [round(row[name], 6) for name in names]
                for row in alone
            },
            wanted,
        )

    def test_prt8_a_row_that_is_read_again_is_the_same(self):
        self.buy(self.depot, self.average, 3, 40)
        row = self.row(self.depot, self.average)
        again = (
            self.env["aftersales.part.ledger"]
            .with_context(allowed_company_ids=self.company.ids)
            .browse(row.id)
        )
        again.invalidate_recordset()
        self.assertEqual(again.closing_qty, 3)
        self.assertEqual(again.month, MARCH)

    def test_prt8_a_page_of_the_list_and_the_count_come_from_one_sum(self):
        self.stir()
        rows = self.ledger()
        ledger = rows.browse()
        domain = [("month", "=", MARCH), ("company_id", "=", self.company.id)]
        read = {"closing_qty": {}, "holder_id": {}}
        page = ledger.web_search_read(domain, read, offset=2, limit=3)
        self.assertEqual(page["length"], len(rows))
        self.assertEqual(
            [(row["id"], row["closing_qty"]) for row in page["records"]],
            [(row.id, row.closing_qty) for row in rows[2:5]],
        )
        # the browser wants to know of so many only, but of all on its page
        page = ledger.web_search_read(domain, read, limit=2, count_limit=4)
        self.assertEqual((page["length"], len(page["records"])), (4, 2))
        page = ledger.web_search_read(domain, read, limit=6, count_limit=4)
        self.assertEqual((page["length"], len(page["records"])), (6, 6))
        self.assertEqual(
            len(ledger.web_search_read(domain, read)["records"]), len(rows)
        )
        none = ledger.web_search_read([("month", "=", "2020-01-01")], read, limit=2)
        self.assertEqual(none, {"length": 0, "records": []})

    def test_prt8_rows_that_are_read_again_take_their_own_moves_only(self):
        self.stir()
        rows = self.ledger()[:2]
        named = rows._conditions(Domain("id", "in", rows.ids))
        keys = rows._keys_of(named)
        self.assertEqual(
            {(one.field_expr, frozenset(one.value)) for one in keys.iter_conditions()},
            {
                ("holder_id", frozenset(rows.holder_id.ids)),
                ("product_id", frozenset(rows.product_id.ids)),
            },
        )
        others = rows._conditions(Domain("month", "=", MARCH))
        self.assertTrue(rows._keys_of(others).is_true())

    def test_prt8_ranges_of_months_in_domains(self):
        ledger = self.env["aftersales.part.ledger"]
        for domain, months in (
            ([("month", "=", "2026-03-01")], (MARCH, MARCH)),
            (
                [("month", ">=", "2026-02-10"), ("month", "<", "2026-04-01")],
                (date(2026, 2, 1), APRIL),
            ),
            ([("month", "in", [MARCH, APRIL])], (MARCH, APRIL)),
            (["|", ("month", "=", MARCH), ("holder_id", "=", 1)], (None, None)),
            ([("month", "!=", MARCH)], (None, None)),
            ([("holder_id", "=", 1)], (None, None)),
            ([("month", "<=", MARCH), ("holder_id", "=", 1)], (None, MARCH)),
        ):
            with self.subTest(domain):
                conditions = ledger._conditions(Domain(domain))
                self.assertEqual(ledger._months_of(conditions), months)

    def test_prt8_grouped_sums_are_those_of_the_rows(self):
        self.stir()
        rows = self.ledger()
        groups = (
            self.env["aftersales.part.ledger"]
            .with_context(allowed_company_ids=self.company.ids)
            ._read_group(
                [("month", "=", MARCH), ("company_id", "=", self.company.id)],
                ["kind"],
                ["closing_qty:sum", "closing_value:sum"],
            )
        )
        for kind, quantity, value in groups:
            own = rows.filtered(lambda row, k=kind: row.kind == k)
            self.assertAlmostEqual(quantity, sum(own.mapped("closing_qty")))
            self.assertAlmostEqual(value, sum(own.mapped("closing_value")))

    def test_prt8_stirred_month_agrees_with_the_quants(self):
        self.stir()
        rows = self.assert_ledger_agrees()
        self.assertGreater(len(rows), 6)

    def test_prt8_other_companies_have_their_own_ledger(self):
        self.buy(self.depot, self.average, 3, 40)
        ledger = self.env["aftersales.part.ledger"]
        self.assertFalse(
            ledger.with_context(allowed_company_ids=self.other_company.ids).search(
                [("month", "=", MARCH)]
            )
        )

    def test_prt8_sum_of_sql_is_the_sum_of_the_moves(self):
        """The view against the ORM, as a report must be."""
        self.stir()
        moves = self.env["stock.move"].search(
            [("company_id", "=", self.company.id), ("aftersales_month", "=", MARCH)]
        )
        for holder in self.holders:
            for product in self.parts:
                own = moves.filtered(lambda m, p=product: m.product_id == p)
                come = own.filtered(lambda m, h=holder: m.aftersales_to_id == h)
                left = own.filtered(lambda m, h=holder: m.aftersales_from_id == h)
                row = self.ledger(MARCH, holder, product)
                worth = sum(
                    sign * (m.value if m.is_in or m.is_out else m.aftersales_cost)
                    for sign, side in ((1, come), (-1, left))
                    for m in side
                )
                self.assertAlmostEqual(sum(row.mapped("closing_value")), worth, 2)


@tagged("post_install", "-at_install")
class TestOldPartsOfTheLedger(LedgerCommon):
    def owe(self, day, quantity=1, holder=None, state="due", came=None, waived=None):
        """An old part that is owed from a day on.

        :param came: when all of it came in; ``waived``: when all of it was waived
        """
        use = self.use_part(
            holder or self.mine,
            self.average,
            quantity,
            state="open",
            visit=self.visit,
        )
        use.visit_part_id = False
        use.flush_recordset()  # one use to a line
        old = (
            self.env["aftersales.old.part"]
            .sudo()
            .create(
                {
                    "part_line_id": use.id,
                    "quantity": quantity,
                    "opened_at": day,
                    "state": state,
                }
            )
        )
        row = {"old_part_id": old.id, "quantity": quantity}
        if came:
            self.env["aftersales.old.part.receipt"].sudo().create(
                {**row, "condition": "good", "counts": True, "received_at": came}
            )
        if waived:
            waiver = (
                self.env["aftersales.old.part.waiver"]
                .sudo()
                .create({"old_part_id": old.id, "kind": "waive", "reason": "Burnt"})
            )
            waiver.write({"state": "granted", "decided_at": waived})
        return old

    def setUp(self):
        super().setUp()
        self.visit = self.signed_visit()

    def numbers(self, day):
        row = self.ledger(day, self.mine, self.average)
        return tuple(
            row[f"old_{name}_qty"]
            for name in ("due", "received", "waived", "outstanding")
        )

    def test_prt8_due_is_received_waived_and_outstanding(self):
        self.owe(datetime(2026, 3, 2, 2, 0), came=datetime(2026, 3, 20, 2, 0))
        self.owe(datetime(2026, 3, 3, 2, 0), 2, waived=datetime(2026, 4, 2, 2, 0))
        self.owe(datetime(2026, 3, 31, 17, 0))
        self.move(to=datetime(2026, 5, 5, 2, 0))
        self.assertEqual(self.numbers(MARCH), (3, 1, 0, 2))
        self.assertEqual(self.numbers(APRIL), (3, 0, 2, 1))
        self.assertEqual(self.numbers(date(2026, 5, 1)), (1, 0, 0, 1))
        self.assert_adds_up(self.ledger(APRIL))

    def test_prt8_old_parts_of_a_month_alone_are_those_among_all(self):
        self.owe(datetime(2026, 2, 10, 2, 0), came=datetime(2026, 4, 20, 2, 0))
        self.owe(datetime(2026, 3, 3, 2, 0), 2, waived=datetime(2026, 4, 2, 2, 0))
        # the first of April in Shanghai
        self.owe(datetime(2026, 3, 31, 16, 30), came=datetime(2026, 4, 30, 16, 30))
        self.move(to=datetime(2026, 5, 5, 2, 0))
        everything = (
            self.env["aftersales.part.ledger"]
            .with_context(allowed_company_ids=self.company.ids)
            .search([("holder_id", "=", self.mine.id)])
        )
        names = [name for name in everything._fields if name.startswith("old_")]
        wanted = {row.month: [row[name] for name in names] for row in everything}
        self.assertEqual(len(wanted), 4)
        for month, numbers in wanted.items():
            row = self.ledger(month, self.mine)
            self.assertEqual([row[name] for name in names], numbers, month)

    def test_prt8_void_ones_were_never_owed(self):
        self.owe(datetime(2026, 3, 2, 2, 0), state="void")
        self.assertFalse(self.ledger(MARCH, self.mine, self.average))

    def test_prt8_outstanding_ones_by_their_age(self):
        self.move(to=datetime(2026, 6, 29, 2, 0))
        for day in (30, 29):  # 30 and 31 days before the 29th of June
            self.owe(datetime(2026, 5, day, 2, 0))
        self.owe(datetime(2026, 4, 30, 2, 0))  # 60 days
        self.owe(datetime(2026, 4, 29, 2, 0))  # 61 days
        self.owe(datetime(2026, 3, 31, 2, 0))  # 90 days
        self.owe(datetime(2026, 3, 30, 2, 0))  # 91 days
        row = self.ledger(date(2026, 6, 1), self.mine, self.average)
        names = ("30", "60", "90", "over")
        self.assertEqual([row[f"old_age_{n}_qty"] for n in names], [1, 2, 2, 1])
        self.assertEqual(row.old_outstanding_qty, 6)

    def test_prt7_a_stations_own_parts_show_the_old_ones_it_owes(self):
        own = self.env["aftersales.part.holder"].create(
            {
                "kind": "station",
                "partner_id": self.station_partner.id,
                "owner": "station",
                "company_id": self.company.id,
            }
        )
        self.owe(datetime(2026, 3, 2, 2, 0), holder=own)
        row = self.ledger(MARCH, own)
        self.assertEqual((row.closing_qty, row.old_outstanding_qty), (0, 1))
