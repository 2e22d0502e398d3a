from odoo import api, models


class AftersalesPenalty(models.Model):
    """What an employee sees of their own cases in the portal."""

    _inherit = "aftersales.penalty"

    @api.model
    def _portal_mine(self):
        """The user's own cases that they were told of, as superuser."""
        # superuser: a portal user reads no cases; the domain leaves only their own
        return self.sudo().search(
            [
                ("employee_id.user_id", "=", self.env.uid),
                "|",
                ("notified_at", "!=", False),
                ("decided_at", "!=", False),
            ]
        )

    def _portal_may(self, step):
        """Which of the forms the page offers.

        :param step: ``receive``, ``state`` or ``appeal``
        """
        self.ensure_one()
        if step == "receive":
            return self.state == "notified" and not self.served_at
        if step == "state":
            return self.state == "notified"
        open_ = self.appeal_until and self._today() <= self.appeal_until
        return bool(
            self.state == "confirmed"
            and not self.is_reward
            and not self.appealed_at
            and open_
        )
