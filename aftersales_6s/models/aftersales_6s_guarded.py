from odoo import api, models
from odoo.exceptions import LockError, UserError


class Aftersales6sGuarded(models.AbstractModel):
    """For models that move by steps: what guards them all alike.

    No default of the context gets around the guard of a creation: whoever calls by RPC
    may say ``default_state`` there, and Odoo would fill it in after the guard looked at
    the values. Forms have asked for defaults before, and send them as values.
    """

    _name = "aftersales.6s.guarded"
    _description = "Moves by Steps Alone"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        plain = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and key[8:] in self._fields)
        }
        # the whole context is replaced
        model = self.with_context(plain)  # pylint: disable=context-overridden
        return super(Aftersales6sGuarded, model).create(vals_list).with_env(self.env)

    def _hold(self, *names):
        """Two who press at once: the second one is told, and nothing is done twice.

        :param names: fields that are read anew, besides the state
        :raise UserError: somebody else is at one of these records
        """
        self.flush_recordset()
        try:
            # superuser: the right to take the step has been checked
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working on %(name)s at this moment. Look at it again.",
                    name=", ".join(self.mapped("display_name")),
                )
            ) from error
        self.invalidate_recordset(["state", *names])
