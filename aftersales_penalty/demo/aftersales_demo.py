from odoo import api, models

from .story import Story

MODULE = "aftersales_penalty"


class AftersalesDemo(models.AbstractModel):
    """The department's regulation, and what came of two months of work by it."""

    _inherit = "aftersales.demo"

    @api.model
    def _demo(self, name):
        own = self.env.ref(f"{MODULE}.{name}_demo", raise_if_not_found=False)
        return own or super()._demo(name)

    @api.model
    def _load_penalty_story(self, now=None):
        """Live through the cases up to now, once; called when demo data is loaded.

        :param now: the moment of installation, naive UTC; default: the current time
        :raise ValueError: there are no companies of the demo
        """
        self._live_once(
            MODULE,
            self._demo("company"),
            "aftersales.penalty",
            lambda demo, moment: demo._live_penalties(moment),
            now,
        )

    @api.model
    def _live_penalties(self, now):
        for each in self._companies():
            # as the hook will, for all companies; a second time changes nothing
            self.env["aftersales.profile"].load(each.aftersales_profile, each)
        Story(self, now).live()
