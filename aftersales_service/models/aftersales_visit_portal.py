from odoo import models


class AftersalesVisit(models.Model):
    """A visit as its customer knows it."""

    _inherit = "aftersales.visit"

    def _portal_is_appointed(self):
        """Does the customer still wait for this visit, and may answer to its time?"""
        self.ensure_one()
        return self.state == "dispatched" and not self.departed_at

    def _portal_agreed(self):
        """Did the customer agree to the time that is planned now?"""
        self.ensure_one()
        agreements = self.event_ids.filtered(lambda event: event.code == "visit_agreed")
        return self.planned_at in agreements.mapped("promised_at")

    def _portal_act_as_customer(self):
        """What a guest does by the link stands in the messages under the customer's
        name; without a login they would be called “Public user”.
        """
        self.ensure_one()
        if self.env.user._is_public() and self.partner_id:
            self._track_set_author(self.partner_id)

    def _portal_state_label(self):
        """The state of the visit in the customer's words."""
        self.ensure_one()
        if self.state == "dispatched" and self.departed_at:
            return self.env._("On the way")
        return {
            "dispatched": self.env._("Appointed"),
            "on_site": self.env._("On site"),
            "finished": self.env._("Please sign"),
        }.get(self.state, self.env._("Signed"))
