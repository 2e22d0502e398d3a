from odoo import api, models


class ReportWarrantyCard(models.AbstractModel):
    """Warranty cards of many products at once, each in its customer's language."""

    _name = "report.aftersales_service.report_warranty_card"
    _description = "Warranty Cards"

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raise UserError: a product has no warranty that could be printed"""
        lots = self.env["stock.lot"].browse(docids)
        lots.check_access("read")
        cards = {}
        for lang, own in lots.grouped(lambda lot: lot._card_lang()).items():
            cards |= own.with_context(lang=lang)._told_covers()
        lots._check_has_card(cards)
        return {
            "doc_ids": docids,
            "doc_model": "stock.lot",
            "docs": lots,
            "cards": cards,
        }
