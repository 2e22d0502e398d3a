from odoo import api, fields, models

from ..rules import clock as rules
from ..rules import pause as pause_rules

#: States in which a clock can still be met
OPEN = (rules.RUNNING, rules.PAUSED)


class AftersalesClock(models.Model):
    """How clocks follow the facts of their requests."""

    _inherit = "aftersales.clock"

    @api.model
    def _follow(self, tickets, now=None):
        """Bring the clocks of these requests in line with their facts.

        Runs after every new fact and after every change that may match other policies.
        Doing it twice changes nothing. The number of queries doesn't depend on the
        number of requests.
        """
        # Clocks are derived for everybody, whoever recorded the fact; no user writes
        # them, so there is no right to check.
        tickets = tickets.sudo()
        now = now or fields.Datetime.now()
        clocks = self.sudo()._search_rows([("ticket_id", "in", tickets.ids)])
        # of all clocks at once; else a query per thousand, where one has ended
        clocks.fetch(["pause_ids"])
        facts = self._facts_of(tickets)
        wanted = self._derive(tickets, clocks, facts, now)
        held = {(c.start_event_id.id, c.policy_id.id): c for c in clocks}
        missing = [key for key in wanted if key not in held]
        created = self.sudo().create(
            [
                dict(self._values_of(wanted[key][1]), ticket_id=wanted[key][0])
                for key in missing
            ]
        )
        self.sudo()._write_rows(
            {
                record: record._changes_to(wanted[key][1])
                if key in wanted
                else record._changes_to_drop(now)
                for key, record in held.items()
            }
        )
        held.update(zip(missing, created, strict=True))
        self._follow_pauses(held, wanted, facts)
        clocks._withdraw_warnings()

    @api.model
    def _facts_of(self, tickets):
        """Dict of ticket id → its facts in force."""
        events = self.env["aftersales.event"].sudo()
        found = events._search_rows([("ticket_id", "in", tickets.ids)])._facts()
        return {ticket: pause_rules.with_causes(f) for ticket, f in found.items()}

    @api.model
    def _derive(self, tickets, clocks, facts, now, instead=None):
        """The clocks that the facts of these requests make.

        :param clocks: the clocks they have by now
        :param facts: dict of ticket id → facts
        :param instead: dict of clock → policy that it is to run by from now on
        :return: dict of clock key → (ticket id, ``rules.Clock``)
        """
        matching = self.env["aftersales.clock.policy"].sudo()._matching(tickets)
        kept = clocks._kept(matching, instead or {})
        policies = self.env["aftersales.clock.policy"].sudo()
        for found in (*matching.values(), *(k.values() for k in kept.values())):
            policies = policies.union(*found)
        by_id = policies._rules()
        wanted = {}
        for ticket in tickets:
            found = rules.derive(
                facts.get(ticket.id, []),
                [by_id[policy.id] for policy in matching[ticket.id]],
                now,
                {key: by_id[p.id] for key, p in kept.get(ticket.id, {}).items()},
                pause_rules.pauses(facts.get(ticket.id, [])),
            )
            wanted.update((clock.key, (ticket.id, clock)) for clock in found)
        return wanted

    def _kept(self, matching, instead):
        """Policies that clocks stay with.

        A clock keeps its version while it still fits the request, unless a more
        specific limit that was there when it started takes its place. What was met or
        missed stays with the limit it was judged by.

        :return: dict of ticket id → {(start event id, code): policy}
        """
        kept = {}
        found = {policy for policies in matching.values() for policy in policies}
        for policy, clocks in self.grouped("policy_id").items():
            fitting = set(policy._fitting(clocks.ticket_id))
            rivals = {rival for rival in found if rival._beats(policy)}
            for clock in clocks:
                ticket = clock.ticket_id
                judged = clock.state in (rules.MET, rules.MISSED)
                if not judged and (
                    ticket not in fitting
                    or clock._is_beaten(rivals.intersection(matching[ticket.id]))
                ):
                    continue
                key = clock.start_event_id.id, policy.code
                kept.setdefault(ticket.id, {})[key] = instead.get(clock, policy)
        return kept

    def _is_beaten(self, rivals):
        """Was a more specific limit there when this clock started?

        :param rivals: limits of the same span that fit the request better
        """
        return any(rival.create_date <= self.create_date for rival in rivals)

    @api.model
    def _values_of(self, clock):
        """Values of the record for a derived clock."""
        return {
            "policy_id": clock.policy_id,
            "start_event_id": clock.start_event_id,
            "started_at": clock.started_at,
            "due_at": clock.due_at,
            "warn_at": clock.warn_at or False,
            "stop_event_id": clock.stop_event_id or False,
            "stopped_at": clock.stopped_at or False,
            "state": clock.state,
        }

    def _changes_to(self, clock):
        """Values in which this record differs from the derived clock.

        A clock that has ended isn't judged again by a calendar that changed later: it
        moves with its own facts and pauses only.
        """
        self.ensure_one()
        values = self._values_of(clock)
        if self.stopped_at and self._is_same_story(clock, values):
            return {}
        return self._differing(values)

    def _is_same_story(self, clock, values):
        story = ("started_at", "stopped_at", "stop_event_id", "policy_id")
        told = {
            pause.event_id.id: (pause.start_at, pause.end_at or None, pause._counts())
            for pause in self.pause_ids
        }
        differing = self._differing({name: values[name] for name in story})
        return not differing and told == {
            pause.event_id: (pause.start_at, pause.end_at, pause.counts)
            for pause, _minutes in clock.pauses
        }

    def _changes_to_drop(self, now):
        """Values by which a clock ends whose policy no longer fits the request.

        What has been met or missed stays so: correcting the type of a request must not
        wipe out a miss.
        """
        values = {"stopped_at": self.stopped_at or now}
        if self.state in OPEN:
            values["state"] = rules.CANCELLED
        return self._differing(values)

    @api.model
    def _follow_pauses(self, held, wanted, facts):
        """Write the pauses of the clocks that were derived."""
        pauses = self.env["aftersales.clock.pause"].sudo()
        answers = self._answers_to_pauses(wanted, facts)
        rows = {}
        for key, (ticket, clock) in wanted.items():
            blocks = {fact.id: fact for fact in facts.get(ticket, [])}
            for pause, minutes in clock.pauses:
                block = blocks[pause.event_id]
                rows[held[key].id, pause.event_id] = {
                    "start_at": pause.start_at,
                    "end_at": pause.end_at or False,
                    # what a lasting pause leaves out is known when it has ended
                    "minutes": minutes if pause.end_at or clock.stopped_at else 0,
                    "state": pauses._state_of(block, facts[ticket]),
                    "approved_by_id": answers.get(pause.event_id, False),
                }
        pauses._follow(self.browse(clock.id for clock in held.values()), rows)

    @api.model
    def _answers_to_pauses(self, wanted, facts):
        """Dict of blocking event id → id of the user who last answered it."""
        if not any(clock.pauses for _ticket, clock in wanted.values()):
            return {}
        answers = {}
        for found in facts.values():
            for fact in found:
                if fact.code in (pause_rules.APPROVED, pause_rules.REFUSED):
                    answers[fact.subject_id] = fact.id
        events = self.env["aftersales.event"].sudo().browse(answers.values())
        users = {event.id: event.recorded_by_id.id for event in events}
        return {block: users[answer] for block, answer in answers.items()}
