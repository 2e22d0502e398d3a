from odoo import fields, models

from ..models.aftersales_6s_red_tag import FATE
from ..rules import red_tag as rules


class Aftersales6sRedTagStep(models.TransientModel):
    """The window in which it is decided what becomes of a thing, or shown that it is.

    It has no rights of its own: the tag checks who takes which step.
    """

    _name = "aftersales.6s.red.tag.step"
    _description = "Step of a Red Tag"

    tag_id = fields.Many2one(
        comodel_name="aftersales.6s.red.tag",
        string="Red Tag",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="tag_id.company_id", related_sudo=False)
    area_id = fields.Many2one(related="tag_id.area_id", related_sudo=False)
    step = fields.Selection(
        selection=[("decide", "Decide"), ("done", "Done")],
        required=True,
        readonly=True,
    )
    fate = fields.Selection(
        selection=[one for one in FATE if one[0] != rules.UNDECIDED],
        string="What Becomes of It",
    )
    due_date = fields.Date(string="Gone by")
    target_area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        string="Move to",
        domain="[('company_id', '=', company_id), ('id', '!=', area_id)]",
    )
    note = fields.Text()
    photo = fields.Image(max_width=1920, max_height=1920)

    def action_take(self):
        """Take the step; the tag says what is wrong, if something is."""
        self.ensure_one()
        if self.step == "decide":
            self.tag_id.action_decide(
                self.fate, self.due_date, self.target_area_id.id, self.note
            )
        else:
            self.tag_id.action_done(self.with_context(bin_size=False).photo)
        return {"type": "ir.actions.act_window_close"}
