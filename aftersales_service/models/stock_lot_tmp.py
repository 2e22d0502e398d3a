from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    sale_line_id = fields.Many2one("sale.order.line")
    sale_price = fields.Float()
    seller_id = fields.Many2one("res.users")
    invoice_id = fields.Many2one("account.move")
    replaces_lot_id = fields.Many2one("stock.lot", check_company=True)
    replacement_ids = fields.One2many("stock.lot", "replaces_lot_id")
    replaced_by_lot_id = fields.Many2one("stock.lot", compute="_compute_replaced_by")
    returned_date = fields.Date()

    def _compute_replaced_by(self):
        for lot in self:
            lot.replaced_by_lot_id = lot.replacement_ids[-1:]
