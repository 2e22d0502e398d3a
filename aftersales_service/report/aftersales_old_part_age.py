from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_old_part import STATE
from ..rules import old_part as rules

BUCKET = [
    ("d0", "Not due yet"),
    ("d30", "1 to 30 days late"),
    ("d60", "31 to 60 days late"),
    ("d90", "61 to 90 days late"),
    ("d91", "More than 90 days late"),
]


class AftersalesOldPartAge(models.Model):
    """How old the debts of old parts are today, by account and product (PRT-6)."""

    _name = "aftersales.old.part.age"
    _description = "Age of Old Parts Owed"
    _auto = False
    _order = "due_date, id"
    _rec_name = "old_part_id"

    old_part_id = fields.Many2one(comodel_name="aftersales.old.part", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder", string="Owed by", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    state = fields.Selection(selection=STATE, readonly=True)
    opened_at = fields.Datetime(string="Owed Since", readonly=True)
    due_date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(selection=BUCKET, string="Age", readonly=True)
    quantity = fields.Float(
        string="Still Owed", digits="Product Unit", readonly=True, aggregator="sum"
    )

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s WHERE %s", *self._parts())

    def _parts(self):
        return self._select(), self._from(), self._where()

    def _select(self):
        late = SQL("today.day - old.due_date")
        return SQL(
            """old.id, old.id AS old_part_id, old.company_id, old.holder_id,
            old.product_id, old.state, old.opened_at, old.due_date,
            old.outstanding_quantity AS quantity, GREATEST(%(late)s, 0) AS days_late,
            CASE WHEN %(late)s <= 0 THEN 'd0' WHEN %(late)s <= 30 THEN 'd30'
            WHEN %(late)s <= 60 THEN 'd60' WHEN %(late)s <= 90 THEN 'd90'
            ELSE 'd91' END AS bucket""",
            late=late,
        )

    def _from(self):
        """Each company counts its days in its own zone."""
        now = fields.Datetime.now()
        # which day it is somewhere is no secret
        companies = self.env["res.company"].sudo().search_fetch([], ["name"])
        return SQL(
            """aftersales_old_part old
            JOIN unnest(%s::int[], %s::date[]) AS today(company_id, day)
            ON today.company_id = old.company_id""",
            companies.ids,
            [company._service_date(now) for company in companies],
        )

    def _where(self):
        return SQL("old.state = ANY(%s)", list(rules.OWED))
