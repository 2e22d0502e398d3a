from odoo import fields, models


class AftersalesEventType(models.Model):
    """Facts that nobody records without saying why."""

    _inherit = "aftersales.event.type"

    needs_note = fields.Boolean(
        string="Needs a Reason",
        help="It can't be recorded without a note that says why.",
    )
