from collections import defaultdict

from odoo import fields, models

from ..rules import inspection as rules

#: So many earlier notes are offered per item
PHRASES = 4
#: So many employees can be picked from on the phone; all of most companies
PEOPLE = 2000


class Aftersales6sInspection(models.Model):
    """What the phone needs to know: once, so that it can go on without a network."""

    _inherit = "aftersales.6s.inspection"

    def phone_load(self):
        """All that the phone shows of this inspection.

        :return: dict; see the parts below
        :raise AccessError: the user may not see it
        """
        self.ensure_one()
        self.check_access("read")
        # superuser: the inspector reads items and names, whatever else they may see
        one = self.sudo()
        items = one._items()
        return {
            "id": self.id,
            "name": self.name,
            "area": {
                "id": one.area_id.id,
                "name": one.area_id.display_name,
                "has_image": bool(
                    one.area_id.with_context(bin_size=True).standard_image
                ),
            },
            "check": self.check,
            "check_label": self._label("check", self.check),
            "state": self.state,
            "state_label": self._label("state", self.state),
            "can_inspect": self.can_inspect,
            "due_at": fields.Datetime.to_string(self.due_at) if self.due_at else False,
            "owner_id": one.owner_id.id,
            "me": self.env.user.name,
            "employees": one._phone_people(),
            "items": one._phone_items(items),
            "answers": one._phone_answers(),
            "photo_max": one.company_id.aftersales_6s_photo_max,
            "photo_mb": one.company_id.aftersales_6s_photo_mb,
            "summary": self._summary() if self.state == rules.DONE else False,
        }

    def _label(self, name, value):
        return dict(self._fields[name]._description_selection(self.env)).get(value, "")

    def _phone_people(self):
        """(id, name) of who a finding may be of: the owner first."""
        found = self.env["hr.employee"].search_fetch(
            [("company_id", "=", self.company_id.id)], ["name"], limit=PEOPLE
        )
        first = self.owner_id | self.people_ids
        return [(person.id, person.name) for person in first | found]

    def _phone_items(self, items):
        # whether there is a picture, not the picture
        items = items.with_context(bin_size=True)
        phrases = self._phrases(items)
        pillars = dict(items._fields["pillar"]._description_selection(self.env))
        severities = dict(items._fields["severity"]._description_selection(self.env))
        return [
            {
                "id": item.id,
                "code": item.code,
                "section": item.section or "",
                "name": item.name,
                "hint": item.hint or "",
                "pillar": pillars[item.pillar],
                "is_safety": item.pillar == "safety",
                "is_locking": item.is_locking,
                "severity": item.severity,
                "severity_label": severities[item.severity],
                "deadline": self._deadline(item),
                "photo_required": item.is_photo_required,
                "has_image": bool(item.reference_image),
                "phrases": phrases.get(item.code, []),
            }
            for item in items
        ]

    def _deadline(self, item):
        """By when a finding of this item is put right, in words."""
        checklist = item.checklist_id
        days = {
            "major": checklist.days_major,
            "minor": checklist.days_minor,
            "long": checklist.days_long,
        }.get(item.severity, 0)
        if not days:
            return self.env._("Put right at once")
        if days == 1:
            return self.env._("Put right by tomorrow")
        return self.env._("Put right within %(days)s days", days=days)

    def _phrases(self, items):
        """Notes that were written most often at items of the same code."""
        codes = {item.id: item.code for item in items}
        found = self.env["aftersales.6s.inspection.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("result", "=", rules.FAIL),
                ("note", "!=", False),
                ("item_id.code", "in", list(codes.values())),
                ("item_id.checklist_id.kind_id", "=", self.area_id.kind_id.id),
            ],
            ["item_id", "note"],
            ["__count"],
            order="__count desc, note",
            limit=20 * max(len(codes), 1),
        )
        phrases = defaultdict(list)
        for item, note, _count in found:
            held = phrases[item.code]
            if len(held) < PHRASES and note not in held and len(note) <= 60:
                held.append(note)
        return phrases

    def _phone_answers(self):
        """Dict of id of item (as text) → the answer that is kept."""
        return {
            str(line.item_id.id): {
                "uid": line.answer_uid or "",
                "result": line.result or None,
                "note": line.note or "",
                "employee_id": line.employee_id.id or None,
                "at": fields.Datetime.to_string(line.answered_at),
                "photos": [
                    {"uid": photo.uid, "id": photo.id, "name": photo.name or ""}
                    for photo in line.photo_ids
                ],
            }
            for line in self.line_ids
        }

    # After the signature

    def _summary(self):
        """What the inspection comes to, for the last screen of the phone."""
        self.ensure_one()
        # superuser: the inspector sees what came of the answers they gave
        one = self.sudo()
        results = one.line_ids.mapped("result")
        findings = one.finding_ids.filtered(lambda found: found.state != "annulled")
        return {
            "passed": results.count(rules.PASS),
            "failed": results.count(rules.FAIL),
            "na": results.count(rules.NA),
            "score": one.score,
            "is_unsafe": one.is_unsafe,
            "is_late": one.is_late,
            "points": sum(findings.mapped("points")),
            "findings": [
                {
                    "id": found.id,
                    "name": found.item_id.name or found.description or found.name,
                    "employee": found.employee_id.name or "",
                    "due_at": fields.Datetime.to_string(found.due_at)
                    if found.due_at
                    else False,
                    "points": found.points,
                }
                for found in findings
            ],
        }

    def action_findings(self):
        """The findings of this inspection."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Findings of %(name)s", name=self.name),
            "res_model": "aftersales.6s.finding",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("inspection_id", "=", self.id)],
        }

    def action_next_round(self):
        """The next round of the day that is the user's; else the list of rounds."""
        self.ensure_one()
        self.check_access("read")
        waiting = self.search(
            [
                ("state", "in", (*rules.STARTABLE, rules.RUNNING)),
                ("day", "=", self.company_id._service_date(fields.Datetime.now())),
                ("company_id", "=", self.company_id.id),
            ],
            order="due_at, id",
        )
        now = fields.Datetime.now()
        for one in waiting:
            if one.can_inspect and not (one.from_at and one.from_at > now):
                return one.action_open_phone()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_inspection_action"
        )
