from odoo import api, fields, models

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
        company = self._demo("company")
        if self.env["aftersales.penalty"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            return
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        if not self.env.lang:
            # files of demo data are loaded in no language; the story has one
            return self.with_context(lang="zh_CN")._load_penalty_story(now)
        # its terms are loaded after the demo data otherwise; notes are kept as written
        self.env["ir.module.module"].search(
            [("name", "=", MODULE)]
        )._update_translations("zh_CN")
        for each in self._companies():
            # as the hook will, for all companies; a second time changes nothing
            self.env["aftersales.profile"].load(each.aftersales_profile, each)
        last = {name: self._last_id(name) for name in ("mail.message", "mail.mail")}
        Story(self, now).live()
        self._settle_messages(last, now)
