import csv

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..rules import profile as rules
from .aftersales_profile_records import Records

#: Files of a set in the order in which they refer to each other
MODELS = (
    "resource.calendar",
    "helpdesk.ticket.type",
    "aftersales.component",
    "aftersales.fault",
    "aftersales.document.kind",
    "aftersales.pause.reason",
    "aftersales.clock.policy",
    "aftersales.report.item",
    "aftersales.return.thing",
    "product.category",
    "aftersales.warranty.condition",
    "aftersales.warranty.policy",
    "aftersales.warranty.policy.line",
    "aftersales.warranty.policy.remedy",
    "aftersales.bearer.rule",
)
SOURCE_LANG = "en_US"


class Loading(Records):
    """One loading of a set into a company, with what it includes, row by row.

    Runs as superuser: the records are the company's configuration, and who calls has
    checked the right to load.

    :param profile: ``aftersales.profile`` in the environment of the user, in whose
        language the answer is
    :param code: name of the set's folder
    :param company: ``res.company``
    :param take: pairs (name of the record, column) to take over from the files
    """

    def __init__(self, profile, code, company, take=()):
        self.user_env = profile.sudo().env
        self.env = (
            profile.sudo()
            .with_company(company)
            # that a set was loaded is noted on the company, not on each record
            .with_context(lang=SOURCE_LANG, mail_create_nolog=True)
            .env
        )
        self.company = company
        self.files = {one: profile._files(one) for one in profile._parts(code)}
        self.take = {tuple(pair) for pair in take}
        self.langs = {lang for lang, _name in self.env["res.lang"].get_installed()}
        self.records = self._known_records()
        self.memory = {
            (line.profile, line.name): line
            for line in self.env["aftersales.profile.line"].search(
                [("company_id", "=", company.id), ("profile", "in", [*self.files])]
            )
        }
        self.waiting = {}
        #: Names that the sets before this one have just created
        self.fresh = set()
        self.created = set()
        self.outcome = {"created": 0, "taken": 0, "added": [], "differences": []}

    def run(self):
        """Load every file and say what was done."""
        for code, files in self.files.items():
            self.code = code
            self.fresh |= self.created
            for model, path in files:
                if path.exists():
                    self._load_file(self.env[model], path)
        return self.outcome

    # Files

    def _load_file(self, model, path):
        self.path = path
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, restval="")
            columns = self._columns(model, reader.fieldnames or [])
            for row in reader:
                self.line = reader.line_num
                self._load_row(model, columns, row)
        self._create_waiting(model)

    def _columns(self, model, heads):
        """Head → column; every head must be a field of the model."""
        self.line = 1
        columns = {head: rules.Column.parse(head) for head in heads if head != "id"}
        if "id" not in heads:
            self._refuse("id", "", self.env._("the column is missing"))
        for head, column in columns.items():
            if column.field not in model._fields:
                self._refuse(head, "", self.env._("there is no such field"))
        return columns

    def _load_row(self, model, columns, row):
        name = row["id"].strip()
        if not name or name in self.waiting:
            self._refuse("id", name, self.env._("every row needs a name of its own"))
        if None in row:
            self._refuse("", ",".join(row[None]), self.env._("the row is too long"))
        cells = {head: row[head].strip() for head in columns}
        if self._refers_to_waiting(columns, cells):
            self._create_waiting(model)
        values = {
            head: self._value(model, column, head, cells)
            for head, column in columns.items()
        }
        record = self.records.get(name) or self._adopt(
            model, name, columns, cells, values
        )
        if record:
            if record._name != model._name:
                self._refuse("id", name, self.env._("another file has this name"))
            if name in self.fresh:
                self._complete(name, record, columns, cells, values)
            else:
                self._compare(name, record, columns, cells, values)
        else:
            self.waiting[name] = (columns, cells, values)

    def _refers_to_waiting(self, columns, cells):
        return any(
            self.waiting.keys() & set(rules.names(cells[head]))
            for head, column in columns.items()
            if column.form == "id"
        )

    def _refuse(self, column, value, reason):
        raise UserError(
            self.user_env._(
                "Profile “%(profile)s”, file %(file)s, row %(row)s, column %(column)s: "
                "“%(value)s” – %(reason)s.",
                profile=self.code,
                file=self.path.name,
                row=self.line,
                column=column or "/",
                value=value,
                reason=reason,
            )
        )

    # Cells

    def _value(self, model, column, head, cells):
        """A cell as the field takes it."""
        text = cells[head]
        field = model._fields[column.field]
        if column.lang:
            return text
        try:
            if column.form == "id":
                return self._references(field, head, text)
            if column.form == "hours":
                return rules.working_hours(text)
            if not text:
                return self._default(model, field)
            if field.type == "char" and not field.translate:
                text = self._in_their_language(head, cells)
            kind = "float" if field.type == "monetary" else field.type
            return rules.read(kind, text, self._options(field))
        except rules.BadCell as error:
            self._refuse(head, text, self._expected(error.expected, field))

    def _in_their_language(self, head, cells):
        """Text of a field that has no translations: for the user, or the company."""
        langs = (self.user_env.lang, self.company.partner_id.lang)
        found = (cells.get(f"{head}@{lang}") for lang in langs)
        return next(filter(None, found), cells[head])

    def _references(self, field, head, text):
        ids = []
        for name in rules.names(text):
            record = self._named(name)
            if not record or record._name != field.comodel_name:
                self._refuse(
                    head, name, self.user_env._("the profile has no such record")
                )
            ids.append(record.id)
        if field.type == "many2one":
            if len(ids) > 1:
                self._refuse(head, text, self.user_env._("one name only"))
            return ids[0] if ids else False
        return sorted(ids)

    def _default(self, model, field):
        value = model.default_get([field.name]).get(field.name, False)
        if field.type in ("integer", "float", "monetary"):
            return value or 0
        return value

    def _options(self, field):
        if field.type != "selection":
            return ()
        return [value for value, _label in field._description_selection(self.env)]

    def _expected(self, expected, field):
        env = self.user_env
        if expected == "selection":
            options = ", ".join(self._options(field))
            return env._("it must be one of %(options)s", options=options)
        return {
            "boolean": env._("it must be 1 for yes or 0 for no"),
            "integer": env._("it must be a whole number"),
            "float": env._("it must be a number"),
            "date": env._("it must be a date such as 2026-12-31"),
            "hours": env._(
                "it must be working hours such as 1-5 08:00-12:00 13:00-17:00"
            ),
        }[expected]

    # Records

    def _create_waiting(self, model):
        """Create the rows gathered so far, in one batch."""
        rows, self.waiting = self.waiting, {}
        if not rows:
            return
        self._make_room(model, rows)
        try:
            records = model._load_records(
                [
                    {
                        "xml_id": self._xmlid(name),
                        "values": {
                            **self._own_company(model),
                            **self._commands(model, columns, values),
                        },
                        "noupdate": True,
                    }
                    for name, (columns, _cells, values) in rows.items()
                ]
            )
        except UserError as error:
            raise UserError(
                self.user_env._(
                    "Profile “%(profile)s”, file %(file)s: %(error)s",
                    profile=self.code,
                    file=self.path.name,
                    error=error,
                )
            ) from error
        for record, (name, (columns, cells, values)) in zip(
            records, rows.items(), strict=True
        ):
            self.records[name] = record
            self._translate(record, columns, values)
            self._remember(name, record, cells)
            self.created.add(name)
            self.outcome["added"].append(
                {"model": model._name, "record": self._label(record)}
            )
        self.outcome["created"] += len(records)

    def _commands(self, model, columns, values):
        """Values of the record itself, without translations."""
        return {
            column.field: self._command(model._fields[column.field], column, value)
            for head, column in columns.items()
            if not column.lang
            for value in [values[head]]
        }

    def _command(self, field, column, value):
        if column.form == "hours":
            return [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "name": self._day_name(day),
                        "dayofweek": str(day),
                        "hour_from": start,
                        "hour_to": end,
                        "day_period": "morning" if start < 12 else "afternoon",
                    }
                )
                for day, start, end in value
            ]
        if field.type == "many2many":
            return [fields.Command.set(value)]
        return value

    def _day_name(self, day):
        field = self.env["resource.calendar.attendance"]._fields["dayofweek"]
        return dict(field._description_selection(self.user_env))[str(day)]

    def _translate(self, record, columns, values):
        for head, column in columns.items():
            field = record._fields[column.field]
            text = values[head]
            if column.lang in self.langs and text and field.translate:
                record.update_field_translations(column.field, {column.lang: text})

    def _remember(self, name, record, cells):
        """Keep the cells that the company has as they are."""
        line = self.memory.get((self.code, name))
        if not line:
            self.memory[self.code, name] = self.env["aftersales.profile.line"].create(
                {
                    "company_id": self.company.id,
                    "profile": self.code,
                    "name": name,
                    "model": record._name,
                    "shipped": cells,
                }
            )
        elif any(line.shipped.get(head) != text for head, text in cells.items()):
            line.shipped = {**line.shipped, **cells}

    def _complete(self, name, record, columns, cells, values):
        """A set says more about a record that it has from a set it includes."""
        more = {
            head: column
            for head, column in columns.items()
            if self._differs(record, column, head, cells, values[head])
        }
        record.write(self._commands(record, more, values))
        self._translate(record, more, values)
        self._remember(name, record, cells)

    # Differences

    def _compare(self, name, record, columns, cells, values):
        """Take over what was asked for, fill what is empty, tell the rest."""
        differing = {
            head
            for head, column in columns.items()
            if self._differs(record, column, head, cells, values[head])
        }
        wanted = {head for head in differing if (name, head) in self.take}
        if wanted:
            record = self._take_over(name, record, columns, values, wanted)
        agreeing = columns.keys() - differing | wanted
        line = self.memory.get((self.code, name))
        then = line.shipped if line else {}
        for head in columns:
            if head in differing - wanted:
                self.outcome["differences"].append(
                    self._difference(
                        name, record, columns[head], head, then, cells, values
                    )
                )
        self._remember(name, record, {head: cells[head] for head in agreeing})

    def _take_over(self, name, record, columns, values, wanted):
        chosen = {head: columns[head] for head in wanted}
        changes = self._commands(record, chosen, values)
        if changes:
            record = self._open(record)
            record.write(changes)
        self._translate(record, chosen, values)
        self.outcome["taken"] += len(wanted)
        return record

    def _differs(self, record, column, head, cells, value):
        field = record._fields[column.field]
        if column.lang:
            return self._term_differs(record, column, field, value)
        current = self._current(record, column)
        terms = {
            other.partition("@")[2]: cells[other]
            for other in cells
            if other.startswith(f"{head}@")
        }
        if not field.translate:
            texts = (value, cells[head], *terms.values())
            return current not in texts
        if SOURCE_LANG not in self.langs and self.langs & terms.keys():
            return False  # nobody works in English here; the translation is compared
        return current != value

    def _term_differs(self, record, column, field, text):
        """A translation that isn't there yet is filled in, not told."""
        if not (field.translate and text and column.lang in self.langs):
            return False
        current = record.with_context(lang=column.lang)[column.field]
        if current == text:
            return False
        if current == record[column.field]:
            stored = field._get_stored_translations(record) or {}
            if column.lang not in stored:
                record.update_field_translations(column.field, {column.lang: text})
                return False
        return True

    def _current(self, record, column):
        """What the company has, in the shape of ``_value``."""
        value = record[column.field]
        if column.form == "hours":
            return sorted(
                (int(line.dayofweek), line.hour_from, line.hour_to)
                for line in value
                if line.day_period != "lunch" and not line.display_type
            )
        if column.form == "id":
            if record._fields[column.field].type == "many2one":
                return value.id
            return sorted(value.ids)
        return value

    def _difference(self, name, record, column, head, then, cells, values):
        field = record._fields[column.field]
        if column.lang:
            current = record.with_context(lang=column.lang)[column.field]
        else:
            current = self._current(record, column)
        label = field._description_string(self.user_env)
        return {
            "name": name,
            "column": head,
            "model": record._name,
            "record": self._label(record),
            "field": f"{label} ({column.lang})" if column.lang else label,
            "shipped": self._readable(field, column, values[head]),
            "current": self._readable(field, column, current),
            "cause": rules.cause(
                then.get(head),
                cells[head],
                head in then and not self._changed_since(record, column, head, then),
            ),
        }

    def _changed_since(self, record, column, head, then):
        """Whether the company has something else than what it once loaded.

        What was loaded may name records that the profile has dropped: then nobody can
        say that it was kept.
        """
        field = record._fields[column.field]
        if column.lang:
            return self._term_differs(record, column, field, then[head])
        try:
            value = self._value(record, column, head, then)
        except UserError:
            return True
        return self._differs(record, column, head, then, value)

    def _label(self, record):
        return record.with_env(self.user_env).display_name

    def _readable(self, field, column, value):
        """A value as the user reads it on a form."""
        env = self.user_env
        if column.form == "hours":
            return rules.hours_text(value)
        if column.form == "id":
            records = env[field.comodel_name].browse(value)
            return format_list(env, records.mapped("display_name")) or "/"
        if field.type == "selection":
            return dict(field._description_selection(env)).get(value, value) or "/"
        if field.type == "boolean":
            return env._("Yes") if value else env._("No")
        return str(value) if value or value == 0 and value is not False else "/"
