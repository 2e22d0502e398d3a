"""Employees with wages, in cities with minimum wages, and cases that are final."""

from datetime import date, datetime, timedelta

from odoo.addons.aftersales_service.tests.common import SIGNATURE

from .common import PenaltyCommon

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
#: When the cases of the tests are decided, naive UTC
DECIDED = datetime(2026, 1, 10, 2, 0)
APPEAL_DAYS = 10


class SheetCommon(PenaltyCommon):
    """The technician earns 5,000 where at least 2,740 must remain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # how grave decisions are approved is another story
        cls.company.aftersales_penalty_approval_limit = 100000
        cls.sheets = cls.env["aftersales.penalty.sheet"]
        cls.city, cls.town = cls.env["aftersales.wage.region"].create(
            [{"name": "City of the tests"}, {"name": "Town of the tests"}]
        )
        cls.floor = cls._make_floor(cls.city, 2740)
        cls._make_floor(cls.town, 2490)
        cls.company.aftersales_region_id = cls.city
        cls._pay(cls.engineer, 5000)
        cls.hr_manager, cls.hr_manager_employee = cls._make_user("hr_manager", "hr")
        cls.hr_manager.group_ids += cls.env.ref("hr.group_hr_manager")
        cls.loss = cls._make_rule("L-1", consequence="loss_share", money_type="loss")
        cls.pay = cls._make_rule("P-1", consequence="fine", money_type="performance")
        cls.fine = cls._make_rule("F-1", consequence="fine", money_type="fine")
        cls.reward = cls._make_rule("R-1", consequence="reward", amount=100)

    @classmethod
    def _make_floor(cls, region, amount, date_from="2025-01-01", **values):
        return cls.env["aftersales.minimum.wage"].create(
            {
                "region_id": region.id,
                "date_from": date_from,
                "amount": amount,
                "currency_id": cls.company.currency_id.id,
                **values,
            }
        )

    @classmethod
    def _pay(cls, employee, wage, since="2025-01-01"):
        version = employee.version_id
        version.write({"date_version": since, "wage": wage})

    @classmethod
    def _raise(cls, employee, wage, since):
        return employee.create_version({"date_version": since, "wage": wage})

    @classmethod
    def _case(cls, rule, amount, employee=None, decided_at=DECIDED, **values):
        """A confirmed case, past the days for an appeal."""
        employee = employee or cls.engineer
        case = cls.env["aftersales.penalty"].create(
            {
                "employee_id": employee.id,
                "company_id": employee.company_id.id,
                "rule_id": rule.id,
                "happened_at": decided_at - timedelta(days=5),
                "description": "It happened",
                "loss": amount,
                "amount": amount,
            }
        )
        case.write(
            {
                "state": "confirmed",
                "decided_at": decided_at,
                "decided_by_id": cls.manager.id,
                "appeal_until": decided_at.date() + timedelta(days=APPEAL_DAYS),
                **values,
            }
        )
        return case

    @classmethod
    def _basis(cls, user=None, **values):
        return (
            cls.env["aftersales.legal.basis"]
            .with_user(user or cls.hr_manager)
            .create(
                {
                    "name": "Wage payment regulations",
                    "article": "Article 34",
                    "region_id": cls.city.id,
                    "company_id": cls.company.id,
                    "valid_from": "2025-01-01",
                    "paper": SIGNATURE,
                    **values,
                }
            )
        )

    # Steps

    def make(self, month=JANUARY, employees=None, user=None):
        """Make the sheets as HR; returns them for the superuser."""
        sheets = self.sheets.with_user(user or self.hr).with_company(self.company)
        found = sheets.make(month, employees)
        self.env.flush_all()
        self.env.invalidate_all()
        return found.sudo()

    def sheet(self, month=JANUARY, employee=None, **values):
        """The sheet of one employee, made anew."""
        employee = employee or self.engineer
        self.make(month)
        found = self.sheets.search(
            [("employee_id", "=", employee.id), ("month", "=", month)]
        )
        if values:
            found.with_user(self.hr).write(values)
        return found

    def present(self, sheet):
        sheet.with_user(self.hr).action_present()
        return sheet

    def sign(self, sheet):
        user = sheet.employee_id.user_id
        sheet.with_user(user).action_sign(SIGNATURE)
        return sheet

    def lock(self, sheet):
        """Present, note why it isn't signed, lock."""
        for one in sheet:
            if one.state == "draft":
                self.present(one)
            if not one.signed_at:
                one.with_user(self.hr).unsigned_reason = "Signed on paper"
        sheet.with_user(self.hr).action_lock()
        return sheet

    def settle(self, month=JANUARY, **values):
        """Make, change and lock the sheet of the technician."""
        return self.lock(self.sheet(month, **values))

    def story(self, sheet, *names):
        """Values of the lines in their order, as one reads them."""
        return [tuple(line[name] for name in names) for line in sheet.line_ids]
