"""From the draft to the closed claim, with its goods, papers and money (PRT-9)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon
from .common import NOW


@tagged("post_install", "-at_install")
class TestClaimLife(ClaimCommon):
    def claim(self, **values):
        self.use = self.make_use(**values)
        return self.collect()

    def balance(self, bearer):
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.accounts[bearer].id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))

    def costs(self):
        """Bearer → what the costs of the request add up to."""
        found = self.env["aftersales.cost.line"]._read_group(
            [("ticket_id", "=", self.use.ticket_id.id)], ["bearer"], ["amount:sum"]
        )
        return dict(found)

    # Answers

    def test_prt9_accepted_in_full_is_settled_by_a_credit_note(self):
        claim = self.live_claim(self.claim(), "answered")
        self.assertFalse(claim.refund_id, "nothing is booked before finance does")
        claim.with_user(self.buyer).supplier_reference = "CN-77"
        self.live_claim(claim, "settled")
        refund = claim.refund_id
        self.assertRecordValues(
            refund,
            [
                {
                    "move_type": "in_refund",
                    "state": "posted",
                    "partner_id": self.bosch.id,
                    "amount_untaxed": 12,
                    "invoice_date": NOW.date(),
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIn("CN-77", refund.ref)
        line = refund.invoice_line_ids
        self.assertEqual(line.account_id, self.accounts["supplier"])
        self.assertEqual(line.tax_ids, self.tax)
        self.assertEqual(self.balance("supplier"), -12)
        self.assertEqual(claim.amount_received, 0)
        self._pay(refund)
        self.assertEqual(claim.amount_received, 12)
        self.live_claim(claim, "closed")

    def _pay(self, move):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({})._create_payments()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_prt9_price_with_tax_included_is_credited_without(self):
        self.tax.write({"price_include_override": "tax_included"})
        claim = self.live_claim(self.claim(), "settled")
        self.assertEqual(claim.refund_id.amount_untaxed, 12)
        self.assertEqual(self.balance("supplier"), -12)

    def test_prt9_other_charges_bear_no_tax(self):
        use = self.make_use()
        self.add_cost(use.ticket_id, "labour", 100)
        claim = self.live_claim(self.collect(), "settled")
        lines = claim.refund_id.invoice_line_ids
        self.assertEqual(lines.mapped(lambda line: bool(line.tax_ids)), [True, False])
        self.assertEqual(lines.mapped("price_subtotal"), [12, 100])

    def test_prt9_accepted_in_part_and_the_rest_is_goodwill(self):
        claim = self.claim()
        own = {"use_id": self.use.id, "source_ref": self.use.name}
        self.add_cost(self.use.ticket_id, "part", 10, **own)
        self.live_claim(claim, "settled", accept=6)
        self.assertRecordValues(
            claim, [{"amount_accepted": 6, "amount_refused": 6, "state": "settled"}]
        )
        with self.refused(UserError, "aren't paid in full"):
            claim.with_user(self.finance).action_close()
        self.live_claim(claim, "closed", difference="goodwill")
        self.assertEqual(self.costs(), {"supplier": 6, "goodwill": 4})
        lines = self.env["aftersales.cost.line"].search(
            [("correction_of_id", "!=", False)], order="amount"
        )
        self.assertRecordValues(
            lines,
            [
                {"amount": -10, "bearer": "supplier", "entry": "reversal"},
                {"amount": 4, "bearer": "goodwill", "entry": "replacement"},
                {"amount": 6, "bearer": "supplier", "entry": "replacement"},
            ],
        )
        self.assertIn(claim.name, lines[1].bearer_reason)

    def test_prt9_the_books_follow_a_rest_by_the_monthly_entry(self):
        claim = self.claim()
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        self.company.aftersales_cost_journal_id = journal
        own = {"use_id": self.use.id, "source_ref": self.use.name}
        self.add_cost(self.use.ticket_id, "part", 10, **own)
        self.live_claim(claim, "closed", accept=6, difference="goodwill")
        self.env["aftersales.cost.line"]._book_month(self.company, NOW.date())
        # the part itself was written off on the supplier by Odoo's valuation
        self.assertEqual(self.balance("supplier"), -6 - 4)
        self.assertEqual(self.balance("goodwill"), 4)

    def test_prt9_a_part_divided_by_rules_is_claimed_by_the_suppliers_share(self):
        use = self.make_use()
        for bearer, amount in (("supplier", 7), ("company", 3)):
            self.add_cost(use.ticket_id, "part", amount, bearer, use_id=use.id)
        self.assertRecordValues(
            self.collect().line_ids, [{"cost": 7, "claimed": 8.4, "bearer": "supplier"}]
        )

    def test_prt9_rest_of_several_costs_is_shared_to_the_cent(self):
        use = self.use = self.make_use()
        for amount in (10, 10, 10.01):
            self.add_cost(use.ticket_id, "labour", amount)
        claim = self.collect()
        self.live_claim(claim, "submitted")
        labour = claim.line_ids.filtered(lambda line: line.charge == "labour")
        reason = self.env.ref("aftersales_service.claim_reason_elh")
        part = claim.line_ids - labour
        part.with_user(self.buyer).decision = "all"
        labour.with_user(self.buyer).write(
            {"decision": "less", "accepted": 10, "reason_id": reason.id}
        )
        claim.with_user(self.buyer).action_answer()
        self.live_claim(claim, "closed", difference="company")
        self.assertAlmostEqual(self.costs()["company"], 20.01)
        self.assertAlmostEqual(self.costs()["supplier"], 10)

    def test_prt9_refused_without_a_credit_note(self):
        claim = self.live_claim(self.claim(), "settled", accept="none")
        self.assertFalse(claim.refund_id)
        self.assertEqual(self.balance("supplier"), 0)

    def test_prt9_paid_above_cost_leaves_no_rest(self):
        claim = self.claim()
        self.add_cost(self.use.ticket_id, "part", 10, use_id=self.use.id)
        # cost 10, claimed 12, accepted 11
        self.live_claim(claim, "closed", accept=11, difference="company")
        self.assertEqual(self.costs(), {"supplier": 10})

    def test_prt9_dispute_keeps_the_claim_open(self):
        claim = self.live_claim(self.claim(), "settled", accept="none")
        claim.line_ids.with_user(self.buyer).difference = "dispute"
        with self.refused(UserError, "in dispute"):
            claim.with_user(self.finance).action_close()
        self.live_claim(claim, "closed", difference="company")

    def test_prt9_that_we_bear_it_is_a_managers_word(self):
        claim = self.live_claim(self.claim(), "settled", accept="none")
        lines = claim.line_ids
        for difference in ("goodwill", "company"):
            with self.refused(AccessError, "decided by a service manager"):
                lines.with_user(self.buyer).difference = difference
        lines.with_user(self.manager).difference = "goodwill"
        with self.refused(AccessError, "decided by a service manager"):
            lines.with_user(self.buyer).difference = "dispute"

    def test_prt9_handed_in_again_as_a_new_version(self):
        claim = self.claim()
        self.live_claim(claim, "closed", accept=5, difference="resubmit")
        again = claim.next_ids
        self.assertRecordValues(
            again,
            [
                {
                    "name": f"{claim.name}/2",
                    "version": 2,
                    "state": "draft",
                    "previous_id": claim.id,
                    "amount_claimed": 7,
                    "amount_cost": 5,
                }
            ],
        )
        self.assertRecordValues(
            claim.line_ids + again.line_ids,
            [
                {"is_current": False, "previous_line_id": False},
                {"is_current": True, "previous_line_id": claim.line_ids.id},
            ],
        )
        self.assertFalse(self.collect(), "it is on the new version")
        self.live_claim(again, "closed", accept=1, difference="resubmit")
        self.assertEqual(again.next_ids.name, f"{claim.name}/3")

    def test_prt9_answer_must_be_complete_and_have_reasons(self):
        claim = self.live_claim(self.claim(), "submitted")
        mine = claim.with_user(self.buyer)
        with self.refused(UserError, "isn't answered yet"):
            mine.action_answer()
        mine.line_ids.decision = "none"
        with self.refused(UserError, "Enter the reason"):
            mine.action_answer()
        reason = self.env.ref("aftersales_service.claim_reason_dup")
        mine.line_ids.write({"decision": "less", "reason_id": reason.id})
        with self.refused(UserError, "between nothing"):
            mine.action_answer()
        mine.line_ids.accepted = 3
        mine.action_answer()
        self.assertEqual(claim.line_ids.refused, 9)

    def test_prt9_silence_counts_only_after_the_days_agreed(self):
        claim = self.live_claim(self.claim(), "submitted")
        mine = claim.with_user(self.buyer)
        self.days(10)
        with self.refused(UserError, "2026-03-12"):
            mine.action_deem()
        self.days(11)
        claim.with_user(self.buyer).action_deem()
        self.assertRecordValues(
            claim, [{"state": "answered", "is_deemed": True, "amount_accepted": 12}]
        )
        self.assertFalse(claim.refund_id, "a person posts it")

    def test_prt9_silence_means_nothing_where_nothing_was_agreed(self):
        self.agreement.answer_days = 0
        claim = self.live_claim(self.claim(), "submitted")
        self.days(400)
        with self.refused(UserError, "says nothing of silence"):
            claim.with_user(self.buyer).action_deem()

    def test_prt9_no_account_no_credit_note(self):
        claim = self.live_claim(self.claim(), "answered")
        place = self.company._part_bearer_location("supplier")
        place.valuation_account_id = False
        with self.refused(UserError, "has no account"):
            claim.with_user(self.finance).action_settle()
        self.assertEqual(claim.state, "answered")

    # Steps

    def test_prt9_an_empty_claim_is_not_checked(self):
        claim = self.claim()
        claim.line_ids.with_user(self.buyer).unlink()
        with self.refused(UserError, "has no lines"):
            claim.with_user(self.quality).action_check()

    def test_prt9_back_to_draft_and_forth(self):
        claim = self.live_claim(self.claim(), "checked")
        claim.with_user(self.buyer).action_redo()
        self.assertRecordValues(
            claim, [{"state": "draft", "checked_by_id": False, "checked_at": False}]
        )
        self.live_claim(claim, "checked")
        self.assertEqual(claim.checked_by_id, self.quality)

    def test_prt9_steps_that_do_not_fit_are_refused(self):
        claim = self.claim()
        for user, step in (
            (self.buyer, "action_submit"),
            (self.buyer, "action_answer"),
            (self.finance, "action_settle"),
            (self.finance, "action_close"),
        ):
            with self.subTest(step), self.refused(UserError, "doesn't fit"):
                getattr(claim.with_user(user), step)()

    def test_prt9_a_claim_is_never_deleted(self):
        claim = self.claim()
        with self.refused(UserError, "can't be deleted"):
            claim.unlink()

    # Old parts

    def test_prt9_old_part_must_be_here_before_it_is_claimed(self):
        self.agreement.old_part = "all"
        claim = self.live_claim(self.claim(), "checked")
        mine = claim.with_user(self.buyer)
        with self.refused(UserError, "isn't here"):
            mine.action_submit()
        old = self.add_old_part(self.use, "due")
        with self.refused(UserError, "isn't here"):
            mine.action_submit()
        old.state = "received"
        mine.action_submit()

    def test_prt9_photos_do_for_bulky_parts(self):
        self.agreement.old_part = "photo"
        claim = self.live_claim(self.claim(), "checked")
        with self.refused(UserError, "isn't here"):
            claim.with_user(self.buyer).action_submit()
        self.env["ir.attachment"].create(
            {
                "name": "photo.png",
                "raw": b"x",
                "res_model": self.use._name,
                "res_id": self.use.id,
            }
        )
        claim.with_user(self.buyer).action_submit()

    def test_prt9_old_parts_go_along(self):
        claim = self.claim()
        old = self.add_old_part(self.use)
        late = self.add_old_part(self.use, "overdue")
        self.live_claim(claim, "submitted")
        with self.refused(AccessError, "role"):
            claim.with_user(self.quality).action_send_old_parts()
        claim.with_user(self.keeper).action_send_old_parts()
        self.assertRecordValues(
            old + late,
            [
                {
                    "state": "sent_to_supplier",
                    "recipient_id": self.bosch.id,
                    "recipient_reference": claim.name,
                },
                {
                    "state": "overdue",
                    "recipient_id": False,
                    "recipient_reference": False,
                },
            ],
        )
        self.assertEqual(claim.old_parts_sent_at, NOW)
        self.assertIn("Packing list", " ".join(claim.paper_ids.mapped("name")))
        with self.refused(UserError, "not sent yet"):
            claim.with_user(self.keeper).action_send_old_parts()

    # What was taken back

    def test_prt9_taken_back_leaves_a_draft_and_warns_of_what_went_out(self):
        claim = self.claim()
        self.use.state = "reversed"
        self.use._after_reverse()
        self.assertFalse(claim.line_ids)
        self.assertEqual(self.use.claim_state, "none")

        claim = self.claim(name="PU-2")
        self.live_claim(claim, "submitted")
        self.use.state = "reversed"
        self.use._after_reverse()
        self.assertEqual(len(claim.line_ids), 1)
        self.assertIn(
            "Taken back after it was claimed: PU-2",
            claim.activity_ids.mapped("summary"),
        )

    def test_prt9_taken_back_is_not_checked(self):
        claim = self.claim()
        self.use.state = "reversed"
        with self.refused(UserError, "were taken back"):
            claim.with_user(self.quality).action_check()
