"""What requests cost, once each, and who bears it (CST-1, CST-2)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesHttpCommon
from .cost_common import CostCommon


@tagged("post_install", "-at_install")
class TestCosts(CostCommon):
    # Parts

    def test_cst1_a_part_costs_what_odoo_took_from_the_stock(self):
        use = self.post(self.use(quantity=2))
        (line,) = self.costs()
        self.assertRecordValues(
            line,
            [
                {
                    "kind": "part",
                    "amount": 80.02,
                    "bearer": "company",
                    "use_id": use.id,
                    "entry": "original",
                }
            ],
        )
        # in the language of who booked it
        self.assertTrue(line.bearer_reason)
        self.assertEqual(line.amount, use.value)

    def test_cst1_posting_twice_costs_once(self):
        use = self.post(self.use())
        for _again in range(2):
            self._hook(use, "_after_post")
        self.assertEqual(len(self.costs()), 1)

    @mute_logger("odoo.sql_db")
    def test_cst1_the_database_keeps_a_cost_from_standing_twice(self):
        line = self.post(self.use()) and self.costs()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            line.copy({"entry": "original"})

    def test_cst1_freight_of_a_part_sent_by_post(self):
        self.rule("manufacturing", kind="freight")
        self.post(self.use(freight_amount=18.5))
        self.assertEqual(self.borne(kind="freight"), {"manufacturing": 18.5})
        self.assertEqual(self.borne(kind="part"), {"company": 40.01})

    def test_cst1_taking_back_leaves_nothing_but_both_rows(self):
        use = self.post(self.use(freight_amount=5))
        self.reverse(use)
        lines = self.costs(kind="part")
        self.assertEqual(lines.mapped("amount"), [40.01, -40.01])
        self.assertEqual(lines[1].correction_of_id, lines[0])
        self.assertEqual(lines.mapped("is_in_force"), [False, False])
        # the freight was paid all the same
        self.assertEqual(self.borne(), {"company": 5})
        self.assertEqual(self.balance(self.accounts["company"]), 0)

    def test_cst1_taking_back_what_another_bears_leaves_nothing(self):
        use = self.post(self.use())
        self.costs()._correct([("customer", 100)], "They broke it")
        self.assertEqual(self.borne(), {"customer": 40.01})
        self.reverse(use)
        self.assertEqual(self.borne(), {})
        self.assertFalse(self.costs().filtered("is_in_force"))

    def test_cst2_rules_of_the_company_say_who_bears_a_part(self):
        self.rule("supplier", supplier=True)
        self.rule("manufacturing", kind="part")
        own = self.post(self.use())
        self.assertEqual(
            (own.bearer, own.bearer_reason), ("manufacturing", "By manufacturing")
        )
        other = self.post(self.use(supplier_id=self.customer.id))
        self.assertEqual(other.bearer, "supplier")
        self.assertEqual(
            self.borne(kind="part"), {"manufacturing": 40.01, "supplier": 40.01}
        )
        self.assertTrue(all(line.rule_id or line.bearer for line in self.costs()))

    def test_cst2_a_supplier_named_later_bears_the_part(self):
        """PRT-9: named after the signature, before it is written off."""
        self.rule("supplier", supplier=True)
        named, decided = self.use(), self.use()
        (named | decided)._set_bearers()
        self.assertEqual(set((named | decided).mapped("bearer")), {"company"})
        decided.with_user(self.manager).write(
            {"bearer": "goodwill", "bearer_reason": "Old customer"}
        )
        for use in (named, decided):
            use.with_user(self.manager).supplier_id = self.customer
        self.assertRecordValues(
            named | decided,
            [
                {"bearer": "supplier", "bearer_reason": "By supplier"},
                {"bearer": "goodwill", "bearer_reason": "Old customer"},
            ],
        )
        self.assertIn("By supplier", named.message_ids[:1].body)
        named.with_user(self.manager).supplier_id = False
        self.assertEqual(named.bearer, "company")

    def test_cst2_what_a_manager_decided_stays(self):
        self.rule("manufacturing", kind="part")
        self.post(self.use(bearer="goodwill", bearer_reason="Old customer"))
        line = self.costs()
        self.assertEqual(
            (line.bearer, line.bearer_reason), ("goodwill", "Old customer")
        )

    def test_int7_the_seller_bears_half_and_the_books_follow(self):
        """Odoo books a part on one account; the monthly entry moves the other half."""
        self.rule("seller", share=50, over_promise=True)
        promise = self.env["aftersales.warranty.promise"].create(
            {"lot_id": self.lot.id, "months": 60}
        )
        verdict = self.ticket.make_verdict()
        self.env.cr.execute(
            "UPDATE aftersales_warranty_verdict SET over_promise_id = %s WHERE id = %s",
            (promise.id, verdict.id),
        )
        self.env.invalidate_all()
        self.post(self.use())
        borne = self.borne()
        self.assertAlmostEqual(sum(borne.values()), 40.01)
        self.assertEqual(sorted(borne.values()), [20.0, 20.01])
        self.assertEqual(set(borne), {"seller", "company"})
        self.company.aftersales_cost_journal_id = self.journal
        self.env["aftersales.cost.line"]._book_month(self.company, NOW.date())
        for bearer, amount in borne.items():
            self.assertEqual(self.balance(self.accounts[bearer]), amount)

    def test_cst2_default_follows_verdict_and_cause(self):
        for values, bearer in (
            ({}, "company"),
            ({"cause_class": "human"}, "customer"),
            ({"cause_class": "quality"}, "company"),
        ):
            ticket = self._create_ticket(**values)
            with self.subTest(values):
                self.assertEqual(self.use(ticket)._propose_bearer()[0], bearer)

    # Labour

    def test_cst1_labour_of_each_technician_when_the_visit_is_approved(self):
        self.rate(120)
        visit = self.visited(
            until="signed",
            employee_ids=[Command.set((self.engineer | self.other_engineer).ids)],
        )
        self.assertFalse(self.costs())
        visit.with_user(self.manager).action_approve()
        lines = self.costs(kind="labour")
        # on site from minute 120 to 240
        self.assertEqual(lines.mapped("amount"), [240, 240])
        self.assertEqual(lines.mapped("hours"), [2, 2])
        self.assertEqual(lines.employee_id, self.engineer | self.other_engineer)
        visit.sudo()._make_labour_costs()
        self.assertEqual(len(self.costs()), 2)

    def test_cst1_interruptions_that_are_not_ours_are_left_out(self):
        self.rate(60)
        reasons = self.env["aftersales.pause.reason"].create(
            [
                {
                    "code": cause,
                    "name": cause,
                    "cause": cause,
                    "needs_approval": False,
                    "company_id": self.company.id,
                }
                for cause in ("customer", "company")
            ]
        )
        visit = self.visited(until="arrived")
        for minute, reason in ((150, reasons[0]), (190, reasons[1])):
            self.move(minute)
            self.ticket.record_event("blocked", reason=reason)
            self.move(minute + 20)
            self.ticket.record_event("unblocked")
        AftersalesHttpCommon.live(self, visit, "approved")
        # two hours on site, 20 minutes at the closed gate of the customer
        self.assertEqual(self.costs(kind="labour").amount, 100)

    def test_cst1_a_rate_that_comes_later_makes_the_cost(self):
        visit = self.visited()
        self.assertFalse(self.costs())
        self.rate(valid_from="2026-03-03")
        self.assertFalse(self.costs())
        self.rate(valid_from="2026-03-02")
        self.assertEqual(self.costs().visit_id, visit)

    def test_cst1_a_rate_in_use_stays(self):
        rate = self.rate()
        self.visited()
        for act in (
            lambda: rate.write({"amount": 1}),
            lambda: rate.write({"valid_from": "2026-02-01"}),
            rate.unlink,
        ):
            with self.refused(UserError, self.ticket.number):
                act()
        rate.note = "Agreed with HR"
        self.rate(200, "2026-03-03").amount = 210

    def test_cst2_labour_and_travel_go_by_the_department(self):
        branch = self.env["hr.department"].create(
            {
                "name": "Sales",
                "aftersales_staff": "branch",
                "company_id": self.company.id,
            }
        )
        office = branch.create(
            {"name": "Wuxi", "parent_id": branch.id, "company_id": self.company.id}
        )
        self.engineer.department_id = office
        self.rule("branch", staff="branch")
        self.rule("manufacturing")
        self.rate()
        self.visited(
            employee_ids=[Command.set((self.engineer | self.other_engineer).ids)]
        )
        self.assertEqual(self.borne(), {"branch": 240, "manufacturing": 240})

    # Corrections

    def decide(self, lines, user=None, **values):
        window = (
            self.env["aftersales.cost.correction"]
            .with_user(user or self.manager)
            .create({"line_ids": lines.ids, "reason": "So agreed", **values})
        )
        return window.action_correct()

    def test_cst2_a_manager_decides_otherwise_in_two_shares(self):
        self.rate()
        self.visited()
        line = self.costs()
        self.decide(line, bearer="employee", share=30, other_bearer="company")
        self.assertEqual(self.borne(), {"employee": 72, "company": 168})
        self.assertEqual(len(self.costs()), 4)
        taken, *rest = self.costs()[1:]
        self.assertEqual((taken.entry, taken.amount), ("reversal", -240))
        self.assertEqual({one.decided_by_id for one in rest}, {self.manager})
        self.assertEqual({one.bearer_reason for one in rest}, {"So agreed"})
        self.assertFalse(line.is_in_force)
        with self.refused(UserError, "isn't in force"):
            self.decide(line, bearer="company")
        self.decide(self.costs(bearer="employee"), bearer="goodwill")
        self.assertEqual(self.borne(), {"goodwill": 72, "company": 168})

    def test_cst2_shares_are_whole_and_amounts_are_those_of_the_books(self):
        self.post(self.use())
        line = self.costs()
        for values in (
            {"share": 0},
            {"share": 101},
            {"share": 50},
            {"share": -5, "other_bearer": "company"},
        ):
            with self.subTest(values), self.refused(UserError, "share lies between"):
                self.decide(line, bearer="seller", **values)
        with self.refused(UserError, "what the books say"):
            self.decide(line, bearer="seller", change_amount=True, amount=1)
        self.assertEqual(self.borne(), {"company": 40.01})

    def test_cst2_only_managers_decide(self):
        self.post(self.use())
        line = self.costs()
        for role in ("technician", "clerk", "finance", "branch_manager", "keeper"):
            user = getattr(self, role)
            with self.subTest(role), self.assertRaises(AccessError):
                self.decide(line, user, bearer="seller")
            with self.subTest(role), self.assertRaises(AccessError):
                line.with_user(user).action_correct()

    # What is entered by hand

    def enter(self, user=None, **values):
        window = (
            self.env["aftersales.cost.entry"]
            .with_user(user or self.manager)
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "amount": 300,
                    "reason": "Two days of standstill",
                    **values,
                }
            )
        )
        return window.action_enter()

    def test_cst1_compensation_needs_its_decision_and_stands_once(self):
        with self.refused(UserError, "isn't decided"):
            self.enter()
        self.ticket.with_user(self.manager).record_event("compensation_decided")
        self.enter()
        self.assertEqual(self.borne(kind="compensation"), {"company": 300})
        with self.refused(UserError, "entered already"):
            self.enter()
        self.ticket.with_user(self.manager).record_event("compensation_decided")
        self.enter(amount=50, bearer="seller", bearer_reason="Promised it")
        self.assertEqual(self.borne(), {"company": 300, "seller": 50})

    def test_cst1_freight_and_packing_stand_once_for_a_bill(self):
        self.enter(kind="freight", reference="SF-1", amount=20)
        with self.refused(UserError, "entered already"):
            self.enter(kind="freight", reference=" sf-1 ", amount=20)
        self.enter(kind="packing", reference="SF-1", amount=4)
        with self.refused(UserError, "number of the bill"):
            self.enter(kind="packing")
        with self.refused(UserError, "more than nothing"):
            self.enter(kind="packing", reference="x", amount=0)
        with self.refused(UserError, "why they bear it"):
            self.enter(kind="packing", reference="x", bearer="seller")
        self.assertEqual(self.borne(), {"company": 24})

    def test_cst1_only_managers_enter_costs(self):
        for role in ("technician", "clerk", "finance", "keeper", "foreign_clerk"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.enter(getattr(self, role), kind="freight", reference="x")

    # Margin

    def test_cst1_margin_of_a_request(self):
        self.rate()
        self.visited()
        self.post(self.use())
        self.costs(kind="part")._correct([("supplier", 100)], "Their part")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "aftersales_ticket_id": self.ticket.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.company.aftersales_labour_product_id.id,
                            "product_uom_qty": 1,
                            "price_unit": 500,
                        }
                    )
                ],
            }
        )
        mine = self.ticket.with_user(self.finance)
        self.assertEqual(mine.cost_revenue, 0)
        order.action_confirm()
        self.env.invalidate_all()
        self.assertRecordValues(
            mine,
            [
                {
                    "cost_total": 280.01,
                    "cost_recovered": 40.01,
                    "cost_revenue": 500,
                    "cost_margin": 260,
                }
            ],
        )
        self.assertEqual(len(mine.cost_summary.splitlines()), 2)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_line_ids.price_unit = 450
        invoice.action_post()
        self.env.invalidate_all()
        self.assertEqual(mine.cost_revenue, 450)
        action = mine.action_view_costs()
        self.assertEqual(
            self.env["aftersales.cost.line"].search_count(action["domain"]), 4
        )

    def test_cst1_only_those_who_answer_for_money_see_it(self):
        self.post(self.use())
        line = self.costs()
        for role in ("manager", "finance", "branch_manager", "general_manager"):
            user = getattr(self, role)
            with self.subTest(role):
                self.assertEqual(line.with_user(user).amount, 40.01)
                self.assertEqual(self.ticket.with_user(user).cost_total, 40.01)
        for role in ("technician", "clerk", "keeper", "buyer", "quality", "sales"):
            user = getattr(self, role)
            with self.subTest(role):
                lines = self.env["aftersales.cost.line"].with_user(user)
                with mute_logger("odoo.addons.base.models.ir_model"):
                    try:
                        seen = lines.search([("id", "=", line.id)])
                    except AccessError:
                        seen = lines
                self.assertFalse(seen)
                fields = self.ticket.with_user(user).fields_get(["cost_total"])
                self.assertFalse(fields)

    def test_cst1_form_of_a_request_shows_its_costs(self):
        self.post(self.use())
        with Form(self.ticket.with_user(self.manager)) as form:
            self.assertEqual(form.cost_total, 40.01)
        view = self.ticket.with_user(self.clerk).get_view(view_type="form")
        self.assertNotIn("cost_total", view["arch"])

    # Append-only

    def test_cst1_costs_refuse_change_through_every_door(self):
        self.post(self.use())
        line = self.costs()
        values = {"amount": 1}
        new = {
            "ticket_id": self.ticket.id,
            "kind": "part",
            "amount": 1,
            "date": "2026-03-02",
            "bearer": "company",
        }
        for role in ("manager", "finance", "branch_manager", "clerk", "technician"):
            mine = line.with_user(getattr(self, role))
            for act in (
                lambda m=mine: m.write(values),
                lambda m=mine: m.write({"account_move_line_id": False}),
                lambda m=mine: m.create(new),
                lambda m=mine: m.unlink(),
                lambda m=mine: (
                    m.load(["id", "amount"], [[str(line.id), "1"]]) and m.write(values)
                ),
                lambda m=mine: m.with_context(default_amount=1).create(new),
            ):
                with self.subTest(role), self.assertRaises(UserError):
                    act()
        for act in (lambda: line.write(values), line.unlink):
            with self.refused(UserError, "can't be"):
                act()
        self.assertEqual(line.amount, 40.01)

    def test_cst1_private_steps_are_not_for_the_network(self):
        self.post(self.use())
        line = self.costs().with_user(self.manager)
        for method in ("_append", "_take_back", "_correct", "_book_month", "_books"):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(line, method, [line.ids], {})

    # Many at once

    def test_cst1_posting_asks_the_same_for_few_and_many(self):
        self.rule("supplier", supplier=True)
        self.rule("manufacturing", kind="part")
        counts = []
        for size in (2, 4, 12):
            uses = self.env["aftersales.part.use"]
            for number in range(size):
                uses |= self.use(quantity=number + 1)
            uses._set_bearers()
            for use in uses:
                place = self.company._part_bearer_location(use.bearer)
                self.transfer(use, self.holder.location_id, place)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            uses.sudo()._make_part_costs()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[2], counts[1] + 2)

    def test_cst2_proposing_asks_the_same_for_few_and_many(self):
        self.rule("manufacturing", kind="part")
        counts = []
        for size in (2, 4, 20):
            uses = self.env["aftersales.part.use"]
            for _number in range(size):
                uses |= self.use(self._create_ticket())
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            uses._propose_bearers()
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestCostsRpc(CostCommon, AftersalesHttpCommon):
    @mute_logger("odoo.http")
    def test_cst1_nothing_changes_over_the_network(self):
        self.post(self.use())
        line = self.costs()
        self.authenticate(self.manager.login, self.manager.login)
        for method, args in (
            ("write", [line.ids, {"amount": 1}]),
            ("unlink", [line.ids]),
            ("create", [{"ticket_id": self.ticket.id, "kind": "part", "amount": 1}]),
            ("web_save", [line.ids, {"amount": 1}, {}]),
        ):
            with self.subTest(method), self.assertRaises(Exception) as caught:
                self.make_jsonrpc_request(
                    "/web/dataset/call_kw",
                    {
                        "model": "aftersales.cost.line",
                        "method": method,
                        "args": args,
                        "kwargs": {"specification": {}} if method == "web_save" else {},
                    },
                )
            self.assertIn("Error", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(line.amount, 40.01)
        self.assertTrue(line.exists())
