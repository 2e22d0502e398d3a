from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_list


class StockLot(models.Model):
    """A product as its owner sees it in the portal.

    Owners have no rights on serial numbers: the pages search as superuser, always with
    ``_portal_domain`` of who is logged in, which is the ownership of today. A former
    owner's product is gone with the change of hands.
    """

    _inherit = "stock.lot"

    @api.model
    def _portal_domain(self, search=""):
        """Products of the user's company, in the companies that they deal with.

        :param search: words of serial number, plate, VIN or product
        """
        customer = self.env.user.sudo().partner_id.commercial_partner_id
        domain = Domain(
            "aftersales_partner_id.commercial_partner_id", "=", customer.id
        ) & Domain("company_id", "in", [*self.env.companies.ids, False])
        for word in (search or "").split():
            domain &= Domain("display_name", "ilike", word) | Domain(
                "product_id.name", "ilike", word
            )
        return domain

    @api.model
    def _portal_find(self, lot_id):
        """The user's own product with this id, as superuser; else empty."""
        # owners can't read serial numbers; the domain is what is theirs
        lots = self.sudo()
        if self.env.user._is_public() or not 0 < lot_id < 2**31:
            return lots
        return lots.search(self._portal_domain() & Domain("id", "=", lot_id))

    def _portal_may_claim(self):
        """Can a request be made in the portal for it: does this company look after it?"""
        self.ensure_one()
        company = self.company_id
        return not company or company == self.env.company

    def _portal_tickets(self):
        """Requests on this product that the user may see: not those of a former owner."""
        self.ensure_one()
        rules = self.env["ir.rule"].sudo(False)
        own = rules._compute_domain("helpdesk.ticket", "read")
        domain = Domain("lot_id", "=", self.id) & Domain(own or Domain.TRUE)
        tickets = self.env["helpdesk.ticket"].sudo()
        return tickets.search(domain, order="registered_at desc, id desc")

    def _portal_repairs(self):
        """Repairs so far in plain words, the latest first."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return [
            {
                "from": company._service_date(repair.started_at),
                "until": repair.ended_at and company._service_date(repair.ended_at),
                "days": repair.days,
                "fault": repair.fault_id.name or "",
                "replaced": format_list(self.env, repair.replaced_ids.mapped("name")),
                "counts": repair.is_quality,
            }
            for repair in self.repair_ids.sorted("started_at", reverse=True)
        ]

    def _portal_dates(self):
        """(label, day) of what is known of its sale."""
        self.ensure_one()
        labels = {
            "purchase_date": self.env._("Bought on"),
            "delivery_date": self.env._("Delivered on"),
            "registration_date": self.env._("Registered on"),
            "commissioned_date": self.env._("Commissioned on"),
        }
        return [(label, self[name]) for name, label in labels.items() if self[name]]
