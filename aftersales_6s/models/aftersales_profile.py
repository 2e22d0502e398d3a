from pathlib import Path

from odoo import api, models

from odoo.addons.aftersales_service.models.aftersales_profile import ROOT
from odoo.addons.aftersales_service.models.aftersales_profile_records import OWNERS

FOLDER = Path(__file__).resolve().parent.parent / "data" / "profiles"
#: Set of the lines of business that have no checklists of their own
GENERAL = "general"
MODELS = (
    "aftersales.6s.kind",
    "aftersales.6s.checklist",
    "aftersales.6s.item",
    "aftersales.6s.plan",
)

#: Their names and codes are told apart only inside what they belong to
OWNERS["aftersales.6s.checklist"] = "kind_id"
OWNERS["aftersales.6s.item"] = "checklist_id"


class AftersalesProfile(models.AbstractModel):
    """A profile brings its kinds of area, checklists and rhythm, too.

    What a profile has no file of its own for, it takes from the general set.
    """

    _inherit = "aftersales.profile"

    def _files(self, code):
        files = super()._files(code)
        if code not in self._codes(ROOT):
            return files  # a legal regime says nothing about 6S
        own = FOLDER / code
        folder = own if (own / f"{MODELS[0]}.csv").exists() else FOLDER / GENERAL
        return files + [(model, folder / f"{model}.csv") for model in MODELS]

    @api.model
    def load(self, code, company, take=()):
        """Checklists that a profile has just brought are in force at once.

        They bind nobody to pay: that takes a regulation that was made known. Where the
        company already goes by a checklist, the new one stays a draft.
        """
        if isinstance(company, int):
            company = self.env["res.company"].browse(company)
        domain = [("company_id", "=", company.id), ("state", "=", "draft")]
        # superuser, as the loader: the checklists are the company's configuration
        checklists = self.env["aftersales.6s.checklist"].sudo()
        before = checklists.search(domain)
        outcome = super().load(code, company, take)
        new = checklists.search(domain) - before
        used = new.search(
            [
                ("kind_id", "in", new.kind_id.ids),
                ("state", "in", ("published", "replaced")),
            ]
        ).kind_id
        new.filtered(lambda one: one.kind_id not in used).action_publish()
        return outcome


class Aftersales6sChecklist(models.Model):
    """What a profile calls a checklist is its newest version."""

    _inherit = "aftersales.6s.checklist"

    def _profile_newest(self):
        """Dict of id → the newest version for the same kind of area."""
        newest = {(one.origin_id or one): one for one in self._line()}
        return {one.id: newest[one.origin_id or one] for one in self}

    def _profile_open(self):
        """The checklist as it may be changed: a draft of the next version."""
        return self._next_draft()


class Aftersales6sItem(models.Model):
    """What a profile calls an item is that of the newest version."""

    _inherit = "aftersales.6s.item"

    def _profile_newest(self):
        """Dict of id → the item of the same code in the newest version, if any."""
        newest = self.checklist_id._profile_newest()
        checklists = self.checklist_id.browse(one.id for one in newest.values())
        there = {
            (item.checklist_id.id, item.code): item
            for item in self.search([("checklist_id", "in", checklists.ids)])
        }
        keys = {item.id: (newest[item.checklist_id.id].id, item.code) for item in self}
        return {id_: there[key] for id_, key in keys.items() if key in there}

    def _profile_open(self):
        """The item as it may be changed: of the draft of the next version."""
        checklist = self.checklist_id._profile_open()
        return checklist.item_ids.filtered(lambda item: item.code == self.code)

    @api.model
    def _load_records(self, data_list, update=False):
        """New items of a profile go into a draft, never into what is in force."""
        for data in data_list:
            checklist = self.env["aftersales.6s.checklist"].browse(
                data["values"].get("checklist_id")
            )
            data["values"]["checklist_id"] = checklist._profile_open().id
        return super()._load_records(data_list, update=update)
