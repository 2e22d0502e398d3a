from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_service.models import bulk

from ..rules import finding as rules


class Aftersales6sFinding(models.Model):
    """From failed answers of an inspection to findings: once for each answer.

    An inspection may have two hundred items, and is sent again when the network was
    lost: a few statements, however many answers there are.
    """

    _inherit = "aftersales.6s.finding"

    _once = models.UniqueIndex(
        "(inspection_id, item_id) WHERE inspection_id IS NOT NULL",
        "There is already a finding for this item of the inspection.",
    )

    @api.model
    def _from_answers(self, lines):
        """Make a finding of each failed answer that has none yet.

        Photos of what was found go with it, those that came later too. Who may answer
        is checked by the inspection.

        :param lines: ``aftersales.6s.inspection.line`` records
        :return: the findings of these answers, old and new
        """
        # superuser: findings follow from answers, whose right has been checked
        lines = lines.sudo()
        failed = lines.filtered(lambda line: line.result == "fail")
        new = failed.filtered(lambda line: not line.finding_id)
        findings = self.sudo()._insert_answers(new) if new else self.sudo().browse()
        self._take_photos(failed)
        findings._after_creation()
        return failed.finding_id.with_env(self.env)

    @api.model
    def _insert_answers(self, lines):
        """One INSERT for the findings, and one UPDATE for the answers."""
        days = {line: self._answered(line) for line in lines}
        owners = self.env["aftersales.6s.area"]._owners_on(
            sorted(
                {
                    (line.inspection_id.area_id.id, day)
                    for line, (_at, day) in days.items()
                }
            )
        )
        until = self._objection_ends(
            {(line.company_id, day) for line, (_at, day) in days.items()}
        )
        ids = self._reserve_ids(len(lines))
        rows = []
        for id_, line in zip(ids, lines, strict=True):
            at, day = days[line]
            owner, *_rest = owners.get((line.inspection_id.area_id.id, day), (None,))
            rows.append(
                {
                    "id": id_,
                    "name": self._number_of(id_),
                    **self._row_of(line, at),
                    "found_on": day,
                    "employee_id": line.employee_id.id or owner or None,
                    "object_until": until[line.company_id, day],
                }
            )
        findings = self._insert_rows(rows)
        bulk.update(
            lines,
            {
                lines._fields["id"]: lines.ids,
                lines._fields["finding_id"]: findings.ids,
            },
        )
        lines.invalidate_recordset(["finding_id"])
        return findings

    @api.model
    def _answered(self, line):
        """When and on which day it was seen; a phone may send it long after."""
        now = fields.Datetime.now()
        at = min(line.answered_at or now, now)
        return at, line.company_id._service_date(at)

    @api.model
    def _row_of(self, line, at):
        """What the finding takes over from the answer, its item and its inspection."""
        inspection, item = line.inspection_id, line.item_id
        checklist, company = item.checklist_id, line.company_id
        cleanup = inspection.check == "cleanup"
        return {
            "state": rules.OPEN,
            "source": "cleanup" if cleanup else "inspection",
            "is_cleanup": cleanup,
            "area_id": inspection.area_id.id,
            "company_id": company.id,
            "inspection_id": inspection.id,
            "item_id": item.id,
            "checklist_id": (inspection.checklist_id or checklist).id,
            "pillar": item.pillar,
            "severity": item.severity,
            "description": line.note or None,
            "found_at": at,
            "finder_id": (line.answered_by_id or inspection.inspector_id).id or None,
            "due_at": rules.due_at(
                item.severity, at, company._service_tz(), checklist._days()
            ),
            "is_photo_required": item.is_photo_required,
            "is_locking": item.is_locking,
            "locked_at": at if item.is_locking else None,
            "told": rules.NOBODY,
            "recheck_failed": 0,
            "escalation": 0,
            "photos_seen": 0,
        }

    @api.model
    def _take_photos(self, lines):
        """Photos of answers are photos of their findings, too."""
        photos = self.env["aftersales.6s.photo"]
        photos.flush_model(["line_id", "finding_id", "kind"])
        lines.flush_model(["finding_id"])
        self.env.execute_query(
            SQL(
                """UPDATE aftersales_6s_photo photo SET finding_id = line.finding_id
                FROM aftersales_6s_inspection_line line
                WHERE line.id = photo.line_id AND photo.kind = 'before'
                AND photo.finding_id IS NULL AND line.finding_id IS NOT NULL
                AND line.id = ANY(%s) RETURNING photo.id""",
                lines.ids,
            )
        )
        photos.invalidate_model(["finding_id"])
        self._forget_photos()

    @api.model
    def _forget_photos(self):
        """Lists of photos are read anew."""
        self.invalidate_model(
            ["photo_ids", "before_photo_ids", "after_photo_ids"]
            + ["before_photo_id", "after_photo_id"],
            flush=False,
        )

    @api.model
    def _number_of(self, id_):
        return f"6S-{id_:06d}"

    def _take_back(self):
        """The answer was a slip of the finger: the finding has never been.

        :raise UserError: the inspection has been signed, or somebody has seen to it
        """
        # superuser: who corrects an answer needs no right to delete findings
        findings = self.sudo()
        for finding in findings:
            if not finding._is_untouched():
                raise UserError(
                    self.env._(
                        "Finding %(name)s stays: its inspection has been signed, or "
                        "somebody has seen to it already. A manager may annul it, with "
                        "a reason.",
                        name=finding.name,
                    )
                )
        pairs, areas = findings._months(), findings.filtered("is_locking").area_id
        # photos belong to the answer, too, and stay with it
        findings.photo_ids.filtered("line_id")._leave_finding()
        findings.unlink()
        self._score(pairs)
        areas._forget_locks()
        return True

    def _is_untouched(self):
        self.ensure_one()
        inspection = self.inspection_id
        return (
            inspection
            and inspection.state not in ("done", "cancelled")
            and self.state == rules.OPEN
            and not self.recheck_failed
            and not self.objection_state
            and all(photo.line_id for photo in self.photo_ids)
        )


class Aftersales6sPhoto(models.Model):
    _inherit = "aftersales.6s.photo"

    def _leave_finding(self):
        """Take photos from a finding that is taken back; what they show stays."""
        if not self:
            return
        self.flush_model(["finding_id"])
        self.env.execute_query(
            SQL(
                "UPDATE aftersales_6s_photo SET finding_id = NULL WHERE id = ANY(%s) "
                "RETURNING id",
                self.ids,
            )
        )
        self.invalidate_recordset(["finding_id"])
        self.env["aftersales.6s.finding"]._forget_photos()


class Aftersales6sChecklist(models.Model):
    _inherit = "aftersales.6s.checklist"

    def _days(self):
        """Severity → days to put right; the common ones without a checklist."""
        if not self:
            return rules.DAYS
        return {
            "major": self.days_major,
            "minor": self.days_minor,
            "long": self.days_long,
        }
