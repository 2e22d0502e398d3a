"""What the clerk asks: fault, class, major issues, caller (INT-1 … INT-3)."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon

KINDS = {
    "repair",
    "complaint",
    "return",
    "installation",
    "consultation",
    "visit",
    "parts",
    "incident",
}


@tagged("post_install", "-at_install")
class TestTicketIntake(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engine = cls._fault("ENG", "Engine")
        cls.piston = cls._fault("P1", "Piston", parent_id=cls.engine.id)
        cls.ring = cls._fault("P11", "Ring", parent_id=cls.piston.id)

    @classmethod
    def _fault(cls, code, name, company=None, **values):
        company = company or cls.company
        return cls.env["aftersales.fault"].create(
            {"code": code, "name": name, "company_id": company.id, **values}
        )

    # Faults

    def test_int1_fault_s_group_is_its_root(self):
        """INT-1: limits choose requests by the main group of the fault."""
        self.assertEqual(self.ring.group_code, "ENG")
        self.assertEqual(self.ring.display_name, "Engine / Piston / Ring")
        ticket = self._create_ticket(fault_id=self.ring.id)
        self.assertEqual(ticket.fault_group, "ENG")
        self.engine.code = "MOTOR"
        self.assertEqual(self.ring.group_code, "MOTOR")
        self.ring.parent_id = False
        self.assertEqual(self.ring.group_code, "P11")

    def test_int1_limit_follows_the_fault_s_group(self):
        far = self._make_policy("T-ENG", "responded", 1)
        far.domain = "[('fault_group', '=', 'ENG')]"
        ticket = self._create_ticket()
        self.assertNotIn(far, ticket.clock_ids.policy_id)
        ticket.fault_id = self.ring
        self.assertIn(far, ticket.clock_ids.policy_id)

    def test_limit_follows_distance(self):
        far = self._make_policy("T-FAR", "responded", 1)
        far.domain = "[('distance_km', '>', 100)]"
        self.assertNotIn(far, self._create_ticket().clock_ids.policy_id)
        self.assertIn(far, self._create_ticket(distance_km=101).clock_ids.policy_id)
        self.customer.with_company(self.company).service_distance_km = 300
        ticket = self._create_ticket(company_id=self.company.id)
        self.assertEqual(ticket.distance_km, 300)
        self.assertIn(far, ticket.clock_ids.policy_id)

    def test_fault_code_is_unique_per_company(self):
        self._fault("ENG", "Engine", self.other_company)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._fault("ENG", "Engine again")

    def test_fault_has_no_circle(self):
        with self.assertRaises(UserError):
            self.engine.parent_id = self.ring

    def test_fault_of_another_company_is_refused(self):
        foreign = self._fault("F", "Foreign", self.other_company)
        with self.assertRaises(UserError):
            self._create_ticket(fault_id=foreign.id)
        with self.assertRaises(UserError):
            self.ring.parent_id = foreign
        mine = self.env["aftersales.fault"].with_user(self.clerk)
        self.assertNotIn(foreign, mine.search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.clerk).read(["name"])

    def test_inf1_only_managers_keep_faults_and_papers(self):
        values = {"code": "x", "name": "x", "company_id": self.company.id}
        for model in ("aftersales.fault", "aftersales.document.kind"):
            self.env[model].with_user(self.manager).create(values)
            for user in (self.clerk, self.technician, self.owner, self.nobody):
                with self.subTest(f"{model} {user.login}"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create({**values, "code": "y"})

    # Types and classes

    def test_int2_all_kinds_of_request_exist(self):
        """INT-2: repair, complaint, return, installation, … incident."""
        field = self.env["helpdesk.ticket.type"]._fields["kind"]
        self.assertEqual({key for key, _label in field.selection}, KINDS)

    def test_int3_class_comes_with_the_type(self):
        """INT-3: general, technical or repair, as the type says; a clerk may differ."""
        self.repair.request_class = "repair"
        ticket = self._create_ticket()
        self.assertEqual(ticket.request_class, "repair")
        ticket.request_class = "technical"
        ticket.type_id = self.consultation
        self.assertEqual(ticket.request_class, "technical")
        self.assertEqual(
            self._create_ticket(request_class="general").request_class, "general"
        )

    def test_int3_limit_follows_the_class(self):
        policy = self._make_policy("T-TECH", "responded", 1)
        policy.domain = "[('request_class', '=', 'technical')]"
        self.consultation.request_class = "technical"
        ticket = self._create_ticket()
        ticket.type_id = self.consultation
        self.assertIn(policy, ticket.clock_ids.policy_id)

    def test_int3_major_issue_is_told_at_once(self):
        """INT-3: highest priority, message and activity for the managers."""
        ticket = self._create_ticket(priority="0")
        self.assertFalse(ticket.activity_ids)
        ticket.with_user(self.clerk).is_major = True
        self.assertEqual(ticket.priority, "3")
        self.assertIn(self.manager, ticket.activity_ids.user_id)
        self.assertNotIn(self.foreign_clerk, ticket.activity_ids.user_id)
        told = ticket.message_ids.notified_partner_ids
        self.assertIn(self.manager.partner_id, told)
        self.assertNotIn(self.owner.partner_id, told)
        activities = len(ticket.activity_ids)
        ticket.with_user(self.clerk).is_major = True
        self.assertEqual(len(ticket.activity_ids), activities)

    def test_int3_leader_of_the_team_takes_it_up(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Hotline",
                "company_id": self.company.id,
                "user_id": self.clerk.id,
                "user_ids": [(6, 0, self.clerk.ids)],
            }
        )
        ticket = self._create_ticket(team_id=team.id, is_major=True)
        self.assertEqual(ticket.priority, "3")
        self.assertEqual(ticket.activity_ids.user_id, self.clerk)

    # Caller and phones

    def test_int1_requests_are_found_by_phone(self):
        ticket = self._create_ticket(
            customer_phone="0510-8000 1234", caller_phone="+86 139 1111 2222"
        )
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        for text in ("0510 80001234", "80001234", "139-1111-2222", "11112222"):
            with self.subTest(text):
                self.assertEqual(
                    tickets.search([("phone_masked", "ilike", text)]), ticket
                )
        self.assertFalse(tickets.search([("phone_masked", "ilike", "no digits")]))
        self.assertEqual(ticket.phone_masked, "051****1234")

    def test_int5_requests_are_found_by_plate(self):
        self.lot.plate = "京A·12345"
        ticket = self._create_ticket()
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        self.assertIn(ticket, tickets.search([("lot_id", "ilike", "京a 123")]))
        self.assertEqual(ticket.plate, "京A12345")

    def test_readings_are_not_negative(self):
        for name in ("reading_km", "reading_hours", "distance_km"):
            with self.subTest(name), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self._create_ticket(**{name: -1})

    def test_form_warns_and_fills(self):
        form = Form(self.env["helpdesk.ticket"].with_user(self.clerk))
        form.is_major = True
        self.assertEqual(form.priority, "3")
        form.type_id = self.repair
        form.fault_id = self.ring
        form.reading_km = 12000
        form.description = "<p>x</p>"
        self.assertEqual(form.save().fault_group, "ENG")


@tagged("post_install", "-at_install")
class TestCustomerFile(AftersalesCommon):
    """INT-5: the customer's file."""

    def test_int5_products_and_services_of_the_whole_customer(self):
        self.lot.aftersales_partner_id = self.owner.partner_id
        ticket = self._create_ticket()
        customer = self.customer.with_user(self.clerk)
        self.assertEqual(customer.aftersales_lot_ids, self.lot)
        self.assertEqual(customer.aftersales_ticket_ids, ticket)
        self.assertEqual(customer.aftersales_lot_count, 1)
        action = customer.action_view_aftersales_tickets()
        found = self.env["helpdesk.ticket"].search(action["domain"])
        self.assertEqual(found, ticket)
        action = customer.action_view_aftersales_lots()
        self.assertEqual(self.env["stock.lot"].search(action["domain"]), self.lot)
        self.assertEqual(self.lot.aftersales_open_count, 1)
        ticket.with_user(self.clerk).action_close()
        self.env.invalidate_all()
        self.assertEqual(self.lot.aftersales_open_count, 0)
        self.assertEqual(self.lot.aftersales_ticket_count, 1)

    def test_int5_clerk_keeps_the_file_without_the_stock(self):
        form = Form(
            self.lot.with_user(self.clerk), "aftersales_service.stock_lot_view_form"
        )
        form.aftersales_partner_id = self.customer
        form.plate = "沪a-d12345"
        form.purchase_date = "2026-01-02"
        form.warranty_end_date = "2027-01-01"
        self.assertEqual(form.save().plate, "沪AD12345")
        lot = self.lot.with_user(self.clerk)
        suggested = lot._message_get_suggested_recipients()
        self.assertIn(self.customer.id, [found["partner_id"] for found in suggested])
        lot.message_post(body="Card seen")
        view = self.env.ref("aftersales_service.stock_lot_view_form")
        self.assertEqual(self.lot.with_user(self.clerk).get_formview_id(), view.id)
        self.assertNotEqual(self.lot.get_formview_id(), view.id)
        names = self.env["stock.lot"].with_user(self.clerk).name_search("沪A·D1")
        self.assertEqual([id_ for id_, _name in names], self.lot.ids)

    def test_int5_customer_s_form_opens_for_each_role(self):
        for user in (self.clerk, self.technician, self.manager):
            with self.subTest(user.login):
                form = Form(self.customer.with_user(user))
                self.assertEqual(form.aftersales_lot_count, 0)

    def test_warranty_doesn_t_end_before_purchase(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.lot.write(
                {"purchase_date": "2026-01-02", "warranty_end_date": "2026-01-01"}
            )
            self.env.flush_all()

    def test_inf1_technician_reads_the_file_and_no_more(self):
        lot = self.lot.with_user(self.technician)
        self.assertEqual(lot.name, "RX45-0001")
        for record, values in (
            (lot, {"plate": "x"}),
            (self.customer.with_user(self.technician), {"phone": "1"}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        for user in (self.owner, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.lot.with_user(user).read(["plate"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).read(["phone_digits"])

    def test_owner_of_another_company_is_refused(self):
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.lot.aftersales_partner_id = foreign

    def test_int1_phone_search_of_customers(self):
        self.customer.phone = "+86 (510) 8000-1234"
        partners = self.env["res.partner"].with_user(self.clerk)
        found = partners.search([("phone_masked", "ilike", "0510 80001234")])
        self.assertEqual(found, self.customer)
        self.assertEqual(self.customer.phone_masked, "051****1234")
        self.customer.phone = False
        self.assertFalse(self.customer.phone_digits)


@tagged("post_install", "-at_install")
class TestChannels(AftersalesCommon):
    def test_int1_every_channel_exists_once(self):
        """INT-1: call, hotline, WeChat, letter, counter, portal, mail, on site."""
        names = ("hotline", "wechat", "letter", "counter", "on_site")
        ours = [f"aftersales_service.channel_{name}" for name in names]
        theirs = [
            f"helpdesk_mgmt.helpdesk_ticket_channel_{name}"
            for name in ("phone", "email", "web", "other")
        ]
        channels = [self.env.ref(xmlid) for xmlid in ours + theirs]
        self.assertEqual(len({channel.name for channel in channels}), len(channels))
        self.assertFalse(any(channel.company_id for channel in channels[:5]))
