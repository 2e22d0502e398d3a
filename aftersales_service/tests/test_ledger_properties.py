"""Random legal sequences of movements never break the ledger (PRT-8)."""

from datetime import date, datetime, timedelta
from random import Random

from odoo.tests import tagged

from .ledger_common import LedgerCommon

STEPS = 45


@tagged("post_install", "-at_install")
class TestLedgerProperties(LedgerCommon):
    def setUp(self):
        super().setUp()
        self.moment = datetime(2026, 3, 2, 2, 0)
        self.done = []
        self.lots_made = 0

    def wander(self, random):
        """One legal movement, whatever is possible now."""
        self.moment += timedelta(minutes=random.randint(1, 900))
        self.move(to=self.moment)
        product = random.choice(self.parts)
        holders = [h for h in self.holders if self.on_hand(h, product)]
        kinds = ["buy"]
        if holders:
            kinds += ["give"] * 3 + ["install"] * 2 + ["post", "lose", "count"]
        if self.done:
            kinds += ["back"]
        getattr(self, f"do_{random.choice(kinds)}")(random, product, holders)

    def piece(self, random, holder, product):
        """A quantity, or one serial number, that lies on an account."""
        if product != self.by_lot:
            return random.randint(1, int(self.on_hand(holder, product))), None
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", holder.location_id.id),
                ("product_id", "=", product.id),
                ("quantity", ">", 0),
            ],
            order="id",
        )
        return 1, random.choice(quants).lot_id

    def do_buy(self, random, product, holders):
        price = round(random.uniform(3, 99), 2)
        lots = None
        quantity = random.randint(1, 9)
        if product == self.by_lot:
            self.lots_made += 1
            lots = self._make_lots(product, f"R-{self.lots_made}")
            quantity = 1
        self.buy(
            random.choice((self.depot, self.branch_depot)),
            product,
            quantity,
            price,
            lots,
        )

    def do_give(self, random, product, holders):
        source = random.choice(holders)
        target = random.choice([h for h in self.holders if h != source])
        self.give(source, target, product, *self.piece(random, source, product))

    def do_install(self, random, product, holders):
        source = random.choice(holders)
        quantity, lot = self.piece(random, source, product)
        self.done.append(self.install(source, product, quantity, lot))

    def do_post(self, random, product, holders):
        source = random.choice(holders)
        quantity, lot = self.piece(random, source, product)
        self.done.append(self.install(source, product, quantity, lot, purpose="post"))

    def do_lose(self, random, product, holders):
        source = random.choice(holders)
        self.lose(source, product, *self.piece(random, source, product))

    def do_count(self, random, product, holders):
        holder = random.choice(holders)
        if product != self.by_lot:
            self.count(holder, product, random.randint(0, 12))

    def do_back(self, random, product, holders):
        self.take_back(self.done.pop(random.randrange(len(self.done))))

    def wander_and_close(self, seed):
        random = Random(seed)
        for _step in range(STEPS):
            self.wander(random)
        months = []
        day = self.moment.date().replace(day=1)
        while day >= date(2026, 3, 1):
            months.insert(0, day)
            day = (day - timedelta(days=1)).replace(day=1)
        for number, day in enumerate(months):
            rows = self.ledger(day)
            self.assertTrue(rows)
            self.assert_adds_up(rows)
            if number:
                self.assert_carried_over(months[number - 1], rows)
        self.assert_ledger_agrees(months[-1])
        self.assert_closes(months)

    def test_prt8_random_movements_never_break_the_ledger(self):
        self.wander_and_close(1)

    def test_prt8_nor_do_others(self):
        self.wander_and_close(20260301)

    def test_prt8_nor_do_yet_others(self):
        self.wander_and_close(77)

    def assert_carried_over(self, earlier, rows):
        before = {
            (r.holder_id, r.product_id): (r.closing_qty, r.closing_value)
            for r in self.ledger(earlier)
        }
        for row in rows:
            self.assertEqual(
                (row.opening_qty, row.opening_value),
                before.get((row.holder_id, row.product_id), (0, 0)),
            )

    def assert_closes(self, months):
        """Every month closes with nothing unexplained, the last one at Odoo's value."""
        after = (months[-1] + timedelta(days=31)).replace(day=1)
        self.move(to=datetime(after.year, after.month, 5, 2, 0))
        for day in months:
            month = self.close(self.make_month(day))
            self.assertEqual(month.state, "closed")
            self.assert_adds_up(self.ledger(day))
        self.assert_ledger_agrees(months[-1], closed=True)
