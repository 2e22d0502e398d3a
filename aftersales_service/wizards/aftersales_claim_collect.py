from odoo import api, fields, models

from ..models.notification import CLOSE, notification
from ..rules import claim as rules


class AftersalesClaimCollect(models.TransientModel):
    """Collect what suppliers owe for a period into draft claims."""

    _name = "aftersales.claim.collect"
    _description = "Collect Claims"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        help="Empty: all suppliers.",
    )
    date_from = fields.Date(
        string="Written Off from", default=lambda self: self._default_month()[0]
    )
    date_to = fields.Date(
        string="Written Off to",
        required=True,
        default=lambda self: self._default_month()[1],
    )
    late = fields.Boolean(
        string="Also Missed Windows",
        help="The supplier may be generous. That a window was missed stays on record.",
    )

    @api.model
    def _default_month(self):
        today = self.env.company._service_date(fields.Datetime.now())
        return rules.month_before(today)

    def action_collect(self):
        """Collect, and show the drafts."""
        self.ensure_one()
        claims = self.env["aftersales.supplier.claim"].collect(
            self.partner_id.commercial_partner_id.id or None,
            self.date_from,
            self.date_to,
            self.late,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_supplier_claim_action"
        )
        if not claims:
            return notification(
                "info",
                self.env._(
                    "Nothing new to claim in this period. Look at the parts that "
                    "are held."
                ),
                next=CLOSE,
            )
        return {**action, "domain": [("id", "in", claims.ids)], "context": {}}
