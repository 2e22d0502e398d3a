from odoo import models

from . import bulk


class ResPartner(models.Model):
    """What a warranty policy is chosen by, of many customers at once."""

    _inherit = "res.partner"

    def _warranty_choices(self):
        """Dict of partner id → values of ``rules.choice.Case``.

        A contact is a customer of the kind, and by default in the region, of the
        company that it belongs to.
        """
        names = [
            "id",
            "commercial_partner_id",
            "state_id",
            "is_company",
            "aftersales_customer_type",
        ]
        found = bulk.rows(self, [("id", "in", self._origin.ids)], names)
        whole = bulk.rows(self, [("id", "in", list({row[1] for row in found}))], names)
        payers = {row[0]: row for row in whole}
        choices = {}
        for id_, payer, state, _is_company, _kind in found:
            _id, _payer, region, is_company, kind = payers[payer]
            choices[id_] = {
                "customer_type": kind or ("business" if is_company else "consumer"),
                "state": state or region,
                "partners": (id_,) if id_ == payer else (id_, payer),
            }
        return choices
