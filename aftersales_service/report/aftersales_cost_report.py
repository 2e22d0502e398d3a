from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_cost_line import KIND
from ..models.stock_location import BEARER


class AftersalesCostReport(models.Model):
    """Costs of requests beside their budget, by all that explains them (CST-3, KPI-4).

    A row is a cost, or a budget of a month; row ids are those of costs, or minus those
    of budgets.
    """

    _name = "aftersales.cost.report"
    _description = "Cost of Requests"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "kind"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(selection=KIND, readonly=True)
    bearer = fields.Selection(selection=BEARER, string="Borne by", readonly=True)
    actual = fields.Monetary(readonly=True)
    budget = fields.Monetary(readonly=True)
    variance = fields.Monetary(
        readonly=True, help="Budget less actual cost: negative is more than planned."
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Request", readonly=True
    )
    type_id = fields.Many2one(comodel_name="helpdesk.ticket.type", readonly=True)
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    part_id = fields.Many2one(
        comodel_name="product.product", string="Spare Part", readonly=True
    )
    fault_id = fields.Many2one(comodel_name="aftersales.fault", readonly=True)
    state_id = fields.Many2one(
        comodel_name="res.country.state", string="Region", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    supplier_id = fields.Many2one(
        comodel_name="res.partner", string="Supplier at Fault", readonly=True
    )
    employee_id = fields.Many2one(comodel_name="hr.employee", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s UNION ALL SELECT %s",
            self._columns_of(self._cost_columns(), self._cost_from()),
            self._columns_of(self._budget_columns(), self._budget_from()),
        )

    def _columns_of(self, columns, source):
        """One branch: the same columns in the same order, those it hasn't as NULL."""
        types = {
            "integer": "int4",
            "many2one": "int4",
            "date": "date",
            "monetary": "numeric",
            "selection": "varchar",
        }
        names = [
            name
            for name, field in self._fields.items()
            if field.store
            and name not in ("create_uid", "write_uid")
            and field.type in types
        ]
        return SQL(
            "%s %s",
            SQL(", ").join(
                SQL(
                    "%s::%s AS %s",
                    columns.get(name, SQL("NULL")),
                    SQL(types[self._fields[name].type]),
                    SQL.identifier(name),
                )
                for name in names
            ),
            source,
        )

    def _cost_columns(self):
        return {
            "id": SQL("c.id"),
            "company_id": SQL("c.company_id"),
            "currency_id": SQL("o.currency_id"),
            "date": SQL("c.date"),
            "kind": SQL("c.kind"),
            "bearer": SQL("c.bearer"),
            "actual": SQL("c.amount"),
            "budget": SQL("0"),
            "variance": SQL("-c.amount"),
            "ticket_id": SQL("c.ticket_id"),
            "type_id": SQL("t.type_id"),
            "product_id": SQL("t.product_id"),
            "part_id": SQL("u.product_id"),
            "fault_id": SQL("COALESCE(u.fault_id, t.fault_id)"),
            "state_id": SQL("p.state_id"),
            "partner_id": SQL("t.commercial_partner_id"),
            "supplier_id": SQL("u.supplier_id"),
            "employee_id": SQL("c.employee_id"),
        }

    def _cost_from(self):
        return SQL(
            """FROM aftersales_cost_line AS c
            JOIN helpdesk_ticket AS t ON t.id = c.ticket_id
            JOIN res_company AS o ON o.id = c.company_id
            LEFT JOIN res_partner AS p ON p.id = t.partner_id
            LEFT JOIN aftersales_part_use AS u ON u.id = c.use_id"""
        )

    def _budget_columns(self):
        return {
            "id": SQL("-b.id"),
            "company_id": SQL("b.company_id"),
            "currency_id": SQL("o.currency_id"),
            "date": SQL("b.month"),
            "kind": SQL("b.kind"),
            "bearer": SQL("b.bearer"),
            "actual": SQL("0"),
            "budget": SQL("b.amount"),
            "variance": SQL("b.amount"),
        }

    def _budget_from(self):
        return SQL(
            """FROM aftersales_budget AS b
            JOIN res_company AS o ON o.id = b.company_id"""
        )
