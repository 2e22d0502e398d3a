from pathlib import Path

from odoo import api, models

from odoo.addons.aftersales_service.models.aftersales_profile_records import OWNERS

FOLDER = Path(__file__).resolve().parent.parent / "data" / "profiles"
MODELS = ("aftersales.regulation", "aftersales.penalty.rule")

#: A rule's code is told apart only inside its regulation
OWNERS["aftersales.penalty.rule"] = "regulation_id"


class AftersalesProfile(models.AbstractModel):
    """A profile brings its regulation on penalties and rewards, too."""

    _inherit = "aftersales.profile"

    def _files(self, code):
        own = [(model, FOLDER / code / f"{model}.csv") for model in MODELS]
        return super()._files(code) + own


class AftersalesRegulation(models.Model):
    """What a profile calls a regulation is its newest version."""

    _inherit = "aftersales.regulation"

    def _profile_newest(self):
        """Dict of id → the newest version of the same regulation."""
        versions = self.with_context(active_test=False).search(
            [
                ("company_id", "in", self.company_id.ids),
                ("code", "in", self.mapped("code")),
            ],
            order="version",
        )
        newest = {(one.company_id, one.code): one for one in versions}
        return {one.id: newest[one.company_id, one.code] for one in self}

    def _profile_open(self):
        """The regulation as it may be changed: a draft of the next version."""
        if self.state == "draft":
            return self
        return self.browse(self.action_new_version()["res_id"])


class AftersalesPenaltyRule(models.Model):
    """What a profile calls a clause is that of the newest version."""

    _inherit = "aftersales.penalty.rule"

    def _profile_newest(self):
        """Dict of id → the clause of the same code in the newest version, if any."""
        newest = self.regulation_id._profile_newest()
        regulations = self.regulation_id.browse(one.id for one in newest.values())
        there = {
            (rule.regulation_id.id, rule.code): rule
            for rule in self.with_context(active_test=False).search(
                [("regulation_id", "in", regulations.ids)]
            )
        }
        keys = {rule.id: (newest[rule.regulation_id.id].id, rule.code) for rule in self}
        return {id_: there[key] for id_, key in keys.items() if key in there}

    def _profile_open(self):
        """The clause as it may be changed: of the draft of the next version."""
        regulation = self.regulation_id._profile_open()
        return regulation.rule_ids.filtered(lambda rule: rule.code == self.code)

    @api.model
    def _load_records(self, data_list, update=False):
        """New clauses of a profile go into a draft, never into what is in force."""
        for data in data_list:
            regulation = self.env["aftersales.regulation"].browse(
                data["values"].get("regulation_id")
            )
            if regulation.state in ("published", "replaced"):
                data["values"]["regulation_id"] = regulation._profile_open().id
        return super()._load_records(data_list, update=update)
