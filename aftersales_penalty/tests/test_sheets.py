"""The month's sheet: made, presented, signed, locked; what is carried, given back."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common import SIGNATURE

from .sheet_common import DECIDED, FEBRUARY, JANUARY, MARCH, SheetCommon

OUTCOME = ("amount", "deducted", "paid", "carried_out", "lapsed", "reason")


@tagged("post_install", "-at_install")
class TestSheets(SheetCommon):
    # Which cases

    def test_a_final_case_is_on_the_sheet_of_its_month(self):
        case = self._case(self.loss, 300)
        sheet = self.sheet()
        self.assertRecordValues(
            sheet,
            [
                {
                    "state": "draft",
                    "employee_id": self.engineer.id,
                    "month": JANUARY,
                    "wage": 5000,
                    "minimum_wage": 2740,
                    "cap": 1000,
                    "gross": 300,
                    "deducted": 300,
                    "carried_in": 0,
                    "carried_out": 0,
                    "net": -300,
                }
            ],
        )
        self.assertEqual(sheet.line_ids.penalty_id, case)
        self.assertEqual(sheet.line_ids.kind, "penalty")
        self.assertIn("2026-01", sheet.display_name)

    def test_nobody_without_a_case_gets_a_sheet(self):
        self._case(self.loss, 300)
        self.assertEqual(self.make().employee_id, self.engineer)

    def test_only_the_employees_asked_for(self):
        self._case(self.loss, 300)
        self._case(self.loss, 300, self.other_engineer)
        made = self.make(employees=self.other_engineer)
        self.assertEqual(made.employee_id, self.other_engineer)

    def test_ids_may_be_given_over_the_network(self):
        self._case(self.loss, 300)
        sheets = self.sheets.with_user(self.hr).with_company(self.company)
        found = call_kw(sheets, "make", ["2026-01-31", self.engineer.ids], {})
        self.assertEqual(self.sheets.browse(found).employee_id, self.engineer)

    def test_a_case_that_may_be_appealed_waits(self):
        self._case(self.loss, 300, appeal_until=date(2026, 3, 2))
        self.assertFalse(self.make())
        self.move(to=self.minute(24 * 60))
        self.assertTrue(self.make())

    def test_a_case_whose_appeal_was_decided_does_not_wait(self):
        self._case(
            self.loss, 300, appeal_until=date(2026, 9, 1), appeal_outcome="upheld"
        )
        self.assertTrue(self.make())

    def test_a_reward_does_not_wait(self):
        self._case(self.reward, 200, appeal_until=date(2026, 9, 1))
        sheet = self.sheet()
        self.assertEqual((sheet.rewards, sheet.net), (200, 200))
        self.assertEqual(sheet.line_ids.kind, "reward")

    def test_the_search_and_the_case_agree_on_what_is_final(self):
        cases = self.env["aftersales.penalty"]
        for state in (
            "proposed",
            "heard",
            "confirmed",
            "appealed",
            "applied",
            "waived",
        ):
            for outcome in (False, "upheld"):
                for until in (date(2026, 3, 1), date(2026, 3, 2)):
                    for rule in (self.loss, self.reward):
                        cases |= self._case(
                            rule,
                            10,
                            state=state,
                            appeal_outcome=outcome,
                            appeal_until=until,
                        )
        before = DECIDED + timedelta(days=1)
        domain = cases._final_domain(date(2026, 3, 2), before)
        found = cases.search(domain & Domain("id", "in", cases.ids))
        self.assertTrue(found)
        self.assertEqual(found, cases.filtered(lambda one: one._is_final()).sorted())

    def test_an_open_an_appealed_and_a_waived_case_wait(self):
        for state in ("proposed", "heard", "appealed", "waived", "revoked", "applied"):
            self._case(self.loss, 300, state=state)
        self.assertFalse(self.make())

    def test_a_case_that_the_general_manager_approved_is_settled(self):
        self.company.aftersales_penalty_approval_limit = 500
        boss, _employee = self._make_user("boss", "general_manager")
        case = self._case(self.loss, 900, state="heard", served_at=DECIDED)
        self.env["ir.attachment"].create(
            {
                "name": "bill.txt",
                "raw": b"900",
                "res_model": case._name,
                "res_id": case.id,
            }
        )
        case.with_user(self.hr).action_confirm()
        self.assertEqual(case.state, "heard", "it waits for the general manager")
        self.assertFalse(self.make(MARCH))
        window = case.with_user(boss).validate_tier()
        comments = self.env[window["res_model"]].with_user(boss)
        comments = comments.with_context(**window["context"])
        comments.create({"comment": "So be it"}).add_comment()
        self.assertEqual(case.state, "confirmed")
        case.appeal_until = "2026-03-01"
        self.assertEqual(self.settle(MARCH).deducted, 900)
        self.assertEqual(case.state, "applied")

    def test_a_case_without_money_is_on_no_sheet(self):
        warning = self._make_rule("W-1", consequence="warning", amount=0)
        self._case(warning, 0)
        self.assertFalse(self.make())

    def test_a_case_decided_after_the_month_is_on_the_next_sheet(self):
        # midnight in Shanghai is 16:00 UTC
        last = DECIDED.replace(day=31, hour=15, minute=59)
        late = self._case(self.loss, 100, decided_at=last + timedelta(minutes=1))
        self._case(self.loss, 200, decided_at=last)
        self.assertNotIn(late, self.sheet().line_ids.penalty_id)
        self.assertEqual(self.sheet().gross, 200)
        self.assertIn(late, self.sheet(FEBRUARY).line_ids.penalty_id)

    def test_a_month_that_has_not_begun_is_refused(self):
        with self.refused(UserError, "hasn't begun"):
            self.make(date(2026, 4, 1))

    # Made again

    def test_making_twice_changes_nothing(self):
        self._case(self.loss, 3000)
        sheet = self.sheet()
        line, stamp = sheet.line_ids, sheet.write_date
        again = self.sheet()
        self.assertEqual(again, sheet)
        self.assertEqual((again.line_ids, again.write_date), (line, stamp))

    def test_queries_do_not_grow_with_the_employees(self):
        staff = self.env["hr.employee"].create(
            [
                {"name": f"Worker {place}", "company_id": self.company.id}
                for place in range(9)
            ]
        )
        for one in staff:
            for rule in (self.loss, self.pay, self.fine, self.reward):
                self._case(rule, 30, one)
        counts = []
        for own in (staff[:1], staff[1:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            sheets = self.sheets.with_user(self.hr).with_company(self.company)
            self.assertEqual(len(sheets.make(JANUARY, own)), len(own))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_a_draft_follows_the_cases(self):
        case = self._case(self.loss, 300)
        sheet = self.sheet()
        self._case(self.loss, 500, decided_at=DECIDED + timedelta(days=1))
        self.assertEqual(self.sheet().gross, 800)
        case.state = "revoked"
        self.assertEqual(self.sheet(), sheet)
        self.assertEqual(sheet.gross, 500)

    def test_a_draft_without_any_case_left_goes_away(self):
        case = self._case(self.loss, 300)
        sheet = self.sheet()
        case.state = "revoked"
        self.make()
        self.assertFalse(sheet.exists())

    def test_what_hr_entered_stays_when_it_is_made_again(self):
        self._case(self.loss, 3000)
        sheet = self.sheet(
            wage_source="entered", wage_entered=4000, wage_reason="Unpaid leave"
        )
        self.assertEqual((sheet.wage, sheet.cap, sheet.deducted), (4000, 800, 800))
        self.assertEqual(self.sheet().cap, 800)

    def test_another_wage_needs_a_reason(self):
        self._case(self.loss, 3000)
        with self.refused(UserError, "say why"):
            self.sheet(wage_source="entered", wage_entered=4000, wage_reason=" ")

    def test_the_form_of_hr(self):
        self._case(self.loss, 3000)
        with Form(self.sheet().with_user(self.hr)) as form:
            form.wage_source = "entered"
            form.wage_entered = 3000
            form.wage_reason = "Ten days of unpaid leave"
            form.variable_pay = 0
        self.assertEqual((form.record.cap, form.record.deducted), (260, 260))

    def test_a_negative_wage_is_refused(self):
        self._case(self.loss, 3000)
        sheet = self.sheet()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            sheet.with_user(self.hr).variable_pay = -1
            self.env.flush_all()

    def test_presented_and_locked_sheets_are_not_touched(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet())
        self._case(self.loss, 500)
        self.assertEqual(self.sheet().gross, 300)
        # the next sheet takes what came later
        self.assertEqual(self.sheet(FEBRUARY).gross, 500)
        sheet.with_user(self.hr).action_redraft()
        self.assertEqual(sheet.gross, 800)
        self.make(FEBRUARY)
        self.assertFalse(self.sheets.search([("month", "=", FEBRUARY)]))

    # Wage, region, variable pay

    def test_a_raise_in_mid_month_counts_by_its_days(self):
        self._raise(self.engineer, 8100, "2026-01-16")
        self._case(self.loss, 3000)
        # 15 days of 5,000 and 16 of 8,100
        self.assertEqual(self.sheet().wage_reckoned, 6600)

    def test_who_left_is_paid_up_to_the_last_day(self):
        version = self.engineer.version_id
        version.write(
            {"contract_date_start": "2025-01-01", "contract_date_end": "2026-01-15"}
        )
        self._case(self.loss, 3000)
        sheet = self.sheet()
        self.assertEqual(sheet.wage, 2419.35)
        self.assertEqual((sheet.deducted, sheet.carried_out), (0, 3000))

    def test_a_file_made_later_counts_for_the_days_before(self):
        self._pay(self.engineer, 5000, "2026-02-20")
        self._case(self.loss, 3000)
        self.assertEqual(self.sheet().wage, 5000)

    def test_the_employees_region_goes_before_the_companys(self):
        self._pay(self.engineer, 2800)
        self._case(self.loss, 3000)
        self.assertEqual(self.sheet().deducted, 60)
        self.engineer.aftersales_region_id = self.town
        sheet = self.sheet()
        self.assertEqual((sheet.minimum_wage, sheet.deducted), (2490, 310))
        self.assertEqual(sheet.line_ids.reason, "floor")

    def test_the_minimum_wage_of_the_month_counts(self):
        self._make_floor(self.city, 4900, "2026-02-01")
        self._case(self.loss, 3000)
        self.assertEqual(self.sheet().minimum_wage, 2740)
        self.assertEqual(self.sheet(FEBRUARY).minimum_wage, 4900)

    def test_a_figure_of_the_company_goes_before_one_for_all(self):
        self._make_floor(self.city, 4500, "2025-01-01", company_id=self.company.id)
        self._make_floor(
            self.city, 4800, "2025-06-01", company_id=self.other_company.id
        )
        self._make_floor(self.city, 2900, "2025-07-01")
        self._case(self.loss, 3000)
        self.assertEqual(self.sheet().minimum_wage, 4500)

    def test_without_a_minimum_wage_nothing_is_deducted_nor_locked(self):
        self.company.aftersales_region_id = False
        self._case(self.loss, 300)
        self._case(self.pay, 30)
        sheet = self.sheet(variable_pay=500)
        self.assertEqual(sheet.deducted, 0)
        self.assertEqual(set(sheet.line_ids.mapped("reason")), {"no_floor"})
        self.present(sheet)
        with self.refused(UserError, "no minimum wage is known"):
            self.lock(sheet)
        self.company.aftersales_region_id = self.city
        sheet.with_user(self.hr).action_redraft()
        self.assertEqual(self.lock(sheet).deducted, 330)

    def test_an_unconfirmed_minimum_wage_locks_nothing(self):
        self.floor.is_to_confirm = True
        self._case(self.loss, 300)
        sheet = self.sheet()
        with self.refused(UserError, "hasn't been confirmed"):
            self.lock(sheet)
        self.floor.with_user(self.hr).action_confirm()
        self.assertEqual(self.lock(sheet).state, "locked")

    def test_a_sheet_of_rewards_needs_no_minimum_wage(self):
        self.company.aftersales_region_id = False
        self._case(self.reward, 200)
        sheet = self.present(self.sheet())
        sheet.with_user(self.hr).action_lock()
        self.assertEqual(sheet.state, "locked")

    def test_variable_pay_comes_from_the_file_and_hr_enters_the_months(self):
        self.engineer.aftersales_variable_pay = 800
        self._case(self.pay, 900)
        sheet = self.sheet()
        self.assertEqual(
            self.story(sheet, *OUTCOME), [(900, 800, 0, 0, 100, "variable")]
        )
        self.assertEqual((sheet.earned, sheet.lapsed), (5000, 100))
        sheet.with_user(self.hr).variable_pay = 200
        self.assertEqual((sheet.deducted, sheet.lapsed), (200, 700))

    def test_figures_that_come_with_the_addon_are_to_be_confirmed(self):
        own = self.env["ir.model.data"].search(
            [
                ("module", "=", "aftersales_penalty"),
                ("model", "=", "aftersales.minimum.wage"),
            ]
        )
        figures = self.env["aftersales.minimum.wage"].browse(own.mapped("res_id"))
        self.assertEqual(len(figures), 8)
        self.assertTrue(all(one.is_to_confirm and one.source for one in figures))
        self.assertTrue(all(own.mapped("noupdate")))

    # Fines

    def test_a_fine_waits_for_a_legal_basis(self):
        self._case(self.fine, 30)
        sheet = self.sheet()
        self.assertEqual(self.story(sheet, *OUTCOME), [(30, 0, 0, 30, 0, "no_basis")])
        self._basis()
        self.assertEqual(self.sheet().deducted, 30)

    def test_a_basis_counts_for_its_region_company_and_days(self):
        self._case(self.fine, 30)
        self._basis(region_id=self.town.id)
        self._basis(valid_from="2026-01-06")  # it happened on the 5th
        self._basis(valid_from="2024-01-01", valid_to="2026-01-04")
        self._basis(valid_from="2024-01-01", valid_to="2025-12-31")
        self.assertEqual(self.sheet().deducted, 0)
        self._basis(valid_to="2026-01-05")
        self.assertEqual(self.sheet().deducted, 30)
        # it isn't in force in the next month any more
        self.assertEqual(self.sheet(FEBRUARY), self.sheets)

    def test_a_fine_without_basis_is_told_once(self):
        self._case(self.fine, 30)
        self.settle()
        self.assertFalse(self.make(FEBRUARY))
        self._basis()
        self.assertEqual(self.sheet(FEBRUARY).deducted, 30)

    # Carried, settled, given back

    def test_a_loss_is_carried_over_three_months(self):
        case = self._case(self.loss, 2500)
        story = []
        for month in (JANUARY, FEBRUARY, MARCH):
            sheet = self.settle(month)
            story.append(
                (
                    sheet.carried_in,
                    sheet.deducted,
                    sheet.carried_out,
                    sheet.line_ids.kind,
                    case.state,
                )
            )
        self.assertEqual(
            story,
            [
                (0, 1000, 1500, "penalty", "confirmed"),
                (1500, 1000, 500, "carry", "confirmed"),
                (500, 500, 0, "carry", "applied"),
            ],
        )

    def test_what_people_owe_who_left_stays_open_and_is_not_hastened(self):
        case = self._case(self.loss, 2500)
        self.settle()
        self.engineer.version_id.write(
            {"contract_date_start": "2025-01-01", "contract_date_end": "2026-02-28"}
        )
        self.assertEqual(self.settle(FEBRUARY).deducted, 1000)
        self.assertFalse(self.make(MARCH), "nothing moves any more")
        self.assertEqual(case.state, "confirmed")
        case.with_user(self.hr).action_revoke("Wrong person")
        self.assertEqual(self.settle(MARCH).given_back, 2000)

    def test_each_case_keeps_its_own_balance(self):
        first = self._case(self.loss, 1500)
        second = self._case(self.loss, 800, decided_at=DECIDED + timedelta(hours=1))
        self.settle()
        sheet = self.settle(FEBRUARY)
        self.assertEqual(
            self.story(sheet, "penalty_id", "amount", "deducted", "carried_out"),
            [(first, 500, 500, 0), (second, 800, 500, 300)],
        )
        self.assertEqual((first.state, second.state), ("applied", "confirmed"))

    def test_two_open_months_do_not_count_a_case_twice(self):
        self._case(self.loss, 1500)
        january, february = self.sheet(), self.sheet(FEBRUARY)
        self.assertEqual((january.deducted, february.deducted), (1000, 500))
        self.assertEqual(february.carried_in, 500)

    def test_what_lapsed_is_settled(self):
        case = self._case(self.pay, 30)
        self.assertEqual(self.settle().lapsed, 30)
        self.assertEqual(case.state, "applied")
        self.assertFalse(self.make(FEBRUARY))

    def test_locking_writes_the_history_of_the_case(self):
        case = self._case(self.loss, 30)
        sheet = self.settle()
        self.assertEqual(case.log_ids[-1:].state, "applied")
        self.assertIn(sheet.display_name, case.log_ids[-1:].note)
        self.assertEqual(sheet.locked_by_id, self.hr)

    def test_a_revoked_case_is_given_back_on_the_next_sheet(self):
        case = self._case(self.loss, 1500)
        self.settle()
        case.with_user(self.hr).action_revoke("Wrong person")
        sheet = self.settle(FEBRUARY)
        self.assertEqual(
            self.story(sheet, *OUTCOME), [(1000, 0, 1000, 0, 0, "given_back")]
        )
        self.assertEqual(sheet.line_ids.kind, "correction")
        self.assertEqual((sheet.given_back, sheet.net, sheet.gross), (1000, 1000, 0))
        self.assertFalse(self.make(MARCH))

    def test_a_case_revoked_before_it_was_deducted_is_forgotten(self):
        case = self._case(self.loss, 1500)
        self._pay(self.engineer, 2740)
        self.settle()
        case.with_user(self.hr).action_revoke("Wrong person")
        self.assertFalse(self.make(FEBRUARY))

    def test_what_lapsed_is_not_given_back(self):
        case = self._case(self.pay, 100)
        self.settle(variable_pay=40)
        case.with_user(self.hr).action_revoke("Wrong person")
        self.assertEqual(self.sheet(FEBRUARY).given_back, 40)

    def test_a_reduced_case_gives_back_the_difference(self):
        case = self._case(self.loss, 1500)
        self.settle()
        case.write({"amount": 600, "appeal_outcome": "changed"})
        sheet = self.settle(FEBRUARY)
        self.assertEqual((sheet.given_back, sheet.carried_out), (400, 0))
        self.assertEqual(case.state, "applied")

    def test_a_revoked_reward_goes_against_variable_pay_only(self):
        case = self._case(self.reward, 300)
        self.settle()
        self.assertEqual(case.state, "applied")
        case.with_user(self.hr).action_revoke("The praise was for somebody else")
        sheet = self.settle(FEBRUARY, variable_pay=100)
        self.assertEqual(
            self.story(sheet, *OUTCOME), [(300, 100, 0, 200, 0, "variable")]
        )
        self.assertEqual(sheet.line_ids.kind, "correction")
        sheet = self.settle(MARCH, variable_pay=900)
        self.assertEqual((sheet.carried_in, sheet.deducted), (200, 200))

    def test_a_late_case_goes_onto_the_next_open_month(self):
        self._case(self.loss, 100)
        self.settle(FEBRUARY)
        late = self._case(self.loss, 50)
        self.assertFalse(self.make(JANUARY), "later months are locked")
        self.assertFalse(self.make(FEBRUARY))
        self.assertEqual(self.sheet(MARCH).line_ids.penalty_id, late)

    # Present, sign, lock

    def test_the_employee_is_told_and_signs(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet())
        activity = sheet.activity_ids
        self.assertEqual(activity.user_id, self.technician)
        self.assertIn("2026-01", activity.summary)
        self.sign(sheet)
        self.assertTrue(sheet.signed_at)
        self.assertFalse(sheet.activity_ids)
        with self.refused(UserError, "signed already"):
            self.sign(sheet)
        sheet.with_user(self.hr).action_lock()
        self.assertEqual(sheet.state, "locked")

    def test_the_window_to_sign(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet())
        windows = self.env["aftersales.penalty.sheet.sign"].with_user(self.technician)
        window = windows.with_context(active_id=sheet.id).create(
            {"signature": SIGNATURE}
        )
        self.assertEqual(window.net, -300)
        window.action_sign()
        self.assertEqual(sheet.signature, SIGNATURE)

    def test_nothing_drawn_is_no_signature(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet()).with_user(self.technician)
        for value in (None, False, "", b"", 5, "no base64!", {}):
            with self.refused(UserError, "draw your signature"):
                sheet.action_sign(value)

    def test_a_draft_is_not_signed(self):
        self._case(self.loss, 300)
        sheet = self.sheet()
        with self.assertRaises(AccessError):
            self.sign(sheet)

    def test_a_sheet_that_is_not_signed_needs_a_note(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet())
        with self.refused(UserError, "hasn't been signed"):
            sheet.with_user(self.hr).action_lock()
        sheet.with_user(self.hr).unsigned_reason = "Refuses to sign"
        sheet.with_user(self.hr).action_lock()

    def test_a_draft_is_not_locked(self):
        self._case(self.loss, 300)
        with self.refused(UserError, "this step doesn't fit"):
            self.sheet().with_user(self.hr).action_lock()

    def test_months_are_locked_in_their_order(self):
        self._case(self.loss, 1500)
        january, february = self.sheet(), self.sheet(FEBRUARY)
        with self.refused(UserError, "2026-01"):
            self.lock(february)
        self.lock(january | february)
        self.assertEqual(february.state, "locked")

    def test_cases_that_changed_since_must_be_presented_again(self):
        case = self._case(self.loss, 1500)
        sheet = self.sign(self.present(self.sheet()))
        case.with_user(self.hr).action_revoke("Wrong person")
        with self.refused(UserError, "have changed since"):
            sheet.with_user(self.hr).action_lock()
        self._case(self.loss, 200)
        sheet.with_user(self.hr).action_redraft()
        self.assertFalse(sheet.signed_at or sheet.signature)
        self.assertEqual(self.lock(sheet).deducted, 200)

    def test_an_empty_draft_is_not_presented(self):
        case = self._case(self.loss, 1500)
        sheet = self.sheet()
        case.state = "revoked"
        with self.refused(UserError, "no lines any more"):
            self.present(sheet)

    def test_a_locked_sheet_refuses_every_step(self):
        self._case(self.loss, 300)
        sheet = self.settle().with_user(self.hr)
        for step in ("action_present", "action_redraft", "action_lock"):
            with self.refused(UserError, "this step doesn't fit"):
                getattr(sheet, step)()

    def test_the_window_to_make_sheets(self):
        windows = self.env["aftersales.penalty.sheet.make"].with_user(self.hr)
        windows = windows.with_company(self.company)
        window = windows.create({"month": "2026-01-20"})
        with self.refused(UserError, "Nobody"):
            window.action_make()
        self._case(self.loss, 300)
        action = window.action_make()
        found = self.sheets.search(action["domain"])
        self.assertEqual(found.employee_id, self.engineer)
        self.assertEqual(windows.new({}).month, FEBRUARY)
