from odoo import api, fields, models


class StockLot(models.Model):
    """The product's customer is the last one of its chain of owners."""

    _inherit = "stock.lot"

    owner_ids = fields.One2many(
        comodel_name="aftersales.lot.owner",
        inverse_name="lot_id",
        string="Owners",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        lots.filtered("aftersales_partner_id")._chain_owners()
        return lots

    def write(self, vals):
        former = {}
        if "aftersales_partner_id" in vals:
            former = {lot.id: lot.aftersales_partner_id for lot in self}
        result = super().write(vals)
        if former:
            self._chain_owners(former)
        return result

    def _chain_owners(self, former=None):
        """Add a link for each product whose customer has changed.

        The first owner has it since it was delivered or bought, the next one since
        today. Who was chosen twice on one day was a slip; the last one stays.

        :param former: lot id → the customer before; default: nobody
        """
        nobody = self.env["res.partner"]
        vals_list = []
        # clerks' right to write the product was checked; its chain follows from it
        for lot in self.sudo():
            owner, last = lot.aftersales_partner_id, lot._last_owner()
            before = (former or {}).get(lot.id, nobody)
            if owner == (last.partner_id if last else before):
                continue
            today = lot._today()
            since = today if last or before else lot._owned_since()
            if last and last.date_from >= since:
                last.partner_id = owner
                continue
            if before and not last and lot._owned_since() < since:
                # a file that is older than its chain: the owner so far comes first
                vals_list.append(lot._owner_values(before, lot._owned_since()))
            vals_list.append(lot._owner_values(owner, since))
        self.env["aftersales.lot.owner"].sudo().create(vals_list)

    def _owner_values(self, partner, since):
        return {"lot_id": self.id, "partner_id": partner.id, "date_from": since}

    def _last_owner(self):
        return self.owner_ids.sorted(lambda o: (o.date_from, o.id))[-1:]

    def _today(self):
        company = self.company_id or self.env.company
        return company._service_date(fields.Datetime.now())

    def _owned_since(self):
        """Since when its first owner has it, as far as the file tells."""
        self.ensure_one()
        company = self.company_id or self.env.company
        made = company._service_date(self.create_date)
        return min(self.delivery_date or self.purchase_date or made, self._today())

    def _follow_chain(self):
        """The last owner of the chain is the product's customer."""
        for lot in self.sudo():  # who may write the chain says who is its end
            last = lot._last_owner()
            if lot.aftersales_partner_id != last.partner_id:
                lot.aftersales_partner_id = last.partner_id
