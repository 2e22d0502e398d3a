"""Quick entry: the clerk's form while the phone rings (INT-1, INT-5)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestIntake(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "0510-8000 1234"
        cls.lot.write(
            {
                "aftersales_partner_id": cls.customer.id,
                "plate": "京A·12345",
                "vin": "LSVAA2183E2000001",
            }
        )
        cls.second_lot = cls._lot("RX45-0002", aftersales_partner_id=cls.customer.id)
        cls.fault = cls.env["aftersales.fault"].create(
            {"code": "E01", "name": "No heat", "company_id": cls.company.id}
        )

    @classmethod
    def _lot(cls, name, company=None, **values):
        company = company or cls.company
        return cls.env["stock.lot"].create(
            {
                "name": name,
                "product_id": cls.product.id,
                "company_id": company.id,
                **values,
            }
        )

    def intake(self, text, user=None):
        form = Form(self.env["aftersales.intake"].with_user(user or self.clerk))
        form.query = text
        return form

    def register(self, form):
        """Register what is on the form; the new request."""
        action = form.save().action_register()
        self.assertEqual(action["res_model"], "helpdesk.ticket")
        return self.env["helpdesk.ticket"].browse(action["res_id"])

    # Finding

    def test_int5_found_by_phone_serial_plate_vin_and_name(self):
        """INT-5: each of them finds the customer, and the product if it names one."""
        for text, lot in [
            ("0510-80001234", False),
            ("+86 510 8000 1234", False),
            ("8000 1234 转 3", False),
            ("RX45-0001", self.lot),
            ("rx45-0001", self.lot),
            ("京A12345", self.lot),
            ("京a·12345", self.lot),
            ("LSVAA2183E2000001", self.lot),
            ("Forge L", False),
        ]:
            with self.subTest(text):
                form = self.intake(text)
                self.assertEqual(form.partner_id, self.customer)
                self.assertEqual(form.lot_id.id, lot and lot.id)
                self.assertFalse(form.is_unknown)
                self.assertEqual(
                    self.lot + self.second_lot,
                    self.env["stock.lot"].browse(form.lot_ids.ids),
                )

    def test_int5_the_only_product_is_filled_in(self):
        self.second_lot.aftersales_partner_id = False
        self.assertEqual(self.intake("0510-80001234").lot_id, self.lot)

    def test_int5_open_requests_and_history_are_shown(self):
        open_ = self._create_ticket(lot_id=self.second_lot.id)
        closed = self._create_ticket()
        closed.with_user(self.clerk).action_close()
        form = self.intake("0510-80001234")
        self.assertEqual(form.open_ticket_ids.ids, open_.ids)
        self.assertEqual(set(form.ticket_ids.ids), {open_.id, closed.id})

    def test_int1_same_phone_for_two_customers(self):
        """INT-1: several hits are offered; nothing is guessed."""
        twin = self.env["res.partner"].create(
            {"name": "Twin", "phone": "+86 (510) 80001234"}
        )
        form = self.intake("0510 8000 1234")
        self.assertFalse(form.partner_id)
        self.assertEqual(
            set(form.match_partner_ids.ids), set((self.customer + twin).ids)
        )
        form.description = "No heat"
        with self.refused(UserError, "Several customers fit"):
            form.save().action_register()
        form = self.intake("0510 8000 1234")
        form.pick_partner_id = self.customer
        self.assertEqual(form.partner_id, self.customer)
        form.pick_lot_id = self.second_lot
        form.description = "No heat"
        ticket = self.register(form)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.lot_id, self.second_lot)

    def test_int5_exact_serial_wins_over_similar_ones(self):
        self._lot("RX45-00011", aftersales_partner_id=self.stranger.partner_id.id)
        form = self.intake("RX45-0001")
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.lot_id, self.lot)

    def test_signs_of_like_find_nothing_more(self):
        for text in ("%%", "__", "\\\\", "' OR 1=1", "x" * 500):
            with self.subTest(text):
                form = self.intake(text)
                self.assertFalse(form.match_lot_ids.ids)
                self.assertFalse(form.match_partner_ids.ids)

    def test_int5_other_company_s_products_are_not_found(self):
        self._lot("OTHER-1", self.other_company)
        foreign = self.env["res.partner"].create(
            {
                "name": "Abroad Inc.",
                "phone": "13900001111",
                "company_id": self.other_company.id,
            }
        )
        for text in ("OTHER-1", foreign.phone, foreign.name):
            with self.subTest(text):
                self.assertTrue(self.intake(text).is_unknown)

    # Registering

    def test_int1_known_customer_in_a_few_keys(self):
        """INT-1: number, product, fault: all else is filled in."""
        self.second_lot.aftersales_partner_id = False
        form = self.intake("0510-80001234")
        form.fault_id = self.fault
        ticket = self.register(form)
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": self.customer.id,
                    "customer_phone": "0510-8000 1234",
                    "lot_id": self.lot.id,
                    "product_id": self.product.id,
                    "fault_id": self.fault.id,
                    "fault_group": "E01",
                    "name": "No heat",
                    "company_id": self.company.id,
                    "accountable_id": self.clerk_employee.id,
                    "channel_id": self.env.ref(
                        "helpdesk_mgmt.helpdesk_ticket_channel_phone"
                    ).id,
                }
            ],
        )
        self.assertEqual(ticket.type_id.company_id, self.company)
        self.assertEqual(ticket.event_ids.mapped("code"), ["registered"])

    def test_int1_unknown_caller_becomes_a_customer(self):
        form = self.intake("139 1111 2222")
        self.assertTrue(form.is_unknown)
        self.assertEqual(form.new_phone, "139 1111 2222")
        form.new_name = "Wang Fang"
        form.description = "<b>No heat</b>"
        ticket = self.register(form)
        self.assertEqual(ticket.partner_id.name, "Wang Fang")
        self.assertEqual(ticket.partner_id.phone_digits, "13911112222")
        self.assertIn("&lt;b&gt;", ticket.description)
        again = self.intake("+86 13911112222")
        self.assertEqual(again.partner_id, ticket.partner_id)

    def test_int1_unknown_product_of_a_caller_gets_its_owner(self):
        lot = self._lot("NEW-1")
        form = self.intake("NEW-1")
        self.assertEqual(form.lot_id, lot)
        form.partner_id = self.stranger.partner_id
        self.assertEqual(form.lot_id, lot)
        form.description = "x"
        self.register(form)
        self.assertEqual(lot.aftersales_partner_id, self.stranger.partner_id)

    def test_int1_two_clerks_make_one_customer(self):
        tickets = []
        forms = [self.intake("139 1111 2222") for _number in range(2)]
        for form in forms:
            form.new_name = "Wang Fang"
            form.description = "x"
            tickets.append(self.register(form))
        self.assertEqual(tickets[0].partner_id, tickets[1].partner_id)

    def test_int1_caller_without_a_name_stays_a_number(self):
        form = self.intake("139 1111 2222")
        form.description = "Asks for a price"
        ticket = self.register(form)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.caller_phone, "139 1111 2222")
        again = self.intake("13911112222")
        self.assertEqual(again.match_ticket_ids.ids, ticket.ids)

    def test_int1_nothing_to_go_by_is_refused(self):
        form = Form(self.env["aftersales.intake"].with_user(self.clerk))
        form.description = "x"
        with self.refused(UserError, "name or the phone number"):
            form.save().action_register()
        with self.refused(UserError, "what the customer reports"):
            self.intake("0510-80001234").save().action_register()

    def test_register_and_next(self):
        form = self.intake("0510-80001234")
        form.description = "x"
        action = form.save().action_register_next()
        self.assertRegex(action["params"]["message"], "HT")
        self.assertEqual(action["params"]["next"]["res_model"], "aftersales.intake")

    # Duplicates

    def test_int1_open_request_for_the_product_is_shown_and_reminded(self):
        """INT-1: a second call adds to the request instead of making another."""
        ticket = self._create_ticket()
        form = self.intake("RX45-0001")
        self.assertEqual(form.duplicate_id, ticket)
        form.caller_name = "Mr. Li"
        form.description = "Still cold"
        self.move(5)
        count = self.env["helpdesk.ticket"].search_count([])
        wizard = form.save()
        self.assertEqual(wizard.action_open_duplicate()["res_id"], ticket.id)
        self.assertEqual(wizard.action_remind()["res_id"], ticket.id)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), count)
        event = ticket.event_ids.filtered(lambda event: event.code == "reminded")
        self.assertRecordValues(
            event,
            [
                {
                    "note": "Mr. Li: Still cold",
                    "at": self.minute(5),
                    "employee_id": self.clerk_employee.id,
                }
            ],
        )
        ticket.with_user(self.clerk).action_close()
        self.env.invalidate_all()
        with self.refused(UserError, "No request is open"):
            wizard.action_remind()

    def test_int1_duplicates_of_another_company_don_t_count(self):
        """INT-1: the same serial in another company, or shared by both."""
        shared = self._lot("SHARED-1")
        shared.company_id = False
        mine = self._create_ticket(lot_id=shared.id)
        foreign = self._create_ticket(
            lot_id=shared.id,
            company_id=self.other_company.id,
            type_id=False,
            accountable_id=self.foreign_employee.id,
        )
        own = self._lot("RX45-0001", self.other_company)
        foreign_own = self._create_ticket(
            lot_id=own.id,
            company_id=self.other_company.id,
            type_id=False,
            accountable_id=self.foreign_employee.id,
        )
        self.assertFalse(mine.open_request_id)
        self.assertFalse(foreign.open_request_id)
        self.assertFalse(foreign_own.open_request_id)
        self.assertFalse(self.intake("RX45-0001").duplicate_id)
        self.assertEqual(self.intake("SHARED-1").duplicate_id, mine)
        self.assertEqual(
            self.intake("SHARED-1", self.foreign_clerk).duplicate_id, foreign
        )

    def test_int1_normal_form_warns_as_well(self):
        first = self._create_ticket()
        form = Form(self.env["helpdesk.ticket"].with_user(self.clerk))
        self.assertFalse(form.open_request_id)
        form.lot_id = self.lot
        self.assertEqual(form.open_request_id, first)
        self.assertEqual(form.partner_id, self.customer)
        form.description = "<p>x</p>"
        second = form.save()
        tickets = self.env["helpdesk.ticket"]
        self.assertEqual(first.open_request_id, second)
        self.assertEqual(
            tickets.search([("open_request_id", "!=", False)]), first + second
        )
        self.assertNotIn(first, tickets.search([("open_request_id", "=", False)]))
        second.duplicate_id = first
        self.env.invalidate_all()
        self.assertFalse(first.open_request_id)
        first.with_user(self.clerk).action_close()
        self.env.invalidate_all()
        self.assertFalse(second.open_request_id)

    # Rights

    def test_inf1_quick_entry_is_the_clerks(self):
        for user in (self.technician, self.nobody, self.owner):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.env["aftersales.intake"].with_user(user).create({"query": "x"})

    def test_inf1_a_forged_company_is_refused(self):
        intake = (
            self.env["aftersales.intake"]
            .with_user(self.clerk)
            .create(
                {
                    "company_id": self.other_company.id,
                    "partner_id": self.customer.id,
                    "description": "x",
                }
            )
        )
        with self.assertRaises(AccessError):
            intake.action_register()

    def test_inf1_another_clerk_s_entry_is_not_read(self):
        intake = self.env["aftersales.intake"].with_user(self.clerk).create({})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            intake.with_user(self.manager).action_register()
