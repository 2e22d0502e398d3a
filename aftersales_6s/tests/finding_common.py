"""Findings of the tests: from a walk through the workshop, or reported by a person."""

from odoo.addons.aftersales_6s.tests.common import SixsCommon, photo


class FindingCommon(SixsCommon):
    """Deputy of the workshop is the seller; two inspectors, one of them answers for the
    cart of another kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.findings = cls.env["aftersales.6s.finding"]
        cls.other_inspector, cls.other_inspector_employee = cls._make_user(
            "other_inspector", "inspector"
        )
        cls.workshop.owner_ids.deputy_ids = cls.sales_employee
        cls.shine, cls.safety = cls.checklist.item_ids

    # Factories

    def inspect(self, failed=None, area=None, by=None, checklist=None, **values):
        """An inspection that runs; its lines of these items have failed."""
        checklist = checklist or self.checklist
        failed = failed if failed is not None else checklist.item_ids
        inspection = self.env["aftersales.6s.inspection"].create(
            {
                "area_id": (area or self.workshop).id,
                "checklist_id": checklist.id,
                "inspector_id": (by or self.inspector_employee).id,
                "state": "running",
                **values,
            }
        )
        self.env["aftersales.6s.inspection.line"].create(
            [
                {
                    "inspection_id": inspection.id,
                    "item_id": item.id,
                    "result": "fail" if item in failed else "pass",
                    "answered_at": self.env["aftersales.6s.finding"]
                    ._fields["found_at"]
                    .default(self.findings),
                }
                for item in checklist.item_ids
            ]
        )
        return inspection

    def from_answers(self, inspection, user=None):
        findings = self.findings.with_user(user or self.inspector)
        return findings._from_answers(
            inspection.line_ids.with_user(user or self.inspector)
        ).sudo()

    def found(self, item=None, **values):
        """One finding of the workshop, of the technician, by the inspector."""
        return self.from_answers(self.inspect(item or self.shine, **values))

    def report(self, user=None, **values):
        """A finding that a person reports, with a photo."""
        return self.findings.with_user(user or self.other_technician).create(
            {
                "area_id": self.workshop.id,
                "pillar": "shine",
                "severity": "minor",
                "description": "Oil on the floor",
                "photo_ids": [(0, 0, {"kind": "before", "image": photo()})],
                **values,
            }
        )

    def show(self, finding, user=None, colour=(10, 200, 10)):
        """Add a photo of how it looks now."""
        return finding.with_user(user or self.technician)._add_photo(
            "after", photo(colour)
        )

    def correct(self, finding, user=None):
        self.show(finding, user)
        finding.with_user(user or self.technician).action_correct("Mopped")
        return finding

    def activities(self, finding, kind):
        type_ = self.env.ref(f"aftersales_6s.mail_activity_type_6s_{kind}")
        return finding.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == type_
        )

    def notified(self, record):
        """Messages that people got about a record."""
        return self.env["mail.message"].search(
            [
                ("model", "=", record._name),
                ("res_id", "in", record.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
