"""An inspection of the workshop, and what a phone sends of it."""

import base64

from odoo import fields

from . import pictures
from .common import SixsCommon, photo


def b64(content):
    return base64.b64encode(content).decode()


class InspectionCommon(SixsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uids = 0

    @classmethod
    def _plan(cls, area=None, **values):
        return cls.env["aftersales.6s.inspection"].create(
            {"area_id": (area or cls.workshop).id, **values}
        )

    def start(self, area=None, user=None):
        """A running inspection without notice, as its inspector sees it."""
        inspections = self.env["aftersales.6s.inspection"].with_user(
            user or self.inspector
        )
        action = inspections.action_start_at((area or self.workshop).id)
        return inspections.browse(action["params"]["inspection_id"])

    def answer(self, item, result="pass", minutes=0, **values):
        type(self).uids += 1
        return {
            "uid": f"u{self.uids}",
            "item_id": item.id,
            "result": result,
            "at": fields.Datetime.to_string(self.minute(minutes)),
            **values,
        }

    def picture(self, name="photo.jpg", content=None):
        type(self).uids += 1
        return {
            "uid": f"p{self.uids}",
            "name": name,
            "data": b64(content or pictures.tracked()),
        }

    def line(self, inspection, item):
        return inspection.sudo().line_ids.filtered(lambda line: line.item_id == item)

    def complete(self, inspection, failing=()):
        """Answer everything; what fails has a photo."""
        answers = [
            self.answer(item, "fail", photos=[self.picture()])
            if item in failing
            else self.answer(item)
            for item in inspection._items()
        ]
        outcome = inspection.record(answers)
        self.assertEqual({one["uid"]: {"ok": True} for one in answers}, outcome)

    def sign(self, inspection):
        return inspection.action_sign(photo())
