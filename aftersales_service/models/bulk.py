"""Reading thousands of rows that are looked at once, and writing as many.

Records would cost ten times as much, and what the cache doesn't hold yet is read a
thousand at a time: the number of queries would grow with that of the records.
"""

from odoo.tools import SQL


def rows(model, domain, names, order="id"):
    """Columns of a model's rows, read with one query past the cache.

    Rights are those of the model's environment; archived rows are among them.

    :param names: fields with a column; NULL comes as None
    :return: list of tuples
    """
    query = model._search(domain, order=order, active_test=False)
    columns = [model._field_to_sql(query.table, name, query) for name in names]
    return model.env.execute_query(query.select(*columns))


def links(records, name):
    """What records are linked to by a many2many field, read with one query.

    :return: dict of id → list of ids; who has none isn't in it
    """
    field = records._fields[name]
    records.flush_model([name])
    found = {}
    for id_, other in records.env.execute_query(
        SQL(
            "SELECT %(own)s, %(other)s FROM %(table)s WHERE %(own)s = ANY(%(ids)s)",
            own=SQL.identifier(field.column1),
            other=SQL.identifier(field.column2),
            table=SQL.identifier(field.relation),
            ids=list(records.ids),
        )
    ):
        found.setdefault(id_, []).append(other)
    return found


def table(columns):
    """SQL of a table ``__values``; its column ``__place`` counts the rows.

    :param columns: dict of field → list of values as its column takes them
    """
    arrays = [
        SQL("%s::%s[]", column, SQL(field.column_type[1]))
        for field, column in columns.items()
    ]
    return SQL(
        "unnest(%s) WITH ORDINALITY AS __values(%s, __place)",
        SQL(", ").join(arrays),
        SQL(", ").join(SQL.identifier(field.name) for field in columns),
    )


def update(model, columns):
    """Write to each row what is its own, with one UPDATE; what is so already stays.

    :param columns: as for ``table``, the field ``id`` among them
    :return: ids of the rows that have changed
    """
    names = [SQL.identifier(field.name) for field in columns if field.name != "id"]
    pairs = [(name, SQL("__values.%s", name)) for name in names]
    found = model.env.execute_query(
        SQL(
            """UPDATE %(table)s SET %(assignments)s FROM %(values)s
            WHERE %(table)s.id = __values.id AND (%(held)s) IS DISTINCT FROM (%(new)s)
            RETURNING %(table)s.id""",
            table=SQL.identifier(model._table),
            assignments=SQL(", ").join(SQL("%s = %s", *pair) for pair in pairs),
            values=table(columns),
            held=SQL(", ").join(
                SQL("%s.%s", SQL.identifier(model._table), n) for n in names
            ),
            new=SQL(", ").join(new for _name, new in pairs),
        )
    )
    return [id_ for (id_,) in found]


def path(parents):
    """Ids of a ``parent_path``, the nearest first."""
    return tuple(int(id_) for id_ in reversed((parents or "").split("/")) if id_)
