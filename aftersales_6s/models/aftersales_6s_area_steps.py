from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN = ("open", "corrected")


class Aftersales6sArea(models.Model):
    """What can be done at an area, and what is going on there."""

    _inherit = "aftersales.6s.area"

    inspection_count = fields.Integer(
        string="Inspections", compute="_compute_inspection_count"
    )
    finding_count = fields.Integer(
        string="Open Findings", compute="_compute_finding_count"
    )

    def _compute_inspection_count(self):
        counts = self._counts(
            "aftersales.6s.inspection", [("state", "in", ("running", "done"))]
        )
        for area in self:
            area.inspection_count = counts.get(area._origin, 0)

    def _compute_finding_count(self):
        counts = self._counts("aftersales.6s.finding", [("state", "in", OPEN)])
        for area in self:
            area.finding_count = counts.get(area._origin, 0)

    def _counts(self, model, domain):
        domain = [("area_id", "in", self.ids), *domain]
        return dict(self.env[model]._read_group(domain, ["area_id"], ["__count"]))

    # Guards

    def write(self, vals):
        if vals.get("active") is False:
            self.filtered("active")._check_nothing_open()
        result = super().write(vals)
        if vals.keys() & {"active", "kind_id"}:
            self.env["aftersales.6s.inspection"]._replan_soon()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        self.env["aftersales.6s.inspection"]._replan_soon()
        return areas

    def _check_nothing_open(self):
        """An area goes out of use when nothing is open in it.

        :raise UserError: it has parts in use, a running inspection or open findings
        """
        # superuser: what is open stops it, whether or not the user sees it
        areas = self.sudo()
        parts = areas.child_ids - areas
        running = areas.env["aftersales.6s.inspection"].search(
            [("area_id", "in", areas.ids), ("state", "=", "running")], limit=1
        )
        finding = areas.env["aftersales.6s.finding"].search(
            [("area_id", "in", areas.ids), ("state", "in", OPEN)], limit=1
        )
        if parts:
            raise UserError(
                self.env._(
                    "%(area)s still has parts that are in use, such as %(part)s. "
                    "Archive them first, or make them part of another area.",
                    area=parts[0].parent_id.complete_name,
                    part=parts[0].name,
                )
            )
        if running:
            raise UserError(
                self.env._(
                    "Somebody is inspecting %(area)s (%(number)s). Archive it when the "
                    "inspection is signed.",
                    area=running.area_id.complete_name,
                    number=running.name,
                )
            )
        if finding:
            raise UserError(
                self.env._(
                    "%(area)s has findings that aren't closed, such as %(number)s. "
                    "Close or annul them first.",
                    area=finding.area_id.complete_name,
                    number=finding.name,
                )
            )

    # Buttons

    def action_inspect(self):
        """Begin an inspection without notice, on the phone (S6-4)."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.6s.inspection"].action_start_at(self)

    def action_report_finding(self):
        """Open a new finding of this area."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a Finding"),
            "res_model": "aftersales.6s.finding",
            "views": [(False, "form")],
            "context": {"default_area_id": self.id, "default_source": "report"},
        }

    def action_view_inspections(self):
        """Inspections of this area and its parts, with the user's own rights."""
        return self._view(
            "aftersales.6s.inspection", self.env._("Inspections"), "list,calendar,form"
        )

    def action_view_findings(self):
        """Findings of this area and its parts, with the user's own rights."""
        return self._view("aftersales.6s.finding", self.env._("Findings"), "list,form")

    def _view(self, model, name, view_mode):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": view_mode,
            "domain": [("area_id", "child_of", self.ids)],
            "context": {"create": False},
        }
