"""Who sees and changes what of ledger and months: every role, by trying (INF-1)."""

from psycopg2 import IntegrityError

from odoo.exceptions import (
    AccessError,
    MissingError,
    UserError,
    ValidationError,
)
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .ledger_common import AFTER_MARCH, MARCH, LedgerCommon

#: Roles that see the ledger of all accounts
ALL = ("manager", "keeper", "finance", "branch_manager", "general_manager")
SEEN = dict.fromkeys(ALL, "r")
#: model → role → what it may do: read, create. Nobody writes or deletes by hand what
#: follows from steps; roles that aren't named may do nothing.
MATRIX = {
    "aftersales.part.ledger": {**SEEN, "technician": "r"},
    "aftersales.part.revaluation": SEEN,
    "aftersales.month": {
        **SEEN,
        **dict.fromkeys(
            ("manager", "finance", "branch_manager", "general_manager"), "rc"
        ),
    },
    "aftersales.month.check": SEEN,
    "aftersales.month.break": SEEN,
    "aftersales.part.statement": {
        **SEEN,
        **dict.fromkeys(("manager", "keeper", "finance"), "rc"),
    },
}
ROLES = (
    *ALL,
    "technician",
    "other_technician",
    "clerk",
    "foreign_clerk",
    "foreign_manager",
    "buyer",
    "quality",
    "sales",
    "hr",
    "owner",
    "stranger",
    "nobody",
    "station_user",
)


@tagged("post_install", "-at_install")
class TestLedgerRights(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_manager, _employee = cls._make_user(
            "foreign_manager", "manager", cls.other_company
        )
        cls.station_user = new_test_user(
            cls.env,
            "as_station_user",
            groups="aftersales_service.group_aftersales_station",
            company_id=cls.company.id,
        )
        cls.station_user.partner_id.parent_id = cls.station_partner
        cls.buy(cls.depot, cls.average, 5, 40)
        cls.give(cls.depot, cls.mine, cls.average, 2)
        cls.give(cls.depot, cls.station, cls.average, 1)
        cls.month = cls.make_month()
        cls.tick(AFTER_MARCH)
        check = (
            cls.env["aftersales.month.check"]
            .sudo()
            .create({"month_id": cls.month.id, "code": "stock", "state": "broken"})
        )
        cls.break_ = (
            cls.env["aftersales.month.break"]
            .sudo()
            .create({"check_id": check.id, "name": "x"})
        )
        cls.revaluation = (
            cls.env["aftersales.part.revaluation"]
            .sudo()
            .create(
                {
                    "month_id": cls.month.id,
                    "holder_id": cls.mine.id,
                    "product_id": cls.average.id,
                    "amount": 1,
                    "reason": "valuation",
                }
            )
        )
        cls.statement = cls.env["aftersales.part.statement"].create(
            {"month_id": cls.month.id, "holder_id": cls.station.id}
        )

    def scene(self):
        """model → a record, values to create another one."""
        month = {"month_id": self.month.id}
        part = {"holder_id": self.mine.id, "product_id": self.average.id}
        check = self.break_.check_id
        return {
            "aftersales.part.ledger": (self.ledger(MARCH, self.mine), {"month": MARCH}),
            "aftersales.part.revaluation": (
                self.revaluation,
                {**month, **part, "amount": 1, "reason": "valuation"},
            ),
            "aftersales.month": (
                self.month,
                {"date_from": "2025-01-01", "company_id": self.company.id},
            ),
            "aftersales.month.check": (
                check,
                {**month, "code": "value", "state": "ok"},
            ),
            "aftersales.month.break": (
                self.break_,
                {"check_id": check.id, "name": "y"},
            ),
            "aftersales.part.statement": (
                self.statement,
                {**month, "holder_id": self.other_station.id},
            ),
        }

    def read_rows(self, records):
        """Read them; a row of SQL that nobody shows is none."""
        if not records.read():
            raise MissingError(records._description)

    def tries(self, call):
        """Whether somebody could do it; undone in any case."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.cr.savepoint(flush=False):
                call()
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return True
        except (AccessError, UserError, ValidationError, IntegrityError):
            return False
        finally:
            self.env.invalidate_all()

    @mute_logger(
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.sql_db",
    )
    def test_inf1_every_role_may_what_the_matrix_says(self):
        for model, (record, values) in self.scene().items():
            for role in ROLES:
                own = record.with_env(self.env(user=getattr(self, role), su=False))
                found = ""
                if self.tries(lambda o=own: self.read_rows(o)):
                    found += "r"
                if self.tries(lambda o=own, v=values: o.create(dict(v))):
                    found += "c"
                with self.subTest(model, role=role):
                    self.assertEqual(found, MATRIX[model].get(role, ""), (model, role))
                    name = next(iter(values))
                    self.assertFalse(
                        self.tries(lambda o=own, v=values, n=name: o.write({n: v[n]}))
                    )

    def test_prt8_technicians_see_their_own_account_only(self):
        ledger = self.env["aftersales.part.ledger"].with_user(self.technician)
        rows = ledger.search([("month", "=", MARCH)])
        self.assertEqual(rows.holder_id, self.mine)
        self.assertEqual(rows.closing_qty, 2)
        other = self.ledger(MARCH, self.depot).with_user(self.technician)
        with self.assertRaises(AccessError):
            other.read(["closing_qty"])

    def test_prt8_groups_and_totals_tell_technicians_no_more(self):
        ledger = self.env["aftersales.part.ledger"].with_user(self.technician)
        groups = ledger._read_group(
            [("month", "=", MARCH)], ["holder_id"], ["closing_qty:sum"]
        )
        self.assertEqual(
            [(holder.id, quantity) for holder, quantity in groups], [(self.mine.id, 2)]
        )

    def test_prt8_workbook_only_for_who_may_read_the_month(self):
        reports = self.env["ir.actions.report"]
        name = "aftersales_service.aftersales_month_report_xlsx"
        for role, may in (("finance", True), ("technician", False), ("clerk", False)):
            with self.subTest(role):
                mine = reports.with_user(getattr(self, role))
                if may:
                    content, _kind = mine._render_xlsx(name, self.month.ids, {})
                    self.assertTrue(content)
                else:
                    with self.assertRaises(AccessError):
                        mine._render_xlsx(name, self.month.ids, {})

    def test_cst4_who_reopens_from_the_window(self):
        self.month.sudo().state = "closed"
        for role in ("manager", "finance", "keeper", "technician"):
            windows = self.env["aftersales.month.reopen"]
            with self.subTest(role), self.assertRaises(AccessError):
                windows.with_user(getattr(self, role)).create(
                    {"month_id": self.month.id, "reason": "x"}
                ).action_confirm()


class _Undo(Exception):
    pass
