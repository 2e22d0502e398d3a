from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from odoo import api, models

from odoo.addons.aftersales_service.models import bulk
from odoo.addons.aftersales_service.rules import clock as clock_rules

from ..rules import proposal as rules


@dataclass(slots=True)
class Found:
    """A fact as it was read, before it is known who led whom on that day.

    :param amount: CNY, of facts that bring their amount; None: as the clause says
    :param points: the same for points
    :param since: its first day, if it took more than one
    :param told: what the case keeps of it, for its page and its notice
    """

    ref: str
    trigger: str
    at: datetime
    code: str = ""
    person: int | None = None
    leader: int | None = None
    in_charge: int | None = None
    seller: int | None = None
    own: bool | None = True
    harm: bool = False
    loss: float = 0.0
    score: int = 0
    amount: float | None = None
    points: float | None = None
    since: date | None = None
    ticket: int | None = None
    visit: int | None = None
    clock: int | None = None
    told: dict = field(default_factory=dict)


def stamp(moment):
    """A moment as JSON takes it; naive UTC."""
    return moment and moment.isoformat(sep=" ", timespec="seconds")


class AftersalesPenalty(models.Model):
    """The facts that clauses go by, read in a few queries however many there are.

    Each ``_facts_<trigger>`` gets the company, the span of time (naive UTC, from
    inclusive to exclusive) and the codes that the clauses name, and returns a list of
    ``Found``. It runs as superuser: what counts is what happened, not who may see it.
    """

    _inherit = "aftersales.penalty"

    @api.model
    def _facts(self, company, since, until, clauses):
        """All facts that one of these clauses may go by.

        :param clauses: ``rules.Rule`` list
        :return: dict of reference → ``Found``, and the list of ``rules.Fact``
        """
        codes, harm = defaultdict(set), False
        for clause in clauses:
            codes[clause.trigger] |= clause.codes
            harm = harm or clause.needs_harm
        for clause in clauses:
            if not clause.codes:
                codes[clause.trigger].clear()  # this one goes by all of them
        system = self.sudo()
        found = []
        for trigger in sorted(codes):
            if trigger != rules.MANUAL:
                gather = getattr(system, f"_facts_{trigger}")
                found += gather(company, since, until, codes[trigger])
        if harm:
            system._note_harm(found)
        return {(one.trigger, one.ref): one for one in found}, system._finish(
            company, found
        )

    @api.model
    def _finish(self, company, found):
        """The same as the rules know them: with the day and with who led whom."""
        zone = ZoneInfo(company._service_tz())
        days = [one.at.replace(tzinfo=UTC).astimezone(zone).date() for one in found]
        bosses = self.env["hr.employee"]._managers_on(
            {(one.person, day) for one, day in zip(found, days, strict=True)}
        )
        return [
            rules.Fact(
                ref=one.ref,
                trigger=one.trigger,
                at=one.at,
                day=day,
                code=one.code,
                people={
                    rules.PERSON: one.person,
                    rules.LEADER: one.leader or one.person,
                    rules.IN_CHARGE: one.in_charge or one.person,
                    rules.SELLER: one.seller,
                    rules.MANAGER: bosses.get((one.person, day)),
                },
                own=one.own,
                harm=one.harm,
                loss=one.loss,
                score=one.score,
                amount=one.amount,
                points=one.points,
                since=one.since,
            )
            for one, day in zip(found, days, strict=True)
        ]

    @api.model
    def _note_harm(self, found):
        """Harm followed for the customer: a repeat, a complaint, a bad rating.

        PEN-13 and PEN-14 hold a manager to account only then.
        """
        tickets = [one.ticket for one in found if one.ticket]
        repeated = bulk.rows(
            self.env["helpdesk.ticket"],
            [("repeat_of_id", "in", tickets)],
            ["repeat_of_id"],
        )
        complaints = bulk.rows(
            self.env["helpdesk.ticket"],
            [("id", "in", tickets), ("type_id.kind", "in", ["complaint", "incident"])],
            ["id"],
        )
        bad = bulk.rows(
            self.env["aftersales.visit"],
            [("ticket_id", "in", tickets), ("satisfaction_score", "in", ["1", "2"])],
            ["ticket_id"],
        )
        harmed = {id_ for (id_,) in [*repeated, *complaints, *bad]}
        for one in found:
            one.harm = one.ticket in harmed

    # Limits

    @api.model
    def _missed(self, company, since, until, codes, trigger):
        """Clocks that ran out; while a pause waits for its answer, nobody is to blame.

        A pause by somebody else's cause has given the time back already (B 2).
        """
        domain = [
            ("company_id", "=", company.id),
            ("state", "=", clock_rules.MISSED),
            ("due_at", ">=", since),
            ("due_at", "<", until),
        ]
        policies = dict(
            bulk.rows(
                self.env["aftersales.clock.policy"],
                [("company_id", "=", company.id)],
                ["id", "code"],
            )
        )
        if codes:
            wanted = [id_ for id_, code in policies.items() if code in codes]
            domain.append(("policy_id", "in", wanted))
        waiting = {
            id_
            for (id_,) in bulk.rows(
                self.env["aftersales.clock.pause"],
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "asked"),
                    ("start_at", ">=", since),
                ],
                ["clock_id"],
            )
        }
        clocks = bulk.rows(
            self.env["aftersales.clock"],
            domain,
            [
                "id",
                "ticket_id",
                "policy_id",
                "employee_id",
                "started_at",
                "due_at",
                "stopped_at",
            ],
        )
        tickets = self._tickets({row[1] for row in clocks})
        found = []
        for id_, ticket, policy, employee, started, due, stopped in clocks:
            number, in_charge, _lot = tickets[ticket]
            found.append(
                Found(
                    ref=f"aftersales.clock,{id_}",
                    trigger=trigger,
                    at=due,
                    code=policies[policy],
                    person=employee,
                    in_charge=in_charge,
                    own=None if id_ in waiting else True,
                    ticket=ticket,
                    clock=id_,
                    told={
                        "ticket": number,
                        "limit": policies[policy],
                        "started_at": stamp(started),
                        "due_at": stamp(due),
                        "stopped_at": stamp(stopped),
                    },
                )
            )
        return found

    @api.model
    def _tickets(self, ids):
        """Dict of ticket id → (number, employee id in charge, lot id)."""
        rows = bulk.rows(
            self.env["helpdesk.ticket"],
            [("id", "in", list(ids))],
            ["id", "number", "accountable_id", "lot_id"],
        )
        return {id_: rest for id_, *rest in rows}

    @api.model
    def _facts_clock(self, company, since, until, codes):
        return self._missed(company, since, until, codes, rules.CLOCK)

    @api.model
    def _facts_unreported(self, company, since, until, codes):
        """Limits that ran out before anybody had told the leader so (INT-9)."""
        missed = self._missed(company, since, until, codes, rules.UNREPORTED)
        reports = defaultdict(list)
        for ticket, at in bulk.rows(
            self.env["aftersales.event"],
            [
                ("ticket_id", "in", [one.ticket for one in missed]),
                ("code", "=", "delay_reported"),
                ("is_in_force", "=", True),
            ],
            ["ticket_id", "at"],
        ):
            reports[ticket].append(at)
        return [
            one
            for one in missed
            if not any(
                one.told["started_at"] <= stamp(at) <= one.told["due_at"]
                for at in reports[one.ticket]
            )
        ]

    # Facts of requests and visits

    @api.model
    def _events(self, company, since, until, codes, trigger):
        """Facts in force; who did one is its person, who was asked if nobody did."""
        rows = bulk.rows(
            self.env["aftersales.event"],
            [
                ("company_id", "=", company.id),
                ("code", "in", list(codes)),
                ("is_in_force", "=", True),
                ("is_void", "=", False),
                ("at", ">=", since),
                ("at", "<", until),
            ],
            [
                "id",
                "root_id",
                "code",
                "at",
                "ticket_id",
                "visit_id",
                "employee_id",
                "asked_id",
                "note",
            ],
        )
        tickets = self._tickets({row[4] for row in rows})
        leaders = self._leaders({row[5] for row in rows if row[5]})
        found = []
        for id_, root, code, at, ticket, visit, employee, asked, note in rows:
            number, in_charge, _lot = tickets[ticket]
            leader = leaders.get(visit)
            found.append(
                Found(
                    ref=f"aftersales.event,{root or id_}",
                    trigger=trigger,
                    at=at,
                    code=code,
                    person=employee or asked or leader,
                    leader=leader,
                    in_charge=in_charge,
                    ticket=ticket,
                    visit=visit,
                    told={
                        "ticket": number,
                        "event": code,
                        "at": stamp(at),
                        "note": note,
                    },
                )
            )
        return found

    @api.model
    def _leaders(self, visits):
        return dict(
            bulk.rows(
                self.env["aftersales.visit"],
                [("id", "in", list(visits))],
                ["id", "leader_id"],
            )
        )

    @api.model
    def _facts_event(self, company, since, until, codes):
        return self._events(company, since, until, codes, rules.EVENT)

    @api.model
    def _of_leader(self, found, trigger):
        """What the leader of the visit answers for, whoever recorded it."""
        for one in found:
            one.trigger, one.code = trigger, ""
            one.person = one.leader
        return [one for one in found if one.person]

    @api.model
    def _facts_incomplete(self, company, since, until, _codes):
        """Reports that a manager sent back (VIS-6)."""
        found = self._events(company, since, until, {"report_returned"}, "")
        return self._of_leader(found, rules.INCOMPLETE)

    @api.model
    def _facts_refused(self, company, since, until, _codes):
        """The customer wouldn't sign (PEN-07); who signed later did so after all."""
        found = self._events(company, since, until, {"signature_refused"}, "")
        signed = {
            id_
            for (id_,) in bulk.rows(
                self.env["aftersales.visit"],
                [("id", "in", [f.visit for f in found]), ("signed_at", "!=", False)],
                ["id"],
            )
        }
        found = [one for one in found if one.visit not in signed]
        return self._of_leader(found, rules.REFUSED)

    @api.model
    def _facts_no_call(self, company, since, until, _codes):
        """Left the customer without a call to headquarters before (VIS-5)."""
        left = self._events(company, since, until, {"left"}, "")
        calls = defaultdict(list)
        for visit, at in bulk.rows(
            self.env["aftersales.event"],
            [
                ("visit_id", "in", [one.visit for one in left if one.visit]),
                ("code", "=", "hq_called"),
                ("is_in_force", "=", True),
                ("is_void", "=", False),
            ],
            ["visit_id", "at"],
        ):
            calls[visit].append(at)
        silent = [one for one in left if not any(t <= one.at for t in calls[one.visit])]
        return self._of_leader(silent, rules.NO_CALL)

    @api.model
    def _facts_repeat(self, company, since, until, _codes):
        """Requests whose fault came back (VIS-8): whoever repaired it before.

        What the customer broke is nobody's fault here.
        """
        rows = bulk.rows(
            self.env["helpdesk.ticket"],
            [
                ("company_id", "=", company.id),
                ("repeat_of_id", "!=", False),
                ("registered_at", ">=", since),
                ("registered_at", "<", until),
            ],
            ["id", "number", "registered_at", "repeat_of_id", "cause_class"],
        )
        before = {}
        for ticket, visit, leader in bulk.rows(
            self.env["aftersales.visit"],
            [
                ("ticket_id", "in", [row[3] for row in rows]),
                ("finished_at", "!=", False),
                ("state", "!=", "cancelled"),
            ],
            ["ticket_id", "id", "leader_id"],
            order="finished_at, id",
        ):
            before[ticket] = (visit, leader)
        numbers = self._tickets({row[3] for row in rows})
        found = []
        for id_, number, at, earlier, cause in rows:
            visit, leader = before.get(earlier, (None, None))
            found.append(
                Found(
                    ref=f"helpdesk.ticket,{id_}",
                    trigger=rules.REPEAT,
                    at=at,
                    person=leader,
                    own=cause != "human",
                    ticket=id_,
                    visit=visit,
                    told={
                        "ticket": number,
                        "repeats": numbers[earlier][0],
                        "at": stamp(at),
                    },
                )
            )
        return [one for one in found if one.person]

    @api.model
    def _ratings(self, company, since, until, trigger):
        """What customers said of visits; its code is the kind of the request."""
        rows = bulk.rows(
            self.env["aftersales.visit"],
            [
                ("company_id", "=", company.id),
                ("satisfaction_score", "!=", False),
                ("satisfaction_at", ">=", since),
                ("satisfaction_at", "<", until),
            ],
            [
                "id",
                "ticket_id",
                "leader_id",
                "satisfaction_score",
                "satisfaction_at",
                "satisfaction_text",
            ],
        )
        types = dict(
            bulk.rows(
                self.env["helpdesk.ticket"],
                [("id", "in", [row[1] for row in rows])],
                ["id", "type_id"],
            )
        )
        kinds = dict(bulk.rows(self.env["helpdesk.ticket.type"], [], ["id", "kind"]))
        tickets = self._tickets({row[1] for row in rows})
        return [
            Found(
                ref=f"aftersales.visit,{id_}",
                trigger=trigger,
                at=at,
                code=kinds.get(types[ticket]) or "",
                person=leader,
                score=int(score),
                in_charge=tickets[ticket][1],
                ticket=ticket,
                visit=id_,
                told={
                    "ticket": tickets[ticket][0],
                    "score": int(score),
                    "at": stamp(at),
                    "note": text,
                },
            )
            for id_, ticket, leader, score, at, text in rows
        ]

    @api.model
    def _facts_rating(self, company, since, until, _codes):
        return self._ratings(company, since, until, rules.RATING)

    @api.model
    def _facts_praise(self, company, since, until, _codes):
        return self._ratings(company, since, until, rules.PRAISE)

    # Returns, parts, contracts

    @api.model
    def _facts_exchange(self, company, since, until, _codes):
        """Goods given in exchange failed, too (RET-4): whose request it is."""
        rows = bulk.rows(
            self.env["aftersales.return"],
            [
                ("company_id", "=", company.id),
                ("is_repeat_exchange", "=", True),
                ("asked_at", ">=", since),
                ("asked_at", "<", until),
            ],
            ["id", "name", "ticket_id", "asked_at"],
        )
        tickets = self._tickets({row[2] for row in rows})
        return [
            Found(
                ref=f"aftersales.return,{id_}",
                trigger=rules.EXCHANGE,
                at=at,
                person=tickets[ticket][1],
                ticket=ticket,
                told={"ticket": tickets[ticket][0], "document": name, "at": stamp(at)},
            )
            for id_, name, ticket, at in rows
            if tickets[ticket][1]
        ]

    @api.model
    def _facts_window(self, company, since, until, _codes):
        """Claims on suppliers that nobody made in time: who had it on the desk."""
        rows = bulk.rows(
            self.env["aftersales.claim.missed"],
            [
                ("company_id", "=", company.id),
                ("create_date", ">=", since),
                ("create_date", "<", until),
                ("employee_id", "!=", False),
            ],
            ["id", "create_date", "ticket_id", "employee_id", "amount", "deadline"],
        )
        tickets = self._tickets({row[2] for row in rows if row[2]})
        return [
            Found(
                ref=f"aftersales.claim.missed,{id_}",
                trigger=rules.WINDOW,
                at=at.replace(microsecond=0),
                person=employee,
                loss=float(amount or 0),
                ticket=ticket,
                told={
                    "ticket": tickets[ticket][0] if ticket else None,
                    "deadline": deadline.isoformat(),
                    "loss": float(amount or 0),
                },
            )
            for id_, at, ticket, employee, amount, deadline in rows
        ]

    @api.model
    def _facts_old_part(self, company, since, until, _codes):
        """Charges for old parts that a person confirmed, less what was given back."""
        rows = bulk.rows(
            self.env["aftersales.old.part.charge"],
            [
                ("company_id", "=", company.id),
                ("kind", "=", "employee"),
                ("state", "=", "confirmed"),
                ("reverses_id", "=", False),
                ("decided_at", ">=", since),
                ("decided_at", "<", until),
            ],
            ["id", "name", "decided_at", "holder_id", "amount"],
        )
        back = defaultdict(float)
        for charge, amount in bulk.rows(
            self.env["aftersales.old.part.charge"],
            [("reverses_id", "in", [row[0] for row in rows])],
            ["reverses_id", "amount"],
        ):
            back[charge] += float(amount)
        owners = dict(
            bulk.rows(
                self.env["aftersales.part.holder"],
                [("company_id", "=", company.id)],
                ["id", "employee_id"],
            )
        )
        return [
            Found(
                ref=f"aftersales.old.part.charge,{id_}",
                trigger=rules.OLD_PART,
                at=at,
                person=owners.get(holder),
                loss=float(amount) + back[id_],
                told={
                    "document": name,
                    "at": stamp(at),
                    "loss": float(amount) + back[id_],
                },
            )
            for id_, name, at, holder, amount in rows
            if owners.get(holder) and float(amount) + back[id_] > 0
        ]

    @api.model
    def _facts_over_promise(self, company, since, until, _codes):
        """Closed requests that only a promise of the seller made free (INT-7, PEN-27).

        The loss is all that the request cost.
        """
        rows = bulk.rows(
            self.env["helpdesk.ticket"],
            [
                ("company_id", "=", company.id),
                ("verdict_id.over_promise_id.seller_id", "!=", False),
                ("closed_date", ">=", since),
                ("closed_date", "<", until),
            ],
            ["id", "number", "closed_date", "verdict_id"],
        )
        verdicts = self.env["aftersales.warranty.verdict"].browse(
            row[3] for row in rows
        )
        promises = {one.id: one.over_promise_id for one in verdicts}
        costs = defaultdict(float)
        for ticket, amount in bulk.rows(
            self.env["aftersales.cost.line"],
            [("ticket_id", "in", [row[0] for row in rows])],
            ["ticket_id", "amount"],
        ):
            costs[ticket] += float(amount)
        found = []
        for id_, number, at, verdict in rows:
            seller = promises[verdict].seller_id._employee_in(company)
            if seller and costs[id_] > 0:
                found.append(
                    Found(
                        ref=f"helpdesk.ticket,{id_}",
                        trigger=rules.OVER_PROMISE,
                        at=at,
                        person=seller.id,
                        seller=seller.id,
                        loss=round(costs[id_], 2),
                        ticket=id_,
                        told={
                            "ticket": number,
                            "document": promises[verdict].reference or None,
                            "at": stamp(at),
                            "loss": round(costs[id_], 2),
                        },
                    )
                )
        return found
