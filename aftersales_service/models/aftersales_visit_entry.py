from odoo import api, models


class AftersalesVisitEntry(models.AbstractModel):
    """A line of a service report, which is frozen once the customer has signed.

    Models that use it have a ``visit_id``.
    """

    _name = "aftersales.visit.entry"
    _description = "Line of a Service Report"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.visit_id._check_open()
        return entries

    def write(self, vals):
        self.visit_id._check_open()
        result = super().write(vals)
        # a line may not be moved into a signed report either
        self.visit_id._check_open()
        return result
