"""The same small company, which goes by a regulation that everybody has signed."""

from datetime import date

from odoo.addons.aftersales_service.tests.common import AftersalesCommon

#: From this day on the regulation of the tests is in force
IN_FORCE = date(2026, 1, 1)
#: When everybody acknowledged it
SIGNED = date(2025, 12, 20)


class PenaltyCommon(AftersalesCommon):
    """Proposals are switched on; there are HR, a branch manager and a seller, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.aftersales_penalty_on = True
        cls.regulation = cls._make_regulation()
        cls._acknowledge(cls.regulation)

    @classmethod
    def _make_people(cls):
        found = super()._make_people()
        for role in ("hr", "branch_manager", "sales"):
            user, employee = cls._make_user(role, role)
            setattr(cls, role, user)
            setattr(cls, f"{role}_employee", employee)
        return found

    @classmethod
    def _make_regulation(cls, **values):
        """A regulation in force, still without clauses."""
        return cls._publish(
            cls.env["aftersales.regulation"].create(
                {
                    "name": "Rules of the tests",
                    "code": "TEST",
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )

    @classmethod
    def _publish(cls, regulation):
        regulation.write(
            {
                "adopted_on": "2025-12-01",
                "published_on": "2025-12-10",
                "valid_from": IN_FORCE,
            }
        )
        regulation.action_publish()
        return regulation

    @classmethod
    def _acknowledge(cls, regulation, employees=None, signed_on=SIGNED):
        """Employees have signed that they read it; default: all of the company."""
        if employees is None:
            employees = cls.env["hr.employee"].search(
                [("company_id", "=", regulation.company_id.id)]
            )
        return cls.env["aftersales.regulation.acknowledgement"].create(
            [
                {
                    "regulation_id": regulation.id,
                    "employee_id": employee.id,
                    "signed_on": signed_on,
                    "how": "odoo",
                }
                for employee in employees
            ]
        )

    @classmethod
    def _make_rule(cls, code="T-1", trigger="manual", **values):
        """A clause of the regulation; superusers may still add one."""
        return cls.env["aftersales.penalty.rule"].create(
            {
                "regulation_id": cls.regulation.id,
                "code": code,
                "name": f"Clause {code}",
                "trigger": trigger,
                "amount": 30,
                **values,
            }
        )

    def propose(self, user=None):
        """What is new to be proposed by now, for the manager; a cron does as much."""
        self.env["aftersales.clock"].sweep()
        cases = self.env["aftersales.penalty"].with_user(user or self.manager).propose()
        return cases.sudo()
