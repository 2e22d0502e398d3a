from odoo import Command, fields, models

from ..rules import reading as reading_rules
from ..rules import repair as repair_rules
from .aftersales_reading import METERS

#: Kinds of request whose visits repair the product; others do if they replace a part
REPAIRING = ("repair", "complaint", "incident")
READ = {"reading_km", "reading_hours", "reading_explanation"}


class AftersalesVisit(models.Model):
    """What a signed report leaves in the file of the product: reading and repair."""

    _inherit = "aftersales.visit"

    reading_explanation = fields.Char(
        string="Why Less Than Before",
        help="Needed if the product showed more at an earlier time: the meter was "
        "replaced, the earlier figure was a guess …",
    )
    reading_ids = fields.One2many(
        comodel_name="aftersales.reading",
        inverse_name="visit_id",
    )
    repair_ids = fields.One2many(
        comodel_name="aftersales.repair",
        inverse_name="visit_id",
        string="Repairs",
    )

    def write(self, vals):
        result = super().write(vals)
        if READ & vals.keys():
            self._check_readings()
        return result

    def _check_readings(self):
        """Tell the technician of a meter that runs backwards, not the customer."""
        self.env["aftersales.reading"]._check_falls(
            [
                (visit.lot_id, visit.company_id, visit._meters(), None)
                for visit in self
                if visit.lot_id
            ],
            # what a returned report said is corrected by its next signature
            without=self.sudo().reading_ids.ids,
        )

    def _meters(self):
        self.ensure_one()
        at = self.arrived_at or fields.Datetime.now()
        explained = bool((self.reading_explanation or "").strip())
        return {
            name: reading_rules.Reading(at, self[f"reading_{name}"], explained)
            for name in METERS
            if self[f"reading_{name}"]
        }

    def _sign(self, *args, **kwargs):
        events = super()._sign(*args, **kwargs)
        # the customer signs, who has no right of their own
        visit = self.sudo()
        if visit.lot_id:
            visit._keep_reading()
            visit._keep_repair()
        return events

    def _keep_reading(self, explanation=None):
        """The figures of the signed report; those of a returned one are corrected.

        :param explanation: why they may be less than before, if the report doesn't say
        """
        self.ensure_one()
        held = self.reading_ids.filtered("is_in_force")
        values = {
            "lot_id": self.lot_id.id,
            "ticket_id": self.ticket_id.id,
            "visit_id": self.id,
            "company_id": self.company_id.id,
            "at": self.arrived_at or self.finished_at,
            "km": self.reading_km,
            "hours": self.reading_hours,
            "explanation": (self.reading_explanation or explanation or "").strip()
            or False,
        }
        same = ("lot_id", "at", "km", "hours")
        if held and all(
            values[name] == held._fields[name].convert_to_write(held[name], held)
            for name in same
        ):
            return
        vals_list = []
        if held and held.lot_id != self.lot_id:
            gone = {"lot_id": held.lot_id.id, "km": 0, "hours": 0}
            vals_list.append({**values, **gone, "correction_of_id": held.id})
            held = held.browse()
        if held or values["km"] or values["hours"]:
            vals_list.append({**values, "correction_of_id": held.id})
        self.reading_ids.create(vals_list)

    def _keep_repair(self):
        """The repair of a visit, from arrival to completion (order 43, Art. 40)."""
        self.ensure_one()
        repair = self.repair_ids
        repairing = self.ticket_id.type_id.kind in REPAIRING or self.part_ids
        if not (repairing or repair) or not self.arrived_at:
            return
        others = repair.search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.company_id.id),
                ("id", "not in", repair.ids),
            ]
        )
        start, end = repair_rules.free_span(
            self.arrived_at,
            max(self.finished_at or self.signed_at, self.arrived_at),
            [other._episode() for other in others],
        )
        values = {
            "lot_id": self.lot_id.id,
            "ticket_id": self.ticket_id.id,
            "visit_id": self.id,
            "started_at": start,
            "ended_at": end,
            "fault_id": self.ticket_id.fault_id.id,
            "is_quality": self.ticket_id.cause_class != "human",
            "note": self.action_taken,
            "is_safety": self.ticket_id.fault_id.is_safety,
            "component_id": self.ticket_id.component_id.id,
            "replaced_ids": [Command.set(self.part_ids.component_id.ids)],
        }
        if repair:
            repair.write(values)
        else:
            repair.create(values)
