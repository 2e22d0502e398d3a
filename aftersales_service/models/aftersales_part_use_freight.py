from odoo import models
from odoo.exceptions import UserError

from ..rules import part as rules
from .aftersales_part_use_post import KEEPER
from .helpdesk_ticket_events import MANAGER


class AftersalesPartUse(models.Model):
    """Parts sent by post: two sign the freight, a manager approves (PRT-3)."""

    _inherit = "aftersales.part.use"

    def action_sign_freight(self):
        """Sign the freight: first who handled it, then a manager who didn't.

        :raise UserError: it wasn't sent by post, or the same person signs twice
        """
        self._check_role(KEEPER, MANAGER)
        for use in self:
            use._check_posted_by_mail()
            # nobody writes signatures by hand
            if not use.freight_handler_id:
                use.sudo().freight_handler_id = self.env.user
                continue
            use._check_role(MANAGER)
            if use.freight_handler_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You signed the freight of %(name)s as handler. Another "
                        "manager signs it besides.",
                        name=use.name,
                    )
                )
            use.sudo().freight_manager_id = self.env.user
        return True

    def action_approve(self):
        """A manager approves that parts were sent to a customer (PRT-3).

        :raise UserError: it wasn't sent by post, or the manager handled it
        """
        self._check_role(MANAGER)
        for use in self:
            use._check_posted_by_mail()
            if use.freight_handler_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You handled the freight of %(name)s. Another manager approves "
                        "it.",
                        name=use.name,
                    )
                )
        self.sudo().approved_by_id = self.env.user
        return True

    def action_reserve(self):
        """Reserve again what wasn't on its account when the report was signed."""
        self._check_role(KEEPER, MANAGER)
        self.sudo()._reserve()  # keepers don't keep the stock of the whole company
        return True

    def _check_posted_by_mail(self):
        self.ensure_one()
        if self.purpose != rules.POST_TO_CUSTOMER or self.state != "open":
            raise UserError(
                self.env._(
                    "%(name)s wasn't sent by post, or is written off already.",
                    name=self.name,
                )
            )
