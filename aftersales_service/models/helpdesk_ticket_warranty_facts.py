import hashlib
import json
from collections import defaultdict, namedtuple
from datetime import UTC, date
from functools import cached_property
from zoneinfo import ZoneInfo

from odoo import models

from ..rules import choice
from ..rules import warranty as rules
from ..rules.period import Usage, after_workdays
from ..rules.remedy import Repair
from . import bulk

#: Date of ``rules.period.START_EVENTS`` → field of the product that holds it
DATES = {
    "ex_factory": "ex_factory_date",
    "invoice": "purchase_date",
    "delivery": "delivery_date",
    "registration": "registration_date",
    "installation": "commissioned_date",
}
YES = {"yes": True, "no": False}

Request = namedtuple(
    "Request",
    [
        "id",
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
    ],
)


class HelpdeskTicket(models.Model):
    """What verdicts go by, gathered for many requests at once."""

    _inherit = "helpdesk.ticket"

    def _warranty_cases(self):
        """``Case`` of each of these requests.

        The number of queries doesn't depend on the number of requests.
        """
        found = bulk.rows(self, [("id", "in", self.ids)], Request._fields)
        requests = [Request(*row) for row in found]
        gathered = Gathered(self.env, requests)
        return [gathered.case(request) for request in requests]


class Gathered:
    """Everything that the requests share, read once."""

    def __init__(self, env, requests):
        def named(model, name):
            ids = {getattr(request, name) for request in requests}
            return env[model].browse(sorted(ids - {None}))

        companies = named("res.company", "company_id")
        self.env = env
        self.scopes = env["aftersales.warranty.policy"]._scopes(companies)
        self.trees = env["aftersales.component"]._trees(companies)
        self.calendars = {
            company.id: company.resource_calendar_id._clock_calendars(company)[False]
            for company in companies
        }
        self.zones = {c.id: ZoneInfo(c._service_tz()) for c in companies}
        lots = named("stock.lot", "lot_id")
        self.lots = lots._warranty_facts()
        self.repairs = lots._warranty_repairs()
        self.promises = lots._warranty_promises()
        tickets = [request.id for request in requests]
        self.papers = self._papers(tickets)
        self.findings = self._findings(tickets)
        self.faults = self._faults(named("aftersales.fault", "fault_id"))
        self.customers = named("res.partner", "partner_id")._warranty_choices()
        self.products = named("product.product", "product_id")._warranty_choices()

    def case(self, request):
        """The ``Case`` of one request."""
        company = request.company_id
        lot = self.lots.get(request.lot_id, {})
        moment = request.registered_at.replace(tzinfo=UTC)
        at = moment.astimezone(self.zones[company]).replace(tzinfo=None)
        fault, is_safety = self.faults.get(request.fault_id, ((), None))
        dates = lot.get("dates", {})
        sold = dates.get("delivery") or dates.get("invoice") or at.date()
        scope = choice.choose(
            self.scopes[company],
            choice.Case(
                day=sold,
                **self.customers.get(request.partner_id, {}),
                **self.products.get(request.product_id, {}),
            ),
        )
        papers, shown = self.papers.get(request.id, ({}, ()))
        if lot.get("is_ours"):
            # our own invoice or delivery shows the purchase (order 43, Art. 19)
            papers = {**papers, **dict.fromkeys(shown, True)}
        exclusions, conditions = self.findings.get(request.id, ({}, {}))
        facts = rules.Facts(
            at=at,
            dates=dates,
            usage=Usage(request.reading_km or None, request.reading_hours or None),
            component=request.component_id,
            component_class="gift" if lot.get("is_gift") else "whole",
            faults=fault,
            is_safety=is_safety,
            needs_replacement=YES.get(request.needs_replacement),
            repairs=self._repairs_before(request),
            papers=papers,
            exclusions=exclusions,
            conditions=conditions,
            promises=self.promises.get(request.lot_id, ()),
            price=lot.get("price") or None,
            tree=self.trees[company],
            calendar=self.calendars[company] if scope and scope.roll_over else None,
        )
        calendar = self.calendars[company]
        return Case(request, scope, facts, lot.get("sources", {}), calendar)

    def _repairs_before(self, request):
        """Repairs that had begun when the request came, and those that are its own."""
        found = []
        for values in self.repairs.get(request.lot_id, ()):
            current = values["request"] == request.id
            if current or values["started"] <= request.registered_at:
                values = {n: v for n, v in values.items() if n != "started"}
                found.append(Repair(**values, current=current))
        return tuple(found)

    def _papers(self, tickets):
        """Ticket id → (code → received, codes of those that show the purchase)."""
        documents = bulk.rows(
            self.env["aftersales.ticket.document"],
            [("ticket_id", "in", tickets)],
            ["ticket_id", "kind_id", "received", "unavailable"],
        )
        kinds = self._codes("aftersales.document.kind", documents, "proves_purchase")
        found = defaultdict(lambda: ({}, []))
        for ticket, kind, received, unavailable in documents:
            code, proves = kinds[kind]
            papers, shown = found[ticket]
            papers[code] = bool(received) or (False if unavailable else None)
            if proves:
                shown.append(code)
        return found

    def _findings(self, tickets):
        """Ticket id → (exclusions: code → evidence, conditions: code → answer)."""
        model = self.env["aftersales.warranty.finding"]
        findings = bulk.rows(
            model,
            [("ticket_id", "in", tickets)],
            ["ticket_id", "condition_id", "answer", "id"],
        )
        kinds = self._codes("aftersales.warranty.condition", findings, "kind")
        evidence = bulk.links(
            model.browse(row[-1] for row in findings), "attachment_ids"
        )
        found = defaultdict(lambda: ({}, {}))
        for ticket, condition, answer, id_ in findings:
            exclusions, conditions = found[ticket]
            code, kind = kinds[condition]
            if kind == "requirement":
                conditions[code] = YES[answer]
            elif answer == "yes":
                exclusions[code] = id_ in evidence
        return found

    def _codes(self, model, named, name):
        """Id → (code, another field) of what these rows name in their second column."""
        ids = list({row[1] for row in named})
        found = bulk.rows(self.env[model], [("id", "in", ids)], ["id", "code", name])
        return {id_: rest for id_, *rest in found}

    def _faults(self, faults):
        """Fault id → (itself and its groups, whether it is a serious safety fault)."""
        found = bulk.rows(
            faults, [("id", "in", faults.ids)], ["id", "parent_path", "is_safety"]
        )
        return {id_: (bulk.path(parents), bool(safe)) for id_, parents, safe in found}


class Case:
    """One request with its facts and the policy that holds for it."""

    def __init__(self, request, scope, facts, sources, calendar):
        self.calendar = calendar
        self.request = request
        self.policy = scope.policy if scope else None
        self.version = scope.version if scope else 0
        self.facts = facts
        self.sources = sources

    @cached_property
    def told(self):
        """What was known as JSON, in a form that can be kept and compared."""
        return to_json(self._told_facts())

    @cached_property
    def key(self):
        """Equal facts and policy have equal keys."""
        basis = f"{self.policy and self.policy.id} {self.told}"
        return hashlib.sha256(basis.encode()).hexdigest()

    def row(self):
        """The verdict as columns of ``aftersales.warranty.verdict``, but its number."""
        request, policy = self.request, self.policy
        verdict = rules.judge(policy, self.facts)
        promise = verdict.over_promise
        rights = [
            {"code": r.code, "ref": r.ref, "alternative": r.alternative}
            for r in verdict.rights
        ]
        return {
            "ticket_id": request.id,
            "company_id": request.company_id,
            "lot_id": request.lot_id,
            "product_id": request.product_id,
            "policy_id": policy.id if policy else None,
            "policy_version": self.version,
            "proposed": verdict.entitlement,
            "entitlement": verdict.entitlement,
            "remedy_id": verdict.remedy.ref if verdict.remedy else None,
            "reasons": to_json([self._group(group) for group in verdict.groups]),
            "rights": to_json(rights),
            "pending": to_json(verdict.pending),
            "missing": to_json(verdict.missing),
            "facts": self.told,
            "facts_key": self.key,
            "fee": verdict.fee or 0.0,
            "fee_known": verdict.fee is not None,
            "reply_due": self._due("reply_workdays", verdict.remedy),
            "done_due": self._due("done_workdays", verdict.remedy),
            "over_promise_id": promise.ref if promise else None,
            "over_promise_seller": promise.seller if promise else None,
        }

    def _due(self, name, remedy):
        """The last of so many workdays after the request (order 43, Art. 28)."""
        days = getattr(remedy, name, 0)
        return after_workdays(self.facts.at.date(), days, self.calendar)

    def _group(self, group):
        sources = self.sources
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
                    "source": sources.get(clause.fact, ""),
                    "values": clause.values,
                }
                for clause in group.clauses
            ],
        }

    def _told_facts(self):
        facts = self.facts
        return {
            "at": facts.at.isoformat(),
            "dates": facts.dates,
            "km": facts.usage.km,
            "hours": facts.usage.hours,
            "component": facts.component,
            "class": facts.component_class,
            "faults": facts.faults,
            "is_safety": facts.is_safety,
            "needs_replacement": facts.needs_replacement,
            "repairs": [
                [
                    r.request,
                    r.days,
                    r.whole_days,
                    r.fault,
                    r.is_safety,
                    sorted(r.replaced),
                    r.done,
                    r.km,
                    r.hours,
                ]
                for r in facts.repairs
            ],
            "papers": facts.papers,
            "exclusions": facts.exclusions,
            "conditions": facts.conditions,
            "promises": [_promise(promise) for promise in facts.promises],
            "price": facts.price,
            "sources": self.sources,
        }


def _promise(promise):
    limits = promise.limits
    return [
        promise.ref,
        promise.kind,
        limits.months,
        limits.km,
        limits.hours,
        limits.until,
        promise.component,
        promise.shown,
        promise.seller,
    ]


#: Text of JSON; dates are texts there
to_json = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    check_circular=False,
    default=date.isoformat,
).encode
