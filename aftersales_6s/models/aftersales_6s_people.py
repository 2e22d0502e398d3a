from odoo import Command, api, models
from odoo.exceptions import AccessError

LINKS = {Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET}


class Aftersales6sPeople(models.AbstractModel):
    """For models that list employees, and are edited by people without a right to HR.

    Odoo asks for the right to read employees' files of whoever links one. Managers of
    the after-sales don't have it; who works in the company is no secret to them.
    """

    _name = "aftersales.6s.people"
    _description = "Lists of Employees"
    #: many2many fields to ``hr.employee``
    _people = ()

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        given = [
            {name: vals[name] for name in self._people if name in vals}
            for vals in vals_list
        ]
        records = super().create(
            [
                {name: value for name, value in vals.items() if name not in own}
                for vals, own in zip(vals_list, given, strict=True)
            ]
        )
        for record, own in zip(records, given, strict=True):
            record._link_people(own)
        return records

    def write(self, vals):
        own = {name: vals[name] for name in self._people if name in vals}
        if self.env.su or not own:
            return super().write(vals)
        self.check_access("write")
        rest = {name: value for name, value in vals.items() if name not in own}
        result = super().write(rest) if rest else True
        self._link_people(own)
        return result

    def _link_people(self, own):
        """Link employees as superuser, after the right to write was checked.

        :param own: dict of field → commands; nothing but links is taken
        """
        for name, commands in own.items():
            if any(command[0] not in LINKS for command in commands or ()):
                raise AccessError(
                    self.env._(
                        "“%(field)s” takes employees who already exist.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        own = {name: commands for name, commands in own.items() if commands}
        if own and self:
            self.sudo().write(own)
