from odoo import fields, models

PILLAR = [
    ("sort", "Sort"),
    ("set_in_order", "Set in Order"),
    ("shine", "Shine"),
    ("standardise", "Standardise"),
    ("sustain", "Sustain"),
    ("safety", "Safety"),
]
SEVERITY = [
    ("critical", "Critical: at once"),
    ("major", "Major"),
    ("minor", "Minor"),
    ("long", "Takes work"),
]
RHYTHM = [
    ("always", "At every inspection"),
    ("shift", "Each shift"),
    ("daily", "Daily"),
    ("twice_daily", "Twice a day"),
    ("weekly", "Weekly"),
    ("half_monthly", "Every half month"),
    ("month_end", "At the month's end"),
    ("cleanup", "At the big clean-up"),
]


class Aftersales6sItem(models.Model):
    """One thing to look at (S6-2), for one of the six S (S6-1)."""

    _name = "aftersales.6s.item"
    _description = "Item of a 6S Checklist"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        comodel_name="aftersales.6s.checklist",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="checklist_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Stays over versions, such as WS-10.")
    section = fields.Char(translate=True, help="Heading under which it stands.")
    name = fields.Char(string="What Is Looked at", required=True, translate=True)
    hint = fields.Char(translate=True, help="How to look at it, or why it matters.")
    pillar = fields.Selection(selection=PILLAR, string="S", required=True)
    severity = fields.Selection(
        selection=SEVERITY,
        required=True,
        default="minor",
        help="Decides by when a finding must be put right.",
    )
    rhythm = fields.Selection(selection=RHYTHM, required=True, default="always")
    points = fields.Float(
        digits=(16, 1), help="0: as the checklist says for every breach."
    )
    is_photo_required = fields.Boolean(
        string="Photo", default=True, help="A failed item needs a photo."
    )
    is_locking = fields.Boolean(
        string="Locks",
        help="If it fails, the area or equipment is locked until somebody else has "
        "seen that it was put right.",
    )
    reference_image = fields.Image(max_width=1920, max_height=1920)
    clause = fields.Char(
        string="Clause of the Source", help="Where the regulation says so."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(checklist_id, code)", "This checklist already has an item of this code."
    )
