from odoo import api, fields, models

from ..rules import reading as rules
from .aftersales_reading import METERS


class StockLot(models.Model):
    """Readings and repairs of a product, on its file."""

    _inherit = "stock.lot"

    reading_ids = fields.One2many(
        comodel_name="aftersales.reading",
        inverse_name="lot_id",
        string="Readings",
        copy=False,
    )
    repair_ids = fields.One2many(
        comodel_name="aftersales.repair",
        inverse_name="lot_id",
        string="Repairs",
        copy=False,
    )
    latest_km = fields.Float(
        string="Latest Mileage (km)",
        digits=(12, 1),
        compute="_compute_latest",
        help="What the meter showed last.",
    )
    latest_hours = fields.Float(
        string="Latest Working Hours",
        digits=(12, 1),
        compute="_compute_latest",
        help="What the meter showed last.",
    )
    latest_reading_at = fields.Datetime(
        string="Latest Reading", compute="_compute_latest"
    )
    is_in_repair = fields.Boolean(
        string="In Repair",
        compute="_compute_is_in_repair",
        search="_search_is_in_repair",
        help="Was taken in and isn't completed.",
    )

    @api.depends("reading_ids.is_in_force")
    @api.depends_context("company")
    def _compute_latest(self):
        now = fields.Datetime.now()
        histories = self._histories()
        for lot in self:
            history = histories.get(lot._origin.id, {})
            found = {
                name: rules.reading_at(history.get(name, []), now) for name in METERS
            }
            for name, reading in found.items():
                lot[f"latest_{name}"] = reading.value if reading else 0.0
            times = [reading.at for reading in found.values() if reading]
            lot.latest_reading_at = max(times, default=False)

    @api.depends("repair_ids.ended_at")
    def _compute_is_in_repair(self):
        open_ = self.env["aftersales.repair"]._read_group(
            [("lot_id", "in", self.ids), ("ended_at", "=", False)], ["lot_id"]
        )
        inside = {lot.id for (lot,) in open_}
        for lot in self:
            lot.is_in_repair = lot._origin.id in inside

    @api.model
    def _search_is_in_repair(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("repair_ids", "any", [("ended_at", "=", False)])]

    def _histories(self):
        """lot id → meter → readings in force, of the company of the lot or the user."""
        readings = self.env["aftersales.reading"]
        found = readings._histories(self)
        histories = {}
        for lot in self._origin:
            company = lot.company_id or self.env.company
            history = found.get((lot.id, company.id), {})
            histories[lot.id] = {
                name: [reading for _id, reading in history.get(name, [])]
                for name in METERS
            }
        return histories

    def _counted_at(self, at):
        """How much each product had run at a moment, over replaced meters.

        :param at: naive UTC
        :return: lot id → {"km": …, "hours": …}; None: not read until then
        """
        return {
            id_: {name: rules.counted_at(known, at) for name, known in history.items()}
            for id_, history in self._histories().items()
        }
