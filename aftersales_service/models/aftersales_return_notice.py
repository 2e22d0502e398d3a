from odoo import api, fields, models


class AftersalesNotice(models.Model):
    """Customers are told what became of their return (T-22)."""

    _inherit = "aftersales.notice"

    kind = fields.Selection(
        selection_add=[("return", "Return decided")], ondelete={"return": "cascade"}
    )

    @api.model
    def _is_still_news(self, kind, ticket, visit):
        """A decision on a return doesn't go out of date."""
        return kind == "return" or super()._is_still_news(kind, ticket, visit)
