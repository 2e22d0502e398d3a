from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..rules import old_part as rules
from .helpdesk_ticket_events import CLERK, MANAGER, TECHNICIAN

#: Role of the rules → group
GROUPS = {
    "technician": TECHNICIAN,
    "clerk": CLERK,
    "manager": MANAGER,
    "keeper": "aftersales_service.group_aftersales_keeper",
}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}


class AftersalesOldPartSteps(models.AbstractModel):
    """For documents of old parts: steps by role, and nothing written past them.

    Models that use it name in ``_open_fields`` what people write themselves.
    """

    _name = "aftersales.old.part.steps"
    _description = "Steps of Old Parts"

    #: Field → whether it may be written, beside the company's own guard
    _open_fields = frozenset()

    @api.model
    def _check_step_role(self, step):
        """:raise AccessError: the step is somebody else's"""
        self.check_access("read")
        roles = rules.ROLES[step]
        user = self.env.user
        if self.env.su or any(user.has_group(GROUPS[role]) for role in roles):
            return
        names = [self.env.ref(GROUPS[role]).sudo().name for role in sorted(roles)]
        raise AccessError(
            self.env._(
                "You may not take this step on %(name)s. Ask a colleague with the role "
                "%(roles)s.",
                name=", ".join(self.mapped("display_name")) or self._description,
                roles=", ".join(names),
            )
        )

    @api.model
    def _plain(self):
        """Without defaults of the caller's context: they forge no more than values."""
        context = clean_context(self.env.context)
        return self.with_context(context)  # pylint: disable=context-overridden

    def _check_writable(self, vals):
        """:raise UserError: the value follows from steps"""
        forged = vals.keys() - self._open_fields - FREE
        if forged:
            raise UserError(
                self.env._(
                    "“%(field)s” of %(name)s follows from its steps and can't be "
                    "written. Use the buttons.",
                    field=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(forged)
                        if name in self._fields
                    ),
                    name=", ".join(self.mapped("display_name")) or self._description,
                )
            )

    def _lock_rows(self):
        """Two who take a step at once: the second one sees what the first one did."""
        self.flush_recordset()
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset()


class AftersalesOldPart(models.Model):
    """Nobody writes what follows from a report, a receipt or a decision."""

    _name = "aftersales.old.part"
    _inherit = ["aftersales.old.part", "aftersales.old.part.steps"]

    _open_fields = frozenset({"photo"})

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Old parts are owed by what was installed or posted, not by hand."
                )
            )
        return super(AftersalesOldPart, self._plain()).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_writable(vals)
            if "photo" in vals:
                self._check_owed()
        return super().write(vals)

    def _check_owed(self):
        """:raise UserError: nobody waits for it any more"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for old in self:
            if old.state not in rules.OWED:
                raise UserError(
                    self.env._(
                        "Old part %(tag)s is “%(state)s”: nobody waits for it.",
                        tag=old.name,
                        state=labels[old.state],
                    )
                )

    def _owing_users(self):
        """Who owes these old parts, as users."""
        # users may not read employees' files
        return self.sudo().holder_id.employee_id.user_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Old part %(tag)s is on record and can't be deleted. It is received, "
                "waived or void.",
                tag=", ".join(self.mapped("name")),
            )
        )
