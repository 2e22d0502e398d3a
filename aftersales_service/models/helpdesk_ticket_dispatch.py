from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """What must be settled before anybody is sent to the customer."""

    _inherit = "helpdesk.ticket"

    dispatch_obstacle = fields.Text(
        compute="_compute_dispatch_obstacle",
        compute_sudo=True,
        groups="base.group_user",
        help="Why nobody can be dispatched for this request yet, and the way out.",
    )

    @api.depends("acceptance", "paid_obstacle")
    def _compute_dispatch_obstacle(self):
        for ticket in self:
            ticket.dispatch_obstacle = (
                ticket._acceptance_obstacle() or ticket._paid_obstacle_text()
            )

    def _record(self, kind, at=None, employee=None, note=None, **values):
        # visits are checked all at once, before the first of them is recorded
        if kind.code == "dispatched" and not values.get("visit_id"):
            self._check_dispatch()
        return super()._record(kind, at=at, employee=employee, note=note, **values)

    def _check_dispatch(self):
        """Refuse to send anybody while something stands in the way (INT-6, WAR-4).

        :raise UserError: names the request, what is missing and the way out
        """
        # superuser: who dispatches need not see quotations
        for ticket in self.sudo():
            if ticket.dispatch_obstacle:
                raise UserError(
                    self.env._(
                        "Nobody can be dispatched for request %(number)s yet. %(why)s",
                        number=ticket.number,
                        why=ticket.dispatch_obstacle,
                    )
                )
