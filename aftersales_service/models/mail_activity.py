from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    aftersales_clock_id = fields.Many2one(
        comodel_name="aftersales.clock",
        string="Clock",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="The clock that this activity tells about.",
    )
