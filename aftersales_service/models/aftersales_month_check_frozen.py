"""Earlier months unchanged: the ledger of the last closed one is what it was."""

from .aftersales_month_value import MonthValues


def find_forged_months(month, values):
    """The last closed month, if its ledger isn't that at which it was closed.

    Its opening sums up all before it, so a change of any of them shows there.
    """
    before = values.before
    if not before or before._ledger_digest() == before.digest:
        return []
    env = values.env
    sums = [float(row[-1]) for row in MonthValues(before).rows()]
    return [
        {
            "res_model": before._name,
            "res_id": before.id,
            "expected": 0,
            "found": sum(sums),
            "name": env._(
                "The ledger of %(month)s isn't that at which it was closed",
                month=before.name,
            ),
            "way_out": env._(
                "Compare it with the workbook kept at %(month)s. Open that month again "
                "and close it anew.",
                month=before.name,
            ),
        }
    ]
