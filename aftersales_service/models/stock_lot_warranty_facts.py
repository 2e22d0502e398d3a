from collections import defaultdict, namedtuple
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..rules import repair as repair_rules
from ..rules.period import Limits
from ..rules.warranty_facts import Promise
from . import bulk
from .helpdesk_ticket_warranty_facts import DATES

#: Fields of a product that its covers follow
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
    """What is known of products, gathered for thousands at once."""

    _inherit = "stock.lot"

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
        readings = self._readings_of_requests() if repairs else {}
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
            km, hours = readings.get((repair.lot_id, repair.ticket_id), (None, None))
            found[repair.lot_id].append(
                {
                    "request": repair.ticket_id,
                    "days": repair_rules.days(episode, now),
                    "whole_days": repair_rules.days(
                        replace(episode, excluded_minutes=0), now
                    ),
                    "km": km,
                    "hours": hours,
                    "started": repair.started_at,
                    "fault": repair.fault_id,
                    "is_safety": bool(repair.is_safety),
                    "replaced": frozenset(replaced.get(repair.id, ())),
                    "done": ended and ended.astimezone(zones[repair.company_id]).date(),
                }
            )
        return found

    def _readings_of_requests(self):
        """(lot id, request id) → the last reading taken for that request: km, hours."""
        names = ["lot_id", "ticket_id", "km", "hours"]
        domain = [
            ("lot_id", "in", self._origin.ids),
            ("ticket_id", "!=", False),
            ("is_in_force", "=", True),
        ]
        found = bulk.rows(
            self.env["aftersales.reading"].sudo(), domain, names, order="at, id"
        )
        return {(lot, ticket): (km or None, h or None) for lot, ticket, km, h in found}

    def _warranty_promises(self):
        """Dict of lot id → ``rules.warranty_facts.Promise`` of all these products.

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
                    Promise(
                        ref=0,
                        kind="card",
                        limits=Limits(until=lot.warranty_end_date),
                        shown=False,
                    )
                )
        return {lot_id: tuple(own) for lot_id, own in found.items()}
