from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import format_list
from odoo.tools.safe_eval import safe_eval


class AftersalesClockPolicy(models.Model):
    """Which limits a request gets, and why."""

    _inherit = "aftersales.clock.policy"

    def _conditions(self):
        """How specific a limit is: the number of its conditions."""
        conditions = sum(1 for _c in self._request_domain().iter_conditions())
        return bool(self.type_ids) + conditions

    def _beats(self, other):
        """Is this limit the more specific one from the same fact to the same fact?"""
        same_span = (self.start_event, self.stop_event) == (
            other.start_event,
            other.stop_event,
        )
        return same_span and self._conditions() > other._conditions()

    def _explain(self, rivals):
        """Why this limit was chosen, in the user's language.

        :param rivals: other limits of the same span that fit as well
        """
        self.ensure_one()
        lines = [
            self.env._(
                "Version %(version)s of limit %(code)s, clause %(clause)s.",
                version=self.version,
                code=self.code,
                clause=self.clause or "–",
            )
        ]
        if self.type_ids:
            lines.append(
                self.env._(
                    "For requests of type %(types)s.",
                    types=format_list(self.env, self.type_ids.mapped("name")),
                )
            )
        if not self._request_domain().is_true():
            lines.append(
                self.env._("For requests that fit: %(filter)s", filter=self.domain)
            )
        if len(lines) == 1:
            lines.append(self.env._("It is for all requests of the company."))
        for rival in rivals:
            lines.append(
                self.env._(
                    "Limit %(rival)s fits as well, but is less specific.",
                    rival=rival.display_name,
                )
            )
        return "\n".join(lines)

    def _matching(self, tickets):
        """Policies of each ticket; a more specific one of the same span wins.

        :param tickets: requests of any companies
        :return: dict of ticket id → list of policies; of several versions of a limit
            the newest that is valid on the day of registration
        """
        matching = {}
        chosen = {}  # requests that are alike have the same candidates
        for ticket, found in self._candidates(tickets).items():
            key = tuple(policy.id for policy in found)
            if key not in chosen:
                chosen[key] = [p for p in found if not any(q._beats(p) for q in found)]
            matching[ticket] = chosen[key]
        return matching

    def _candidates(self, tickets):
        """Dict of ticket id → all policies that fit it, in their newest version."""
        policies = self.search(
            [("company_id", "in", tickets.company_id.ids)], order="version"
        )
        fitting = {ticket.id: {} for ticket in tickets}
        for policy in policies:
            for ticket in policy._fitting(tickets):
                fitting[ticket.id][policy.code] = policy
        return {ticket: list(found.values()) for ticket, found in fitting.items()}

    def _fitting(self, tickets):
        """The requests among these that this limit is for, archived or not."""
        self.ensure_one()
        fitting = tickets.filtered(self._is_for)
        domain = self._request_domain()
        return fitting if domain.is_true() else fitting.filtered_domain(domain)

    def _is_for(self, ticket):
        """Company, type and day of registration, the cheap part of matching."""
        if self.company_id != ticket.company_id:
            return False
        if self.type_ids and ticket.type_id not in self.type_ids:
            return False
        if not self.valid_from and not self.valid_to:
            return True
        day = self.company_id._service_date(ticket.registered_at)
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or day <= self.valid_to
        )

    def _request_domain(self):
        self.ensure_one()
        return Domain(safe_eval(self.domain or "[]"))

    @api.model
    @tools.ormcache()
    def _matched_by(self):
        """Fields of a request by which any limit chooses it."""
        names = {"type_id", "company_id"}
        filtered = self.sudo().search([("domain", "not in", (False, "[]"))])
        for policy in filtered:
            for condition in policy._request_domain().iter_conditions():
                names.add(condition.field_expr.partition(".")[0])
        return frozenset(names)
