from odoo import api, fields, models

from ..rules import part as rules


class ResPartner(models.Model):
    """The spare parts that a service station answers for."""

    _inherit = "res.partner"

    part_holder_ids = fields.One2many(
        comodel_name="aftersales.part.holder",
        inverse_name="partner_id",
        string="Spare Parts Accounts",
        groups="aftersales_service.group_aftersales_viewer,"
        "aftersales_service.group_aftersales_technician",
    )
    part_account_count = fields.Integer(
        compute="_compute_part_account_count",
        groups="aftersales_service.group_aftersales_viewer,"
        "aftersales_service.group_aftersales_technician",
    )

    @api.depends("part_holder_ids")
    @api.depends_context("uid")
    def _compute_part_account_count(self):
        counts = dict(
            self.env["aftersales.part.holder"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.part_account_count = counts.get(partner, 0)

    def action_open_parts_account(self):
        """Our account at these stations, opened where there is none yet (PRT-7)."""
        self.check_access("read")
        accounts = self.env["aftersales.part.holder"]._open_for(
            "partner_id",
            self,
            self.env.company,
            kind=rules.STATION,
            owner="company",
        )
        return accounts._window_on()

    def action_view_parts_accounts(self):
        accounts = self.env["aftersales.part.holder"].search(
            [("partner_id", "in", self.ids)]
        )
        return accounts._window_on()
