from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..rules import part
from ..rules import transfer as rules

#: Role of the rules → group; holder, receiver and author follow from the movement
GROUPS = {
    role: f"aftersales_service.group_aftersales_{role}"
    for role in ("technician", "clerk", "keeper", "manager")
}
#: What may be written while it is a draft; the rest follows from steps
DRAFT_FIELDS = {
    "kind",
    "company_id",
    "from_id",
    "to_id",
    "to_employee_id",
    "line_ids",
    "note",
    "outcome",
    "charge_employee_id",
    "outcome_reason",
    "partner_id",
    "voucher_number",
    "due_date",
    "voucher_id",
    "settlement",
    "replacement_partner_id",
}
#: What a manager decides on a loss
DECISION_FIELDS = {"outcome", "charge_employee_id", "outcome_reason"}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}
LINE_FIELDS = {
    "transfer_id",
    "product_id",
    "lot_id",
    "lot_name",
    "quantity",
    "done_quantity",
    "unit_cost",
    "expense_id",
    "voucher_line_id",
    "note",
}
#: What who confirms a movement says of its lines
CONFIRMED_FIELDS = {"done_quantity", "lot_name"}


class AftersalesPartTransfer(models.Model):
    """Who may fill in what: the same through form, import and RPC."""

    _inherit = "aftersales.part.transfer"

    def _roles(self):
        """Roles of ``rules.transfer`` that the user has on this movement."""
        self.ensure_one()
        user = self.env.user
        found = {role for role, group in GROUPS.items() if user.has_group(group)}
        # whose accounts these are counts, whether or not the user sees them
        one = self.sudo()
        if user in one.from_id._answers():
            found.add(rules.HOLDER)
        if one.to_id and one.to_id._may_receive(user):
            found.add(rules.RECEIVER)
        if user in one.create_uid | one.submitted_by_id:
            found.add(rules.AUTHOR)
        return found

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                forged = vals.keys() - DRAFT_FIELDS - FREE
                if forged:
                    raise UserError(
                        self.env._(
                            "%(fields)s of a new movement can't be set: they follow "
                            "from its steps.",
                            fields=", ".join(sorted(map(self._label, forged))),
                        )
                    )
        # a default in the context may forge no more than a value may
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesPartTransfer, plain).create(vals_list)
        sequence = self.env["ir.sequence"].sudo()
        for one in made:
            # numbers follow from the system, nobody writes them
            one.sudo().name = sequence.with_company(one.company_id).next_by_code(
                "aftersales.part.transfer"
            )
        return made.with_env(self.env)

    @api.model
    def _label(self, name):
        field = self._fields.get(name)
        return field._description_string(self.env) if field else name

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
        return super().write(vals)

    def _check_guarded(self, vals):
        self.check_access("write")
        names = vals.keys() - FREE
        forged = names - DRAFT_FIELDS
        if forged:
            raise UserError(
                self.env._(
                    "“%(field)s” of movement %(name)s follows from its steps and can't "
                    "be written. Use the buttons.",
                    field=self._label(sorted(forged)[0]),
                    name=", ".join(self.mapped("name")),
                )
            )
        for one in self if names else ():
            decides = names <= DECISION_FIELDS and one._may_decide()
            # lines have a guard of their own
            if not decides and names - {"line_ids"}:
                one._check_draft()

    def _may_decide(self):
        return (
            self.state == rules.SUBMITTED
            and self.kind == rules.LOSS
            and rules.may_take(rules.APPROVE, self.kind, self._roles())
        )

    def _check_draft(self):
        """Whether this user may fill in this movement now.

        :raise AccessError: it is somebody else's
        :raise UserError: it is a draft no more
        """
        for one in self:
            if not rules.may_take(rules.REDRAFT, one.kind, one._roles()):
                raise AccessError(
                    self.env._(
                        "Movement %(name)s is filled in by whose parts they are, a "
                        "clerk or a spare-part keeper.",
                        name=one.name,
                    )
                )
            if one.state != rules.DRAFT:
                raise UserError(
                    self.env._(
                        "Movement %(name)s is in state “%(state)s” and can't be "
                        "changed. Have it refused or cancelled; what is done is taken "
                        "back by a movement back.",
                        name=one.name,
                        state=one._label_of("state"),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for one in self:
            raise UserError(
                self.env._(
                    "Movement %(name)s is on record and can't be deleted. Cancel it "
                    "instead.",
                    name=one.name,
                )
            )

    @api.depends_context("uid")
    @api.depends("state", "kind", "from_id", "to_id", "reversal_ids")
    def _compute_steps(self):
        for one in self:
            if not one._origin:
                one.steps, one.may_edit = ",", True
                continue
            mine = one._origin._roles()
            steps = [
                step
                for step in rules.allowed(one.state, one._facts())
                if rules.may_take(step, one.kind, mine)
            ]
            one.steps = ",".join(["", *sorted(steps), ""])
            one.may_edit = one.state == rules.DRAFT and rules.may_take(
                rules.REDRAFT, one.kind, mine
            )

    def _check_step(self, step):
        """Whether this user may take a step on these movements now.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit the movement
        """
        self.check_access("read")
        for one in self:
            if not self.env.su and not rules.may_take(step, one.kind, one._roles()):
                raise AccessError(one._why_not_mine(step))
            if not rules.fits(one.state, step, one._facts()):
                raise UserError(
                    self.env._(
                        "This step doesn't fit movement %(name)s of kind “%(kind)s”, "
                        "which is in state “%(state)s”.",
                        name=one.name,
                        kind=one._label_of("kind"),
                        state=one._label_of("state"),
                    )
                )

    def _why_not_mine(self, step):
        self.ensure_one()
        if self.kind == rules.LOSS and step in (rules.APPROVE, rules.REVERSE):
            return self.env._(
                "Loss %(name)s is decided by a service manager who neither answers for "
                "the account nor reported it.",
                name=self.name,
            )
        if self.kind == rules.TRANSFER and step in (rules.RECEIVE, rules.REFUSE):
            return self.env._(
                "Movement %(name)s is confirmed by who gets the parts: “%(target)s”.",
                name=self.name,
                target=self.sudo().to_id.name,
            )
        return self.env._(
            "You may not take this step on movement %(name)s. Ask a spare-part keeper.",
            name=self.name,
        )


class AftersalesPartTransferLine(models.Model):
    """Lines are filled in with their movement, and confirmed with it."""

    _inherit = "aftersales.part.transfer.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            forged = {name for vals in vals_list for name in vals} - LINE_FIELDS
            if forged:
                raise UserError(
                    self.env._(
                        "%(fields)s of a part can't be set: they follow from the "
                        "movement.",
                        fields=", ".join(sorted(map(self._label, forged))),
                    )
                )
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesPartTransferLine, plain).create(vals_list)
        made = made.with_env(self.env)
        if not self.env.su:
            made.transfer_id._check_draft()
        return made

    @api.model
    def _label(self, name):
        field = self._fields.get(name)
        return field._description_string(self.env) if field else name

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
        return super().write(vals)

    def _check_guarded(self, vals):
        self.check_access("write")
        forged = vals.keys() - LINE_FIELDS | vals.keys() & {"transfer_id"}
        if forged:
            raise UserError(
                self.env._(
                    "%(fields)s of a part can't be set: they follow from the movement.",
                    fields=", ".join(sorted(map(self._label, forged))),
                )
            )
        for one in self.transfer_id:
            confirms = (
                vals.keys() <= CONFIRMED_FIELDS
                and one.state == rules.SUBMITTED
                and one.kind != rules.LOSS
                and rules.may_take(rules.RECEIVE, one.kind, one._roles())
            )
            if not confirms:
                one._check_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if not self.env.su:
            self.transfer_id._check_draft()


class AftersalesPartHolder(models.Model):
    """Who answers for an account, and who takes parts in for it."""

    _inherit = "aftersales.part.holder"

    def _answers(self):
        """Users who answer for these accounts: the technicians, the depots' keepers."""
        people = self.sudo()  # users may not read employees' files
        return (
            people.employee_id.user_id
            | people.filtered(lambda holder: holder.kind == part.DEPOT).keeper_id
        )

    def _may_receive(self, user):
        """Whether a user may confirm that parts came to this account.

        The technician themself; managers for who has no user. For a depot its keeper,
        for what has none, and for stations, whoever keeps spare parts.
        """
        self.ensure_one()
        if self.kind == part.TECHNICIAN:
            own = self.sudo().employee_id.user_id
            return user == own if own else user.has_group(GROUPS["manager"])
        if self.kind == part.DEPOT and self.keeper_id:
            return user == self.keeper_id
        return user.has_group(GROUPS["keeper"])
