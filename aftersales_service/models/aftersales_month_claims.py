from odoo import models


class AftersalesMonth(models.Model):
    _inherit = "aftersales.month"

    def _claimed_quantities(self, uses):
        """What suppliers are asked for, of parts used that stand on a claim.

        A part that isn't on a claim yet is not in it: claims go by periods of their
        own, and the countdown to their window watches over those.

        :return: dict of use id → quantity
        """
        lines = self.env.get("aftersales.supplier.claim.line")
        if lines is None or not uses:
            return {}
        sums = lines.sudo()._read_group(
            [
                ("use_id", "in", uses.ids),
                ("charge", "=", "part"),
                ("is_current", "=", True),
            ],
            ["use_id"],
            ["quantity:sum"],
        )
        return {use.id: quantity for use, quantity in sums}

    def _claim_rows(self):
        """Claims on suppliers handed in during the month.

        :return: list of tuples: supplier, number, claimed, accepted, received
        """
        self.ensure_one()
        claims = self.env.get("aftersales.supplier.claim")
        if claims is None:
            return []
        start, after = self._bounds()
        found = claims.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("submitted_at", ">=", start),
                ("submitted_at", "<", after),
            ]
        )
        return [
            (
                claim.partner_id.display_name,
                claim.name,
                claim.amount_claimed,
                claim.amount_accepted,
                claim.amount_received,
            )
            for claim in found
        ]
