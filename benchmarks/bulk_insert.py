"""Rows in bulk by nothing but SQL, and the fingerprint of what was written."""

LOG = "create_uid, create_date, write_uid, write_date"
MADE = "%(uid)s, %(now)s, %(uid)s, %(now)s"
"""What Odoo notes on each row, and the parameters for it."""


def unnested(model, names, rows, prefix=""):
    """A table of rows for a statement, and its parameters: one array a column.

    :param rows: tuples of values as the columns take them
    """
    arrays = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    casts = ", ".join(
        f"%({prefix}{name})s::{model._fields[name].column_type[1]}[]" for name in names
    )
    table = f"unnest({casts}) AS rows({', '.join(names)})"
    return table, {f"{prefix}{name}": column for name, column in arrays.items()}


def fingerprint(cr, query):
    """How many rows a query has, and a number that any other value changes.

    Neither their order nor the zeros at the end of an amount do.
    """
    cr.execute(
        f"""SELECT count(*), sum(jsonb_hash_extended(to_jsonb(found), 0))::text
        FROM ({query}) AS found"""
    )
    return cr.fetchone()
