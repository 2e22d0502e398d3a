from odoo import api, models


class Aftersales6sItem(models.Model):
    """What is in force is frozen through every door: form, import, RPC, lists."""

    _inherit = "aftersales.6s.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        if not self.env.su:
            items.checklist_id._check_draft()
        return items

    def write(self, vals):
        if not self.env.su:
            self.checklist_id._check_draft()
        result = super().write(vals)
        if not self.env.su and "checklist_id" in vals:
            self.checklist_id._check_draft()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        if not self.env.su:
            self.checklist_id._check_draft()
        return super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        # superuser, too: answers and findings go by what was in force
        self.checklist_id._check_draft()

    @api.depends("code", "name")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.code} {item.name}"
