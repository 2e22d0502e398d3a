from odoo import Command, fields, models
from odoo.fields import Domain

from ..rules import part
from ..rules import provision as rules

#: Figures that are looked at again before posting
FIGURES = (
    "opening",
    "added",
    "corrected",
    "used_booked",
    "used_charged",
    "excess",
    "used_year",
    "sales_year",
    "history_months",
)


class AftersalesWarrantyProvision(models.Model):
    """Where the figures come from: sales, rates, the books, costs of requests."""

    _inherit = "aftersales.warranty.provision"

    def action_reckon(self):
        """Look at sales and books again."""
        self._check_finance()
        self.check_access("write")
        self.filtered(lambda one: one.state == "draft")._reckon()

    def _reckon(self):
        """Write the figures of proposals.

        :return: those whose figures have changed
        """
        changed = self.browse()
        # sales and books are read as the system: finance of after-sales need not be
        # an accountant of Odoo
        for one in self.sudo():
            values, lines, costs = one._figures()
            before = one._held()
            if not one.line_ids or before != (values, lines, costs):
                left = one._left_by(values)
                months = values["history_months"]
                one.write(
                    {
                        **values,
                        "due_within_year": one.currency_id.round(
                            rules.due_within_year(left, values["used_year"], months)
                        ),
                        "line_ids": [
                            Command.clear(),
                            *(Command.create(line) for line in lines),
                        ],
                        "cost_line_ids": [Command.set(costs)],
                    }
                )
                if before != (values, lines, costs):
                    changed |= one
        return changed.sudo(self.env.su)

    def _held(self):
        """The figures as they stand, to be compared."""
        return (
            {name: self[name] for name in FIGURES},
            [
                {
                    "rate_id": line.rate_id.id,
                    "percent": line.percent,
                    "sales_month": line.sales_month,
                    "sales": line.sales,
                    "amount": line.amount,
                    "history_rate": line.history_rate,
                }
                for line in self.line_ids
            ],
            sorted(self.cost_line_ids.ids),
        )

    def _left_by(self, values):
        left = rules.closing(
            values["opening"] + values["corrected"],
            values["added"],
            values["used_booked"] + values["used_charged"],
        )
        return left + (values["excess"] if self.book_excess else 0)

    def _figures(self):
        """Figures, lines and costs as sales and books have them now."""
        self.ensure_one()
        rounded = self.currency_id.round
        year_from = rules.month_before(self.date_from, rules.YEAR - 1)
        since = self._since(year_from)
        rates = self.env["aftersales.provision.rate"].search(
            [("company_id", "=", self.company_id.id)]
        )
        sales = self._sales(rates.category_id, year_from)
        lines = self._line_values(rates, sales, since)
        costs = self._uncharged_costs(since)
        charged = rounded(sum(costs.mapped("amount")))
        opening, corrected, used, used_year, months = self._ledger(year_from)
        added = rounded(sum(line["amount"] for line in lines))
        # what goes out of the provision in its own entry counts to the year as well
        used_year = rounded(used_year + self._charged_since(year_from) + charged)
        values = {
            "opening": opening,
            "added": added,
            "corrected": corrected,
            "used_booked": used,
            "used_charged": charged,
            "excess": rounded(rules.excess(opening + corrected, added, used + charged)),
            "used_year": used_year,
            "sales_year": rounded(sum(sale.amount for sale in sales)),
            "history_months": months,
        }
        return values, lines, sorted(costs.ids)

    def _since(self, year_from):
        """Whose sales count: from the first provision on, at most twelve months."""
        first = self.search(
            # one that was taken back is to be caught up with
            [("company_id", "=", self.company_id.id), ("state", "!=", "draft")],
            order="date_from",
            limit=1,
        )
        return max(first.date_from or self.date_from, year_from)

    # Sales

    def _sales(self, categories, date_from):
        """What was invoiced of these categories, a row for each product and day."""
        if not categories:
            return []
        rows = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("display_type", "=", "product"),
                ("product_id.categ_id", "child_of", categories.ids),
                ("date", ">=", date_from),
                ("date", "<=", self.date_to),
            ],
            ["product_id", "date:day"],
            ["balance:sum"],
        )
        return [
            rules.Sale(path=_path(product.categ_id), day=_day(day), amount=-balance)
            for product, day, balance in rows
        ]

    def _line_values(self, rates, sales, since):
        """Lines of what is still to be put by, the latest month first."""
        rounded = self.currency_id.round
        now = rules.bases(rates._rules(), [sale for sale in sales if sale.day >= since])
        by_id = {rate.id: rate for rate in rates}
        history = self._history(rates, sales)
        found = [
            {
                "rate_id": rate_id,
                "percent": by_id[rate_id].percent,
                "sales_month": month,
                "sales": base,
                "amount": rounded(base * by_id[rate_id].percent / 100),
                "history_rate": history.get(by_id[rate_id].category_id.id, 0),
            }
            for (rate_id, month), base in rules.owed(
                now, self._accrued(since), rounded
            ).items()
        ]
        order = {rate.id: place for place, rate in enumerate(rates)}
        found.sort(key=lambda line: order[line["rate_id"]])
        found.sort(key=lambda line: line["sales_month"], reverse=True)
        return found

    def _accrued(self, since):
        """Dict of (rate, month) → sales that posted provisions have counted."""
        rows = self.env["aftersales.warranty.provision.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("provision_id.state", "=", "posted"),
                ("sales_month", ">=", since),
            ],
            ["rate_id", "sales_month:month"],
            ["sales:sum"],
        )
        return {(rate.id, _day(month)): total for rate, month, total in rows}

    def _history(self, rates, sales):
        """Dict of category → its cost under warranty in percent of its sales."""
        rows = self.env["aftersales.cost.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("bearer", "in", self._warranty_bearers()),
                (
                    "date",
                    ">=",
                    rules.month_before(self.date_from, rules.YEAR - 1),
                ),
                ("date", "<=", self.date_to),
            ],
            ["ticket_id"],
            ["amount:sum"],
        )
        costs, sold = {}, {}
        for ticket, amount in rows:
            for category in _path(ticket.product_id.categ_id):
                costs[category] = costs.get(category, 0) + amount
        for sale in sales:
            for category in sale.path:
                sold[category] = sold.get(category, 0) + sale.amount
        return {
            category: round(
                rules.history_rate(costs.get(category, 0), sold.get(category, 0)), 3
            )
            for category in rates.category_id.ids
        }

    # Books

    def _ledger(self, year_from):
        """Opening, corrections, use of the month and the year, months of history."""
        accounts = self.company_id._part_provision_accounts()
        entries = self._entries()
        base = Domain("account_id", "in", accounts.ids) & Domain(
            [("company_id", "=", self.company_id.id), ("parent_state", "=", "posted")]
        )
        until = Domain("date", "<=", self.date_to)
        month = until & Domain("date", ">=", self.date_from)
        year = until & Domain("date", ">=", year_from)
        others = Domain("move_id", "not in", entries.ids)
        first = self.env["account.move.line"].search(
            base & until, order="date, id", limit=1
        )
        return (
            -self._sum(base & Domain("date", "<", self.date_from)),
            -self._sum(base & month & ~others),
            self._sum(base & month & others),
            self._sum(base & year & others),
            _months(first.date, self.date_from) if first else 0,
        )

    def _sum(self, domain):
        rows = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return self.currency_id.round(rows[0][0] or 0)

    def _entries(self):
        """Entries of provisions of this company, and those that reverse them."""
        provisions = self.search([("company_id", "=", self.company_id.id)])
        return provisions.move_id | provisions.reversal_move_id

    # Costs of requests

    def _warranty_bearers(self):
        """Bearers whose parts are debited to the provision."""
        company = self.company_id
        accounts = company._part_provision_accounts()
        return [
            bearer
            for bearer in part.BEARERS
            if company._part_bearer_account(bearer) in accounts
        ]

    def _uncharged_costs(self, since):
        """Labour, travel and the like that this provision takes over.

        Parts are booked when they are written off.
        """
        costs = self.env["aftersales.cost.line"]
        return costs.search(
            costs._to_charge_domain(
                self.company_id, self._warranty_bearers(), since, self.date_to
            )
        )

    def _awaited_costs(self):
        """What the monthly entry of costs has still to charge to the provision."""
        costs = self.env["aftersales.cost.line"]
        year_from = rules.month_before(self.date_from, rules.YEAR - 1)
        rows = costs._read_group(
            costs._awaited_domain(
                self.company_id, self._warranty_bearers(), year_from, self.date_to
            ),
            [],
            ["amount:sum"],
        )
        return self.currency_id.round(rows[0][0] or 0)

    def _charged_since(self, year_from):
        """What posted provisions of the year have charged."""
        rows = self._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("date_from", ">=", year_from),
                ("date_from", "<", self.date_from),
            ],
            [],
            ["used_charged:sum"],
        )
        return rows[0][0] or 0


def _path(category):
    """Ids of a category and those above, the nearest first."""
    above = (category.parent_path or "").split("/")
    return tuple(int(id_) for id_ in reversed(above) if id_)


def _day(value):
    return fields.Date.to_date(value)


def _months(first, last):
    """Months from one day's to another's, both counted; at most a year."""
    count = (last.year - first.year) * rules.YEAR + last.month - first.month + 1
    return min(count, rules.YEAR)
