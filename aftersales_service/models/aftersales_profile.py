import csv
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .aftersales_profile_loading import Loading
from .helpdesk_ticket_events import MANAGER

ROOT = Path(__file__).parents[1] / "data" / "profiles"


class AftersalesProfile(models.AbstractModel):
    """Sets of regulations (档案) that a company loads as its own data.

    A profile is a folder. ``profile.csv`` names it and gives its version; each other
    CSV file holds the records of one model. The column ``id`` names a record; a column
    ``name@zh_CN`` holds the Chinese translation of ``name``; ``type_ids:id`` holds
    names of records of the same profile, separated by commas; ``attendance_ids:hours``
    holds weekly working hours such as ``1-5 08:00-12:00 13:00-17:00``. An empty cell
    stands for the default of the field.

    The rows become records of the company with external ids of their own, which it
    then edits as it likes. What it took over is remembered, cell by cell.
    """

    _name = "aftersales.profile"
    _description = "Profile of Regulations"

    # ``load`` is the import method of every other model; an abstract one has no rows.
    @api.model
    def load(self, code, company, take=()):
        """Load a profile into a company.

        Loading again adds what is missing and leaves alone what is there, edited or
        not, except for the values that a person names in ``take``.

        :param code: name of the profile's folder, such as ``furnace``
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
        company.sudo().write(  # a service manager has no right to write companies
            {
                "aftersales_profile": code,
                "aftersales_profile_version": self._about(code)["version"],
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
        return ROOT / code

    @api.model
    def _codes(self):
        return sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir())

    @api.model
    def _selection(self):
        """Profiles with their names in the user's language."""
        return [(code, self._name_of(code)) for code in self._codes()]

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
