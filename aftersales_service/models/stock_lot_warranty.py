from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools.constants import PREFETCH_MAX

from ..rules import choice
from ..rules import cover as cover_rules
from ..rules import remedy as remedy_rules
from ..rules.warranty_facts import Facts
from . import bulk
from .helpdesk_ticket_warranty_facts import DATES
from .stock_lot_warranty_facts import FACTS

ALERT = [
    ("near", "Near a threshold"),
    ("reached", "Threshold reached"),
]
PERIODS = ("repair", "remedy")
#: Fields of a product that verdicts go by
JUDGED_BY = {*DATES.values(), "sale_price", "is_gift", "warranty_end_date"}
#: Field → what ``rules.cover.ends`` tells of it: period, and place in the answer
ENDS = {
    "repair_end_date": ("repair", 0),
    "repair_limit_km": ("repair", 1),
    "repair_limit_hours": ("repair", 2),
    "remedy_end_date": ("remedy", 0),
    "remedy_limit_km": ("remedy", 1),
}
#: Fields that follow facts and policy
COVER = [*ENDS, "warranty_policy_id", "warranty_counters", "warranty_alert"]


class StockLot(models.Model):
    """Until when a product is covered, and how near it is to an exchange (WAR-1)."""

    _inherit = "stock.lot"

    promise_ids = fields.One2many(
        comodel_name="aftersales.warranty.promise",
        inverse_name="lot_id",
        string="Promises",
    )
    verdict_ids = fields.One2many(
        comodel_name="aftersales.warranty.verdict",
        inverse_name="lot_id",
        string="Verdicts",
    )
    warranty_policy_id = fields.Many2one(
        comodel_name="aftersales.warranty.policy",
        compute="_compute_warranty",
        store=True,
        index="btree_not_null",
    )
    repair_end_date = fields.Date(
        string="Free Repair until",
        compute="_compute_warranty",
        store=True,
        index="btree_not_null",
        help="Last day of the period of free repair (包修期) of the whole product; "
        "parts may have their own.",
    )
    repair_limit_km = fields.Integer(
        string="Free Repair up to (km)", compute="_compute_warranty", store=True
    )
    repair_limit_hours = fields.Float(
        string="Free Repair up to (Hours)", compute="_compute_warranty", store=True
    )
    remedy_end_date = fields.Date(
        string="Exchange or Refund until",
        compute="_compute_warranty",
        store=True,
        help="Last day of the period in which the product may be exchanged or returned "
        "(三包有效期).",
    )
    remedy_limit_km = fields.Integer(
        string="Exchange or Refund up to (km)",
        compute="_compute_warranty",
        store=True,
    )
    warranty_counters = fields.Json(compute="_compute_warranty", store=True)
    warranty_alert = fields.Selection(
        selection=ALERT,
        compute="_compute_warranty",
        store=True,
        index="btree_not_null",
        help="How near repairs and days in repair have come to an exchange or refund.",
    )

    @api.depends(
        "product_id.categ_id",
        "company_id",
        "aftersales_partner_id.state_id",
        "aftersales_partner_id.aftersales_customer_type",
        "warranty_end_date",
        "promise_ids.months",
        "promise_ids.km",
        "promise_ids.hours",
        "promise_ids.end_date",
        "promise_ids.component_id",
        "promise_ids.attachment_ids",
        "repair_ids.started_at",
        "repair_ids.ended_at",
        "repair_ids.excluded_hours",
        "repair_ids.fault_id",
        "repair_ids.is_quality",
        "repair_ids.is_safety",
        "repair_ids.replaced_ids",
        *DATES.values(),
    )
    def _compute_warranty(self):
        for lot, values in self._warranty_values().items():
            lot.update(values)

    def _recompute_field(self, field, ids=None):
        """Thousands of products, as after a change of a policy, are reckoned at once.

        Odoo would reckon them by the thousand and write them by the hundred.
        """
        if field.compute == "_compute_warranty":
            pending = self.env.transaction.tocompute.get(field, ())
            if len(pending) > PREFETCH_MAX:
                self.sudo().browse(id_ for id_ in pending if id_)._refresh_warranty()
        return super()._recompute_field(field, ids)

    def _refresh_warranty(self):
        """Reckon and write these products; the number of queries doesn't grow."""
        lots = self.exists()
        for name in COVER:
            self.env.remove_to_compute(self._fields[name], self)
        lots.flush_recordset(COVER)
        values = lots._warranty_values()
        columns = {self._fields["id"]: lots.ids}
        for name in COVER:
            field = self._fields[name]
            columns[field] = [
                field.convert_to_column_insert(values[lot][name], lot) for lot in lots
            ]
        changed = self.browse(bulk.update(lots, columns))
        changed.invalidate_recordset(COVER, flush=False)
        changed.modified(COVER)

    def _is_sold(self):
        return bool(
            self.aftersales_partner_id
            or self.warranty_end_date
            or any(self[name] for name in DATES.values())
        )

    def _warranty_values(self):
        """Dict of each product → its ends and counters: field → value."""
        self.fetch(FACTS)
        found = {}
        for company, lots in self.grouped(
            lambda lot: lot.company_id or lot.env.company
        ).items():
            sold = lots.filtered(lambda lot: lot._is_sold())
            found |= {lot: dict.fromkeys(COVER, False) for lot in lots - sold}
            if sold:
                found |= sold._covered_values(company)
        return found

    def _covered_values(self, company):
        """Ends and counters of products of one company, as ``_warranty_values``."""
        return {
            lot: _cover(policy, facts)
            for lot, policy, facts in self._covered_by(company)
        }

    def _covered_by(self, company):
        """What covers products of one company, and what is known of each.

        :return: list of (lot, ``rules.warranty.Policy`` or None, ``Facts``)
        """
        # everybody's products are covered by the same policies
        env = self.sudo().env
        scopes = env["aftersales.warranty.policy"]._scopes(company)[company.id]
        tree = env["aftersales.component"]._trees(company)[company.id]
        calendar = company.resource_calendar_id._clock_calendars(company)[False]
        now = fields.Datetime.now().replace(tzinfo=UTC)
        at = now.astimezone(ZoneInfo(company._service_tz())).replace(tzinfo=None)
        facts_of = self._warranty_facts()
        repairs_of = self._warranty_repairs()
        promises_of = self._warranty_promises()
        customers = self.aftersales_partner_id.sudo()._warranty_choices()
        products = self.product_id.sudo()._warranty_choices()
        found = []
        for lot in self:
            id_ = lot._origin.id or lot.id
            dates = facts_of[id_]["dates"]
            case = choice.Case(
                day=dates.get("delivery") or dates.get("invoice") or at.date(),
                **customers.get(lot.aftersales_partner_id._origin.id, {}),
                **products.get(lot.product_id._origin.id, {}),
            )
            scope = choice.choose(scopes, case)
            facts = Facts(
                at=at,
                dates=dates,
                promises=promises_of.get(id_, ()),
                repairs=tuple(map(_repair, repairs_of.get(id_, ()))),
                tree=tree,
                calendar=calendar if scope and scope.roll_over else None,
            )
            found.append((lot, scope and scope.policy, facts))
        return found

    def write(self, vals):
        result = super().write(vals)
        if JUDGED_BY & vals.keys():
            # open requests of theirs are judged by the new facts
            self.sudo().aftersales_ticket_ids._judge_again()
        return result


def _repair(values):
    """A repair for the rules; when it began is for choosing those that count."""
    return remedy_rules.Repair(**{n: v for n, v in values.items() if n != "started"})


def _cover(policy, facts):
    """Ends and counters of one product: field → value."""
    ends = {period: cover_rules.ends(policy, facts, period) for period in PERIODS}
    counters = _counters(policy, facts)
    states = {counter["state"] for counter in counters}
    alerts = [alert for alert, _label in reversed(ALERT) if alert in states]
    return {
        **{name: ends[period][place] for name, (period, place) in ENDS.items()},
        "warranty_policy_id": policy.id if policy else False,
        "warranty_counters": counters,
        "warranty_alert": alerts[0] if alerts else False,
    }


def _counters(policy, facts):
    """How near each remedy with a threshold is: list of dict for the product's page."""
    counters = []
    for remedy in policy.remedies if policy else ():
        if remedy.trigger not in remedy_rules.PAST:
            continue
        value = remedy_rules.counter(remedy, facts.repairs, facts.tree)
        state = ""
        if remedy.reached(value):
            state = "reached"
        elif remedy.warn_at and value >= remedy.warn_at:
            state = "near"
        counters.append(
            {
                "ref": remedy.ref,
                "value": value,
                "threshold": remedy.threshold,
                "operator": remedy.operator,
                "state": state,
            }
        )
    return counters
