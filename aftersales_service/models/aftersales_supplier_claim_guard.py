from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..rules import claim as rules
from .helpdesk_ticket_events import MANAGER

#: Role of the rules → group
GROUPS = {
    "manager": MANAGER,
    **{
        role: f"aftersales_service.group_aftersales_{role}"
        for role in ("buyer", "quality", "finance", "keeper")
    },
}
#: Part of the document → its fields; what isn't here follows from steps
FIELDS = {
    "note": ("note", "buyer_id"),
    "reference": ("supplier_reference",),
}
LINE_FIELDS = {
    "claimed": ("claimed",),
    "answer": ("decision", "accepted", "reason_id", "note"),
    "difference": ("difference",),
}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}


class AftersalesSupplierClaim(models.Model):
    """Who may fill in what: the same through form, import and RPC."""

    _inherit = "aftersales.supplier.claim"

    @api.model
    def _roles(self):
        """Roles of ``rules.claim`` that the user has; all of them for the system."""
        user = self.env.user
        return {
            role
            for role, group in GROUPS.items()
            if self.env.su or user.has_group(group)
        }

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Claims are collected. Use “Collect Claims” for it.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            lines = {"line_ids"} & vals.keys()
            # lines in a form are written with their own guard
            self._check_guarded(vals.keys() - lines)
        return super().write(vals)

    def _put(self, vals):
        """Write what follows from a step whose right has been checked."""
        return self._as_system().write(vals)

    def _as_system(self):
        """These claims as the system, without defaults from outside.

        For what follows from a step whose right has been checked: a default in the
        caller's context may forge no more than a value may.
        """
        plain = clean_context(self.env.context)
        return self.sudo().with_context(plain)  # pylint: disable=context-overridden

    def _system(self, model):
        """A model as the system of the company, without defaults from outside."""
        self.ensure_one()
        return self._as_system().with_company(self.company_id).env[model]

    def _check_guarded(self, names, fields=None, model=None):
        """Whether this user may write these fields of these claims now.

        :param fields: part of the document → fields
        :raise AccessError: it is somebody else's work
        :raise UserError: it follows from steps, or it is too late or too early
        """
        model = self if model is None else model
        section_of = {
            name: part for part, own in (fields or FIELDS).items() for name in own
        }
        parts = set()
        for name in set(names) - FREE:
            if name not in section_of:
                raise UserError(
                    self.env._(
                        "“%(field)s” of claim %(name)s follows from its steps and "
                        "can't be written. Use the buttons.",
                        field=model._fields[name]._description_string(self.env)
                        if name in model._fields
                        else name,
                        name=", ".join(self.mapped("name")),
                    )
                )
            parts.add(section_of[name])
        for part in sorted(parts):
            self._check_writable(part)

    def _check_writable(self, part):
        self.check_access("read")
        roles = self._roles()
        who, states = rules.SECTIONS[part]
        for claim in self:
            if not who & roles:
                raise AccessError(
                    self.env._(
                        "You may not write this of claim %(name)s. Ask a colleague "
                        "with the role %(roles)s.",
                        name=claim.name,
                        roles=claim._role_names(who),
                    )
                )
            if claim.state not in states:
                raise UserError(
                    self.env._(
                        "Claim %(name)s is in state “%(state)s”: this can't be changed "
                        "now.",
                        name=claim.name,
                        state=claim._state_label(),
                    )
                )

    @api.model
    def _role_names(self, roles):
        """Names of roles, for messages; everybody may know them."""
        groups = (self.env.ref(GROUPS[role]).sudo() for role in sorted(roles))
        return ", ".join(group.name for group in groups)

    def _state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _check_step(self, step):
        """Whether this user may take a step on these claims now.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit the claim
        """
        self.check_access("read")
        if not rules.may_take(step, self._roles()):
            raise AccessError(
                self.env._(
                    "You may not take this step on claim %(name)s. Ask a colleague "
                    "with the role %(roles)s.",
                    name=", ".join(self.mapped("name")),
                    roles=self._role_names(rules.ROLES[step]),
                )
            )
        if self:
            # of two people at once the second one starts anew, and sees the first
            self.lock_for_update(allow_referencing=True)
            self.invalidate_recordset(["state"])
        for claim in self:
            if not rules.fits(claim.state, step):
                raise UserError(
                    self.env._(
                        "This step doesn't fit claim %(name)s, which is in state "
                        "“%(state)s”.",
                        name=claim.name,
                        state=claim._state_label(),
                    )
                )


class AftersalesSupplierClaimLine(models.Model):
    _inherit = "aftersales.supplier.claim.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Lines of claims are collected. Use “Collect Claims” for it."
                )
            )
        # the database must know first which lines are in force no more
        self.flush_model(["is_current"])
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.claim_id._check_guarded(vals.keys(), LINE_FIELDS, self)
            self._check_costly(vals.get("difference"))
        return super().write(vals)

    def _check_costly(self, difference):
        """That we bear what a supplier doesn't pay is a manager's word."""
        roles = self.env["aftersales.supplier.claim"]._roles()
        costly = difference in rules.COSTLY or (
            difference is not None
            and any(line.difference in rules.COSTLY for line in self)
        )
        if costly and "manager" not in roles:
            raise AccessError(
                self.env._(
                    "That the company bears what a supplier doesn't pay is decided by "
                    "a service manager. Choose to dispute it or to hand it in again, "
                    "or ask one."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        """A buyer takes a line off a draft; its part is to be claimed again."""
        if not self.env.su:
            self.claim_id._check_writable("claimed")
        for line in self:
            if line.claim_id.state != rules.DRAFT:
                raise UserError(
                    self.env._(
                        "Claim %(name)s isn't a draft any more; its lines stay. Take "
                        "it back to draft first.",
                        name=line.claim_id.name,
                    )
                )

    def unlink(self):
        uses = self.filtered(lambda line: line.charge == rules.PART).use_id
        claims = self.claim_id
        result = super().unlink()
        # who takes a line off need not write parts used
        uses.sudo()._derive_claims()
        claims._as_system()._refresh_fee()
        return result
