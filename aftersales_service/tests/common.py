"""One small company for all tests: its people, limits, checklist and customer.

It is made from nothing, at one fixed moment: no demo data, no time of day.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo.tests import HttpCase, freeze_time, new_test_user

from odoo.addons.base.tests.common import BaseCommon

#: The moment of all tests, UTC; 10:00 in Shanghai, a Monday
NOW = datetime(2026, 3, 2, 2, 0)
#: A picture of one pixel: the customer's signature
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)
GROUP = "aftersales_service.group_aftersales_"
#: The life of a visit: fact, minutes after NOW
LIFE = (
    ("dispatched", 10),
    ("departed", 30),
    ("arrived", 120),
    ("finished", 240),
    ("signed", 250),
    ("approved", 300),
)


class AftersalesCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        cls.frozen = cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        # this database may speak Chinese only
        cls.env["res.lang"]._activate_lang("en_US")
        cls.other_company = cls._make_company("Otherwhere Furnaces")
        cls._make_people()
        cls._make_rules()
        cls._make_customer()

    def setUp(self):
        super().setUp()
        self.move()

    @classmethod
    def setup_independent_company(cls, **kwargs):
        return cls._make_company("Eastern Furnaces")

    @classmethod
    def _make_company(cls, name):
        company = cls.env["res.company"].create(
            # else a team that this database has given the superuser comes in
            {"name": name, "helpdesk_mgmt_ticket_auto_assign": False}
        )
        company.resource_calendar_id.tz = "Asia/Shanghai"
        return company

    @classmethod
    def _make_people(cls):
        cls.technician, cls.engineer = cls._make_user("technician", "technician")
        cls.other_technician, cls.other_engineer = cls._make_user(
            "other_technician", "technician"
        )
        cls.clerk, cls.clerk_employee = cls._make_user("clerk", "clerk")
        cls.manager, cls.manager_employee = cls._make_user("manager", "manager")
        cls.foreign_clerk, cls.foreign_employee = cls._make_user(
            "foreign_clerk", "clerk", cls.other_company
        )
        cls.nobody = new_test_user(
            cls.env,
            "as_nobody",
            company_id=cls.company.id,
            tz="Asia/Shanghai",
            lang="en_US",
        )

    @classmethod
    def _make_user(cls, name, group, company=None):
        """A user ``as_<name>`` with an employee of the same name."""
        company = company or cls.company
        user = new_test_user(
            cls.env,
            f"as_{name}",
            groups=f"base.group_user,{GROUP}{group}",
            name=name.replace("_", " ").title(),
            company_id=company.id,
            tz="Asia/Shanghai",
            lang="en_US",  # whatever else this database speaks
        )
        employee = cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": company.id}
        )
        return user, employee

    @classmethod
    def _make_rules(cls):
        types = cls.env["helpdesk.ticket.type"].create(
            [
                {
                    "name": name.title(),
                    "code": name,
                    "kind": name,
                    "company_id": cls.company.id,
                }
                for name in ("repair", "consultation")
            ]
        )
        cls.repair, cls.consultation = types
        cls.t02 = cls._make_policy("T-02", "responded", 3)
        cls.t03 = cls._make_policy("T-03", "solution_proposed", 6)
        cls.t04 = cls._make_policy(
            "T-04",
            "arrived",
            72,
            type_ids=cls.repair.ids,
            accountable_role="leader",
        )
        cls.items = cls.env["aftersales.report.item"].create(
            [
                {
                    "name": name,
                    "code": name.lower().replace(" ", "_"),
                    "kind": kind,
                    "required": required,
                    "company_id": cls.company.id,
                    "type_ids": [(6, 0, type_.ids)],
                    "sequence": sequence,
                }
                for sequence, (name, kind, required, type_) in enumerate(
                    [
                        ("Power cut off", "check", True, types[:0]),
                        ("Running hours", "number", True, types[:0]),
                        ("Parts replaced", "text", True, cls.repair),
                        ("Opened before", "text", False, cls.repair),
                        ("Brochure handed out", "check", True, cls.consultation),
                    ]
                )
            ]
        )

    @classmethod
    def _make_policy(cls, code, stop, hours, **values):
        return cls.env["aftersales.clock.policy"].create(
            {
                "code": code,
                "name": f"Limit {code}",
                "company_id": cls.company.id,
                "start_event": "registered",
                "stop_event": stop,
                "limit_value": hours,
                "limit_unit": "hour",
                **values,
            }
        )

    @classmethod
    def _make_customer(cls):
        partners = cls.env["res.partner"]
        cls.customer = partners.create(
            {
                "name": "Forge Ltd.",
                "is_company": True,
                "city": "Wuxi",
                "street": "8 Steel Road",
                "phone": "0510-8000",
            }
        )
        cls.owner = cls._make_portal_user("as_owner", cls.customer)
        cls.stranger = cls._make_portal_user(
            "as_stranger",
            partners.create({"name": "Stranger Ltd.", "is_company": True}),
        )
        product = cls.env["product.product"].create(
            {"name": "Furnace RX-45", "type": "consu", "is_storable": True}
        )
        product.tracking = "serial"
        cls.product = product
        cls.lot = cls.env["stock.lot"].create(
            {
                "name": "RX45-0001",
                "product_id": product.id,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_portal_user(cls, login, company_partner):
        person = cls.env["res.partner"].create(
            {"name": login, "parent_id": company_partner.id, "email": f"{login}@x.test"}
        )
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=person.id,
            company_id=cls.company.id,
            lang="en_US",
        )

    # Factories

    @classmethod
    def _create_ticket(cls, **values):
        return cls.env["helpdesk.ticket"].create(
            {
                "name": "Furnace stays cold",
                "description": "<p>No heat since this morning</p>",
                "company_id": cls.company.id,
                "partner_id": cls.owner.partner_id.id,
                "type_id": cls.repair.id,
                "lot_id": cls.lot.id,
                "accountable_id": cls.clerk_employee.id,
                **values,
            }
        )

    @classmethod
    def _create_visit(cls, ticket=None, **values):
        ticket = ticket or cls._create_ticket()
        return cls.env["aftersales.visit"].create(
            {
                "ticket_id": ticket.id,
                "leader_id": cls.engineer.id,
                "planned_at": NOW + timedelta(hours=2),
                **values,
            }
        )

    # Steps

    @contextmanager
    def refused(self, error, text):
        """The block is refused with a message like this, and undone."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), text)

    def move(self, minutes=0, seconds=0, to=None):
        """Set the clock to so long after NOW; what depends on it is read anew."""
        self.env.flush_all()
        self.frozen.move_to(to or NOW + timedelta(minutes=minutes, seconds=seconds))
        self.env.invalidate_all()

    def minute(self, minutes):
        return NOW + timedelta(minutes=minutes)

    def fill_report(self, visit):
        """Write all that a complete report needs."""
        visit.write(
            {
                "findings": "No heat in zone 2",
                "cause": "Contactor K2 burnt",
                "action_taken": "Contactor replaced, furnace run up to 900 degrees",
                "customer_opinion": "Quick and clean",
            }
        )
        for line in visit.line_ids:
            if line.kind == "check":
                line.done = True
            else:
                line.value = "4711" if line.kind == "number" else "K2"
        return visit

    def live(self, visit, until):
        """Live a visit up to a fact, each step by the person whose step it is."""
        if visit.state == "draft":
            self.fill_report(visit)
        for code, minutes in LIFE:
            if code not in visit.event_ids.mapped("code"):
                self.move(minutes)
                self._step(visit, code)
            if code == until:
                break
        return visit

    def _step(self, visit, code):
        if code == "dispatched":
            visit.with_user(self.clerk).action_dispatch()
        elif code == "signed":
            visit._sign("Mr. Wang", SIGNATURE, signed_from="10.0.0.7 -")
            if visit.satisfaction_due:
                visit._answer_satisfaction("5", "Thank you")
        elif code == "approved":
            visit.with_user(self.manager).action_approve()
        else:
            visit.with_user(self.technician).record_event(code)

    def clock(self, ticket, policy):
        """The one clock of a request by this policy."""
        found = ticket.clock_ids.filtered(lambda clock: clock.policy_id == policy)
        self.assertEqual(len(found), 1, f"one clock {policy.code}")
        return found


class AftersalesHttpCommon(AftersalesCommon, HttpCase):
    """The same company, whose pages speak English unless a visitor doesn't."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
