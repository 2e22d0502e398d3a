import hashlib
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..rules import choice
from ..rules import warranty as rules
from ..rules.period import Usage
from ..rules.remedy import Repair

#: Date of ``rules.period.START_EVENTS`` → field of the product that holds it
DATES = {
    "ex_factory": "ex_factory_date",
    "invoice": "purchase_date",
    "delivery": "delivery_date",
    "registration": "registration_date",
    "installation": "commissioned_date",
}
YES = {"yes": True, "no": False}


class HelpdeskTicket(models.Model):
    """What verdicts go by, gathered for many requests at once."""

    _inherit = "helpdesk.ticket"

    def _warranty_cases(self):
        """``Case`` of each of these requests, in their order.

        The number of queries doesn't depend on the number of requests.
        """
        self.fetch(
            [
                "company_id",
                "registered_at",
                "lot_id",
                "product_id",
                "partner_id",
                "fault_id",
                "component_id",
                "needs_replacement",
                "reading_km",
                "reading_hours",
            ]
        )
        gathered = Gathered(self)
        return [gathered.case(ticket) for ticket in self]


class Gathered:
    """Everything that the requests share, read once."""

    def __init__(self, tickets):
        env = tickets.env
        companies = tickets.company_id
        self.env = env
        self.scopes = env["aftersales.warranty.policy"]._scopes(companies)
        self.trees = env["aftersales.component"]._trees(companies)
        self.calendars = {
            company.id: company.resource_calendar_id._clock_calendars(company)[False]
            for company in companies
        }
        self.zones = {c.id: ZoneInfo(c._service_tz()) for c in companies}
        lots = tickets.lot_id
        self.lots = lots._warranty_facts()
        self.repairs = lots._warranty_repairs()
        self.promises = lots._warranty_promises()
        self.papers = self._papers(tickets)
        self.findings = self._findings(tickets)
        self.faults = self._faults(tickets.fault_id)
        self.customers = self._customers(tickets.partner_id)
        self.products = self._products(tickets.product_id)

    def case(self, ticket):
        """The ``Case`` of one request."""
        company = ticket.company_id.id
        lot = self.lots.get(ticket.lot_id.id, {})
        moment = ticket.registered_at.replace(tzinfo=UTC)
        at = moment.astimezone(self.zones[company]).replace(tzinfo=None)
        fault, is_safety = self.faults.get(ticket.fault_id.id, ((), None))
        dates = lot.get("dates", {})
        sold = dates.get("delivery") or dates.get("invoice") or at.date()
        scope = choice.choose(
            self.scopes[company],
            choice.Case(
                day=sold,
                **self.customers.get(ticket.partner_id.id, {}),
                **self.products.get(ticket.product_id.id, {}),
            ),
        )
        papers, shown = self.papers.get(ticket.id, ({}, {}))
        if lot.get("is_ours"):
            # our own invoice or delivery shows the purchase (order 43, Art. 19)
            papers = {**papers, **dict.fromkeys(shown, True)}
        exclusions, conditions = self.findings.get(ticket.id, ({}, {}))
        facts = rules.Facts(
            at=at,
            dates=dates,
            usage=Usage(ticket.reading_km or None, ticket.reading_hours or None),
            component=ticket.component_id.id or None,
            component_class="gift" if lot.get("is_gift") else "whole",
            faults=fault,
            is_safety=is_safety,
            needs_replacement=YES.get(ticket.needs_replacement),
            repairs=tuple(
                self._repair(repair, ticket)
                for repair in self.repairs.get(ticket.lot_id.id, ())
            ),
            papers=papers,
            exclusions=exclusions,
            conditions=conditions,
            promises=self.promises.get(ticket.lot_id.id, ()),
            price=lot.get("price") or None,
            tree=self.trees[company],
            calendar=self.calendars[company] if scope and scope.roll_over else None,
        )
        return Case(ticket, scope, facts, lot.get("sources", {}))

    def _repair(self, values, ticket):
        return Repair(**values, current=values["request"] == ticket.id)

    def _papers(self, tickets):
        """Ticket id → (code → received, codes of those that show the purchase)."""
        documents = self.env["aftersales.ticket.document"]._search_rows(
            [("ticket_id", "in", tickets.ids)]
        )
        kinds = {
            kind.id: (kind.code, kind.proves_purchase) for kind in documents.kind_id
        }
        found = {}
        for document in documents:
            code, proves = kinds[document.kind_id.id]
            papers, shown = found.setdefault(document.ticket_id.id, ({}, []))
            papers[code] = document.received or (
                False if document.unavailable else None
            )
            if proves:
                shown.append(code)
        return found

    def _findings(self, tickets):
        """Ticket id → (exclusions: code → evidence, conditions: code → answer)."""
        findings = self.env["aftersales.warranty.finding"].search_fetch(
            [("ticket_id", "in", tickets.ids)],
            ["ticket_id", "condition_id", "answer", "attachment_ids"],
        )
        found = {}
        for finding in findings:
            exclusions, conditions = found.setdefault(finding.ticket_id.id, ({}, {}))
            condition = finding.condition_id
            if condition.kind == "requirement":
                conditions[condition.code] = YES[finding.answer]
            elif finding.answer == "yes":
                exclusions[condition.code] = bool(finding.attachment_ids)
        return found

    def _faults(self, faults):
        """Fault id → (itself and its groups, whether it is a serious safety fault)."""
        return {
            fault.id: (
                tuple(reversed([int(i) for i in fault.parent_path.split("/") if i])),
                fault.is_safety,
            )
            for fault in faults
        }

    def _customers(self, partners):
        """Partner id → what a policy is chosen by."""
        return {
            partner.id: {
                "customer_type": partner.commercial_partner_id._customer_type(),
                "state": (partner.state_id or partner.commercial_partner_id.state_id).id
                or None,
                "partners": tuple({partner.id, partner.commercial_partner_id.id}),
            }
            for partner in partners
        }

    def _products(self, products):
        """Product id → what a policy is chosen by."""
        return {
            product.id: {
                "categories": tuple(
                    reversed(
                        [
                            int(id_)
                            for id_ in (product.categ_id.parent_path or "").split("/")
                            if id_
                        ]
                    )
                ),
                "product": product.product_tmpl_id.id,
            }
            for product in products
        }


class Case:
    """One request with its facts and the policy that holds for it."""

    def __init__(self, ticket, scope, facts, sources):
        self.ticket = ticket
        self.scope = scope
        self.facts = facts
        self.sources = sources

    def row(self):
        """The verdict as a row of ``aftersales.warranty.verdict``, without a number."""
        ticket, scope, facts = self.ticket, self.scope, self.facts
        policy = scope.policy if scope else None
        verdict = rules.judge(policy, facts)
        told = self._told_facts()
        basis = json.dumps([policy and policy.id, told], sort_keys=True)
        remedy = verdict.remedy
        return {
            "ticket_id": ticket.id,
            "company_id": ticket.company_id.id,
            "lot_id": ticket.lot_id.id,
            "product_id": ticket.product_id.id,
            "policy_id": policy.id if policy else False,
            "policy_version": scope.version if scope else 0,
            "proposed": verdict.entitlement,
            "entitlement": verdict.entitlement,
            "remedy_id": remedy.ref if remedy else False,
            "reasons": [self._group(group) for group in verdict.groups],
            "rights": [
                {"code": r.code, "ref": r.ref, "alternative": r.alternative}
                for r in verdict.rights
            ],
            "pending": verdict.pending,
            "missing": verdict.missing,
            "facts": told,
            "facts_key": hashlib.sha256(basis.encode()).hexdigest(),
            "fee": verdict.fee or 0.0,
            "fee_known": verdict.fee is not None,
            "over_promise_id": verdict.over_promise.ref
            if verdict.over_promise
            else False,
            "over_promise_seller": verdict.over_promise.seller
            if verdict.over_promise
            else False,
        }

    def _group(self, group):
        return {
            "kind": group.kind,
            "code": group.code,
            "article": group.article,
            "result": group.result,
            "clauses": [
                {
                    "code": clause.code,
                    "result": clause.result,
                    "fact": clause.fact,
                    "source": self.sources.get(clause.fact, ""),
                    "values": _plain(clause.values),
                }
                for clause in group.clauses
            ],
        }

    def _told_facts(self):
        """What was known, in a form that can be kept and compared."""
        facts = self.facts
        return {
            "at": facts.at.isoformat(),
            "dates": _plain(dict(facts.dates)),
            "km": facts.usage.km,
            "hours": facts.usage.hours,
            "component": facts.component,
            "class": facts.component_class,
            "faults": list(facts.faults),
            "is_safety": facts.is_safety,
            "needs_replacement": facts.needs_replacement,
            "repairs": [
                [
                    repair.request,
                    repair.days,
                    repair.fault,
                    repair.is_safety,
                    sorted(repair.replaced),
                    repair.done and repair.done.isoformat(),
                ]
                for repair in facts.repairs
            ],
            "papers": dict(facts.papers),
            "exclusions": dict(facts.exclusions),
            "conditions": dict(facts.conditions),
            "promises": [_promise(promise) for promise in facts.promises],
            "price": facts.price,
            "sources": self.sources,
        }


def _promise(promise):
    limits = promise.limits
    until = limits.until and limits.until.isoformat()
    return [
        promise.ref,
        promise.kind,
        limits.months,
        limits.km,
        limits.hours,
        until,
        promise.component,
        promise.shown,
        promise.seller,
    ]


def _plain(values):
    """Dates as text, for JSON."""
    return {
        name: fields.Date.to_string(value)
        if isinstance(value, date | datetime)
        else value
        for name, value in values.items()
    }
