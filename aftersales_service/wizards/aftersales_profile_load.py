from odoo import api, fields, models
from odoo.tools import format_list, groupby

CAUSE = [
    ("own", "Yours was there before"),
    ("edited", "You changed it"),
    ("shipped", "The profile changed"),
    ("both", "Both changed"),
]


class AftersalesProfileLoad(models.TransientModel):
    """Look at what a set of regulations would bring, choose, and load it.

    It only asks; ``aftersales.profile`` decides what may be loaded and what differs.
    """

    _name = "aftersales.profile.load"
    _description = "Loading of a Profile"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection=[("profile", "Profile of a company"), ("regime", "Legal regime")],
        string="What",
        required=True,
        default="profile",
        help="A profile is all that a kind of company needs. A legal regime adds only "
        "warranty policies, and the profile stays the same.",
    )
    profile = fields.Selection(
        selection=lambda self: self.env["aftersales.profile"]._selection(),
        default=lambda self: self.env.company.aftersales_profile,
        help="A profile brings types of request, time limits, faults, papers, "
        "warranty policies and the report checklist.",
    )
    regime = fields.Selection(
        selection=lambda self: self.env["aftersales.profile"]._regimes(),
        string="Legal Regime",
    )
    state = fields.Selection(
        selection=[
            ("chosen", "Chosen"),
            ("compared", "Compared"),
            ("loaded", "Loaded"),
        ],
        default="chosen",
        required=True,
    )
    outcome = fields.Text(readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.profile.load.line",
        inverse_name="load_id",
        string="Differences",
    )

    def action_compare(self):
        """Show what loading would add, and where the company differs."""
        self.ensure_one()
        result = self.env["aftersales.profile"].compare(
            self[self.kind], self.company_id
        )
        return self._show("compared", result)

    def action_load(self):
        """Load it, with the ticked values, and show the outcome in the same window."""
        self.ensure_one()
        ticked = self.line_ids.filtered("take")
        result = self.env["aftersales.profile"].load(
            self[self.kind],
            self.company_id,
            take=[(line.name, line.column) for line in ticked],
        )
        return self._show("loaded", result)

    def _show(self, state, result):
        # the differences are told by the system; a person only ticks them
        self.sudo().write(
            {
                "state": state,
                "outcome": self._describe(state, result),
                "line_ids": [fields.Command.clear()]
                + [
                    fields.Command.create(
                        {**difference, "model": self._title(difference["model"])}
                    )
                    for difference in result["differences"]
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a Profile"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _describe(self, state, result):
        if state == "compared":
            head = self.env._("To be added: %(count)s", count=result["created"])
        else:
            head = self.env._(
                "Records added: %(count)s; values taken over: %(taken)s",
                count=result["created"],
                taken=result["taken"],
            )
        lines = [head]
        for model, added in groupby(result["added"], key=lambda one: one["model"]):
            labels = [one["record"] for one in added]
            lines.append(f"{self._title(model)}: {format_list(self.env, labels)}")
        return "\n".join(lines)

    @api.model
    def _title(self, model):
        """Name of a model in the user's language."""
        return self.env["ir.model"]._get(model).name


class AftersalesProfileLoadLine(models.TransientModel):
    """One difference between the company and the profile, and what to do with it."""

    _name = "aftersales.profile.load.line"
    _description = "Difference from a Profile"

    load_id = fields.Many2one(
        comodel_name="aftersales.profile.load",
        required=True,
        ondelete="cascade",
        index=True,
    )
    take = fields.Boolean(
        string="Take Over",
        help="The profile's value replaces yours. Nothing is replaced without it.",
    )
    name = fields.Char(required=True, readonly=True)
    column = fields.Char(required=True, readonly=True)
    model = fields.Char(string="Kind", readonly=True)
    record = fields.Char(readonly=True)
    field = fields.Char(readonly=True)
    shipped = fields.Char(string="Profile", readonly=True)
    current = fields.Char(string="Yours", readonly=True)
    cause = fields.Selection(selection=CAUSE, readonly=True)
