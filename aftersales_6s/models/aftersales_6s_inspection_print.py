from odoo import api, fields, models


class Aftersales6sInspection(models.Model):
    """The inspection as a paper."""

    _inherit = "aftersales.6s.inspection"

    photo_ids = fields.One2many(
        comodel_name="aftersales.6s.photo", compute="_compute_photo_ids"
    )
    color = fields.Integer(compute="_compute_color")

    @api.depends("line_ids.photo_ids")
    def _compute_photo_ids(self):
        for one in self:
            one.photo_ids = one.line_ids.photo_ids

    @api.depends("state", "is_unsafe")
    def _compute_color(self):
        """Colour of its card: red where it was missed or unsafe, green when done."""
        colours = {"missed": 1, "running": 4, "done": 10}
        for one in self:
            one.color = 1 if one.is_unsafe else colours.get(one.state, 0)

    def _local(self, moment):
        """A moment as it is printed: in the company's zone, to the minute."""
        self.ensure_one()
        if not moment:
            return ""
        there = self.with_context(tz=self.company_id._service_tz())
        return fields.Datetime.context_timestamp(there, moment).strftime(
            "%Y-%m-%d %H:%M"
        )

    def _get_report_base_filename(self):
        self.ensure_one()
        return f"{self.name} {self.area_id.name}".replace("/", "-")

    def _failed_lines(self):
        """Answers that need words and photos on the paper."""
        return self.line_ids.filtered(lambda line: line.result == "fail")

    def _sections(self):
        """Answers by heading, in order.

        :return: list of (heading, lines)
        """
        return list(
            self.line_ids.grouped(lambda line: line.item_id.section or "").items()
        )
