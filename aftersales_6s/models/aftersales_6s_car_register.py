from odoo import api, fields, models

from ..rules import register as rules


class Aftersales6sCarRegister(models.AbstractModel):
    """An entry about a customer's car: its plate is whole only for those concerned."""

    _name = "aftersales.6s.car.register"
    _description = "Entry of a 6S Register about a Car"
    _inherit = ["aftersales.6s.register"]

    plate = fields.Char(required=True, tracking=True)
    plate_key = fields.Char(
        compute="_compute_plate_key", store=True, precompute=True, index=True
    )
    plate_masked = fields.Char(
        string="Plate (masked)",
        compute="_compute_plate_masked",
        search="_search_plate_masked",
    )

    @api.depends("name", "plate")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.name} {rules.mask_plate(entry.plate)}"

    @api.depends("plate")
    def _compute_plate_key(self):
        for entry in self:
            entry.plate_key = rules.plate_key(entry.plate)

    @api.depends_context("uid")
    @api.depends("plate")
    def _compute_plate_masked(self):
        manages = self._is_manager()
        for entry in self:
            concerned = manages or self.env.user in entry._concerned_users()
            plate = entry.plate
            entry.plate_masked = plate if concerned else rules.mask_plate(plate)

    def _search_plate_masked(self, operator, value):
        """A plate is found however it is written, with or without a dot."""
        if operator == "in":
            keys = [rules.plate_key(one) for one in value if one]
            return [("plate_key", "in", keys)]
        if operator in ("like", "ilike", "=like", "=ilike"):
            return [("plate_key", operator, rules.plate_key(value))]
        return NotImplemented

    @api.model
    def _register_companies(self):
        """Companies whose entries are looked at: the user's; all for the system."""
        if not self.env.su:
            # superuser: settings and hours of companies that the user works in
            return self.env.companies.sudo()
        return self.env["res.company"].search_fetch([], ["name"])
