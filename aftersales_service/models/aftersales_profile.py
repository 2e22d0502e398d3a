import csv
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .aftersales_visit_actions import MANAGER

ROOT = Path(__file__).parents[1] / "data" / "profiles"
#: Files of a profile in the order in which they refer to each other
MODELS = (
    "helpdesk.ticket.type",
    "aftersales.clock.policy",
    "aftersales.report.item",
)


class AftersalesProfile(models.AbstractModel):
    """Sets of regulations (档案) that a company loads as its own data.

    A profile is a folder: ``profile.csv`` names it, and each other CSV file holds the
    records of one model. A column ``name@zh_CN`` holds the
    Chinese translation of ``name``; a column ``type_ids:id`` holds names of records of
    the same profile, separated by commas. The rows become records of the company with
    external ids of their own, which it then edits as it likes.
    """

    _name = "aftersales.profile"
    _description = "Profile of Regulations"

    # ``load`` is the import method of every other model; an abstract one has no rows.
    @api.model
    def load(self, code, company):
        """Load a profile into a company.

        Loading again adds what is missing and leaves alone what is there, edited or
        not.

        :param code: name of the profile's folder, such as ``furnace``
        :param company: ``res.company``, or its id
        :return: dict with ``created`` (number of new records) and ``differences``, a
            list of dicts ``model``, ``record``, ``field``, ``shipped``, ``current`` for
            what the company has changed since
        :raise UserError: there is no such profile
        """
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
        outcome = {"created": 0, "differences": []}
        for model in MODELS:
            path = ROOT / code / f"{model}.csv"
            if path.exists():
                # Configuration of the company; the right was checked above.
                records = self.env[model].sudo().with_context(lang="en_US")
                self._load_file(records.with_company(company), path, company, outcome)
        return outcome

    @api.model
    def _codes(self):
        return sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir())

    @api.model
    def _selection(self):
        """Profiles with their names in the user's language."""
        return [(code, self._name_of(code)) for code in self._codes()]

    @api.model
    def _name_of(self, code):
        with (ROOT / code / "profile.csv").open(encoding="utf-8", newline="") as stream:
            row = next(csv.DictReader(stream))
        return row.get(f"name@{self.env.lang}") or row["name"]

    @api.model
    def _load_file(self, model, path, company, outcome):
        missing = []
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                xmlid = self._xmlid(company, row.pop("id"))
                values, terms = self._values(model, row, company)
                record = self.env.ref(xmlid, raise_if_not_found=False)
                record = record or self._adopt(model, xmlid, values["code"], company)
                if record:
                    outcome["differences"] += self._differences(record, values)
                else:
                    values["company_id"] = company.id
                    missing.append((xmlid, values, terms))
        records = model._load_records(
            [
                {"xml_id": xmlid, "values": values, "noupdate": True}
                for xmlid, values, _terms in missing
            ]
        )
        for record, (_xmlid, _values, terms) in zip(records, missing, strict=True):
            for name, translations in terms.items():
                record.update_field_translations(name, translations)
        outcome["created"] += len(records)

    @api.model
    def _adopt(self, model, xmlid, code, company):
        """What the company made itself under the same code is the same thing."""
        domain = [("company_id", "=", company.id), ("code", "=", code)]
        found = model.with_context(active_test=False).search(domain, limit=1)
        if found:
            model.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xmlid, "record": found, "noupdate": True}]
            )
        return found

    @api.model
    def _xmlid(self, company, name):
        return f"aftersales_service.company_{company.id}_{name}"

    @api.model
    def _values(self, model, row, company):
        """Split a row into values of the record and translations of its fields."""
        values, terms = {}, {}
        installed = dict(self.env["res.lang"].get_installed())
        for column, text in row.items():
            name, _at, lang = column.partition("@")
            if lang:
                if lang in installed and text:
                    terms.setdefault(name, {})[lang] = text
            elif name.endswith(":id"):
                ids = [
                    self.env.ref(self._xmlid(company, part.strip())).id
                    for part in text.split(",")
                    if part.strip()
                ]
                values[name.removesuffix(":id")] = [(6, 0, ids)]
            else:
                values[name] = self._cast(model._fields[name], text)
        return values, terms

    @api.model
    def _cast(self, field, text):
        if field.type == "boolean":
            return text == "1"
        if field.type == "integer":
            return int(text or 0)
        return text or False

    @api.model
    def _differences(self, record, values):
        """Where a record of the company is not what the profile ships."""
        label = record.with_context(lang=self.env.lang).display_name
        record = record.with_context(lang="en_US")
        differences = []
        for name, shipped in values.items():
            current = record[name]
            if record._fields[name].relational:
                shipped, current = set(shipped[0][2]), set(current.ids)
            if current != shipped:
                differences.append(
                    {
                        "model": record._name,
                        "record": label,
                        "field": name,
                        "shipped": shipped,
                        "current": current,
                    }
                )
        return differences
