from odoo import models
from odoo.exceptions import UserError


class AftersalesVisit(models.Model):
    """The customer refuses to sign the report: a fact with a reason (PEN-07)."""

    _inherit = "aftersales.visit"

    def action_signature_refused(self, reason=None):
        """Record that the customer doesn't sign, and why.

        :raise UserError: the work isn't finished, it is signed, or nobody says why
        """
        for visit in self:
            visit._check_mine()
            if visit.state != "finished":
                raise UserError(
                    self.env._(
                        "Visit %(name)s waits for no signature at this moment.",
                        name=visit.name,
                    )
                )
            if not isinstance(reason, str) or not reason.strip():
                raise UserError(
                    self.env._("Say why the customer of %s doesn't sign.", visit.name)
                )
            kind = visit.ticket_id._event_kind("signature_refused")
            visit.ticket_id._record(
                kind,
                employee=visit.leader_id,
                note=reason.strip(),
                visit_id=visit.id,
            )
        return True
