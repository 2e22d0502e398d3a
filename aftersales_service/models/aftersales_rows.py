from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from . import bulk


class AftersalesRows(models.AbstractModel):
    """For models whose rows the system writes by thousands: few large statements.

    Odoo cuts its INSERT and UPDATE into statements of 100 rows. 500 requests with five
    limits have 2,500 clocks, and one fact may stop all of them: the number of
    statements would grow with the number of requests. For records that the system makes
    for many requests at once, derived or append-only; not for what people type.

    Only the lowest level differs, ``_create`` and ``_flush``. Defaults, computed
    fields, constraints and what other addons override in ``create`` and ``write`` work
    as everywhere. Stored computed fields should be precomputed, lest an UPDATE follows
    the INSERT. Translated and company-dependent fields, trees and ``_inherits`` aren't
    provided for.
    """

    _name = "aftersales.rows"
    _description = "Rows Written by the System"

    @api.model
    def _search_rows(self, domain):
        """Search, and read all columns with the same query.

        Reading them when they are needed would take a query per thousand rows.
        """
        columns = [n for n, f in self._fields.items() if f.store and f.column_type]
        return self.search_fetch(domain, columns)

    def _differing(self, values):
        """Those of these values that this record doesn't have yet.

        :param values: dict of field → value, ids for many2one
        """
        self.ensure_one()
        changed = {}
        for name, value in values.items():
            held = self[name]
            if (held.id if isinstance(held, models.BaseModel) else held) != value:
                changed[name] = value
        return changed

    @api.model
    def _write_rows(self, values):
        """Write to each record what is its own, as ``write`` does the same to all.

        Checks no rights, and ``write`` isn't called: for what the system derives.

        :param values: dict of record → dict of field → value; no lists
        """
        by_name = defaultdict(lambda: defaultdict(list))
        for record, own in values.items():
            for name, value in own.items():
                by_name[name][value].append(record.id)
        records = self.browse(record.id for record, own in values.items() if own)
        relations = [
            name
            for name in by_name
            if self.pool.is_modifying_relations(self._fields[name])
        ]
        records.modified(relations, before=True)
        for name, by_value in by_name.items():
            for value, ids in by_value.items():
                self._fields[name].write(self.browse(ids), value)
        records.modified(by_name)
        records._validate_fields(by_name)
        records._check_company(by_name)

    @api.model
    def _add_precomputed_values(self, vals_list):
        """What a row takes over from a linked record is read there.

        Odoo would make a record in memory of each row to compute it, which costs more
        than everything else about the row.
        """
        for field in self._fields.values():
            # of what is editable, Odoo must know that it wasn't given
            steps = field.precompute and field.readonly and field.related or ""
            if steps.count(".") == 1:
                self._take_over(field, vals_list)
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _take_over(self, field, vals_list):
        """Fill in a related field of rows that name the record it is related by."""
        link, source = field.related.split(".")
        rows = [vals for vals in vals_list if link in vals]
        linked = self.env[self._fields[link].comodel_name]
        # as the field is computed: who may add the row need not see the other
        linked = linked.sudo(field.compute_sudo or self.env.su).browse(
            {vals[link] for vals in rows if vals[link]}
        )
        values = {
            record.id: field.convert_to_write(record[source], self) for record in linked
        }
        for vals in rows:
            vals[field.name] = values.get(vals[link], False)

    @api.model
    def _create(self, data_list):
        """One INSERT for all rows."""
        rows = [data["stored"] for data in data_list]
        given = [
            self._fields[name] for name in dict.fromkeys(n for r in rows for n in r)
        ]
        columns = [field for field in given if field.column_type]
        records = self._insert(
            {
                field: [
                    field.convert_to_column_insert(row.get(field.name), self, row)
                    for row in rows
                ]
                for field in columns
            }
        )
        for record, data in zip(records, data_list, strict=True):
            data["record"] = record
        records._cache_created(rows)
        # what was given or computed before isn't computed again
        with self.env.protecting([(d["protected"], d["record"]) for d in data_list]):
            records.modified(self._fields, create=True)
            for field in given:
                if field not in columns:
                    field.create(
                        [
                            (record, row[field.name])
                            for record, row in zip(records, rows, strict=True)
                            if field.name in row
                        ]
                    )
                    records.modified([field.name], create=True)
        records._validate_fields([field.name for field in given])
        records.check_access("create")
        return records

    @api.model
    def _insert_rows(self, rows):
        """Add rows with one INSERT and nothing around it.

        No defaults, whatever the caller's context says, no ``create`` and no checks but
        those of the database: for what the system derives by ten thousands, and nobody
        edits. Lists that hold such rows are read anew.

        :param rows: list of dict of field → value as the column takes it, JSON as text;
            all with the same fields, ``id`` among them if it was reserved before
        :return: the records, in the order of the rows
        """
        uid, now = self.env.uid, self.env.cr.now()
        log = {"create_uid": uid, "create_date": now}
        log |= {"write_uid": uid, "write_date": now}
        columns = {self._fields[n]: [value] * len(rows) for n, value in log.items()}
        for name in rows[0]:
            columns[self._fields[name]] = [row[name] for row in rows]
        records = self._insert(columns)
        for field in columns:
            for inverse in self.pool.field_inverses[field]:
                self.env[inverse.model_name].invalidate_model([inverse.name])
        # what was given isn't computed again
        with self.env.protecting(columns, records):
            given = [field.name for field in columns if field.name != "id"]
            records.modified(given, create=True)
        return records

    @api.model
    def _reserve_ids(self, number):
        """So many ids for ``_insert_rows``, for what a row says of its own id."""
        found = self.env.execute_query(
            SQL(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
                "FROM generate_series(1, %s)",
                self._table,
                number,
            )
        )
        return [id_ for (id_,) in found]

    @api.model
    def _insert(self, columns):
        """The INSERT itself; returns the records, in the order of the rows.

        :param columns: dict of field → list of values as its column takes them
        """
        names = SQL(", ").join(SQL.identifier(field.name) for field in columns)
        found = self.env.execute_query(
            SQL(
                # sorted, lest an id comes back for another row than it was given to
                "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY __place RETURNING id",
                SQL.identifier(self._table),
                names,
                names,
                bulk.table(columns),
            )
        )
        return self.browse(id_ for (id_,) in found)

    def _cache_created(self, rows):
        """Put what was inserted into the cache, and into the lists that hold it.

        :param rows: dict of field → value of each record
        """
        for field in self._fields.values():
            if not field.store or field.name == "id" or field.type == "json":
                continue  # JSON is read when it is asked for; it can't be grouped
            if field.type in ("one2many", "many2many"):
                field._update_cache(self, ())
                continue
            by_value = defaultdict(list)
            for id_, row in zip(self._ids, rows, strict=True):
                by_value[row.get(field.name)].append(id_)
            for value, ids in by_value.items():
                records = self.browse(ids)
                value = field.convert_to_cache(value, records[:1])
                field._update_cache(records, value)
                if self.pool.field_inverses[field]:
                    field._update_inverses(records, value)

    def _flush(self):
        """One UPDATE for all rows of which the same fields have changed."""
        changed = defaultdict(list)
        for field in self._fields.values():
            for id_ in self.env._field_dirty.pop(field, ()):
                changed[id_].append(field)
        alike = defaultdict(list)
        for id_, dirty in changed.items():
            alike[tuple(dirty)].append(id_)
        for dirty, ids in alike.items():
            self.browse(ids)._update_rows(dirty)

    def _update_rows(self, dirty):
        """Write these fields of these records from the cache to the database."""
        log = {"write_uid": self.env.uid, "write_date": self.env.cr.now()}
        values = {
            self._fields[name]: [value] * len(self) for name, value in log.items()
        }
        for field in dirty:
            values[field] = [field.get_column_update(record) for record in self]
        bulk.update(self, {self._fields["id"]: self.ids, **values})
