"""The demo's story: every kind of thing happens in it, on any day, and all of it holds.

It is lived through by the real methods, with everybody's own rights; so these tests
also walk through the whole application once.
"""

from datetime import datetime, timedelta

from odoo.modules import Manifest
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file, mute_logger

from ..demo.diary import Calendar, Diary
from ..rules import visit as visit_rules

#: A Wednesday, 15:20 in Shanghai
NOW = datetime(2026, 3, 18, 7, 20)
#: Other moments of installation: after midnight of a leap day, a night of the New
#: Year's holiday, the end of a year whose holidays after it aren't published
OTHERS = (
    datetime(2024, 2, 29, 16, 2),
    datetime(2026, 2, 17, 19, 40),
    datetime(2030, 12, 31, 15, 58),
)
STATES = (
    "draft",
    "dispatched",
    "on_site",
    "finished",
    "signed",
    "approved",
    "archived",
)
CLOCK = "aftersales.clock"
EVENT = "aftersales.event"
TICKET = "helpdesk.ticket"
VISIT = "aftersales.visit"
VERDICT = "aftersales.warranty.verdict"
COST = "aftersales.cost.line"
CLAIM = "hr.expense"
MONTH = "aftersales.month"
PROVISION = "aftersales.warranty.provision"
TRAVEL = [("kind", "=", "travel")]
BOOKED = [("account_move_line_id", "!=", False)]
RETURN = "aftersales.return"
ORDER = "sale.order"
MINIMUM = "stock.warehouse.orderpoint"
OLD_PART = "aftersales.old.part"
OF_REQUEST = [("aftersales_ticket_id", "!=", False)]
NOTICED = [("code", "=", "payment_received"), ("sale_order_id", "!=", False)]
#: What the report calls each entitlement of a verdict
SCOPE = {"repair": "inside", "goodwill": "inside", "paid": "outside"}
#: What the story must hold: words, model, domain, at least so many
KINDS = (
    ("requests", TICKET, [], 40),
    ("requests of coaches", TICKET, [("lot_id.plate", "!=", False)], 10),
    *((f"visits {state}", VISIT, [("state", "=", state)], 1) for state in STATES),
    ("visits called off", VISIT, [("state", "=", "cancelled")], 1),
    ("visits with a crew", VISIT, [("employee_ids.name", "=", "马超群")], 1),
    ("things to take", "aftersales.visit.take", [], 10),
    ("photos", "aftersales.visit.photo", [], 60),
    ("parts replaced", "aftersales.visit.part", [("reason", "!=", False)], 8),
    ("tickets booked", VISIT, [("carrier_number", "!=", False)], 15),
    ("reports returned", "aftersales.visit.seal", [("void_at", "!=", False)], 1),
    ("satisfied customers", VISIT, [("satisfaction_score", "=", "5")], 5),
    ("dissatisfied customers", VISIT, [("satisfaction_score", "=", "2")], 1),
    *(
        (f"clocks {state}", CLOCK, [("state", "=", state)], least)
        for state, least in (("met", 60), ("missed", 6), ("running", 8), ("paused", 1))
    ),
    *(
        (f"clocks {code}", CLOCK, [("policy_id.code", "=", code)], 1)
        for code in ("T-04", "T-05", "T-06", "T-07", "T-08", "T-09V", "T-11", "T-12")
        + ("T-13", "T-14", "T-15", "T-15S", "T-16", "T-17")
    ),
    (
        "met thanks to a pause",
        CLOCK,
        [("state", "=", "met"), ("pause_ids.state", "=", "approved")],
        1,
    ),
    *(
        (f"pauses {state}", "aftersales.clock.pause", [("state", "=", state)], 1)
        for state in ("asked", "approved", "refused", "own")
    ),
    ("corrections", EVENT, [("correction_of_id", "!=", False)], 1),
    ("delay reports", EVENT, [("code", "=", "delay_reported")], 1),
    ("reopened from the portal", EVENT, [("code", "=", "reopened")], 1),
    ("repeat services", TICKET, [("is_repeat", "=", True)], 2),
    ("major issues", TICKET, [("is_major", "=", True), ("closed", "=", False)], 1),
    ("missing papers", TICKET, [("missing_document_count", ">", 0)], 2),
    ("papers asked for", TICKET, [("documents_asked_at", "!=", False)], 1),
    ("verdicts confirmed", VERDICT, [("state", "=", "confirmed")], 25),
    ("verdicts proposed", VERDICT, [("state", "=", "proposed")], 5),
    (
        "undetermined, decided by the manager",
        VERDICT,
        [("proposed", "=", "undetermined"), ("evidence_ids", "!=", False)],
        1,
    ),
    ("goodwill", VERDICT, [("entitlement", "=", "goodwill")], 1),
    ("over-promised", VERDICT, [("over_promise_seller", "!=", False)], 2),
    ("close to an exchange", "stock.lot", [("warranty_alert", "!=", False)], 1),
    ("meters replaced", "aftersales.reading", [("explanation", "like", "换新")], 1),
    ("owners changed", "aftersales.lot.owner", [("note", "!=", False)], 1),
    ("dispatched unpaid", EVENT, [("code", "=", "dispatched_unpaid")], 3),
    ("quotations accepted", ORDER, [*OF_REQUEST, ("state", "=", "sale")], 10),
    ("quotations sent", ORDER, [*OF_REQUEST, ("state", "=", "sent")], 1),
    ("signed quotations", ORDER, [*OF_REQUEST, ("signed_by", "!=", False)], 10),
    ("paid services", ORDER, [*OF_REQUEST, ("aftersales_paid", "=", True)], 3),
    ("payments noticed", EVENT, NOTICED, 3),
    ("machines sold", "stock.lot", [("invoice_id", "!=", False)], 10),
    *(
        (f"returns {state}", RETURN, [("state", "=", state)], least)
        for state, least in (("asked", 1), ("received", 1), ("told", 2))
    ),
    (
        "exchanges",
        RETURN,
        [("decision", "=", "exchange"), ("new_lot_id", "!=", False)],
        1,
    ),
    (
        "refunds before the general manager",
        RETURN,
        [("state", "=", "inspected"), ("decision", "=", "refund")],
        1,
    ),
    ("goods sent back", RETURN, [("decision", "=", "sent_back")], 1),
    *(
        (f"requisitions {state}", "aftersales.part.request", [("state", "=", state)], 1)
        for state in ("draft", "submitted", "approved", "packed", "done")
    ),
    ("parcels shipped", "aftersales.part.parcel", [("state", "=", "shipped")], 1),
    *(
        (f"movements {kind}", "aftersales.part.transfer", [("kind", "=", kind)], 1)
        for kind in ("return", "transfer", "loss", "voucher")
    ),
    *(
        (f"counts {state}", "aftersales.part.count", [("state", "=", state)], 1)
        for state in ("draft", "counting", "submitted")
    ),
    ("depots", "aftersales.part.holder", [("kind", "=", "depot")], 2),
    ("minimums", MINIMUM, [("aftersales_is_below", "=", True)], 2),
    ("old parts received", OLD_PART, [("state", "=", "received")], 4),
    ("old parts of stations", OLD_PART, [("holder_id.kind", "=", "station")], 1),
    ("old parts overdue", OLD_PART, [("state", "=", "overdue")], 1),
    ("charges", "aftersales.old.part.charge", [("state", "=", "proposed")], 1),
    ("boxes on the way", "aftersales.old.part.box", [("state", "=", "sent")], 1),
    ("disposals", "aftersales.old.part.disposal", [("state", "=", "submitted")], 1),
    *(
        (f"complaints {word}", TICKET, [("acceptance", "=", word)], 1)
        for word in ("waiting", "accepted", "refused")
    ),
    ("labour", COST, [("kind", "=", "labour")], 15),
    ("travel with its journal item", COST, [*TRAVEL, *BOOKED], 10),
    ("freight", COST, [("kind", "=", "freight")], 1),
    ("costs decided otherwise", COST, [("entry", "=", "replacement")], 2),
    ("expense claims to be proven", CLAIM, [("aftersales_outcome", "=", "verify")], 1),
    ("bills from elsewhere", CLAIM, [("aftersales_place_check", "=", "other")], 1),
    ("late claims", CLAIM, [("aftersales_late", "=", True)], 1),
    ("supplier claims checked", "aftersales.supplier.claim", [], 1),
    ("lost windows", "aftersales.claim.missed", [("amount", ">", 0)], 1),
    ("parts held", "aftersales.part.use", [("claim_state", "=", "held")], 1),
    ("months closed", MONTH, [("state", "=", "closed")], 1),
    ("months with breaks", MONTH, [("break_ids", "!=", False)], 1),
    ("statements sent", "aftersales.part.statement", [("state", "=", "sent")], 1),
    ("provisions posted", PROVISION, [("state", "=", "posted"), ("added", ">", 0)], 1),
    ("provisions proposed", PROVISION, [("state", "=", "draft")], 1),
    ("alarms", "mail.activity", [("aftersales_clock_id", "!=", False)], 1),
    *(
        (f"requests of type {kind}", TICKET, [("type_id.kind", "=", kind)], least)
        for kind, least in (
            ("repair", 25),
            ("complaint", 3),
            ("return", 2),
            ("installation", 2),
            ("parts", 3),
            ("consultation", 4),
            ("visit", 1),
            ("incident", 1),
        )
    ),
)


class TestDiary(TransactionCase):
    """Moments as they are written down."""

    def test_moments(self):
        now = datetime(2026, 3, 18, 7, 20, 44)  # Wednesday 15:20 in Shanghai
        calendar = Calendar(now, lambda day: day.weekday() < 5)
        before = datetime(2026, 3, 13, 9, 0)  # Friday 17:00
        for text, moment in (
            ("-2:25", datetime(2026, 3, 18, 4, 55)),
            ("W-3 09:14", datetime(2026, 3, 13, 1, 14)),
            ("R-1 10:20", datetime(2026, 3, 15, 2, 20)),
            ("R-3 10:20", datetime(2026, 3, 8, 2, 20)),
            ("D-3 02:17", datetime(2026, 3, 14, 18, 17)),
            ("T+1 09:00", datetime(2026, 3, 19, 1, 0)),
            ("T+0 23:00", datetime(2026, 3, 18, 15, 0)),
            ("T+0 09:00", datetime(2026, 3, 18, 8, 30)),
            ("N+3 09:00", datetime(2026, 3, 23, 1, 0)),
            ("+1:40", datetime(2026, 3, 13, 10, 40)),
            ("+5", datetime(2026, 3, 13, 9, 5)),
            ("+-65", datetime(2026, 3, 13, 7, 55)),
            ("0d 18:30", datetime(2026, 3, 13, 10, 30)),
            ("1d 09:10", datetime(2026, 3, 14, 1, 10)),
            ("1w 09:10", datetime(2026, 3, 16, 1, 10)),
        ):
            with self.subTest(text):
                self.assertEqual(calendar.moment(text, before), moment)

    def test_story_is_in_order_and_not_in_the_future(self):
        for now in (NOW, *OTHERS):
            steps = Diary(Calendar(now, lambda day: day.weekday() < 5)).steps()
            times = [step.at for step in steps]
            with self.subTest(now=now):
                self.assertEqual(times, sorted(times))
                self.assertLessEqual(times[-1], now)
                self.assertGreater(times[0], now - timedelta(days=100))


class DemoCase(TransactionCase):
    """The companies of the demo and their people, without the story."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env.ref("aftersales_service.company_demo", raise_if_not_found=False):
            cls.skipTest(cls, "this database has the demo already")
        for path in Manifest.for_addon("aftersales_service")["demo"][:-1]:
            convert_file(
                cls.env, "aftersales_service", path, {}, mode="init", noupdate=True
            )
        cls.companies = cls.env.ref("aftersales_service.company_demo") | cls.env.ref(
            "aftersales_service.company_coach_demo"
        )

    @classmethod
    def live(cls, now):
        """The whole story up to now, quietly."""
        with mute_logger("odoo.models.unlink"):
            cls.env["aftersales.demo"]._load_story(now)

    def found(self, model, domain):
        company = {"mail.activity": False}.get(model, "company_id")
        mine = [(company, "in", self.companies.ids)] if company else []
        return self.env[model].search([*mine, *domain])

    def check_holds(self, now):
        """What must be true of the story on any day."""
        for words, model, domain, least in KINDS:
            found = len(self.found(model, domain))
            self.assertGreaterEqual(found, least, f"{words} on {now}")
        self.check_rederived(now)
        self._check_scopes()
        self._check_stock()
        self._check_accounts()

    def _check_scopes(self):
        """WAR-3, VIS-4: reports say what the verdicts say."""
        reports = self.found(VISIT, [("finished_at", "!=", False)])
        reports = reports.filtered("ticket_id.verdict_id")
        self.assertGreater(len(reports), 20)
        for visit in reports:
            owed = visit.ticket_id.warranty_verdict
            self.assertEqual(visit.warranty_scope, SCOPE[owed], visit.name)

    def _check_stock(self):
        """Each serial number is in one place, where its last move has brought it."""
        lines = self.found("stock.move.line", [("state", "=", "done")])
        for lot, moves in lines.filtered("lot_id").grouped("lot_id").items():
            last = moves.sorted("id")[-1:].location_dest_id
            there = lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
            self.assertEqual((there.location_id, there.quantity), (last, 1), lot.name)
        inside = self.found("stock.quant", [("location_id.usage", "=", "internal")])
        self.assertFalse(inside.filtered(lambda quant: quant.quantity < 0))

    def _check_accounts(self):
        moves = self.found("account.move", [("state", "=", "posted")])
        self.assertGreater(len(moves), 15)
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0, 2)
        self.assertFalse(
            self.found(ORDER, [("state", "=", "sale"), ("amount_total", "=", 0)])
        )

    def check_rederived(self, now):
        """Deriving everything anew from the facts changes nothing."""
        tickets = self.found(TICKET, [])
        clocks = self.found(CLOCK, [])
        stored = [name for name, field in clocks._fields.items() if field.store]
        before = clocks.sorted("id").read(stored)
        self.env[CLOCK]._follow(tickets, now)
        self.env.flush_all()
        self.env.invalidate_all()
        again = self.found(CLOCK, [])
        self.assertEqual(again.sorted("id").read(stored), before)
        self.assertFalse(clocks.sweep(now))
        for visit in self.found(VISIT, []):
            self._check_visit(visit)

    def _check_visit(self, visit):
        """The facts of a visit lead to its state, in the order of their times."""
        facts = visit.event_ids.filtered(lambda e: e.code in visit_rules.CODES)
        state, times = visit_rules.DRAFT, {}
        for fact in facts.filtered(lambda e: not e.correction_of_id).sorted("id"):
            state = visit_rules.next_state(state, fact.code)
        for fact in facts.filtered("is_in_force").sorted("id"):
            late = visit_rules.out_of_order(fact.code, fact.at, times)
            self.assertFalse(late, f"{visit.name}: {fact.code} before {late}")
            times[fact.code] = fact.at
        if visit.state == visit_rules.ARCHIVED:
            state = visit_rules.ARCHIVED
        self.assertEqual(visit.state, state, visit.name)
        if state in ("signed", "approved", "archived"):
            self.assertEqual(visit.signature_check, "valid", visit.name)
            self.assertFalse(visit.missing, visit.name)


@tagged("post_install", "-at_install")
class TestDemo(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        last = cls.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        cls.live(NOW)
        cls.mails = cls.env["mail.mail"].search([("id", ">", last)])

    def test_story_holds(self):
        self.check_holds(NOW)

    def test_addresses_of_customers_do_not_change_their_language(self):
        """What the files of the demo touched isn't noted as a change of the story."""
        self.env.cr.flush()
        customers = self.env["res.partner"].search(
            [("company_id", "in", self.companies.ids)]
        )
        noted = customers.message_ids.sudo().tracking_value_ids.field_id
        self.assertNotIn("contact_address_inline", noted.mapped("name"))

    def test_ret2_exchange_costs_the_customer_nothing(self):
        """The new serial number is with the customer, the old one in our stock."""
        one = self.found(RETURN, [("decision", "=", "exchange")])
        one = one.filtered("new_lot_id")[:1]
        self.assertEqual(one.new_lot_id.aftersales_partner_id, one.partner_id)
        self.assertEqual(one.new_lot_id.replaces_lot_id, one.lot_id)
        place = one.company_id.aftersales_return_location_id
        self.assertEqual(
            one.lot_id.quant_ids.filtered(lambda q: q.quantity > 0).location_id, place
        )
        self.assertEqual(len(one.lot_id.invoice_id), 1)
        self.assertFalse(one.refund_id)

    def test_ret3_refund_waits_for_the_general_manager(self):
        one = self.found(RETURN, [("decision", "=", "refund")])
        self.assertEqual(one._approval(), "pending")
        director = self.env.ref("aftersales_service.user_director_demo")
        self.assertIn(director, one.review_ids.reviewer_ids)
        self.assertTrue(one.invoice_id)

    def test_int5_sold_machines_are_filed_from_their_sale(self):
        sold = self.found("stock.lot", [("sale_line_id", "!=", False)])
        for lot in sold.filtered(lambda lot: not lot.replaces_lot_id):
            self.assertEqual(lot.purchase_date, lot.invoice_id.invoice_date, lot.name)
            self.assertEqual(lot.seller_id.login, "sales")
            self.assertGreater(lot.sale_price, lot.product_id.list_price)

    def test_war5_managers_are_warned_of_a_threshold(self):
        lots = self.found("stock.lot", [("warranty_alert", "!=", False)])
        manager = self.env.ref("aftersales_service.user_manager_demo")
        self.assertIn(manager, lots.activity_ids.user_id)

    def test_somebody_must_hurry(self):
        """A limit that ends within the hour, one that was missed, with an alarm."""
        running = self.found(CLOCK, [("state", "=", "running")])
        soon = running.filtered(lambda clock: clock.due_at < NOW + timedelta(hours=1))
        self.assertTrue(soon)
        missed = self.found(
            CLOCK, [("state", "=", "missed"), ("stopped_at", "=", False)]
        )
        self.assertTrue(missed)
        manager = self.env.ref("aftersales_service.user_manager_demo")
        told = self.found("mail.activity", [("aftersales_clock_id", "in", missed.ids)])
        self.assertIn(manager, told.user_id)

    def test_night_and_rest_days(self):
        """Somebody calls at 02:17, and on a day without work."""
        night = self.found(TICKET, [("name", "like", "夜间")])
        zone = night.with_context(tz="Asia/Shanghai")
        self.assertEqual(zone._local(night.registered_at)[-5:], "02:17")
        rest = self.found(TICKET, [("name", "like", "休息日")])
        day = rest.company_id._service_date(rest.registered_at)
        holidays, workdays = self.env["aftersales.calendar.day"]._of(rest.company_id)
        self.assertTrue(day in holidays or day.weekday() > 4)
        self.assertNotIn(day, workdays)

    def test_certificates(self):
        """One technician can't go any more, another not much longer (VIS-10)."""
        held = self.env["hr.employee.skill"].search(
            [("employee_id.company_id", "in", self.companies.ids)]
        )
        left = sorted((row.valid_to - NOW.date()).days for row in held)
        self.assertLess(left[0], 0)
        self.assertIn(left[1], range(30))

    def test_customers_have_several_requests(self):
        for login in ("customer", "customer2", "customer3"):
            partner = self.env.ref(f"aftersales_service.partner_{login}_demo")
            self.assertGreater(
                len(self.found(TICKET, [("partner_id", "=", partner.id)])), 3
            )

    def test_nothing_is_sent(self):
        self.assertFalse(self.mails.filtered(lambda mail: mail.state == "outgoing"))
        self.assertFalse(self.found("aftersales.notice", []))

    def test_story_is_told_once(self):
        tickets = self.found(TICKET, [])
        self.live(NOW)
        self.assertEqual(self.found(TICKET, []), tickets)

    def test_archived_reports_are_printed_once(self):
        demo = self.env["aftersales.demo"]
        archived = self.found(VISIT, [("state", "=", "archived")])
        for _time in range(2):
            demo.print_archived()
            files = archived.ticket_id.message_ids.attachment_ids
            printed = files.filtered(lambda file: file.name.endswith(".pdf"))
            self.assertEqual(len(printed), len(archived))


@tagged("post_install", "-at_install")
class TestDemoAnyDay(DemoCase):
    """Whenever it is installed, the story holds."""

    def test_any_moment(self):
        # each takes a minute: the order of steps is checked for all of them above
        for now in OTHERS[:1]:
            with (
                self.subTest(now=now),
                freeze_time(now),
                self.env.cr.savepoint() as savepoint,
            ):
                self.live(now)
                self.check_holds(now)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
