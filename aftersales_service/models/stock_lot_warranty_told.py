from markupsafe import Markup

from odoo import api, fields, models

WARRANTY_STATUS = [
    ("covered", "In warranty"),
    ("over", "Out of warranty"),
    ("unknown", "Not known"),
]
#: State of a counter → how it looks
COLOURS = {"": "", "near": "text-warning", "reached": "text-danger fw-bold"}


class StockLot(models.Model):
    """The warranty of a product at a glance, as of today."""

    _inherit = "stock.lot"

    warranty_status = fields.Selection(
        selection=WARRANTY_STATUS,
        string="Warranty",
        compute="_compute_warranty_status",
        search="_search_warranty_status",
        help="Of the whole product today, by date and the latest reading. Parts may "
        "have their own periods: a request's verdict says so.",
    )
    warranty_counters_html = fields.Html(
        string="Towards an Exchange",
        compute="_compute_warranty_counters_html",
        sanitize=False,
    )

    @api.depends(
        "repair_end_date",
        "repair_limit_km",
        "repair_limit_hours",
        "latest_km",
        "latest_hours",
    )
    def _compute_warranty_status(self):
        now = fields.Datetime.now()
        for lot in self:
            today = (lot.company_id or self.env.company)._service_date(now)
            limits = (
                (lot.repair_limit_km, lot.latest_km),
                (lot.repair_limit_hours, lot.latest_hours),
            )
            used_up = any(limit and value > limit for limit, value in limits)
            if lot.repair_end_date and lot.repair_end_date < today or used_up:
                lot.warranty_status = "over"
            elif lot.repair_end_date or any(limit for limit, _value in limits):
                lot.warranty_status = "covered"
            else:
                lot.warranty_status = "unknown"

    @api.model
    def _search_warranty_status(self, operator, value):
        """By date; readings are looked at on the product itself."""
        if operator != "in":
            return NotImplemented
        today = self.env.company._service_date(fields.Datetime.now())
        domains = {
            "covered": [("repair_end_date", ">=", today)],
            "over": [("repair_end_date", "<", today)],
            "unknown": [("repair_end_date", "=", False)],
        }
        return fields.Domain.OR(domains[name] for name in value if name in domains)

    @api.depends("warranty_counters")
    @api.depends_context("lang")
    def _compute_warranty_counters_html(self):
        for lot in self:
            counters = lot.warranty_counters or []
            rows = Markup().join(
                Markup('<li class="%s">%s</li>')
                % (COLOURS[counter["state"]], lot._threshold_lines([counter])[0])
                for counter in counters
                if lot._threshold_lines([counter])
            )
            lot.warranty_counters_html = (
                Markup('<ul class="mb-0">%s</ul>') % rows if rows else False
            )
