"""Old parts are chased; charges are proposed, decided and given back (PRT-6)."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .old_part_common import OldPartCommon


@tagged("post_install", "-at_install")
class TestOldPartChase(OldPartCommon):
    def reminders(self, holder=None):
        kind = self.env.ref("aftersales_service.mail_activity_type_old_part")
        holder = holder or self.mine
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "aftersales.part.holder"),
                ("res_id", "=", holder.id),
                ("activity_type_id", "=", kind.id),
            ]
        )

    @contextmanager
    def queries(self):
        """The queries that a block makes."""
        found, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            found.append(getattr(query, "code", query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            yield found

    # Overdue

    def test_prt6_overdue_from_the_day_after_in_the_companys_zone(self):
        """Due on 17 March: at 23:59 of that day in Shanghai it is in time."""
        old = self.owe()
        sweep = self.env["aftersales.old.part"].sweep
        self.move(to="2026-03-17 15:59:00")
        self.assertNotIn(old.id, sweep())
        self.assertEqual((old.state, old.days_left), ("due", 0))
        self.move(to="2026-03-17 16:00:00")
        self.assertIn(old.id, sweep())
        self.assertEqual((old.state, old.days_left), ("overdue", -1))

    def test_prt6_sweeping_twice_changes_nothing(self):
        old = self.owe()
        self.assertIn(old.id, self.sweep(16))
        before = (old.read(), self.reminders().read(["summary", "user_id"]))
        self.assertFalse(self.sweep(16))
        self.assertEqual(
            (old.read(), self.reminders().read(["summary", "user_id"])), before
        )

    def test_prt6_batches_take_all(self):
        olds = [self.owe() for _number in range(3)]
        found = self.sweep(16, batch=2)
        self.assertLessEqual({old.id for old in olds}, set(found))
        self.assertEqual({old.reminded for old in olds}, {2})

    def test_prt6_rows_another_run_holds_are_left_to_it(self):
        self.owe()
        self.move(16 * 24 * 60)
        with self.queries() as found:
            self.env["aftersales.old.part"].sweep()
        ours = [query for query in found if "aftersales_old_part" in query]
        takes = [query for query in ours if "LIMIT" in query]
        self.assertEqual(len(takes), 2)
        for query in takes:
            self.assertIn("FOR UPDATE OF old SKIP LOCKED", query)

    def test_prt6_settled_ones_are_left_alone(self):
        received, waived, void = (self.owe() for _number in range(3))
        self.receive(received)
        self.ask(waived).with_user(self.manager).action_grant()
        void.visit_id.with_user(self.manager)._return("Again")
        self.assertFalse({received.id, waived.id, void.id} & set(self.sweep(99)))
        self.assertFalse(self.reminders())

    def test_prt6_the_scheduled_action_chases(self):
        old = self.owe()
        self.move(16 * 24 * 60)
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_old_part").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(old.state, "overdue")

    # Reminders

    def test_prt6_reminded_once_per_threshold(self):
        old = self.owe()
        steps = (
            (11, 0, ()),
            (12, 1, (self.technician,)),
            (13, 1, (self.technician,)),
            (16, 2, (self.technician, self.manager, self.other_manager)),
            (45, 2, (self.technician, self.manager, self.other_manager)),
            (46, 3, (self.technician, self.manager, self.other_manager)),
        )
        for day, stage, users in steps:
            with self.subTest(day=day):
                self.sweep(day)
                self.assertEqual(old.reminded, stage)
                mine = self.reminders().user_id & (
                    self.technician | self.manager | self.other_manager
                )
                self.assertEqual(mine, self.env["res.users"].union(*users))

    def test_prt6_done_reminders_dont_come_back_before_the_next_threshold(self):
        self.owe()
        self.sweep(12)
        self.reminders().unlink()
        self.sweep(13)
        self.assertFalse(self.reminders())
        self.sweep(16)
        self.assertTrue(self.reminders())

    def test_prt6_many_old_parts_are_one_letter(self):
        olds = [self.owe() for _number in range(3)]
        self.sweep(16)
        mine = self.reminders().filtered(lambda one: one.user_id == self.technician)
        self.assertEqual(len(mine), 1)
        self.assertIn("owes 3 old parts, 3 of them overdue", mine.summary)
        for old in olds:
            self.assertIn(old.name, mine.note)

    def test_prt6_the_reminder_goes_when_nothing_is_owed_any_more(self):
        first, second = self.owe(), self.owe()
        self.sweep(16)
        self.receive(first)
        self.assertTrue(self.reminders())
        self.receive(second)
        self.assertFalse(self.reminders())

    def test_prt6_a_station_without_keeper_is_chased_by_who_has_the_request(self):
        old = self.owe(holder=self.station)
        old.ticket_id.user_id = self.clerk
        self.sweep(12)
        self.assertEqual(self.reminders(self.station).user_id, self.clerk)

    def test_prt6_reminders_dont_take_a_query_for_each(self):
        def chase(number):
            for _number in range(number):
                self.owe()
            self.env.flush_all()
            self.move(16 * 24 * 60)
            with self.queries() as found:
                self.env["aftersales.old.part"].sweep()
                self.env.flush_all()
            self.move()
            return found

        chase(1)
        few = chase(1)
        many = chase(4)
        self.assertLessEqual(len(many), len(few) + 2)

    # Charges

    def overdue(self, quantity=1, holder=None, charge=True):
        self.company.aftersales_old_part_charge = charge
        old = self.owe(quantity, holder=holder)
        self.sweep(46)
        return old

    def test_prt6_no_charge_unless_the_company_wants_it(self):
        self.assertFalse(self.overdue(charge=False).charge_ids)

    def test_prt6_a_charge_is_proposed_once(self):
        self.company.aftersales_old_part_charge_share = 50
        old = self.overdue(4)
        self.assertRecordValues(
            old.charge_ids,
            [
                {
                    "state": "proposed",
                    "kind": "employee",
                    "quantity": 4,
                    "unit_value": 40,
                    "amount": 80,
                    "decided_by_id": False,
                }
            ],
        )
        self.sweep(80)
        self.assertEqual(len(old.charge_ids), 1)
        self.assertEqual(old.charged_amount, 0)

    def test_prt6_who_proposed_or_owes_doesnt_decide(self):
        old = self.overdue(charge=False)
        old.with_user(self.manager).action_propose_charge()
        charge = old.charge_ids
        self.assertEqual(charge.proposed_by_id, self.manager)
        with self.refused(AccessError, "Another manager decides"):
            charge.with_user(self.manager).action_confirm()
        charge.with_user(self.other_manager).action_confirm()
        self.assertEqual(
            (charge.state, charge.decided_by_id.login),
            ("confirmed", "as_other_manager"),
        )
        with self.refused(UserError, "stands already"):
            old.with_user(self.keeper).action_propose_charge()
        self.assertEqual(old.charged_amount, 40)

    def test_prt6_a_refused_charge_says_why_and_isnt_proposed_by_itself_again(self):
        old = self.overdue()
        charge = old.charge_ids.with_user(self.manager)
        with self.refused(UserError, "Say why"):
            charge.action_refuse()
        charge.decision_note = "The carrier lost it"
        charge.action_refuse()
        self.sweep(90)
        self.assertEqual(old.charge_ids.mapped("state"), ["refused"])

    def test_prt6_nothing_is_charged_before_it_is_overdue(self):
        old = self.owe()
        with self.refused(UserError, "isn't overdue"):
            old.with_user(self.keeper).action_propose_charge()

    def test_prt6_late_arrival_gives_back_by_counter_rows(self):
        old = self.overdue(4)
        charge = old.charge_ids
        charge.with_user(self.manager).action_confirm()
        self.receive(old, quantity=1)
        self.assertEqual(old.charge_ids.mapped("amount"), [-40, 160])
        self.receive(old, quantity=3)
        self.assertEqual(old.charge_ids.mapped("amount"), [-120, -40, 160])
        self.assertEqual(old.charge_ids.reverses_id, charge)
        self.assertEqual((charge.amount, old.charged_amount), (160, 0))

    def test_prt6_a_receipt_put_right_doesnt_charge_by_itself(self):
        old = self.overdue()
        old.charge_ids.with_user(self.manager).action_confirm()
        receipt = self.receive(old)
        receipt.with_user(self.keeper)._correct("Read the wrong tag")
        self.assertEqual((old.state, old.charged_amount), ("overdue", 0))

    def test_prt6_a_waiver_gives_back_as_well(self):
        old = self.overdue()
        old.charge_ids.with_user(self.manager).action_confirm()
        self.ask(old).with_user(self.manager).action_grant()
        self.assertEqual(old.charged_amount, 0)

    def test_prt6_what_isnt_decided_is_withdrawn_when_the_part_comes(self):
        old = self.overdue()
        self.receive(old)
        self.assertEqual(old.charge_ids.state, "withdrawn")
        with self.refused(UserError, "decided already"):
            old.charge_ids.with_user(self.manager).action_confirm()

    def test_prt6_what_a_station_pays_stands_on_its_statement(self):
        old = self.overdue(2, holder=self.station)
        charge = old.charge_ids
        self.assertEqual(charge.kind, "station")
        listed = self.env["aftersales.old.part.charge"]._for_statement
        self.assertFalse(listed(self.station, "2026-04-01", "2026-04-30"))
        charge.with_user(self.manager).action_confirm()
        self.assertEqual(listed(self.station, "2026-04-01", "2026-04-30"), charge)
        self.assertFalse(listed(self.station, "2026-05-01", "2026-05-31"))
        self.assertFalse(listed(self.mine, "2026-04-01", "2026-04-30"))
        self.move(70 * 24 * 60)
        self.receive(old)
        back = listed(self.station, "2026-05-01", "2026-05-31")
        self.assertEqual(sum(back.mapped("amount")), -80)

    def test_prt6_nobody_is_charged_for_what_was_posted(self):
        old = self.overdue(charge=False)
        old.part_line_id.sudo().holder_id = self.depot
        with self.refused(UserError, "Nobody can be charged"):
            old.with_user(self.keeper).action_propose_charge()

    # Age

    def test_prt6_ages_are_what_the_rules_say(self):
        old = self.owe(3)
        self.receive(old, quantity=1)
        ages = self.env["aftersales.old.part.age"]
        for day, bucket, late in (
            (15, "d0", 0),
            (16, "d30", 1),
            (45, "d30", 30),
            (46, "d60", 31),
            (75, "d60", 60),
            (76, "d90", 61),
            (106, "d91", 91),
        ):
            with self.subTest(day=day):
                self.move(day * 24 * 60)
                self.assertRecordValues(
                    ages.search([("old_part_id", "=", old.id)]),
                    [
                        {
                            "bucket": bucket,
                            "days_late": late,
                            "quantity": 2,
                            "holder_id": self.mine.id,
                        }
                    ],
                )
        self.receive(old)
        self.assertFalse(ages.search([("old_part_id", "=", old.id)]))
