from collections import defaultdict, namedtuple
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools.constants import PREFETCH_MAX

from ..rules import choice
from ..rules import remedy as remedy_rules
from ..rules import repair as repair_rules
from ..rules import warranty as rules
from ..rules.period import Limits
from . import bulk
from .helpdesk_ticket_warranty_facts import DATES

ALERT = [
    ("near", "Near a threshold"),
    ("reached", "Threshold reached"),
]
PERIODS = ("repair", "remedy")
#: Fields of a product that verdicts go by
JUDGED_BY = {*DATES.values(), "sale_price", "is_gift", "warranty_end_date"}
#: Field → what ``rules.warranty.ends`` tells of it: period, and place in the answer
ENDS = {
    "repair_end_date": ("repair", 0),
    "repair_limit_km": ("repair", 1),
    "repair_limit_hours": ("repair", 2),
    "remedy_end_date": ("remedy", 0),
    "remedy_limit_km": ("remedy", 1),
}
#: Fields that follow facts and policy
COVER = [*ENDS, "warranty_policy_id", "warranty_counters", "warranty_alert"]
#: Fields of a product that they follow
FACTS = [
    *DATES.values(),
    "name",
    "company_id",
    "product_id",
    "aftersales_partner_id",
    "warranty_end_date",
    "sale_price",
    "is_gift",
    "invoice_id",
    "sale_line_id",
]

Episode = namedtuple(
    "Episode",
    [
        "id",
        "lot_id",
        "company_id",
        "ticket_id",
        "started_at",
        "ended_at",
        "excluded_hours",
        "fault_id",
        "is_safety",
    ],
)


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
        """Reckon and write these products with a number of queries that doesn't grow."""
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
            facts = rules.Facts(
                at=at,
                dates=dates,
                promises=promises_of.get(id_, ()),
                repairs=tuple(
                    remedy_rules.Repair(**values) for values in repairs_of.get(id_, ())
                ),
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

    # Facts for the rules

    def _warranty_facts(self):
        """Dict of lot id → dates, price and their sources, of all these products."""
        self.fetch(FACTS)
        # where our own papers show it, they are the source, whoever may read them
        sudo = self.sudo()
        invoices = dict(
            bulk.rows(
                sudo.env["account.move"],
                [("id", "in", sudo.invoice_id.ids)],
                ["id", "name"],
            )
        )
        orders = dict(
            bulk.rows(
                sudo.env["sale.order.line"],
                [("id", "in", sudo.sale_line_id.ids)],
                ["id", "order_id"],
            )
        )
        order_names = dict(
            bulk.rows(
                sudo.env["sale.order"],
                [("id", "in", list(set(orders.values())))],
                ["id", "name"],
            )
        )
        found = {}
        for lot in sudo:
            dates = {event: lot[name] for event, name in DATES.items() if lot[name]}
            sources = dict.fromkeys(dates, lot.name or "")
            invoice, line = lot.invoice_id.id, lot.sale_line_id.id
            if invoice:
                sources["invoice"] = sources["price"] = invoices[invoice]
            if line and "delivery" in dates:
                sources["delivery"] = order_names[orders[line]]
            found[lot._origin.id or lot.id] = {
                "dates": dates,
                "price": lot.sale_price,
                "is_gift": lot.is_gift,
                "is_ours": bool(invoice or line),
                "sources": sources,
            }
        return found

    def _warranty_repairs(self):
        """Dict of lot id → values of ``rules.remedy.Repair``, the oldest first."""
        model = self.env["aftersales.repair"].sudo()
        repairs = [
            Episode(*row)
            for row in bulk.rows(
                model,
                [("lot_id", "in", self._origin.ids), ("is_quality", "=", True)],
                Episode._fields,
                order="started_at, id",
            )
        ]
        replaced = bulk.links(model.browse(r.id for r in repairs), "replaced_ids")
        companies = model.env["res.company"].browse({r.company_id for r in repairs})
        zones = {c.id: ZoneInfo(c._service_tz()) for c in companies}
        now = fields.Datetime.now()
        found = defaultdict(list)
        for repair in repairs:
            episode = repair_rules.Episode(
                id=repair.id,
                started_at=repair.started_at,
                ended_at=repair.ended_at,
                excluded_minutes=round((repair.excluded_hours or 0) * 60),
            )
            ended = repair.ended_at and repair.ended_at.replace(tzinfo=UTC)
            found[repair.lot_id].append(
                {
                    "request": repair.ticket_id,
                    "days": repair_rules.days(episode, now),
                    "fault": repair.fault_id,
                    "is_safety": bool(repair.is_safety),
                    "replaced": frozenset(replaced.get(repair.id, ())),
                    "done": ended and ended.astimezone(zones[repair.company_id]).date(),
                }
            )
        return found

    def _warranty_promises(self):
        """Dict of lot id → ``rules.warranty.Promise`` of all these products.

        An end that was typed in is a promise that still lacks its document.
        """
        promises = self.env["aftersales.warranty.promise"].sudo()
        found = defaultdict(list)
        for lot, promise in promises._rules([("lot_id", "in", self._origin.ids)]):
            found[lot].append(promise)
        self.fetch(["warranty_end_date"])
        for lot in self:
            if not lot.warranty_end_date:
                continue
            own = found[lot._origin.id or lot.id]
            if not any(promise.component is None for promise in own):
                own.append(
                    rules.Promise(
                        ref=0,
                        kind="card",
                        limits=Limits(until=lot.warranty_end_date),
                        shown=False,
                    )
                )
        return {lot_id: tuple(own) for lot_id, own in found.items()}


def _cover(policy, facts):
    """Ends and counters of one product: field → value."""
    ends = {period: rules.ends(policy, facts, period) for period in PERIODS}
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
