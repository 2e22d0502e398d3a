from pathlib import Path

from odoo import models

from odoo.addons.aftersales_service.models.aftersales_profile import ROOT

FOLDER = Path(__file__).resolve().parent.parent / "data" / "profiles"
MODELS = ("aftersales.regulation", "aftersales.penalty.rule")


class AftersalesProfile(models.AbstractModel):
    """A profile brings its clauses on 6S: a car dealer those of its regulation.

    The others get a general set, in which the company still has to say what the best
    and the worst of a month are worth.
    """

    _inherit = "aftersales.profile"

    def _files(self, code):
        files = super()._files(code)
        if code in self._codes(ROOT):
            own = FOLDER / code
            folder = own if own.is_dir() else FOLDER / "general"
            files += [(model, folder / f"{model}.csv") for model in MODELS]
        return files
