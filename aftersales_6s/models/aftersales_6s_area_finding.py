from odoo import fields, models


class Aftersales6sArea(models.Model):
    """What was found in an area, one press away."""

    _inherit = "aftersales.6s.area"

    open_finding_count = fields.Integer(
        string="Open Findings", compute="_compute_open_finding_count"
    )

    def _compute_open_finding_count(self):
        counts = dict(
            self.env["aftersales.6s.finding"]._read_group(
                [("area_id", "in", self.ids), ("state", "in", ["open", "corrected"])],
                ["area_id"],
                ["__count"],
            )
        )
        for area in self:
            area.open_finding_count = counts.get(area._origin, 0)

    def action_findings(self):
        """The findings of this area, with the user's own rights."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_finding_action"
        )
        return {
            **action,
            "domain": [("area_id", "in", self.ids)],
            "context": {"default_area_id": self[:1].id},
        }

    def action_report_finding(self):
        """Report what one sees here."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_finding_action_report"
        )
        return {**action, "context": {"default_area_id": self.id}}
