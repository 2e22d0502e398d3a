from odoo import api, models


class Aftersales6sPlain(models.AbstractModel):
    """For models whose creation is guarded: defaults of the context can't get around.

    Whoever calls by RPC may say ``default_state`` there, and Odoo fills it in after the
    guard has looked at the values. Forms don't need it: they have asked for defaults
    before, and send them as values.
    """

    _name = "aftersales.6s.plain"
    _description = "Created by Its Values Alone"

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
        return super(Aftersales6sPlain, model).create(vals_list).with_env(self.env)
