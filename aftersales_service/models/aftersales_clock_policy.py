from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import clock as rules

LIMIT_KIND = [
    (rules.DURATION, "A span of time"),
    (rules.PROMISED, "The moment that was promised"),
    (rules.WITHIN, "Inside another limit"),
]
LIMIT_UNIT = [
    ("minute", "Minutes"),
    ("hour", "Hours"),
    ("day", "Days"),
    ("workday", "Workdays"),
]
ACCOUNTABLE_ROLE = [
    ("accountable", "Person in charge of the request"),
    ("leader", "Leader of the visit"),
    ("booker", "Buyer of the travel ticket"),
    ("asked", "Person who was asked"),
    ("team_leader", "Leader of the team"),
    ("customer", "Nobody: it is the customer's own time"),
]
#: What a clock was judged by; it changes in a new version only
JUDGED_BY = {
    "start_event",
    "stop_event",
    "other_stop_codes",
    "limit_kind",
    "limit_value",
    "limit_unit",
    "within_code",
    "calendar_id",
    "roll_over",
    "pausable",
    "company_id",
}


class AftersalesClockPolicy(models.Model):
    """A time limit of the regulations, as data (T-01 …).

    A limit that clocks run by is changed by a new version; they keep the old one.
    """

    _name = "aftersales.clock.policy"
    _inherit = ["aftersales.used"]
    _description = "Clock Policy"
    _order = "sequence, code, version desc, id"
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
    other_stop_codes = fields.Char(
        string="Also Stopped by",
        help="Codes of further facts that stop the clock, separated by commas.",
    )
    limit_kind = fields.Selection(
        selection=LIMIT_KIND,
        string="Due by",
        required=True,
        default=rules.DURATION,
        help="A span of time from the start. Or the moment that the start promises, "
        "such as the visit agreed with the customer (T-09). Or the moment at which "
        "another limit is due; then what the stop promises counts, such as the arrival "
        "of the booked ticket (T-05).",
    )
    limit_value = fields.Integer(string="Limit")
    limit_unit = fields.Selection(
        selection=LIMIT_UNIT,
        string="Unit",
        required=True,
        default="hour",
        help="Minutes and hours count from the start. Days and workdays don't count "
        "the day of the start and end at 24:00, or at close of business.",
    )
    within_code = fields.Char(
        string="Inside Limit",
        help="Number of the limit that this one must stay inside.",
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        check_company=True,
        ondelete="restrict",
        help="Empty: around the clock, holidays included.",
    )
    roll_over = fields.Boolean(
        string="Move Off Holidays",
        help="A limit in days that ends on a day without work ends on the next "
        "workday (民法典 203).",
    )
    pausable = fields.Boolean(
        string="Pauses Stop It",
        default=True,
        help="An approved pause of the request stops this clock.",
    )
    warn_percent = fields.Integer(
        string="Warn at",
        default=80,
        help="Percent of the limit after which the person in charge and their leader "
        "are warned. 0: nobody is.",
    )
    sequence = fields.Integer(
        default=10,
        help="Order in which limits and promises are listed.",
    )
    is_public = fields.Boolean(
        string="Promise to Customers",
        default=True,
        help="Customers see this limit as a promise.",
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
        "CHECK(limit_kind <> 'duration' OR limit_value > 0)",
        "A limit must be longer than nothing.",
    )
    _within_named = models.Constraint(
        "CHECK(limit_kind <> 'within' OR within_code IS NOT NULL)",
        "Name the limit that this one must stay inside.",
    )
    _warn_percent = models.Constraint(
        "CHECK(warn_percent >= 0 AND warn_percent < 100)",
        "The warning comes at 0 to 99 percent of the limit.",
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

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

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

    def _rules(self):
        """These policies as the rules know them: dict of id → ``rules.Policy``."""
        found = {}
        for company, policies in self.grouped("company_id").items():
            calendars = policies.calendar_id._clock_calendars(company)
            for policy in policies:
                found[policy.id] = rules.Policy(
                    id=policy.id,
                    code=policy.code,
                    start_event=policy.start_event,
                    stop_event=policy.stop_event,
                    other_stops=policy._other_stops(),
                    limit_kind=policy.limit_kind,
                    limit_value=policy.limit_value,
                    limit_unit=policy.limit_unit,
                    within_code=policy.within_code or None,
                    calendar=calendars[policy.calendar_id.id],
                    roll_over=policy.roll_over,
                    pausable=policy.pausable,
                    warn_percent=policy.warn_percent,
                )
        return found

    def _other_stops(self):
        codes = (self.other_stop_codes or "").replace("，", ",").split(",")
        return frozenset(filter(None, map(str.strip, codes)))

    @api.constrains("other_stop_codes", "within_code", "code")
    def _check_codes(self):
        codes = set(dict(self.env["aftersales.event.type"]._selection()))
        for policy in self:
            unknown = policy._other_stops() - codes
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Limit %(code)s: there is no kind of event “%(unknown)s”. Use "
                        "the codes of the list under Configuration, Kinds of Event.",
                        code=policy.code,
                        unknown=", ".join(sorted(unknown)),
                    )
                )
            if policy.within_code == policy.code:
                raise ValidationError(
                    self.env._(
                        "Limit %(code)s can't stay inside itself. Name another one.",
                        code=policy.code,
                    )
                )

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
