from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    # helpdesk_mgmt filters by company on every screen and has no index for it
    company_id = fields.Many2one(index=True)

    def _closing_stage(self, closed):
        """First stage of this team, or of none, that closes or reopens a request.

        :raise UserError: the team has no such stage
        """
        stage = self._get_applicable_stages().filtered(
            lambda s: s.closed == closed and not s.unattended
        )[:1]
        if not stage:
            raise UserError(
                self.env._(
                    "Team %(team)s has no stage for open and for closed requests. "
                    "Add one under Configuration, Stages.",
                    team=self.name or "/",
                )
            )
        return stage
