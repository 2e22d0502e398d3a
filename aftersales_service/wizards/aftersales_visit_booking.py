from odoo import fields, models


class AftersalesVisitBooking(models.TransientModel):
    """Enter the travel ticket that was bought for a visit (VIS-2)."""

    _name = "aftersales.visit.booking"
    _description = "Booking of a Travel Ticket"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="visit_id.company_id", related_sudo=False)
    booker_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Bought by",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env.user._employee_in(self.env.company),
    )
    carrier = fields.Char(required=True, help="Railway, airline, coach company.")
    carrier_number = fields.Char(string="Train or Flight")
    departure_at = fields.Datetime(string="Departs", required=True)
    arrival_at = fields.Datetime(string="Arrives", required=True)
    at = fields.Datetime(
        string="Bought at",
        help="Leave it empty for now. An earlier time needs the right to record it, "
        "and a reason in the note.",
    )
    note = fields.Char()
    file_ids = fields.Many2many(comodel_name="ir.attachment", string="Ticket")

    def action_confirm(self):
        """Record the booking on the visit, which decides."""
        for wizard in self:
            wizard.visit_id.book_ticket(
                arrival_at=wizard.arrival_at,
                departure_at=wizard.departure_at,
                booker=wizard.booker_id,
                carrier=wizard.carrier,
                carrier_number=wizard.carrier_number,
                files=wizard._kept_files(),
                at=wizard.at or None,
                note=wizard.note,
            )
        return {"type": "ir.actions.act_window_close"}

    def _kept_files(self):
        """The files belong to the visit from now on, so whoever sees it sees them."""
        # only the user's own uploads; others' files may not be drawn over here
        own = self.file_ids.filtered(
            lambda file: (
                file.create_uid == self.env.user and file.res_model == self._name
            )
        )
        own.sudo().write({"res_model": "aftersales.visit", "res_id": self.visit_id.id})
        return own
