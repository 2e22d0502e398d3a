from odoo import api, models
from odoo.exceptions import LockError, UserError

#: How the types of activities of this addon are called
ACTIVITY = "aftersales_6s.mail_activity_type_6s_"


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

    def _refuse_fields(self, names):
        """Refuse what can't be set by hand, by the name that the form has for it."""
        for name in sorted(names):
            field = self._fields.get(name)
            label = field._description_string(self.env) if field else name
            raise UserError(self._refusal(label))

    def _refusal(self, field):
        """Why a field can't be set, and what to do instead.

        :param field: its label
        """
        raise NotImplementedError

    # Activities

    def _give_work(self, kind, users_of, summary, day_of):
        """Work for people, in one statement for all of these records.

        :param kind: end of the name of the activity's type
        :param users_of: function of a record → users
        :param summary: function of a record in the user's language → text
        :param day_of: function of a record → its last day
        """
        type_ = self.env.ref(ACTIVITY + kind)
        model = self.env["ir.model"]._get_id(self._name)
        # superuser: who takes a step gives work to people whose files are not theirs;
        # no letter for each, the bell says it
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "res_model_id": model,
                    "res_id": one.id,
                    "activity_type_id": type_.id,
                    "summary": summary(one.with_context(lang=user.lang)),
                    "date_deadline": day_of(one),
                    "user_id": user.id,
                }
                for one in self.sudo()
                for user in users_of(one).filtered(lambda u: u.active and not u.share)
            ]
        )

    def _clear_work(self, *kinds):
        """Nothing is left to do of these kinds."""
        # superuser: the work is done, whoever it was given to
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                (
                    "activity_type_id",
                    "in",
                    [self.env.ref(ACTIVITY + kind).id for kind in kinds],
                ),
            ]
        ).unlink()
