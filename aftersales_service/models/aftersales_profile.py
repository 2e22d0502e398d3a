import csv
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..rules import profile as rules
from .aftersales_profile_loading import MODELS, Loading
from .helpdesk_ticket_events import MANAGER

ROOT = Path(__file__).parents[1] / "data" / "profiles"
REGIMES = Path(__file__).parents[1] / "data" / "regimes"


class AftersalesProfile(models.AbstractModel):
    """Sets of regulations (档案) that a company loads as its own data.

    A set is a folder: a profile of a kind of company, or a legal regime that several
    profiles share and that can be loaded alone. ``profile.csv`` names it, gives its
    version, and names under ``includes`` the sets whose files come first. Each other
    CSV file holds the records of one model. The column ``id`` names a record; a column
    ``name@zh_CN`` holds the Chinese translation of ``name``; ``type_ids:id`` holds
    names of records of the set or of those it includes, separated by commas, or with a
    dot such as ``base.state_cn_ZJ`` of another addon; ``attendance_ids:hours`` holds
    weekly working hours such as ``1-5 08:00-12:00 13:00-17:00``. An empty cell stands
    for the default of the field. Names are unique over all sets; a set may repeat a
    row of one that it includes, to add columns to it.

    The rows become records of the company with external ids of their own, which it
    then edits as it likes. What it took over is remembered, cell by cell.
    """

    _name = "aftersales.profile"
    _description = "Profile of Regulations"

    # ``load`` is the import method of every other model; an abstract one has no rows.
    @api.model
    def load(self, code, company, take=()):
        """Load a profile or a legal regime into a company, with what it includes.

        Loading again adds what is missing and leaves alone what is there, edited or
        not, except for the values that a person names in ``take``.

        :param code: name of the set's folder, such as ``furnace``
        :param company: ``res.company``, or its id
        :param take: pairs (name of the record, column) whose value of the profile
            replaces the company's
        :return: dict with ``created`` and ``taken`` (numbers of records and of values),
            ``added`` (list of dicts ``model``, ``record``) and ``differences`` that
            remain: dicts with ``name`` and ``column``, ``model``, the labels ``record``
            and ``field``, the readable values ``shipped`` and ``current``, and
            ``cause``: own, edited, shipped or both (see ``rules.profile.cause``)
        :raise UserError: there is no such profile, or a cell of it can't be read
        """
        company = self._check_may_load(code, company)
        outcome = Loading(self, code, company, take).run()
        if code in self._codes(ROOT):
            company.sudo().write(  # a service manager has no right to write companies
                {
                    "aftersales_profile": code,
                    "aftersales_profile_version": self._version(code),
                }
            )
        return outcome

    @api.model
    def compare(self, code, company):
        """What loading would do, without doing it; see ``load`` for the answer."""
        company = self._check_may_load(code, company)
        # The truth about loading is to load and to take it back.
        savepoint = self.env.cr.savepoint()
        try:
            return Loading(self, code, company).run()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()

    @api.model
    def _check_may_load(self, code, company):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a service manager can load a profile."))
        if isinstance(company, int):
            company = self.env["res.company"].browse(company)
        if not self.env.su and company not in self.env.user.company_ids:
            raise AccessError(
                self.env._("A profile can only be loaded into a company of yours.")
            )
        if code not in self._codes():
            raise UserError(
                self.env._(
                    "There is no profile “%(code)s”. Available: %(codes)s.",
                    code=code,
                    codes=", ".join(self._codes()),
                )
            )
        return company

    @api.model
    def _folder(self, code):
        """Folder of a set."""
        root = ROOT if code in self._codes(ROOT) else REGIMES
        return root / code

    @api.model
    def _files(self, code):
        """Files of a set, in the order in which they refer to each other.

        Addons with settings of their own add theirs.

        :return: list of (model, path); the file need not be there
        """
        folder = self._folder(code)
        return [(model, folder / f"{model}.csv") for model in MODELS]

    @api.model
    def _codes(self, *roots):
        """Codes of the sets in these folders, or of all."""
        return sorted(
            folder.name
            for root in roots or (ROOT, REGIMES)
            for folder in root.iterdir()
            if folder.is_dir()
        )

    @api.model
    def _parts(self, code, inside=()):
        """The sets that a set consists of: those that it includes first, each once.

        :raise UserError: an included set isn't there, or includes itself
        """
        found = {}
        for part in rules.names(self._about(code).get("includes") or ""):
            if part not in self._codes() or part in (*inside, code):
                raise UserError(
                    self.env._(
                        "Profile “%(profile)s” includes “%(included)s”, which isn't "
                        "there or includes it in turn.",
                        profile=code,
                        included=part,
                    )
                )
            found |= dict.fromkeys(self._parts(part, (*inside, code)))
        return [*found, code]

    @api.model
    def _version(self, code):
        """Version of a set, which rises with that of every set it includes."""
        return str(sum(int(self._about(part)["version"]) for part in self._parts(code)))

    @api.model
    def _selection(self):
        """Profiles with their names in the user's language."""
        return [(code, self._name_of(code)) for code in self._codes(ROOT)]

    @api.model
    def _regimes(self):
        """Legal regimes with their names in the user's language."""
        return [(code, self._name_of(code)) for code in self._codes(REGIMES)]

    @api.model
    def _about(self, code):
        """The one row of ``profile.csv``."""
        path = self._folder(code) / "profile.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return next(csv.DictReader(stream))

    @api.model
    def _name_of(self, code):
        about = self._about(code)
        return about.get(f"name@{self.env.lang}") or about["name"]
