from odoo import api, models

from .story import Story

MODULE = "aftersales_6s"


class AftersalesDemo(models.AbstractModel):
    """A car dealer's workshop, and what came of its first two months of 6S."""

    _inherit = "aftersales.demo"

    @api.model
    def _demo(self, name):
        own = self.env.ref(f"{MODULE}.{name}_demo", raise_if_not_found=False)
        return own or super()._demo(name)

    @api.model
    def _load_sixs_story(self, now=None):
        """Live through 6S up to now, once; called when demo data is loaded.

        :param now: the moment of installation, naive UTC; default: the current time
        :raise ValueError: there is no company of the demo
        """
        self._live_once(
            MODULE,
            self._demo("company_dealer"),
            "aftersales.6s.area",
            lambda demo, moment: demo._live_sixs(moment),
            now,
        )

    @api.model
    def _live_sixs(self, now):
        company = self._demo("company_dealer")
        self.env["aftersales.calendar.day"]._load_for(company)
        users = company.user_ids.filtered(lambda user: user.company_id == company)
        if "odoobot_state" in users._fields:
            # its greeting would cover the whole screen of a phone
            users.write({"odoobot_state": "disabled"})
        # a story is no news: rounds are planned when it says so, not by the scheduler
        Story(self.with_context(install_mode=True), now).live()
