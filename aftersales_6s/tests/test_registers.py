"""Registers of S6-8: test drives, tool loans, cars overnight, valuables found."""

from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common import NOW, SIGNATURE

from .common import photo
from .finding_common import FindingCommon

RULE = "odoo.addons.base.models.ir_rule"
SQL = "odoo.sql_db"


class RegisterCommon(FindingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["hr.department"].create(
            {"name": "Team 1", "company_id": cls.company.id}
        )
        cls.safety.is_locking = True
        cls.tool = cls.env["aftersales.6s.tool"].create(
            {
                "name": "Puller",
                "code": "T-017",
                "pieces": 4,
                "area_id": cls.cart.id,  # which the other technician keeps
                "company_id": cls.company.id,
            }
        )

    def certify(self, employee, valid_to=False):
        """The company asks for a licence; this employee has one."""
        type_ = self.env["hr.skill.type"].create(
            {
                "name": "Licences",
                "is_certification": True,
                "skill_ids": [(0, 0, {"name": "Driving"})],
                "skill_level_ids": [(0, 0, {"name": "Held", "level_progress": 100})],
            }
        )
        self.company.aftersales_6s_drive_skill_ids = type_.skill_ids
        return self.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_type_id": type_.id,
                "skill_id": type_.skill_ids.id,
                "skill_level_id": type_.skill_level_ids.id,
                "valid_from": date(2025, 1, 1),
                "valid_to": valid_to,
            }
        )

    def drive(self, user=None, **values):
        return (
            self.env["aftersales.6s.test.drive"]
            .with_user(user or self.technician)
            .create(
                {
                    "plate": "浙A·12345",
                    "reason": "Noise at 80 km/h",
                    "out_km": 1000,
                    "is_outside_checked": True,
                    "is_wheel_cover_off": True,
                    "is_roof_sign_off": True,
                    **values,
                }
            )
        )

    def back(self, drive, km=1012, user=None):
        drive = drive.with_user(user or self.technician)
        drive.write(
            {
                "back_km": km,
                "is_checked_with_team": True,
                "team_member_id": self.other_engineer.id,
                "is_cover_back": True,
            }
        )
        return drive.action_back()

    def lend(self, user=None, **values):
        return (
            self.env["aftersales.6s.tool.loan"]
            .with_user(user or self.technician)
            .create({"tool_id": self.tool.id, "is_checked_out": True, **values})
        )

    def park(self, user=None, **values):
        return (
            self.env["aftersales.6s.night.car"]
            .with_user(user or self.other_technician)
            .create(
                {
                    "plate": "浙A12345",
                    "department_id": self.team.id,
                    "area_id": self.workshop.id,
                    **values,
                }
            )
        )

    def find(self, user=None, **values):
        return (
            self.env["aftersales.6s.valuable"]
            .with_user(user or self.technician)
            .create(
                {
                    "plate": "浙A12345",
                    "what": "Wallet",
                    "where_found": "Under the seat",
                    "image": photo(),
                    "adviser_id": self.clerk_employee.id,
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestTestDrives(RegisterCommon):
    def test_s6_8_a_drive_goes_out_and_comes_back(self):
        drive = self.drive()
        self.assertRecordValues(
            drive,
            [
                {
                    "name": f"TD-{drive.id:06d}",
                    "state": "out",
                    "driver_id": self.engineer.id,
                    "out_at": NOW,
                    "out_km": 1000,
                }
            ],
        )
        self.move(40)
        self.back(drive)
        self.assertRecordValues(
            drive,
            [{"state": "back", "back_at": self.minute(40), "distance": 12.0}],
        )

    def test_the_form(self):
        form = Form(self.env["aftersales.6s.test.drive"].with_user(self.technician))
        form.plate, form.reason, form.out_km = "浙B00001", "Brakes", 500
        form.is_outside_checked = form.is_wheel_cover_off = True
        form.is_roof_sign_off = True
        self.assertEqual(form.save().driver_id.id, self.engineer.id)

    def test_who_lacks_the_certificate_of_the_day_does_not_drive(self):
        held = self.certify(self.engineer, date(2026, 3, 2))
        self.assertTrue(self.drive())
        with self.refused(UserError, "Other Technician may not drive out: “Driving”"):
            self.drive(self.other_technician, plate="浙A2")
        self.back(self.env["aftersales.6s.test.drive"].search([], limit=1))
        # the day after its last one, in Shanghai
        self.move(to=datetime(2026, 3, 2, 16, 0))
        with self.refused(UserError, "isn't valid on .*2026"):
            self.drive()
        held.valid_to = date(2026, 3, 3)
        self.assertTrue(self.drive())

    def test_the_driver_is_not_exchanged_for_one_without_certificate(self):
        self.certify(self.engineer)
        drive = self.drive()
        with self.refused(UserError, "may not drive out"):
            drive.write({"driver_id": self.other_engineer.id})

    def test_checks_before_the_drive(self):
        for name in ("is_outside_checked", "is_wheel_cover_off", "is_roof_sign_off"):
            with self.subTest(name), self.refused(UserError, "tick all three"):
                self.drive(**{name: False})

    def test_checks_after_the_drive(self):
        drive = self.drive()
        for lacking in (
            "back_km",
            "is_checked_with_team",
            "team_member_id",
            "is_cover_back",
        ):
            values = {
                "back_km": 1001,
                "is_checked_with_team": True,
                "team_member_id": self.other_engineer.id,
                "is_cover_back": True,
                lacking: False,
            }
            with self.subTest(lacking), self.refused(UserError, "Before drive"):
                drive.write(values)
                drive.action_back()
        drive.write(
            {**values, "is_cover_back": True, "team_member_id": self.engineer.id}
        )
        with self.refused(UserError, "somebody else than the driver"):
            drive.action_back()

    def test_km_do_not_fall(self):
        drive = self.drive()
        with self.refused(UserError, "Read the odometer again"):
            self.back(drive, 999)
        self.back(drive, 1000)
        with self.refused(UserError, "Read the odometer again"):
            drive.with_user(self.manager).write({"back_km": 990})

    @mute_logger(SQL)
    def test_one_car_and_one_driver_are_out_once(self):
        self.drive()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.drive(plate="浙A99999")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.drive(self.other_technician, plate="浙a12345")

    def test_no_car_leaves_a_locked_area(self):
        self.found(self.safety)
        with self.refused(UserError, "Workshop is locked"):
            self.drive(area_id=self.workshop.id)
        self.assertTrue(self.drive())

    def test_plates_are_masked_for_others(self):
        drive = self.drive()
        for user, plate in (
            (self.technician, "浙A·12345"),
            (self.manager, "浙A·12345"),
            (self.clerk, "浙A***45"),
        ):
            with self.subTest(user.login):
                self.assertEqual(drive.with_user(user).plate_masked, plate)
        self.assertNotIn("12345", drive.with_user(self.clerk).display_name)
        found = drive.with_user(self.clerk).search([("plate_masked", "ilike", "a-123")])
        self.assertEqual(found, drive.with_user(self.clerk))

    def test_only_who_it_is_about_ends_it(self):
        drive = self.drive()
        for user in (self.clerk, self.inspector):
            with self.refused(AccessError, "is ended by its driver"):
                drive.with_user(user).action_back()
            with self.refused(AccessError, "is filled in by who made the entry"):
                drive.with_user(user).write({"back_km": 1})

    def test_what_is_closed_is_corrected_by_a_manager_and_noted(self):
        drive = self.drive()
        self.back(drive)
        with self.refused(AccessError, "a manager may correct it"):
            drive.write({"back_km": 1010})
        drive.with_user(self.manager).write({"back_km": 1010})
        self.assertEqual(drive.distance, 10)
        self.env.flush_all()
        for name, value in (("state", "out"), ("back_at", NOW), ("out_at", NOW)):
            with self.refused(UserError, "can't be set here"):
                drive.with_user(self.manager).write({name: value})
        with self.refused(UserError, "this step doesn't fit"):
            drive.with_user(self.manager).action_back()
        with self.refused(UserError, "can't be deleted"):
            drive.sudo().unlink()

    def test_long_drives_are_told_once(self):
        drive = self.drive()
        drives = self.env["aftersales.6s.test.drive"]
        self.move(120)
        self.assertNotIn(drive.sudo(), drives.sweep())
        self.move(121)
        self.assertTrue(drive.is_overdue)
        self.assertEqual(
            drives.with_user(self.technician).search([("is_overdue", "=", True)]),
            drive,
        )
        self.assertIn(drive.sudo(), drives.sweep())
        self.assertNotIn(drive.sudo(), drives.sweep())
        told = drive.sudo().activity_ids.user_id
        self.assertLessEqual(self.technician | self.manager, told)
        self.back(drive)
        self.assertFalse(drive.sudo().activity_ids)

    def test_no_limit_means_nobody_is_told(self):
        self.company.aftersales_6s_drive_hours = 0
        drive = self.drive()
        self.move(60 * 24)
        self.assertFalse(drive.is_overdue)

    def test_a_finding_comes_from_the_register(self):
        drive = self.drive()
        context = drive.action_report_finding()["context"]
        self.assertEqual(context["default_test_drive_id"], drive.id)
        finding = self.report(test_drive_id=drive.id)
        self.assertEqual(finding.source, "register")
        self.assertEqual(drive.finding_count, 1)
        self.assertEqual(
            drive.action_findings()["domain"], [("test_drive_id", "in", drive.ids)]
        )

    @mute_logger(RULE)
    def test_other_companies_see_no_drive(self):
        drive = self.drive()
        with self.assertRaises(AccessError):
            drive.with_user(self.foreign_clerk).read(["plate"])
        with self.assertRaises(AccessError):
            drive.with_user(self.foreign_clerk).action_back()


@tagged("post_install", "-at_install")
class TestToolLoans(RegisterCommon):
    def test_s6_8_a_tool_is_lent_until_the_working_day_ends(self):
        loan = self.lend()
        self.assertRecordValues(
            loan,
            [
                {
                    "state": "lent",
                    "borrower_id": self.engineer.id,
                    "pieces": 4,
                    "area_id": self.cart.id,
                    # Odoo's own hours end at 17:00, in Shanghai
                    "due_at": datetime(2026, 3, 2, 9, 0),
                }
            ],
        )
        self.assertEqual(self.tool.open_loan_id, loan.sudo())

    def test_after_hours_and_on_sundays_until_midnight(self):
        for now, due in (
            (datetime(2026, 3, 2, 10, 0), datetime(2026, 3, 2, 16, 0)),
            (datetime(2026, 3, 8, 2, 0), datetime(2026, 3, 8, 16, 0)),
        ):
            with self.subTest(now=now):
                self.move(to=now)
                loan = self.lend()
                self.assertEqual(loan.due_at, due)
                self.take_back(loan)

    def take_back(self, loan, user=None, **values):
        loan = loan.with_user(user or self.other_technician)
        loan.write({"condition_back": "good", "is_clean": True, **values})
        return loan.action_take_back()

    def test_who_keeps_the_room_takes_it_in(self):
        loan = self.lend()
        self.move(100)
        self.take_back(loan, missing_pieces=1, condition_back="damaged")
        self.assertRecordValues(
            loan,
            [
                {
                    "state": "back",
                    "returned_at": self.minute(100),
                    "returned_by_id": self.engineer.id,
                    "taken_in_by_id": self.other_technician.id,
                    "missing_pieces": 1,
                    "condition_back": "damaged",
                }
            ],
        )
        self.tool.invalidate_recordset()
        self.assertFalse(self.tool.open_loan_id)

    def test_the_borrower_does_not_take_it_in(self):
        loan = self.lend(self.other_technician)
        with self.refused(AccessError, "never by who borrowed it"):
            self.take_back(loan, self.other_technician)
        self.take_back(loan, self.manager)

    def test_who_does_not_keep_the_room_takes_nothing_in(self):
        loan = self.lend()
        for user in (self.technician, self.clerk, self.inspector):
            with self.refused(AccessError, "is taken in by who keeps the tool room"):
                loan.with_user(user).action_take_back()

    def test_who_borrowed_it_brings_it_back_others_only_with_a_manager(self):
        loan = self.lend()
        brought = {"returned_by_id": self.clerk_employee.id}
        with self.refused(AccessError, "is brought back by Technician"):
            self.take_back(loan, **brought)
        self.take_back(loan, self.manager, **brought)
        self.assertEqual(loan.sudo().returned_by_id, self.clerk_employee)

    def test_one_looks_at_a_tool_before_taking_it(self):
        with self.refused(UserError, "Look at T-017 Puller"):
            self.lend(is_checked_out=False)

    def test_the_borrower_does_not_judge_what_came_back(self):
        loan = self.lend()
        with self.refused(UserError, "can't be set here"):
            loan.write({"condition_back": "good"})
        with self.refused(AccessError, "is filled in by"):
            loan.with_user(self.clerk).write({"note": "x"})

    def test_the_condition_is_noted_when_it_comes_back(self):
        loan = self.lend()
        with self.refused(UserError, "in which condition"):
            loan.with_user(self.other_technician).action_take_back()

    def test_one_borrows_for_oneself(self):
        with self.refused(AccessError, "You may borrow"):
            self.lend(borrower_id=self.clerk_employee.id)
        loan = self.lend(self.other_technician, borrower_id=self.engineer.id)
        self.assertEqual(loan.borrower_id.id, self.engineer.id)

    @mute_logger(SQL)
    def test_a_tool_is_lent_once(self):
        self.lend()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.lend(self.clerk)

    def test_no_tool_leaves_a_locked_room_and_no_locked_tool(self):
        finding = self.report(self.inspector, tool_id=self.tool.id, is_locking=True)
        with self.refused(UserError, "Puller is locked"):
            self.lend()
        finding.with_user(self.manager).action_annul("Wrong tool")
        finding.with_user(self.other_inspector).action_clear("It is fine")
        self.report(self.inspector, area_id=self.cart.id, is_locking=True)
        with self.refused(UserError, "Cart 1 is locked"):
            self.lend()

    def test_who_keeps_the_room_does_not_exchange_borrower_or_day(self):
        loan = self.lend()
        for name, value in (
            ("borrower_id", self.clerk_employee.id),
            ("due_at", datetime(2026, 4, 1)),
        ):
            for user in (self.other_technician, self.technician):
                with self.refused(UserError, "can't be set here"):
                    loan.with_user(user).write({name: value})
        loan.with_user(self.manager).write({"due_at": datetime(2026, 3, 3, 9, 0)})

    def test_overdue_tools_are_told_once(self):
        loan = self.lend()
        loans = self.env["aftersales.6s.tool.loan"]
        self.move(to=datetime(2026, 3, 2, 9, 1))
        self.assertTrue(loan.is_overdue)
        self.assertIn(loan.sudo(), loans.sweep())
        self.assertNotIn(loan.sudo(), loans.sweep())
        told = loan.sudo().activity_ids.user_id
        self.assertLessEqual(
            self.technician | self.other_technician | self.manager, told
        )

    def test_lent_tools_are_found(self):
        self.lend()
        tools = self.env["aftersales.6s.tool"].with_user(self.clerk)
        self.assertEqual(tools.search([("open_loan_id", "!=", False)]), self.tool)
        self.assertFalse(tools.search([("open_loan_id", "=", False)]))

    def test_employees_do_not_change_tools(self):
        with self.assertRaises(AccessError):
            self.tool.with_user(self.technician).write({"pieces": 3})

    def test_the_form_and_the_label(self):
        action = self.tool.action_lend()
        form = Form(
            self.env["aftersales.6s.tool.loan"]
            .with_user(self.technician)
            .with_context(**action["context"])
        )
        self.assertEqual(form.pieces, 4)
        form.is_checked_out = True
        self.assertEqual(form.save().tool_id, self.tool)
        html = str(
            self.env["ir.actions.report"]._render_qweb_html(
                "aftersales_6s.report_tool", self.tool.ids
            )[0],
            "utf-8",
        )
        self.assertIn("T-017", html)
        self.assertIn("data:image/png;base64,", html)


@tagged("post_install", "-at_install")
class TestNightCars(RegisterCommon):
    def ready(self, car, user=None):
        car.with_user(user or self.technician).write(
            {"is_locked_up": True, "cabinet_number": "12"}
        )
        return car.with_user(user or self.technician)

    def test_s6_8_a_car_is_checked_in_the_evening_and_handed_back(self):
        car = self.park()
        self.assertRecordValues(car, [{"state": "parked", "date": date(2026, 3, 2)}])
        self.move(8 * 60)
        self.ready(car).action_check()
        self.assertRecordValues(
            car,
            [
                {
                    "state": "checked",
                    "checked_by_id": self.technician.id,
                    "checked_at": self.minute(8 * 60),
                }
            ],
        )
        self.move(23 * 60)
        car = car.with_user(self.technician)
        with self.refused(UserError, "Enter who takes the keys"):
            car.action_hand_back()
        car.write({"handed_to_id": self.other_engineer.id})
        car.action_hand_back()
        self.assertRecordValues(
            car, [{"state": "back", "handed_by_id": self.technician.id}]
        )

    def test_a_car_that_is_not_ready_is_not_checked(self):
        car = self.park(parts="Wheels")
        with self.refused(UserError, "lock doors and windows"):
            car.with_user(self.technician).action_check()
        self.ready(car)
        with self.refused(UserError, "tag the parts"):
            car.with_user(self.technician).action_check()
        car.with_user(self.technician).write({"is_tagged": True})
        car.with_user(self.technician).action_check()

    def test_who_parked_it_does_not_check_it(self):
        car = self.ready(self.park(self.technician), self.technician)
        with self.refused(AccessError, "not by who parked it"):
            car.action_check()
        with self.refused(AccessError, "is checked by who answers"):
            car.with_user(self.clerk).action_check()
        car.with_user(self.manager).action_check()

    def test_strangers_hand_no_keys_back(self):
        car = self.park(handed_to_id=self.engineer.id)
        with self.refused(AccessError, "are handed back by"):
            car.with_user(self.clerk).action_hand_back()
        car.with_user(self.manager).action_hand_back()

    def test_who_is_in_charge_does_not_exchange_the_car(self):
        car = self.park()
        with self.refused(AccessError, "is filled in by"):
            car.with_user(self.technician).write({"plate": "浙B1"})

    def test_last_night_s_cars_are_seen_and_told_once(self):
        car = self.park()
        cars = self.env["aftersales.6s.night.car"]
        self.move(to=datetime(2026, 3, 2, 15, 59))
        self.assertFalse(car.is_overdue)
        self.move(to=datetime(2026, 3, 2, 16, 0))
        self.assertTrue(car.is_overdue)
        self.assertEqual(
            cars.with_user(self.manager).search([("is_overdue", "=", True)]), car
        )
        self.assertIn(car.sudo(), cars.sweep())
        self.assertNotIn(car.sudo(), cars.sweep())

    @mute_logger(SQL)
    def test_a_car_is_in_the_register_once(self):
        self.park()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.park(plate="浙A-12345")


@tagged("post_install", "-at_install")
class TestValuables(RegisterCommon):
    def test_s6_8_the_adviser_is_told_and_the_customer_signs(self):
        found = self.find()
        self.assertEqual(found.finder_id.id, self.engineer.id)
        with self.refused(AccessError, "is handed over by the service adviser"):
            found.action_hand_over()
        self.move(5)
        found.action_tell()
        self.assertRecordValues(found, [{"state": "told", "told_at": self.minute(5)}])
        self.assertIn(
            self.clerk.partner_id, self.notified(found.sudo()).notified_partner_ids
        )
        adviser = found.with_user(self.clerk)
        with self.refused(UserError, "let them sign"):
            adviser.action_hand_over()
        adviser.write({"recipient": "Mr. Wang", "signature": SIGNATURE})
        adviser.action_hand_over()
        self.assertRecordValues(
            found, [{"state": "handed", "handed_by_id": self.clerk.id}]
        )

    def test_the_adviser_is_told_first(self):
        found = self.find().with_user(self.clerk)
        found.write({"recipient": "Mr. Wang", "signature": SIGNATURE})
        with self.refused(UserError, "this step doesn't fit"):
            found.action_hand_over()

    @mute_logger(RULE)
    def test_only_finder_adviser_and_managers_see_it(self):
        found = self.find()
        for user in (self.technician, self.clerk, self.manager, self.branch_manager):
            with self.subTest(user.login):
                found.with_user(user).check_access("read")
        for user in (
            self.other_technician,
            self.inspector,
            self.hr,
            self.foreign_clerk,
        ):
            with self.subTest(user.login):
                self.assertFalse(found.with_user(user).search([]) & found)
                for call in (
                    lambda one: one.read(["what"]),
                    lambda one: one.action_tell(),
                    lambda one: one.action_hand_over(),
                ):
                    with self.assertRaises(AccessError):
                        call(found.with_user(user))

    def test_its_photo_is_not_exchanged(self):
        found = self.find()
        with self.refused(UserError, "can't be set here"):
            found.write({"image": photo((1, 2, 3))})

    def test_what_was_handed_over_is_frozen(self):
        found = self.find()
        found.action_tell()
        adviser = found.with_user(self.clerk)
        adviser.write({"recipient": "Mr. Wang", "signature": SIGNATURE})
        adviser.action_hand_over()
        with self.refused(AccessError, "a manager may correct it"):
            adviser.write({"recipient": "Mrs. Li"})
        found.with_user(self.manager).write({"recipient": "Mrs. Li"})

    def test_what_lies_here_is_told_once(self):
        found = self.find()
        register = self.env["aftersales.6s.valuable"]
        self.move(24 * 60)
        self.assertNotIn(found.sudo(), register.sweep())
        self.move(24 * 60 + 1)
        self.assertIn(found.sudo(), register.sweep())
        self.assertNotIn(found.sudo(), register.sweep())
        self.assertLessEqual(
            self.technician | self.clerk | self.manager,
            found.sudo().activity_ids.user_id,
        )

    def test_the_form(self):
        form = Form(self.env["aftersales.6s.valuable"].with_user(self.technician))
        form.what, form.plate, form.where_found = "Ring", "浙A1", "Boot"
        form.adviser_id, form.image = self.clerk_employee, photo()
        self.assertEqual(form.save().state, "found")


@tagged("post_install", "-at_install")
class TestToolCode(RegisterCommon, HttpCase):
    def open(self, login, token):
        self.authenticate(login, login)
        return self.url_open(f"/6s/t/{token}", allow_redirects=False)

    def test_the_code_on_a_tool_opens_it_for_those_who_may(self):
        page = self.open("as_technician", self.tool.token)
        self.assertEqual(page.status_code, 303)
        self.assertTrue(
            page.headers["Location"].endswith(f"/aftersales-6s-tools/{self.tool.id}")
        )
        for login, token in (
            ("as_technician", "nonsense"),
            ("as_foreign_clerk", self.tool.token),
            ("as_owner", self.tool.token),
        ):
            with self.subTest(login=login):
                self.assertEqual(self.open(login, token).status_code, 404)

    def test_without_login_one_is_asked_to_log_in(self):
        page = self.url_open(f"/6s/t/{self.tool.token}", allow_redirects=False)
        self.assertIn("/web/login", page.headers["Location"])
