from odoo import fields, models
from odoo.exceptions import UserError

STEP = [
    ("correct", "Put Right"),
    ("photo", "Add a Photo"),
    ("return", "Not Right yet"),
    ("hand_over", "Somebody Else's"),
    ("lock", "Lock"),
    ("clear", "Clear the Lock"),
    ("object", "Object"),
    ("grant", "Grant the Objection"),
    ("uphold", "Finding Stays"),
    ("annul", "Annul"),
]


class Aftersales6sFindingStep(models.TransientModel):
    """The window in which a step of a finding gets its words and its photo.

    It has no rights of its own: the finding checks who takes which step.
    """

    _name = "aftersales.6s.finding.step"
    _description = "Step of a 6S Finding"

    finding_id = fields.Many2one(
        comodel_name="aftersales.6s.finding",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="finding_id.company_id", related_sudo=False)
    step = fields.Selection(selection=STEP, required=True, readonly=True)
    is_photo_required = fields.Boolean(
        related="finding_id.is_photo_required",
        related_sudo=False,
        string="Needs a Photo",
    )
    description = fields.Text(related="finding_id.description", related_sudo=False)
    objection = fields.Text(related="finding_id.objection", related_sudo=False)
    object_until = fields.Date(related="finding_id.object_until", related_sudo=False)
    text = fields.Text()
    photo = fields.Image(max_width=1920, max_height=1920)
    kind = fields.Selection(
        selection=[
            ("before", "As it was found"),
            ("after", "After it was put right"),
        ],
        string="The Photo Shows",
        required=True,
        default="after",
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Whose",
        domain="[('company_id', '=', company_id)]",
    )

    def action_take(self):
        """Take the step; the finding says what is wrong, if something is."""
        self.ensure_one()
        finding, text = self.finding_id, self.text
        if self.step in ("correct", "photo"):
            self._take_photo()
        if self.step == "hand_over":
            finding.action_hand_over(self.employee_id.id, text)
        elif self.step in ("grant", "uphold"):
            finding.action_decide_objection(self.step == "grant", text)
        elif self.step != "photo":
            getattr(finding, f"action_{self.step}")(text)
        return {"type": "ir.actions.act_window_close"}

    def _take_photo(self):
        if not self.photo:
            if self.step == "photo":
                raise UserError(self.env._("Take a photo first."))
            return
        self.finding_id._add_photo(
            "after" if self.step == "correct" else self.kind,
            self.with_context(bin_size=False).photo,
            self.text if self.step == "photo" else False,
        )
