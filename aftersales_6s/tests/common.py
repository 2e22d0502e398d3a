"""The small company of the tests has a workshop, and people who answer for it."""

import base64
import io
from datetime import date

from PIL import Image

from odoo.addons.aftersales_penalty.tests.common import PenaltyCommon

#: Since then everybody answers for their areas
SINCE = date(2026, 1, 1)


def photo(colour=(120, 128, 136), size=(320, 240), form="JPEG", **more):
    """A real picture, base64."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, form, **more)
    return base64.b64encode(stream.getvalue())


class SixsCommon(PenaltyCommon):
    """Workshop of the technician, tool cart of the other one, office of the clerk.

    ``self.checklist`` is in force for workshops: two items, one of them of safety.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_areas()

    @classmethod
    def _make_people(cls):
        found = super()._make_people()
        cls.inspector, cls.inspector_employee = cls._make_user("inspector", "inspector")
        return found

    @classmethod
    def _make_areas(cls):
        cls.workshop_kind, cls.cart_kind, cls.office_kind = cls.env[
            "aftersales.6s.kind"
        ].create(
            [
                {"name": name, "code": code, "company_id": cls.company.id}
                for name, code in (
                    ("Workshop", "workshop"),
                    ("Tool cart", "tool_cart"),
                    ("Office", "office"),
                )
            ]
        )
        cls.workshop = cls._make_area("Workshop", cls.workshop_kind, cls.engineer)
        cls.cart = cls._make_area("Cart 1", cls.cart_kind, cls.other_engineer)
        cls.office = cls._make_area("Office", cls.office_kind, cls.clerk_employee)
        cls.checklist = cls._make_checklist(cls.workshop_kind)

    @classmethod
    def _make_area(cls, name, kind, owner=None, **values):
        area = cls.env["aftersales.6s.area"].create(
            {
                "name": name,
                "kind_id": kind.id,
                "company_id": kind.company_id.id,
                **values,
            }
        )
        if owner:
            cls._own(area, owner)
        return area

    @classmethod
    def _own(cls, area, owner, date_from=SINCE, date_to=False):
        return cls.env["aftersales.6s.area.owner"].create(
            {
                "area_id": area.id,
                "employee_id": owner.id,
                "date_from": date_from,
                "date_to": date_to,
            }
        )

    @classmethod
    def _make_checklist(cls, kind, items=2, **values):
        """A checklist in force since ``SINCE``; its last item is one of safety."""
        checklist = cls.env["aftersales.6s.checklist"].create(
            {
                "name": f"{kind.name}: checklist",
                "kind_id": kind.id,
                "company_id": kind.company_id.id,
                "valid_from": SINCE,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": number,
                            "code": f"T-{number:02}",
                            "name": f"Thing {number}",
                            "pillar": "safety" if number == items else "shine",
                            "severity": "critical" if number == items else "minor",
                        },
                    )
                    for number in range(1, items + 1)
                ],
                **values,
            }
        )
        cls._put_in_force(checklist)
        return checklist

    @classmethod
    def _put_in_force(cls, checklist):
        checklist.state = "published"
