from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ..rules import clock as rules

LIMIT_UNIT = [("minute", "Minutes"), ("hour", "Hours")]
ACCOUNTABLE_ROLE = [
    ("accountable", "Person in charge of the request"),
    ("leader", "Leader of the visit"),
]
#: What a clock was judged by; it changes in a new version only
JUDGED_BY = {"start_event", "stop_event", "limit_value", "limit_unit", "company_id"}


class AftersalesClockPolicy(models.Model):
    """A time limit of the regulations, as data (T-01 …).

    A limit that clocks run by is changed by a new version; they keep the old one.
    """

    _name = "aftersales.clock.policy"
    _description = "Clock Policy"
    _order = "code, version desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Number of the limit in the regulations, such as T-02.",
    )
    clause = fields.Char(
        help="Clause of the company's regulations that this limit comes from."
    )
    version = fields.Integer(required=True, default=1)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    type_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.type",
        string="Types",
        check_company=True,
        help="Types of request that this limit is for. Empty: all.",
    )
    domain = fields.Char(
        string="Requests",
        default="[]",
        help="Only requests that fit this filter. Empty: all.",
    )
    start_event = fields.Selection(
        selection=lambda self: self.env["aftersales.event.type"]._selection(),
        string="From",
        required=True,
        default="registered",
    )
    stop_event = fields.Selection(
        selection=lambda self: self.env["aftersales.event.type"]._selection(),
        string="To",
        required=True,
    )
    limit_value = fields.Integer(string="Limit", required=True)
    limit_unit = fields.Selection(
        selection=LIMIT_UNIT,
        string="Unit",
        required=True,
        default="hour",
    )
    accountable_role = fields.Selection(
        selection=ACCOUNTABLE_ROLE,
        required=True,
        default="accountable",
        help="Whose clock this is.",
    )
    valid_from = fields.Date()
    valid_to = fields.Date()

    _limit_positive = models.Constraint(
        "CHECK(limit_value > 0)", "A limit must be longer than nothing."
    )
    _valid_period = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A policy can't end before it starts."
    )
    _events_differ = models.Constraint(
        "CHECK(start_event <> stop_event)",
        "A clock needs one fact to start and another one to stop.",
    )
    _code_version_uniq = models.Constraint(
        "UNIQUE(company_id, code, version)",
        "This company already has this version of the limit.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for policy in self:
            parts = filter(None, [policy.code, policy.name])
            policy.display_name = " ".join(parts)

    def write(self, vals):
        changed = [
            name
            for name in JUDGED_BY & vals.keys()
            if any(
                self._fields[name].convert_to_write(policy[name], policy) != vals[name]
                for policy in self
            )
        ]
        used = changed and self.env["aftersales.clock"].sudo().search(
            [("policy_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "Clocks run by limit %(code)s, version %(version)s. Press “New "
                    "Version” and change that one: it counts from then on, and the "
                    "clocks that run keep theirs.",
                    code=used.policy_id.code,
                    version=used.policy_id.version,
                )
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def action_new_version(self):
        """Open a copy under the next version number; this one is archived."""
        self.ensure_one()
        same = [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        versions = self.with_context(active_test=False).search(same).mapped("version")
        successor = self.copy({"version": max(versions) + 1})
        self.action_archive()
        return successor.get_formview_action()

    def _rule(self):
        """This policy as the rule knows it."""
        self.ensure_one()
        return rules.Policy(
            id=self.id,
            code=self.code,
            start_event=self.start_event,
            stop_event=self.stop_event,
            limit_value=self.limit_value,
            limit_unit=self.limit_unit,
        )

    def _matching(self, tickets):
        """Policies of each ticket.

        :param tickets: requests of any companies
        :return: dict of ticket id → list of policies; of several versions of a limit
            the newest that is valid on the day of registration
        """
        policies = self.search(
            [("company_id", "in", tickets.company_id.ids)], order="version"
        )
        matching = {ticket.id: {} for ticket in tickets}
        for policy in policies:
            for ticket in policy._fitting(tickets):
                matching[ticket.id][policy.code] = policy
        return {ticket: list(found.values()) for ticket, found in matching.items()}

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

    @api.constrains("domain")
    def _check_domain(self):
        """A filter that can't be evaluated would stop every registration."""
        tickets = self.env["helpdesk.ticket"]
        for policy in self:
            try:
                domain = policy._request_domain()
                tickets.search(domain, limit=1).filtered_domain(domain)
            except (ValueError, TypeError, KeyError, SyntaxError) as error:
                raise ValidationError(
                    self.env._(
                        "Limit %(code)s: the filter for requests can't be read: "
                        "%(error)s",
                        code=policy.code,
                        error=error,
                    )
                ) from error

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

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies
