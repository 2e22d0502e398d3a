from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..rules import choice
from ..rules import remedy as remedy_rules
from ..rules import warranty as rules
from ..rules.period import Limits
from .helpdesk_ticket_warranty_facts import DATES

ALERT = [
    ("near", "Near a threshold"),
    ("reached", "Threshold reached"),
]
PERIODS = ("repair", "remedy")
#: Field → what ``rules.warranty.ends`` tells of it: period, and place in the answer
ENDS = {
    "repair_end_date": ("repair", 0),
    "repair_limit_km": ("repair", 1),
    "repair_limit_hours": ("repair", 2),
    "remedy_end_date": ("remedy", 0),
    "remedy_limit_km": ("remedy", 1),
}


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
        fresh = self.filtered(lambda lot: not lot._is_sold())
        fresh._set_uncovered()
        for company, lots in (
            (self - fresh)
            .grouped(lambda lot: lot.company_id or lot.env.company)
            .items()
        ):
            lots._set_covered(company)

    def _is_sold(self):
        return bool(
            self.aftersales_partner_id
            or self.warranty_end_date
            or any(self[name] for name in DATES.values())
        )

    def _set_uncovered(self):
        for lot in self:
            lot.update(dict.fromkeys(ENDS, False))
            lot.warranty_policy_id = False
            lot.warranty_counters = False
            lot.warranty_alert = False

    def _set_covered(self, company):
        """Ends and counters of products of one company."""
        for lot, policy, facts in self._covered_by(company):
            lot._set_warranty(policy, facts)

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
        found = []
        for lot in self:
            known = facts_of.get(lot.id, {"dates": {}})
            scope = choice.choose(scopes, lot._warranty_choice(known, at.date()))
            facts = rules.Facts(
                at=at,
                dates=known["dates"],
                promises=promises_of.get(lot.id, ()),
                repairs=tuple(
                    remedy_rules.Repair(**values)
                    for values in repairs_of.get(lot.id, ())
                ),
                tree=tree,
                calendar=calendar if scope and scope.roll_over else None,
            )
            found.append((lot, scope and scope.policy, facts))
        return found

    def _set_warranty(self, policy, facts):
        ends = {period: rules.ends(policy, facts, period) for period in PERIODS}
        for name, (period, place) in ENDS.items():
            self[name] = ends[period][place]
        self.warranty_policy_id = policy.id if policy else False
        counters = _counters(policy, facts)
        self.warranty_counters = counters
        states = {counter["state"] for counter in counters}
        alerts = [alert for alert, _label in reversed(ALERT) if alert in states]
        self.warranty_alert = alerts[0] if alerts else False

    def _warranty_choice(self, known, today):
        """What the policy of this product is chosen by."""
        partner = self.aftersales_partner_id.sudo()
        category = self.product_id.categ_id.parent_path or ""
        dates = known["dates"]
        return choice.Case(
            day=dates.get("delivery") or dates.get("invoice") or today,
            customer_type=partner.commercial_partner_id._customer_type()
            if partner
            else "",
            state=(partner.state_id or partner.commercial_partner_id.state_id).id
            or None,
            partners=tuple({partner.id, partner.commercial_partner_id.id} - {False}),
            categories=tuple(
                reversed([int(id_) for id_ in category.split("/") if id_])
            ),
            product=self.product_id.product_tmpl_id.id,
        )

    # Facts for the rules

    def _warranty_facts(self):
        """Dict of lot id → dates, price and their sources, of all these products."""
        self.fetch(
            [*DATES.values(), "sale_price", "is_gift", "invoice_id", "sale_line_id"]
        )
        found = {}
        for lot in self:
            dates = {event: lot[name] for event, name in DATES.items() if lot[name]}
            sources = {event: lot.name or "" for event in dates}
            # where our own papers show it, they are the source
            sudo = lot.sudo()
            if lot.invoice_id:
                sources["invoice"] = sources["price"] = sudo.invoice_id.name
            if lot.sale_line_id and "delivery" in dates:
                sources["delivery"] = sudo.sale_line_id.order_id.name
            found[lot._origin.id or lot.id] = {
                "dates": dates,
                "price": lot.sale_price,
                "is_gift": lot.is_gift,
                "is_ours": bool(lot.invoice_id or lot.sale_line_id),
                "sources": sources,
            }
        return found

    def _warranty_repairs(self):
        """Dict of lot id → values of ``rules.remedy.Repair``, the oldest first."""
        repairs = self.env["aftersales.repair"].sudo()
        found = {}
        for repair in repairs.search(
            [("lot_id", "in", self.ids), ("is_quality", "=", True)], order="started_at"
        ):
            found.setdefault(repair.lot_id.id, []).append(
                {
                    "request": repair.ticket_id.id or None,
                    "days": repair.days,
                    "fault": repair.fault_id.id or None,
                    "is_safety": repair.is_safety,
                    "replaced": frozenset(repair.replaced_ids.ids),
                    "done": repair.ended_at
                    and repair.company_id._service_date(repair.ended_at),
                }
            )
        return found

    def _warranty_promises(self):
        """Dict of lot id → ``rules.warranty.Promise`` of all these products.

        An end that was typed in is a promise that still lacks its document.
        """
        promises = self.env["aftersales.warranty.promise"].sudo()
        found = {}
        for promise in promises.search([("lot_id", "in", self.ids)]):
            found.setdefault(promise.lot_id.id, []).append(promise._rule())
        for lot in self.filtered("warranty_end_date"):
            own = found.setdefault(lot._origin.id or lot.id, [])
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
