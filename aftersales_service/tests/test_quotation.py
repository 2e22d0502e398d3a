"""Repairs that the customer pays: quotation, signature, payment, dispatch (WAR-4)."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOW, SIGNATURE, AftersalesCommon, AftersalesHttpCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class QuotationCommon(AftersalesCommon):
    """A request out of warranty, whose company charges labour and travel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company
        products = cls.env["product.product"]
        untaxed = {"taxes_id": False, "invoice_policy": "order"}
        cls.labour = products.create(
            {"name": "Labour", "type": "service", "list_price": 200, **untaxed}
        )
        cls.travel = products.create(
            {"name": "Travel", "type": "service", "list_price": 2, **untaxed}
        )
        cls.part = products.create(
            {"name": "Contactor", "type": "consu", "list_price": 90, **untaxed}
        )
        company.aftersales_labour_product_id = cls.labour
        company.aftersales_travel_product_id = cls.travel
        cls.ticket = cls._create_ticket(distance_km=35)
        cls._judge(cls.ticket, "paid")
        cls.visit = cls._create_visit(cls.ticket)

    @classmethod
    def _judge(cls, tickets, entitlement):
        """The verdict in force; how it is made is tested elsewhere."""
        tickets.warranty_verdict = entitlement

    def quote(self, ticket=None, user=None):
        ticket = (ticket or self.ticket).with_user(user or self.clerk)
        return self.env["sale.order"].browse(ticket.action_quote()["res_id"])

    def codes(self, ticket=None):
        facts = (ticket or self.ticket).event_ids
        return facts.sorted("id").mapped("code")

    def dispatch(self):
        self.visit.with_user(self.clerk).action_dispatch()

    def settle(self):
        """What is noticed in a transaction is recorded before it is committed."""
        self.env.cr.flush()


@tagged("post_install", "-at_install")
class TestQuotation(QuotationCommon):
    def test_war4_quotation_has_labour_travel_and_parts(self):
        self.env["aftersales.visit.take"].create(
            [
                {"visit_id": self.visit.id, "product_id": self.part.id, "quantity": 2},
                {"visit_id": self.visit.id, "name": "Ladder", "kind": "tool"},
            ]
        )
        order = self.quote()
        self.assertRecordValues(
            order.order_line,
            [
                {"product_id": self.labour.id, "product_uom_qty": 1, "price_unit": 200},
                {"product_id": self.travel.id, "product_uom_qty": 70, "price_unit": 2},
                {"product_id": self.part.id, "product_uom_qty": 2, "price_unit": 90},
            ],
        )
        self.assertRecordValues(
            order,
            [
                {
                    "partner_id": self.owner.partner_id.id,
                    "company_id": self.company.id,
                    "origin": self.ticket.number,
                    "amount_total": 520,
                    "require_signature": True,
                    "aftersales_ticket_id": self.ticket.id,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(self.codes(), ["registered"])
        self.assertEqual(self.ticket.with_user(self.clerk).sale_order_count, 1)

    def test_war4_measured_hours_and_replaced_parts_come_first(self):
        self._judge(self.ticket, "undetermined")
        self.live(self.visit, "finished")
        self.env["aftersales.visit.part"].create(
            {"visit_id": self.visit.id, "product_id": self.part.id, "quantity": 3}
        )
        lines = self.quote().order_line
        # on site from minute 120 to 240
        self.assertEqual(lines.mapped("product_uom_qty"), [2, 70, 3])

    def test_war4_draft_is_opened_again(self):
        order = self.quote()
        self.assertEqual(self.quote(), order)
        order.with_user(self.clerk).action_quotation_sent()
        self.assertNotEqual(self.quote(), order)

    def test_war4_payment_first_asks_for_payment_online(self):
        self.repair.payment_first = True
        self.assertRecordValues(
            self.quote(), [{"require_payment": True, "prepayment_percent": 1.0}]
        )

    def test_war4_price_list_of_the_customer_counts(self):
        self.owner.partner_id.property_product_pricelist = self.env[
            "product.pricelist"
        ].create(
            {
                "name": "Half",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "formula",
                            "base": "list_price",
                            "price_discount": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        self.assertEqual(self.quote().amount_total, 170)

    def test_war4_clerk_works_in_the_form_of_sales(self):
        order = self.quote()
        with Form(order.with_user(self.clerk)) as form, form.order_line.new() as line:
            line.product_id = self.part
        self.assertEqual(order.amount_total, 430)

    def test_war4_company_template_replaces_nothing(self):
        template = self.env["sale.order.template"].create({"name": "Standard"})
        self.company.sale_order_template_id = template
        self.assertEqual(len(self.quote().order_line), 2)

    def test_war4_request_without_customer(self):
        ticket = self._create_ticket(partner_id=False, lot_id=False)
        with self.refused(UserError, f"{ticket.number} names no customer"):
            self.quote(ticket)

    def test_war4_older_companies_get_the_products(self):
        company = self.other_company
        company.write(
            {
                "aftersales_labour_product_id": False,
                "aftersales_travel_product_id": False,
            }
        )
        self.env["res.company"]._aftersales_set_products()
        self.assertEqual(
            company.aftersales_labour_product_id,
            self.env.ref("aftersales_service.product_labour"),
        )
        self.assertEqual(self.company.aftersales_travel_product_id, self.travel)

    def test_war4_manager_sets_the_products(self):
        settings = self.env["aftersales.settings"].with_user(self.manager)
        product = self.env.ref("aftersales_service.product_labour")
        settings.create({"aftersales_labour_product_id": product.id})
        self.assertEqual(self.company.aftersales_labour_product_id, product)
        product = self.env["product.product"].create(
            {
                "name": "Theirs",
                "type": "service",
                "company_id": self.other_company.id,
            }
        )
        with self.refused(ValidationError, "another company"):
            settings.create({"aftersales_labour_product_id": product.id})

    # Dispatch

    def test_war4_nobody_goes_before_the_customer_accepts(self):
        mine = self.visit.with_user(self.clerk)
        doors = (
            mine.action_dispatch,
            lambda: mine.record_event("dispatched"),
            lambda: self.ticket.with_user(self.clerk).record_event("dispatched"),
        )
        for act in doors:
            with self.refused(UserError, f"{self.ticket.number}.*no quotation yet"):
                act()
        order = self.quote()
        with self.refused(UserError, f"{order.name} hasn't been sent"):
            self.dispatch()
        order.with_user(self.clerk).action_quotation_sent()
        with self.refused(UserError, f"hasn't accepted quotation {order.name}"):
            self.dispatch()
        order.with_user(self.clerk).action_confirm()
        self.dispatch()
        self.assertEqual(
            self.codes(), ["registered", "quote_sent", "quote_accepted", "dispatched"]
        )

    def test_war4_cancelled_quotation_lets_nobody_go(self):
        order = self.quote()
        order.with_user(self.clerk).action_cancel()
        with self.refused(UserError, f"{order.name} was refused or cancelled"):
            self.dispatch()

    def test_war4_other_verdicts_need_no_quotation(self):
        self.repair.payment_first = True
        for verdict in ("repair", "goodwill", "undetermined", False):
            ticket = self._create_ticket()
            self._judge(ticket, verdict)
            visit = self._create_visit(ticket)
            with self.subTest(verdict):
                visit.with_user(self.clerk).action_dispatch()
                self.assertEqual(visit.state, "dispatched")

    def test_war4_manager_lets_it_go_with_a_reason(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.clerk).record_event(
                "dispatched_unpaid", note="Old customer"
            )
        mine = self.ticket.with_user(self.manager)
        with self.refused(UserError, "needs a reason"):
            mine.record_event("dispatched_unpaid")
        mine.record_event("dispatched_unpaid", note="Old customer, pays by month")
        self.dispatch()
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "dispatched_unpaid")
        self.assertEqual(fact.recorded_by_id, self.manager)

    def test_war4_permission_taken_back_counts_no_more(self):
        mine = self.ticket.with_user(self.manager)
        fact = mine.record_event("dispatched_unpaid", note="Old customer")
        fact.correct("Another customer", is_void=True)
        with self.refused(UserError, "no quotation yet"):
            self.dispatch()

    def test_war4_queries_dont_grow_with_visits(self):
        tickets = self.ticket
        for _number in range(20):
            tickets += self._create_ticket()
        self._judge(tickets, "paid")
        orders = [self.quote(ticket) for ticket in tickets]
        for order in orders:
            order.action_confirm()
        counts = []
        for some in (tickets[:2], tickets[:5], tickets):
            with self.queries() as seen:
                some.with_user(self.clerk)._check_dispatch()
            counts.append(len(seen))
        self.assertEqual(counts[1], counts[2])

    @contextmanager
    def queries(self):
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            yield seen

    # Rights

    @mute_logger(*LOGGERS)
    def test_inf5_who_makes_and_reads_quotations(self):
        order = self.quote()
        order.user_id = self.env.user
        self.env.flush_all()
        for role, sees in (
            ("finance", True),
            ("branch_manager", True),
            ("keeper", False),
            ("technician", False),
        ):
            user, _employee = self._make_user(f"a_{role}", role)
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).action_quote()
                found = order.with_user(user).has_access("read")
                self.assertEqual(found, sees)
                self.assertFalse(order.with_user(user).has_access("write"))
                if sees:
                    mine = self.ticket.with_user(user)
                    self.assertEqual(mine.sale_order_count, 1)
                    views = dict(map(reversed, mine.action_view_quotations()["views"]))
                    with Form(order.with_user(user), view=views["form"]) as form:
                        self.assertEqual(form.amount_total, 340)
        # another clerk of the company goes on with it
        other, _employee = self._make_user("other_clerk", "clerk")
        self.assertTrue(order.with_user(other).has_access("write"))
        foreign = order.with_user(self.foreign_clerk)
        self.assertFalse(foreign.has_access("read"))

    @mute_logger(*LOGGERS)
    def test_inf5_clerks_see_no_orders_of_other_salespeople(self):
        seller = new_test_user(
            self.env,
            "as_seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": seller.id,
            }
        )
        self.assertFalse(order.with_user(self.clerk).has_access("read"))
        # nor does a salesperson hang an order on a request they may not see
        with self.assertRaises(AccessError):
            order.with_user(seller).aftersales_ticket_id = self.ticket

    def test_war4_quotation_is_the_customers_own(self):
        order = self.quote()
        with self.refused(ValidationError, f"{self.ticket.number}.*another customer"):
            order.partner_id = self.stranger.partner_id

    def test_war4_recorded_quotation_stays_with_its_request(self):
        order = self.quote()
        order.action_quotation_sent()
        other = self._create_ticket()
        with self.refused(UserError, f"belongs to request {self.ticket.number}"):
            order.aftersales_ticket_id = other
        order.action_cancel()
        with self.refused(UserError, f"belongs to request {self.ticket.number}"):
            order.unlink()

    def test_war4_quotation_made_in_sales_is_linked_later(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.owner.partner_id.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.labour.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(self.codes(), ["registered"])
        order.aftersales_ticket_id = self.ticket
        self.assertEqual(self.codes(), ["registered", "quote_accepted"])
        self.dispatch()


@tagged("post_install", "-at_install")
class TestQuotationPayment(QuotationCommon):
    """Paid before service: online, or by the bank on the invoice (T-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.repair.payment_first = True
        cls.t14 = cls._make_policy("T-14", "parts_shipped", 4)
        cls.t14.start_event = "payment_received"
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )

    def accepted(self):
        order = self.quote()
        order.action_quotation_sent()
        order.action_confirm()
        return order

    def invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def pay(self, invoice, amount=None):
        window = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": self.bank.id})
        )
        if amount:
            window.amount = amount
        window.action_create_payments()
        self.settle()

    def by_bank(self, invoice):
        """The money arrives on the bank statement and is matched with the invoice."""
        statement = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": NOW.date(),
                "payment_ref": invoice.name,
                "partner_id": invoice.partner_id.id,
                "amount": invoice.amount_total,
            }
        )
        owed = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        _liquidity, suspense, _other = statement._seek_for_lines()
        suspense.account_id = owed.account_id
        (suspense + owed).reconcile()
        self.settle()

    def transaction(self, order, amount=None):
        provider = self.env["payment.provider"].create(
            {
                "name": "Test",
                "code": "none",
                "state": "test",
                "company_id": self.company.id,
            }
        )
        line = self.bank.inbound_payment_method_line_ids[:1]
        line.payment_provider_id = provider
        method = self.env["payment.method"].create(
            {
                "name": "Test",
                "code": f"test{len(order.transaction_ids)}",
                "image": SIGNATURE,
            }
        )
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"{order.name}-{order.transaction_ids and 2 or 1}",
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    def payments(self):
        facts = self.ticket.event_ids
        return facts.filtered(lambda event: event.code == "payment_received")

    def test_war4_nobody_goes_before_payment(self):
        order = self.accepted()
        with self.refused(UserError, f"{order.name} isn't paid in full"):
            self.dispatch()
        invoice = self.invoice(order)
        self.pay(invoice, 100)
        with self.refused(UserError, "isn't paid in full"):
            self.dispatch()
        self.assertFalse(self.payments())
        self.pay(invoice)
        self.assertTrue(order.aftersales_paid)
        self.dispatch()

    def test_t14_bank_reconciliation_is_a_payment_once(self):
        order = self.accepted()
        self.move(30)
        invoice = self.invoice(order)
        self.by_bank(invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(len(self.payments()), 1)
        self.assertEqual(self.payments().sale_order_id, order)
        clock = self.clock(self.ticket, self.t14)
        self.assertEqual(clock.started_at, self.minute(30))
        # noticing it again adds nothing
        order.modified(["amount_total"])
        self.env.add_to_compute(order._fields["aftersales_paid"], order)
        self.settle()
        self.assertEqual(len(self.payments()), 1)

    def test_t14_online_payment_is_recorded_once(self):
        order = self.quote()
        order.action_quotation_sent()
        order.write({"signature": SIGNATURE, "signed_by": "Mr. Wang", "signed_on": NOW})
        transaction = self.transaction(order)
        self.settle()
        self.assertFalse(self.payments())
        transaction._set_done()
        transaction._post_process()
        self.settle()
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(self.payments()), 1)
        self.dispatch()
        # its invoice is paid with the same money
        self.assertIn(self.invoice(order).payment_state, ("in_payment", "paid"))
        self.settle()
        self.assertEqual(len(self.payments()), 1)

    def test_t14_authorized_or_partial_payment_is_none(self):
        order = self.accepted()
        transactions = self.registry["payment.transaction"]
        with patch.object(transactions, "_check_state_authorized_supported"):
            self.transaction(order).state = "authorized"
        self.settle()
        self.assertFalse(order.aftersales_paid)
        part = self.transaction(order, amount=100)
        part._set_done()
        self.settle()
        self.assertFalse(order.aftersales_paid)
        self.assertFalse(self.payments())

    def test_t14_payment_told_by_finance_before_is_not_doubled(self):
        finance, _employee = self._make_user("finance", "finance")
        order = self.accepted()
        self.ticket.with_user(finance).record_event("payment_received")
        self.pay(self.invoice(order))
        self.assertEqual(len(self.payments()), 1)
        self.dispatch()

    def test_war4_deposit_and_rest(self):
        order = self.accepted()
        deposit = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        deposit.create_invoices()
        first = order.invoice_ids
        first.action_post()
        self.pay(first)
        self.assertFalse(order.aftersales_paid)
        rest = order._create_invoices(final=True)
        rest.action_post()
        self.pay(rest)
        self.assertTrue(order.aftersales_paid)

    def test_war4_credit_note_takes_the_payment_away(self):
        order = self.accepted()
        invoice = self.invoice(order)
        invoice._reverse_moves(cancel=True)
        self.settle()
        self.assertFalse(order.aftersales_paid)
        self.assertFalse(self.payments())

    def test_war4_free_quotation_owes_nothing(self):
        order = self.quote()
        order.order_line.price_unit = 0
        order.action_confirm()
        self.settle()
        self.assertFalse(self.payments())
        self.dispatch()


@tagged("post_install", "-at_install")
class TestQuotationPortal(QuotationCommon, AftersalesHttpCommon):
    def page(self):
        return self.url_open(f"/my/ticket/{self.ticket.id}").text

    def sent(self):
        order = self.quote()
        order.action_quotation_sent()
        return order

    def test_war4_customer_reads_signs_and_we_may_go(self):
        draft = self.quote()
        self.authenticate("as_owner", "as_owner")
        self.assertNotIn(draft.name, self.page())
        order = self.sent()
        page = self.page()
        for text in (order.name, "340.00", "Waiting for you", f"/my/orders/{order.id}"):
            self.assertIn(text, page)
        self.assertIn("Please sign it, or refuse it.", page)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"name": "Mr. Wang", "signature": SIGNATURE.decode()},
        )
        self.assertTrue(answer.get("force_refresh"), answer)
        self.assertEqual(order.state, "sale")
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "quote_accepted")
        self.assertEqual(len(fact), 1)
        self.assertIn("Mr. Wang", fact.note)
        self.assertEqual(fact.recorded_by_id, self.owner)
        self.assertFalse(fact.employee_id)
        self.assertEqual(fact.source_ref, "portal")
        # nobody else signs as somebody
        forged = self.quote().with_user(self.clerk)
        forged.with_context(aftersales_customer_id=self.owner.id).action_confirm()
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "quote_accepted")
        self.assertEqual(fact.recorded_by_id, self.owner | self.clerk)
        self.assertIn("There is nothing left for you to do", self.page())
        self.dispatch()

    def test_war4_payment_first_in_plain_words(self):
        self.repair.payment_first = True
        order = self.sent()
        self.authenticate("as_owner", "as_owner")
        self.assertIn("We come as soon as you have paid.", self.page())
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"name": "Mr. Wang", "signature": SIGNATURE.decode()},
        )
        # signed, but nobody may go yet
        self.assertEqual(order.state, "sent")
        self.assertIn("Signed by you", self.page())
        with self.refused(UserError, "hasn't accepted|isn't paid"):
            self.dispatch()

    def test_war4_customer_refuses_with_a_reason(self):
        order = self.sent()
        self.authenticate("as_owner", "as_owner")
        url = f"/my/orders/{order.id}/decline"
        values = {"csrf_token": self.csrf_token()}
        self.url_open(url, data=values)
        self.assertEqual(order.state, "sent")
        self.url_open(url, data={**values, "decline_message": "Too dear"})
        self.assertEqual(order.state, "cancel")
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "quote_refused")
        self.assertEqual(len(fact), 1)
        self.assertIn("Too dear", fact.note)
        self.assertEqual(fact.recorded_by_id, self.owner)
        # once is once
        self.url_open(url, data={**values, "decline_message": "Too dear"})
        self.assertEqual(self.codes().count("quote_refused"), 1)
        self.assertIn("No longer valid", self.page())

    def test_war4_stranger_reads_and_refuses_nothing(self):
        order = self.sent()
        self.authenticate("as_stranger", "as_stranger")
        self.assertNotIn(order.name, self.page())
        self.url_open(
            f"/my/orders/{order.id}/decline",
            data={"csrf_token": self.csrf_token(), "decline_message": "x"},
        )
        self.assertEqual(order.state, "sent")
        self.assertNotIn("quote_refused", self.codes())

    def csrf_token(self):
        return http.Request.csrf_token(self)
