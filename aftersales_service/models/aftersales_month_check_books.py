"""Valuation = general ledger, and costs = journal items."""


def find_ledger_accounts(month, values):
    """Accounts of stock whose balance isn't the value of the stock."""
    env, company = values.env, values.company
    accounts = company._get_accounts_by_product()
    worth = {}
    for product, own in accounts.items():
        # those on accounts are valued already
        by_lot = values.at_end.get(product) or values.valued(product, values.after)
        value = sum(cents for _quantity, cents in by_lot.values())
        worth[own["valuation"]] = worth.get(own["valuation"], 0) + value
    booked = company.stock_accounting_value(accounts, at_date=month.date_to)
    found = []
    for account in dict.fromkeys([*worth, *booked]):
        expected, balance = worth.get(account, 0), values.cents(booked.get(account))
        if expected == balance:
            continue
        found.append(
            {
                "res_model": "account.account" if account else company._name,
                "res_id": account.id or company.id,
                "expected": expected / values.unit,
                "found": balance / values.unit,
                "name": env._(
                    "Account %(account)s isn't the value of the stock",
                    account=account.display_name or "/",
                ),
                "way_out": env._(
                    "Post Odoo's closing entry of the stock for the end of the month, "
                    "or look for an entry made by hand."
                ),
            }
        )
    return found


def find_costs(month, values):
    """Costs of requests that the journals tell otherwise."""
    return month._cost_breaks()
