from odoo import models


class Aftersales6sInspection(models.Model):
    """What is looked at in an inspection."""

    _inherit = "aftersales.6s.inspection"

    def _items(self):
        """The items to answer, in order; may be overridden by who plans rounds.

        :return: ``aftersales.6s.item`` records of the inspection's checklist
        """
        self.ensure_one()
        return self.checklist_id.item_ids.sorted("sequence")
