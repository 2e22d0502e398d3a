from pathlib import Path

from odoo import models


FOLDER = Path(__file__).resolve().parent.parent / "data" / "profiles"
MODELS = (
    "aftersales.regulation",
    "aftersales.penalty.rule",
    "aftersales.penalty.rule.share",
    "aftersales.penalty.rule.step",
)


class AftersalesProfile(models.AbstractModel):
    """A profile brings its regulation on penalties and rewards, too."""

    _inherit = "aftersales.profile"

    def _files(self, code):
        own = [(model, FOLDER / code / f"{model}.csv") for model in MODELS]
        return super()._files(code) + own
