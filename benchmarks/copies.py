"""Large tables, made by SQL from a few real rows."""

from odoo.tools import SQL


def copy(env, records, times, **varied):
    """Insert copies of rows; ``n`` counts the times, ``place`` the copies, from 1.

    :param varied: column → SQL expression for its value; columns that the table
        doesn't have are left out
    :return: the id before the first copy
    """
    table, cr = records._table, env.cr
    cr.execute(
        """SELECT attname FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0
        AND NOT attisdropped AND attgenerated = '' ORDER BY attnum""",
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    cr.execute(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
    (last,) = cr.fetchone()
    varied["id"] = SQL("%s + place", last)
    values = [
        varied.get(name, SQL.identifier("template", name, to_flush=None))
        for name in columns
    ]
    cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(columns)s)
            SELECT %(values)s FROM (
                SELECT *, (n - 1) * %(size)s + rank() OVER (
                    PARTITION BY n ORDER BY id) AS place
                FROM %(table)s, generate_series(1, %(times)s) AS n
                WHERE id = ANY(%(ids)s)
            ) AS template ORDER BY place""",
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
            size=len(records),
            times=times,
            ids=records.ids,
        )
    )
    cr.execute(
        SQL(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM %s",
            table,
            SQL.identifier(table),
        )
    )
    return last


def copy_of(records, first, column):
    """SQL: for a column with the id of one of these records, that of its own copy.

    For the values of another ``copy`` that is made as many times.

    :param first: what ``copy`` of these records returned
    """
    return SQL(
        "%s + (n - 1) * %s + array_position(%s, %s)",
        first,
        len(records),
        records.sorted("id").ids,
        SQL.identifier(column),
    )
