from odoo import fields, models


class AftersalesPartUse(models.Model):
    """Parts that a station owns itself: it is paid for what it installs (PRT-7)."""

    _inherit = "aftersales.part.use"

    station_bill_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Settled with the Station",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _bill_station(self):
        """Owe a station what it installed of its own parts: a vendor bill to check."""
        for holder, uses in self.grouped("holder_id").items():
            company = uses.company_id
            bill = (
                self.env["account.move"]
                .with_company(company)
                .create(
                    {
                        "move_type": "in_invoice",
                        "partner_id": holder.partner_id.id,
                        "invoice_date": company._service_date(fields.Datetime.now()),
                        "ref": ", ".join(uses.mapped("name")),
                        "invoice_line_ids": [
                            fields.Command.create(use._station_bill_line())
                            for use in uses
                        ],
                    }
                )
            )
            for use, line in zip(uses, bill.invoice_line_ids, strict=True):
                use.station_bill_line_id = line

    def _station_bill_line(self):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        seller = product._select_seller(
            partner_id=self.holder_id.partner_id, quantity=self.quantity
        )
        account = self._bearer_location().valuation_account_id
        return {
            "product_id": product.id,
            "quantity": self.quantity,
            "price_unit": seller.price or product.standard_price,
            **({"account_id": account.id} if account else {}),
        }

    def _take_bill_back(self):
        """A draft loses the line; a posted bill gets a credit note in draft."""
        self.ensure_one()
        line = self.station_bill_line_id
        if not line:
            return
        if line.move_id.state == "draft":
            self.station_bill_line_id = False
            line.unlink()
        else:
            line.move_id._reverse_moves(
                [{"ref": self.name, "invoice_date": fields.Date.context_today(self)}]
            )
