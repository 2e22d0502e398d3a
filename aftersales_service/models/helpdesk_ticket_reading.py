from odoo import api, fields, models

#: What a reading of the request consists of
READ = {"lot_id", "reading_km", "reading_hours", "reading_explanation"}


class HelpdeskTicket(models.Model):
    """Readings that customers tell with their request are kept with the product."""

    _inherit = "helpdesk.ticket"

    # a copy of a request is about another day
    reading_km = fields.Integer(copy=False)
    reading_hours = fields.Float(copy=False)
    reading_explanation = fields.Char(
        string="Why Less Than Before",
        copy=False,
        help="Needed if the product showed more at an earlier time: the meter was "
        "replaced, the earlier figure was a guess …",
    )
    reading_ids = fields.One2many(
        comodel_name="aftersales.reading",
        inverse_name="ticket_id",
        string="Readings",
    )
    repair_ids = fields.One2many(
        comodel_name="aftersales.repair",
        inverse_name="ticket_id",
        string="Repairs",
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered(lambda t: t.reading_km or t.reading_hours)._follow_readings(
            fresh=True
        )
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if READ & vals.keys():
            self._follow_readings()
        return result

    def _follow_readings(self, fresh=False):
        """Keep one reading of each request in force: the one that it tells now.

        Changed figures correct the former ones; another serial takes them along.

        :param fresh: told with the registration, so read at that time; else now
        :raise ValidationError: a meter runs backwards, and nobody explains it
        """
        # the request was written with the user's right; readings follow from it
        readings = self.env["aftersales.reading"].sudo()
        held = {
            reading.ticket_id.id: reading
            for reading in readings.search(
                [
                    ("ticket_id", "in", self.ids),
                    ("visit_id", "=", False),
                    ("is_in_force", "=", True),
                ]
            )
        }
        vals_list = []
        for ticket in self:
            old = held.get(ticket.id, readings)
            told = ticket.reading_km or ticket.reading_hours
            lot = ticket.lot_id if told else ticket.lot_id.browse()
            if old and old.lot_id != lot:
                vals_list.append(
                    ticket._reading_values(
                        lot_id=old.lot_id.id, at=old.at, km=0, hours=0
                    )
                    | {"correction_of_id": old.id}
                )
                old = readings
            same = (old.km, old.hours) == (ticket.reading_km, ticket.reading_hours)
            if lot and not (old and same):
                now = ticket.registered_at if fresh else fields.Datetime.now()
                vals_list.append(
                    ticket._reading_values(lot_id=lot.id, at=old.at or now)
                    | {"correction_of_id": old.id}
                )
        readings.create(vals_list)

    def _reading_values(self, **values):
        self.ensure_one()
        return {
            "ticket_id": self.id,
            "company_id": self.company_id.id,
            "km": self.reading_km,
            "hours": self.reading_hours,
            "explanation": (self.reading_explanation or "").strip() or False,
            **values,
        }
