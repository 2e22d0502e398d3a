from odoo import api, fields, models
from odoo.tools import format_list


class AftersalesProfileLoad(models.TransientModel):
    """Load a set of regulations into a company, and see what it did."""

    _name = "aftersales.profile.load"
    _description = "Loading of a Profile"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    profile = fields.Selection(
        selection=lambda self: self.env["aftersales.profile"]._selection(),
        required=True,
        help="A profile brings types of request, time limits and the report checklist.",
    )
    outcome = fields.Text(readonly=True)

    def action_load(self):
        """Load it and show the outcome in the same window."""
        self.ensure_one()
        result = self.env["aftersales.profile"].load(self.profile, self.company_id)
        self.outcome = self._describe(result)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a Profile"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _describe(self, result):
        lines = [self.env._("Records added: %(count)s", count=result["created"])]
        for difference in result["differences"]:
            model = self.env[difference["model"]]
            field = model._fields[difference["field"]]
            lines.append(
                self.env._(
                    "%(record)s, %(field)s: the profile says “%(shipped)s”, yours is "
                    "“%(current)s” and stays.",
                    record=difference["record"],
                    field=field._description_string(self.env),
                    shipped=self._readable(field, difference["shipped"]),
                    current=self._readable(field, difference["current"]),
                )
            )
        return "\n".join(lines)

    @api.model
    def _readable(self, field, value):
        """A value as the user reads it on the form."""
        if field.relational:
            records = self.env[field.comodel_name].browse(value)
            return format_list(self.env, records.mapped("display_name")) or "/"
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return value or "/"
