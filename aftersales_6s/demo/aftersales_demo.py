from odoo import api, fields, models

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
        company = self._demo("company_dealer")
        if self.env["aftersales.6s.area"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            return
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        if not self.env.lang:
            # files of demo data are loaded in no language; the story has one
            return self.with_context(lang="zh_CN")._load_sixs_story(now)
        # its terms are loaded after the demo data otherwise; notes are kept as written
        self.env["ir.module.module"].search(
            [("name", "=", MODULE)]
        )._update_translations("zh_CN")
        self.env["aftersales.calendar.day"]._load_for(company)
        users = company.user_ids.filtered(lambda user: user.company_id == company)
        if "odoobot_state" in users._fields:
            # its greeting would cover the whole screen of a phone
            users.write({"odoobot_state": "disabled"})
        last = {name: self._last_id(name) for name in ("mail.message", "mail.mail")}
        # a story is no news: rounds are planned when it says so, not by the scheduler
        story = self.with_context(install_mode=True)
        Story(story, now).live()
        self._settle_messages(last, now)
