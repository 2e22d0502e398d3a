from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError


class Aftersales6sFinding(models.Model):
    """Findings that come of answers."""

    _inherit = "aftersales.6s.finding"

    @api.model
    def _from_answers(self, lines):
        """A finding for each failed answer that has none yet.

        :param lines: ``aftersales.6s.inspection.line`` records
        :return: the findings made
        """
        lines = lines.filtered(
            lambda line: line.result == "fail" and not line.finding_id
        )
        # superuser: findings follow from answers, whose right has been checked
        findings = self.sudo().create([self._from_answer(line) for line in lines])
        for line, finding in zip(lines, findings, strict=True):
            line.sudo().finding_id = finding
            line.sudo().photo_ids.write({"finding_id": finding.id})
        return findings

    @api.model
    def _from_answer(self, line):
        item, inspection = line.item_id, line.inspection_id
        days = {
            "critical": 0,
            "major": item.checklist_id.days_major,
            "minor": item.checklist_id.days_minor,
            "long": item.checklist_id.days_long,
        }[item.severity]
        return {
            "source": "cleanup" if inspection.check == "cleanup" else "inspection",
            "is_cleanup": inspection.check == "cleanup",
            "area_id": inspection.area_id.id,
            "inspection_id": inspection.id,
            "item_id": item.id,
            "checklist_id": item.checklist_id.id,
            "pillar": item.pillar,
            "severity": item.severity,
            "description": line.note or item.name,
            "found_at": line.answered_at,
            "found_on": inspection.company_id._service_date(line.answered_at),
            "finder_id": line.answered_by_id.id,
            "employee_id": (line.employee_id or inspection.owner_id).id,
            "due_at": line.answered_at + timedelta(days=days),
        }

    def _take_back(self):
        """The answers they come of were changed before the signature.

        :raise UserError: somebody has worked on one of them
        """
        for finding in self:
            if finding.state != "open" or finding.inspection_id.state != "running":
                raise UserError(
                    self.env._(
                        "Finding %(name)s has been worked on and can't be taken back.",
                        name=finding.display_name,
                    )
                )
        self.sudo().unlink()
