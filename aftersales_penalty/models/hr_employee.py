from odoo import models
from odoo.tools import SQL


class HrEmployee(models.Model):
    """Where somebody worked on a day, and who led them then (hr.version)."""

    _inherit = "hr.employee"

    def _departments_on(self, pairs):
        """Departments of employees on days, read with one query.

        :param pairs: (employee id, date)
        :return: dict of (employee id, date) → department id, if there was one
        """
        return {key: row[0] for key, row in self._versions_on(pairs).items() if row[0]}

    def _managers_on(self, pairs):
        """Who led employees on days: the head of the department then, else the manager.

        Nobody leads themselves; the head of a department is led by the one above.

        :param pairs: (employee id, date)
        :return: dict of (employee id, date) → employee id, if there is one
        """
        found = {}
        for key, (_department, manager) in self._versions_on(pairs).items():
            if manager:
                found[key] = manager
        return found

    def _versions_on(self, pairs):
        """(department id, manager's employee id) of employees on days."""
        pairs = sorted({pair for pair in pairs if all(pair)})
        if not pairs:
            return {}
        for model in ("hr.version", "hr.department", "hr.employee"):
            self.env[model].flush_model()
        employees, days = (list(column) for column in zip(*pairs, strict=True))
        rows = self.env.execute_query(
            SQL(
                """SELECT asked.employee_id, asked.day, version.department_id,
                    CASE WHEN department.manager_id <> asked.employee_id
                         THEN department.manager_id
                         WHEN above.manager_id <> asked.employee_id
                         THEN above.manager_id
                         ELSE NULLIF(employee.parent_id, asked.employee_id) END
                FROM unnest(%s::int[], %s::date[]) AS asked(employee_id, day)
                JOIN hr_employee employee ON employee.id = asked.employee_id
                LEFT JOIN LATERAL (
                    SELECT department_id FROM hr_version
                    WHERE employee_id = asked.employee_id AND active
                    ORDER BY date_version > asked.day, abs(date_version - asked.day)
                    LIMIT 1
                ) version ON true
                LEFT JOIN hr_department department
                    ON department.id = version.department_id
                LEFT JOIN hr_department above ON above.id = department.parent_id""",
                employees,
                days,
            )
        )
        return {(one, day): (dep, boss) for one, day, dep, boss in rows}
