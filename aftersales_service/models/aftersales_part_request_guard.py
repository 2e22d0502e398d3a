from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..rules import requisition as rules
from .helpdesk_ticket_events import CLERK, MANAGER, TECHNICIAN

KEEPER = "aftersales_service.group_aftersales_keeper"
#: Role of the rules → group
GROUPS = {"clerk": CLERK, "manager": MANAGER, "keeper": KEEPER}
#: Part of the document → its fields; what isn't here follows from steps, and nobody
#: writes it directly
FIELDS = {
    "asked": (
        "ticket_id",
        "visit_id",
        "holder_id",
        "delivery",
        "address",
        "note",
        "line_ids",
    ),
    "depot": ("depot_id",),
    "urgency": ("urgent", "needed_at"),
}
SECTION_OF = {field: part for part, names in FIELDS.items() for field in names}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}
#: What a new requisition may be given
GIVEN = {"company_id", *SECTION_OF}


class AftersalesPartRequest(models.Model):
    """Who may fill in what, and take which step: through form, import and RPC."""

    _inherit = "aftersales.part.request"

    def _roles(self):
        """Roles of ``rules.requisition`` that the user has on this requisition."""
        user = self.env.user
        roles = {
            role
            for role, group in GROUPS.items()
            if self.env.su or user.has_group(group)
        }
        if self.env.su:
            return roles | {"holder", "requester"}
        if user.has_group(TECHNICIAN):
            # users may not read employees' files
            if self.sudo().holder_id.employee_id.user_id == user:
                roles.add("holder")
            elif self.requester_id == user and self._is_mine():
                roles.add("requester")
        return roles

    def _is_mine(self):
        """Whether a technician may ask for these parts at all.

        For their own account, or for a customer to whom they are sent.
        """
        self.ensure_one()
        user = self.env.user
        # users may not read employees' files, nor visits that aren't theirs
        request = self.sudo()
        if request.holder_id:
            return request.holder_id.employee_id.user_id == user
        crews = request.visit_id or request.ticket_id.visit_ids
        people = crews.employee_ids | request.ticket_id.accountable_id
        return user in people.user_id

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
        result = super().write(vals)
        if not self.env.su and SECTION_OF.keys() & vals.keys():
            # nor may it be given away to an account that isn't theirs
            self._check_own_account()
        return result

    def _put(self, vals):
        """Write what follows from a step whose right has been checked."""
        system = self.with_context(skip_validation_check=True).sudo()
        return system.write(vals)

    def _check_own_account(self):
        """Technicians ask for themselves; others ask for everybody."""
        if self.env.su:
            return
        for request in self:
            if not request._roles():
                raise AccessError(
                    self.env._(
                        "Requisition %(name)s: technicians ask for parts for their own "
                        "account, or for a customer they are sent to. Clerks and "
                        "keepers ask for others.",
                        name=request.name,
                    )
                )

    @api.model
    def _check_only(self, model, vals, names):
        """Nobody gives a record what follows from steps."""
        forged = vals.keys() - names - FREE
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s can't be set: they follow from the steps of the "
                    "requisition.",
                    fields=", ".join(sorted(_label(model, name) for name in forged)),
                )
            )

    def _check_guarded(self, vals):
        self.check_access("write")
        parts = set()
        for name in vals.keys() - FREE:
            if name not in SECTION_OF:
                raise UserError(
                    self.env._(
                        "“%(field)s” of requisition %(name)s follows from its steps "
                        "and can't be written. Use the buttons.",
                        field=_label(self, name),
                        name=", ".join(self.mapped("name")),
                    )
                )
            parts.add(SECTION_OF[name])
        for part in sorted(parts):
            self._check_writable(part)

    def _check_writable(self, part):
        """Whether this user may fill in a part of these requisitions now.

        :param part: a key of ``rules.SECTIONS``
        :raise AccessError: it is somebody else's work
        :raise UserError: it is too late for it
        """
        if self.env.su:
            return
        self.check_access("write")
        who, states = rules.SECTIONS[part]
        for request in self:
            if not who & request._roles():
                request._refuse_role(who)
            if request.state not in states:
                raise UserError(
                    self.env._(
                        "Requisition %(name)s is in state “%(state)s”: %(fields)s "
                        "can't be changed now. Withdraw it, or make another one.",
                        name=request.name,
                        state=request._state_label(),
                        fields=", ".join(_label(self, name) for name in FIELDS[part]),
                    )
                )

    def _refuse_role(self, roles):
        groups = [self.env.ref(GROUPS[role]).sudo() for role in roles if role in GROUPS]
        raise AccessError(
            self.env._(
                "You may not do this with requisition %(name)s. Ask a colleague with "
                "the role %(roles)s.",
                name=self.name,
                roles=", ".join(sorted(group.name for group in groups)),
            )
        )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _check_step(self, step, reason=None):
        """Whether this user may take a step on these requisitions now.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit, or says no reason
        """
        self.check_access("read")
        for request in self:
            if not rules.may_take(step, request._roles()):
                request._refuse_role(rules.ROLES[step])
            if not rules.fits(request.state, step, request._facts()):
                raise UserError(request._why_not(step))
            if step in rules.NEED_REASON and not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "Say why, so that who works on requisition %(name)s knows it.",
                        name=request.name,
                    )
                )

    def _why_not(self, step):
        """Why a step doesn't fit, and the way out."""
        self.ensure_one()
        if step == rules.SHIP and self.state == rules.PACKED:
            return self.env._(
                "The packing of requisition %(name)s hasn't been checked yet. Tick its "
                "packing list and press “Packing Checked”.",
                name=self.name,
            )
        if step == rules.ISSUE and self.state in rules.TO_ISSUE:
            return self.env._(
                "Requisition %(name)s is shipped: pack it, have the packing checked, "
                "then ship it.",
                name=self.name,
            )
        if step in (rules.ISSUE, rules.PACK) and self.state == rules.SUBMITTED:
            return self.env._(
                "Requisition %(name)s waits for approval. Nothing is issued before.",
                name=self.name,
            )
        return self.env._(
            "This step doesn't fit requisition %(name)s, which is in state "
            "“%(state)s”.",
            name=self.name,
            state=self._state_label(),
        )

    def _step(self, step, **vals):
        """Take a checked step: state and what comes with it."""
        self.ensure_one()
        state = rules.next_state(self.state, step, self._facts())
        return self._put({**vals, "state": state})

    def _take_turns(self):
        """Let two people work on one requisition one after the other only.

        Touching the row makes PostgreSQL refuse the second one, whom Odoo then starts
        anew with what the first one has done; a mere lock would let it go on with
        quantities as they were.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE aftersales_part_request SET write_date = write_date
                WHERE id IN (SELECT id FROM aftersales_part_request WHERE id IN %s
                             ORDER BY id FOR UPDATE)""",
                tuple(self.ids),
            )
        )


def _label(model, name):
    field = model._fields.get(name)
    return field._description_string(model.env) if field else name
