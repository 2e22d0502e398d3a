from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..rules import returns as rules
from .helpdesk_ticket_events import CLERK, MANAGER

#: Role of the rules → group
GROUPS = {
    "clerk": CLERK,
    "manager": MANAGER,
    **{
        role: f"aftersales_service.group_aftersales_{role}"
        for role in ("keeper", "quality", "finance", "branch_manager")
    },
}
#: Part of the document → its fields; what isn't here follows from steps, and nobody
#: writes it directly
FIELDS = {
    "request": ("lot_id", "product_id", "quantity", "demand", "description"),
    "review": ("review_note",),
    "transport": ("carrier", "tracking_number", "expected_on"),
    "reception": ("item_ids", "received_lot_id", "takes_other_serial"),
    "inspection": ("finding", "test_report", "test_file_ids"),
    "report": (
        "report_text",
        "responsibility",
        "responsible_employee_id",
        "responsible_department_id",
        "responsible_partner_id",
    ),
    "decision": (
        "decision",
        "decision_reason",
        "cost_bearer",
        "cost_reason",
        "usage_fee",
        "fee_reason",
    ),
    "refund": ("invoice_id",),
    "exchange": ("new_lot_id",),
    "telling": ("told_how", "told_note"),
}
SECTION_OF = {field: part for part, names in FIELDS.items() for field in names}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}
#: What a new return may be given
GIVEN = {"ticket_id", "asked_at", *FIELDS["request"]}


class AftersalesReturn(models.Model):
    """Who may fill in what: the same through form, import and RPC."""

    _inherit = "aftersales.return"

    @api.model
    def _roles(self):
        """Roles of ``rules.returns`` that the user has; all of them for the system."""
        user = self.env.user
        return {
            role
            for role, group in GROUPS.items()
            if self.env.su or user.has_group(group)
        }

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
        return super().write(vals)

    def _put(self, vals):
        """Write what follows from a step whose right has been checked."""
        system = self.with_context(skip_validation_check=True).sudo()
        return system.write(vals)

    def _system(self, model):
        """A model as the system of the company, without defaults from outside."""
        self.ensure_one()
        # a default in the caller's context may forge no more than a value may
        plain = clean_context(self.env.context)
        records = self.env[model].sudo().with_company(self.company_id)
        return records.with_context(plain)  # pylint: disable=context-overridden

    @api.model
    def _check_given(self, vals):
        """Nobody opens a return that is already decided."""
        forged = vals.keys() - GIVEN - FREE
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s of a new return can't be set: they follow from its "
                    "steps.",
                    fields=", ".join(sorted(self._label(name) for name in forged)),
                )
            )

    @api.model
    def _label(self, name):
        field = self._fields.get(name)
        return field._description_string(self.env) if field else name

    def _check_guarded(self, vals):
        self.check_access("write")
        parts = set()
        for name in vals.keys() - FREE:
            if name not in SECTION_OF:
                raise UserError(
                    self.env._(
                        "“%(field)s” of return %(name)s follows from its steps and "
                        "can't be written. Use the buttons.",
                        field=self._label(name),
                        name=", ".join(self.mapped("name")),
                    )
                )
            parts.add(SECTION_OF[name])
        for part in sorted(parts):
            self._check_writable(part)

    def _check_writable(self, part):
        """Whether this user may fill in a part of these returns now.

        :param part: a key of ``rules.SECTIONS``
        :raise AccessError: it is somebody else's work
        :raise UserError: it is too late or too early for it
        """
        if self.env.su:
            return
        self.check_access("write")
        roles = self._roles()
        for one in self:
            who, states = rules.SECTIONS[part]
            if not who & roles:
                raise AccessError(
                    self.env._(
                        "You may not fill in %(fields)s of return %(name)s. Ask a "
                        "colleague with the role %(roles)s.",
                        fields=one._part_labels(part),
                        name=one.name,
                        roles=one._role_names(who),
                    )
                )
            sealed = part == "decision" and one._approval() in ("pending", "approved")
            if one.state not in states or sealed:
                raise UserError(
                    self.env._(
                        "Return %(name)s is in state “%(state)s”: %(fields)s can't be "
                        "changed now.",
                        name=one.name,
                        state=one._state_label(),
                        fields=one._part_labels(part),
                    )
                )

    @api.model
    def _part_labels(self, part):
        return ", ".join(self._label(name) for name in FIELDS[part])

    @api.model
    def _role_names(self, roles):
        """Names of roles, for messages; everybody may know them."""
        groups = (self.env.ref(GROUPS[role]).sudo() for role in sorted(roles))
        return ", ".join(group.name for group in groups)

    def _state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _check_step(self, step):
        """Whether this user may take a step on these returns now.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit the return
        """
        self.check_access("read")
        if not rules.may_take(step, self._roles()):
            raise AccessError(
                self.env._(
                    "You may not take this step on return %(name)s. Ask a colleague "
                    "with the role %(roles)s.",
                    name=", ".join(self.mapped("name")),
                    roles=self._role_names(rules.ROLES[step]),
                )
            )
        for one in self:
            if not rules.fits(one.state, step, one._facts()):
                raise UserError(one._why_not(step))

    def _why_not(self, step):
        """Why a step doesn't fit, and the way out."""
        self.ensure_one()
        if step == rules.DECIDE and self.state == rules.INSPECTED:
            if self._approval() == "pending":
                return self.env._(
                    "The decision on return %(name)s waits for the general manager.",
                    name=self.name,
                )
            return self.env._(
                "Return %(name)s has no return report yet. Quality writes it, with who "
                "is responsible, before it is decided.",
                name=self.name,
            )
        return self.env._(
            "This step doesn't fit return %(name)s, which is in state “%(state)s”.",
            name=self.name,
            state=self._state_label(),
        )

    def _step(self, step, code, note=None, **vals):
        """Take a checked step: state, time and fact.

        :param code: event code of the fact on the request
        """
        self.ensure_one()
        state = rules.next_state(self.state, step, self._facts())
        self._put({**vals, "state": state})
        return self._record_fact(code, note)

    def _record_fact(self, code, note=None):
        """Record a fact of this return on its request."""
        # the step's right has been checked; a keeper need not see every request
        ticket = self.ticket_id.sudo()
        return ticket._record(
            ticket._event_kind(code), note=note or None, source_ref=self.name
        )
