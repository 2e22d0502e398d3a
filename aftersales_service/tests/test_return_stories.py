"""Returns lived through: money back, exchange, scrap, sent back (RET-1 … 4, WAR-6)."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW
from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnStories(ReturnCommon):
    def facts(self, one):
        return one.ticket_id.event_ids.sorted("id").mapped("code")

    def test_ret1_a_request_for_a_return_opens_its_document(self):
        one = self.ask(description="<p>It goes out</p>")
        self.assertRegex(one.name, r"^RT\d+-\d+$")
        self.assertEqual(one.description, "It goes out")
        self.assertEqual((one.lot_id, one.product_id), (self.lot, self.product))
        self.assertEqual(one.asked_at, one.ticket_id.registered_at)
        self.assertEqual(one.item_ids.thing_id, self.things)
        self.assertEqual(self.facts(one), ["registered", "return_asked"])
        # other requests open none, until their type says so
        ticket = self._create_ticket()
        self.assertFalse(ticket.return_ids)
        ticket.type_id = self.return_type
        self.assertEqual(len(ticket.return_ids), 1)

    def test_ret1_a_clerk_opens_a_return_for_a_repair(self):
        ticket = self._create_ticket()
        returns = self.env["aftersales.return"].with_user(self.clerk)
        one = returns.create({"ticket_id": ticket.id, "demand": "exchange"})
        self.assertEqual(one.lot_id, self.lot)
        with (
            self.assertRaisesRegex(IntegrityError, "one_open"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            returns.create({"ticket_id": ticket.id})

    def test_t19_asking_late_is_marked(self):
        self.company.aftersales_return_days = 7
        self.lot.delivery_date = "2026-03-02"
        one = self.ask()
        self.assertEqual(str(one.window_end), "2026-03-11")
        self.assertFalse(one.is_late)
        self.move(60 * 24 * 9)
        self.assertFalse(self.ask().is_late)
        self.move(60 * 24 * 10)
        late = self.ask()
        self.assertTrue(late.is_late)
        late.with_user(self.clerk).action_accept()
        self.company.aftersales_return_unit = "day"
        self.env.invalidate_all()
        self.assertEqual(str(late.window_end), "2026-03-09")

    def test_t20_t21_t23_the_standard_facts_are_recorded(self):
        one = self.live(self.ask(), "decided", decision="exchange")
        one.with_user(self.keeper).new_lot_id = self.new_lot
        one.with_user(self.keeper).action_ship()
        one.with_user(self.clerk).action_tell_customer()
        self.assertEqual(
            self.facts(one),
            [
                "registered",
                "return_asked",
                "return_reviewed",
                "return_accepted",
                "picked_up",
                "goods_received",
                "return_inspected",
                "return_reported",
                "return_decided",
                "replacement_shipped",
                "customer_told",
            ],
        )
        self.assertEqual(one.state, "told")

    def test_ret3_the_button_stays_while_a_decision_is_chosen(self):
        one = self.live(self.ask(), "reported")
        with Form(one.with_user(self.manager)) as form:
            form.decision = "exchange"
            self.assertIn(",decide,", form.steps)

    def test_ret2_refund_of_a_paid_invoice(self):
        self._pay(self.invoice)
        one = self.live(self.ask(), "decided", usage_fee=90, fee_reason="Art. 26")
        receipt = one.receipt_id
        self.assertEqual(receipt.state, "done")
        sold = self.order.picking_ids.move_ids.filtered(lambda m: m.is_out)
        self.assertEqual(receipt.move_ids.origin_returned_move_id, sold)
        self.assertEqual(receipt.move_ids.value, sold.value)
        one.with_user(self.finance).action_refund()
        refund = one.refund_id
        self.assertEqual(refund.state, "posted")
        self.assertEqual(refund.reversed_entry_id, self.invoice)
        self.assertEqual(refund.amount_total, 910)
        self.assertEqual(one.refund_amount, 910)
        fee = refund.invoice_line_ids.filtered(lambda line: line.price_unit < 0)
        self.assertEqual((fee.name, fee.price_subtotal), ("Art. 26", -90))
        self.assertEqual(self.receivable(), -910)
        self._pay(refund)
        self.assertEqual(self.receivable(), 0)
        self.assertFalse(refund.amount_residual)
        # the order has sold as much as it has invoiced: nothing is left to invoice
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (0, 0))
        self.assertFalse(self.lot.aftersales_partner_id)
        self.assertEqual(self.stock_of(self.lot), {self.company._return_location(): 1})
        self.assert_stock_balances(self.lot | self.new_lot)
        self.assert_accounts_balance()

    def test_ret2_refund_of_an_unpaid_invoice_settles_it(self):
        one = self.live(self.ask(), "decided")
        one.with_user(self.finance).action_refund()
        self.assertEqual(self.receivable(), 0)
        self.assertFalse(self.invoice.amount_residual)
        self.assertFalse(one.refund_id.amount_residual)
        self.assert_accounts_balance()

    def test_ret2_nothing_is_refunded_twice(self):
        first = self.live(self.ask(), "decided")
        first.with_user(self.finance).action_refund()
        with self.refused(UserError, "doesn't fit"):
            first.with_user(self.finance).action_refund()
        first.with_user(self.clerk).action_tell_customer()
        # the goods come again by hand of a stock user, and somebody asks once more
        self.lot.aftersales_partner_id = self.customer
        back = first._make_picking(
            self.warehouse.out_type_id,
            self.company._return_location(),
            first._customer_location(),
            self.product,
        )
        first._finish(back, self.lot)
        second = self.live(self.ask(), "decided")
        with self.refused(UserError, "credited already"):
            second.with_user(self.finance).action_refund()

    def test_ret2_a_credit_note_by_hand_counts(self):
        self.invoice._reverse_moves([{"invoice_date": NOW.date()}]).action_post()
        one = self.live(self.ask(), "decided")
        with self.refused(UserError, "credited already"):
            one.with_user(self.finance).action_refund()

    def test_ret2_the_invoice_must_be_that_of_the_goods(self):
        other = self.invoice.copy({"partner_id": self.stranger.partner_id.id})
        other.action_post()
        one = self.live(self.ask(), "decided")
        one.with_user(self.finance).write({"invoice_id": other.id})
        with self.refused(UserError, "no posted invoice"):
            one.with_user(self.finance).action_refund()

    def test_ret2_exchange_gives_a_new_serial_with_new_periods(self):
        self.move(60 * 24 * 30)
        one = self.live(self.ask(), "decided", decision="exchange")
        one.with_user(self.keeper).new_lot_id = self.new_lot
        one.with_user(self.keeper).action_ship()
        new, old = self.new_lot, self.lot
        self.assertEqual(new.replaces_lot_id, old)
        self.assertEqual(old.replaced_by_lot_id, new)
        self.assertEqual(new.aftersales_partner_id, self.customer)
        self.assertFalse(old.aftersales_partner_id)
        self.assertEqual(new.delivery_date, (NOW + timedelta(days=30)).date())
        # periods from the invoice begin anew, too
        self.assertEqual(new.purchase_date, new.delivery_date)
        self.assertEqual(new.invoice_id, old.invoice_id)
        self.assertEqual(new.sale_line_id, old.sale_line_id)
        self.assertEqual(new.sale_price, 1000)
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (1, 1))
        self.assertEqual(self.stock_of(old), {self.company._return_location(): 1})
        customers = one._customer_location()
        self.assertEqual(self.stock_of(new), {customers: 1})
        self.assert_stock_balances(old | new)
        self.assert_accounts_balance()
        self.assertFalse(one.refund_id)

    def test_ret4_failing_again_after_an_exchange_is_found(self):
        first = self.live(self.ask(), "decided", decision="exchange")
        first.with_user(self.keeper).new_lot_id = self.new_lot
        first.with_user(self.keeper).action_ship()
        second = self.live(self.ask(lot_id=self.new_lot.id), "decided")
        self.assertTrue(second.is_repeat_exchange)
        self.assertFalse(first.is_repeat_exchange)
        found = self.env["aftersales.return"].search(
            [("is_repeat_exchange", "=", True)]
        )
        self.assertIn(second, found)
        # and its money comes back by the invoice of the first one
        second.with_user(self.finance).action_refund()
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (0, 0))
        self.assertEqual(self.receivable(), 0)
        self.assert_stock_balances(self.lot | self.new_lot)

    def test_war6_beyond_repair_is_scrapped_and_replaced(self):
        one = self.live(self.ask(), "reported")
        with self.refused(UserError, "the reason"):
            one.with_user(self.manager).write({"decision": "scrap"})
            one.with_user(self.manager).action_decide()
        self._decide(one, "scrap", approve=False)
        self.assertEqual(one.state, "inspected")
        self.approve(one)
        one.with_user(self.keeper).new_lot_id = self.new_lot
        one.with_user(self.keeper).action_ship()
        self.assertEqual(one.scrap_id.state, "done")
        self.assertFalse(self.stock_of(self.lot))
        self.assertEqual(self.lot.replaced_by_lot_id, self.new_lot)
        self.assert_stock_balances(self.lot | self.new_lot)

    def test_ret2_no_quality_fault_is_sent_back_with_the_reason(self):
        self.move(60 * 24 * 30)  # long after the window
        one = self.live(self.ask(), "reported", finding="none")
        mine = one.with_user(self.manager)
        mine.decision = "refund"
        with self.refused(UserError, "quality fault"):
            mine.action_decide()
        mine.decision = "sent_back"
        with self.refused(UserError, "the reason"):
            mine.action_decide()
        mine.decision_reason = "No fault in ten runs"
        mine.action_decide()
        self.assertEqual(one.state, "decided")  # nobody need approve
        one.with_user(self.keeper).action_send_back()
        self.assertEqual(self.stock_of(self.lot), {one._customer_location(): 1})
        self.assertEqual(self.lot.aftersales_partner_id, self.customer)
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (1, 1))
        self.assert_stock_balances(self.lot)
        view = one.ticket_id._portal_returns()[0]
        self.assertEqual(view["why"], "No fault in ten runs")

    def test_ret2_refused_return_ends_when_the_customer_is_told(self):
        one = self.ask()
        with self.refused(UserError, "why it is refused"):
            one.with_user(self.clerk).action_refuse()
        one.with_user(self.clerk).review_note = "Sold as a gift"
        one.with_user(self.clerk).action_refuse()
        with self.refused(UserError, "doesn't fit"):
            one.with_user(self.clerk).action_pick_up()
        one.with_user(self.clerk).action_tell_customer()
        self.assertEqual(one.state, "told")
        self.assertEqual(one.ticket_id._portal_returns()[0]["why"], "Sold as a gift")

    def test_ret2_reception_is_ticked_off(self):
        one = self.live(self.ask(), "picked_up")
        with self.refused(UserError, "Goods, Invoice, Box"):
            one.with_user(self.keeper).action_receive()
        for item, came in zip(one.item_ids, ("yes", "no", "damaged"), strict=True):
            item.with_user(self.keeper).came = came
        one.with_user(self.keeper).action_receive()
        fact = one.ticket_id.event_ids.filtered(lambda e: e.code == "goods_received")
        self.assertEqual(fact.note, "Invoice: Missing · Box: Damaged")
        with self.refused(UserError, "can't be changed now"):
            one.item_ids[0].with_user(self.keeper).came = "no"

    def test_ret2_another_serial_came(self):
        other = self.lot.copy({"name": "RX45-0009"})
        one = self.live(self.ask(), "picked_up")
        one.item_ids.came = "yes"
        mine = one.with_user(self.keeper)
        mine.received_lot_id = other
        with self.refused(UserError, "RX45-0009 came, but"):
            mine.action_receive()
        mine.takes_other_serial = True
        mine.action_receive()
        self.assertEqual(one.receipt_id.move_ids.move_line_ids.lot_id, other)
        self.assertEqual(self.stock_of(self.lot), {one._customer_location(): 1})

    def test_ret2_what_lies_in_stock_cannot_come_back(self):
        one = self.live(self.ask(lot_id=self.new_lot.id), "picked_up")
        one.item_ids.came = "yes"
        with self.refused(UserError, "lies in our stock"):
            one.with_user(self.keeper).action_receive()

    def test_ret2_goods_without_serial(self):
        cable = self.env["product.product"].create(
            {"name": "Cable", "type": "consu", "is_storable": True}
        )
        one = self.ask(lot_id=False, product_id=cable.id)
        one.with_user(self.clerk).quantity = 3
        self.live(one, "received")
        self.assertEqual(one.receipt_id.move_ids.quantity, 3)

    def test_ret2_replacement_must_be_in_stock(self):
        gone = self.lot.copy({"name": "RX45-0010"})
        one = self.live(self.ask(), "decided", decision="exchange")
        mine = one.with_user(self.keeper)
        with self.refused(UserError, "which serial is sent"):
            mine.action_ship()
        with self.refused(ValidationError, "what came back"):
            mine.new_lot_id = self.lot
        mine.new_lot_id = gone
        with self.refused(UserError, "isn't in stock"):
            mine.action_ship()

    def test_ret1_calling_off_cancels_the_receipt(self):
        one = self.live(self.ask(), "picked_up")
        one.with_user(self.clerk).action_cancel()
        self.assertEqual(one.receipt_id.state, "cancel")
        self.assertEqual(one.state, "cancelled")
        self.assertEqual(self.facts(one)[-1], "return_cancelled")

    def test_t11_report_needs_who_is_responsible(self):
        one = self.live(self.ask(), "inspected")
        mine = one.with_user(self.quality)
        mine.write({"report_text": "Contactor", "responsibility": "unclear"})
        with self.refused(UserError, "isn't clear who is responsible"):
            mine.action_report()
        with self.refused(UserError, "no return report yet"):
            one.with_user(self.manager).action_decide()
        mine.responsibility = "design"
        mine.action_report()
        self.assertIn("return_reported", self.facts(one))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_service.report_return", one.ids
        )
        self.assertIn("Contactor", html.decode())
        self.assertIn("Design", html.decode())

    def test_ret3_rejected_goes_on_at_the_customers_cost(self):
        one = self.live(self.ask(), "reported")
        self._decide(one, "refund", approve=False)
        with self.refused(UserError, "waits for the general manager"):
            one.with_user(self.manager).action_decide()
        with self.refused(UserError, "can't be changed now"):
            one.with_user(self.manager).decision = "exchange"
        self.reject(one)
        self.assertEqual((one.state, one._approval()), ("inspected", "rejected"))
        mine = one.with_user(self.manager)
        with self.refused(UserError, "all cost is the customer's"):
            mine.action_decide()
        mine.write({"decision": "exchange", "cost_bearer": "customer"})
        with self.refused(UserError, "why the customer bears it"):
            mine.action_decide()
        mine.cost_reason = "Not approved by the general manager"
        mine.action_decide()
        self.assertEqual(one.state, "decided")
        keeper = one.with_user(self.keeper)
        keeper.new_lot_id = self.new_lot
        with self.refused(UserError, "to pay for return"):
            keeper.action_ship()
        self.move(1)
        one.ticket_id.with_user(self.finance).record_event("payment_received")
        keeper.action_ship()
        self.assertEqual(one.state, "done")
        self.assertEqual(
            one.ticket_id._portal_returns()[0]["pays"],
            "Not approved by the general manager",
        )

    def test_ret3_the_general_managers_own_decision_is_approved(self):
        one = self.live(self.ask(), "reported")
        mine = one.with_user(self.general_manager)
        mine.write({"decision": "refund", "decision_reason": "Faulty"})
        mine.action_decide()
        self.assertEqual((one.state, one._approval()), ("decided", "approved"))
        self.assertEqual(one.decided_by_id, self.general_manager)

    def test_ret3_decided_anew(self):
        one = self.live(self.ask(), "reported")
        self._decide(one, "refund", approve=False)
        one.with_user(self.manager).restart_validation()
        one.with_user(self.manager).decision = "exchange"
        one.with_user(self.manager).action_decide()
        self.approve(one)
        self.assertEqual((one.state, one.decision), ("decided", "exchange"))
        # who decided and who approved are two persons
        self.assertEqual(one.decided_by_id, self.manager)
        self.assertEqual(one.review_ids.done_by, self.general_manager)

    def test_ret2_a_company_without_warehouse_gets_one(self):
        company = self.other_company
        self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        ).active = False
        place = company._return_location()
        self.assertEqual(place.company_id, company)
        self.assertEqual(company._return_location(), place)

    def test_t22_customer_is_told_by_message(self):
        one = self.live(self.ask(partner_id=self.owner.partner_id.id), "decided")
        one.with_user(self.finance).action_refund()
        one.with_user(self.clerk).told_note = "Money in three days"
        one.with_user(self.clerk).action_tell_customer()
        notices = self.env["aftersales.notice"]
        queued = notices.search([("ticket_id", "=", one.ticket_id.id)])
        self.assertIn("return", queued.mapped("kind"))
        notices.send_due()
        told = one.ticket_id.message_ids.filtered(lambda m: "return" in m.subject)
        self.assertIn(one.refund_id.name, told.body)
        self.assertIn("Money in three days", told.body)
        self.assertIn(self.owner.partner_id, told.notified_partner_ids)

    def test_t22_customer_is_told_by_phone(self):
        one = self.live(self.ask(), "decided")
        one.with_user(self.finance).action_refund()
        one.with_user(self.clerk).told_how = "phone"
        one.with_user(self.clerk).action_tell_customer()
        self.assertFalse(
            self.env["aftersales.notice"].search(
                [("ticket_id", "=", one.ticket_id.id), ("kind", "=", "return")]
            )
        )
        fact = one.ticket_id.event_ids.filtered(lambda e: e.code == "customer_told")
        self.assertEqual(fact.note, "By phone")

    def test_ret1_portal_shows_progress_in_plain_words(self):
        one = self.ask()
        view = one.ticket_id._portal_returns()[0]
        self.assertEqual(view["bring"], ["Goods", "Invoice", "Box"])
        self.assertEqual(
            [(s["label"], s["reached"]) for s in view["steps"]][:2],
            [("Return asked for", True), ("Accepted", False)],
        )
        self.live(one, "decided", decision="exchange")
        one.with_user(self.keeper).new_lot_id = self.new_lot
        one.with_user(self.keeper).action_ship()
        view = one.ticket_id._portal_returns()[0]
        self.assertEqual(view["serial"], "RX45-0002")
        self.assertEqual(view["steps"][-1]["label"], "Replacement shipped")

    def test_ret1_portal_page_shows_credit_note_and_fee(self):
        one = self.live(self.ask(), "decided", usage_fee=90, fee_reason="Art. 26")
        one.with_user(self.finance).action_refund()
        html = str(
            self.env["ir.qweb"]._render(
                "aftersales_service.portal_request_returns",
                {
                    "ticket": one.ticket_id,
                    "time_options": one.ticket_id._portal_time_options(),
                },
            )
        )
        for words in (one.name, one.refund_id.name, "910.00", "90.00", "Art. 26"):
            self.assertIn(words, html)
        self.assertIn(one.refund_id.access_token, html)

    def test_t19_t23_clocks_run_by_the_facts_of_a_return(self):
        policies = self.env["aftersales.clock.policy"]
        for code, start, stop in (
            ("T-20", "return_asked", "return_reviewed"),
            ("T-21", "return_accepted", "picked_up"),
            ("T-11", "goods_received", "return_reported"),
            ("T-22", "refunded", "customer_told"),
        ):
            policies |= self._make_policy(
                code,
                stop,
                48,
                start_event=start,
                type_ids=[Command.set(self.return_type.ids)],
            )
        one = self.live(self.ask(), "decided")
        one.with_user(self.finance).action_refund()
        one.with_user(self.clerk).action_tell_customer()
        for policy in policies:
            self.assertEqual(
                self.clock(one.ticket_id, policy).state, "met", policy.code
            )
