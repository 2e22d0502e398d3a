from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..rules import cost as rules
from .res_company_cost import TAKEN_FROM

FINANCE = "aftersales_service.group_aftersales_finance"
BOOKED = "booked"
LINK = "account_move_line_id"
#: The books have an entry for it that isn't posted, or was deleted
UNPOSTED = "unposted"
#: It will come with the next monthly entry
NOT_BOOKED = "not_booked"
#: A warranty provision has taken it over from the expenses
CHARGED = "charged"
#: It isn't meant to be in the books by itself
INTERNAL = "internal"
BOOK_STATE = [
    (BOOKED, "Booked"),
    (UNPOSTED, "Entry Not Posted"),
    (NOT_BOOKED, "Not Booked"),
    (CHARGED, "Charged to the Provision"),
    (INTERNAL, "Outside the Books"),
]


class AftersalesCostLine(models.Model):
    """Costs against journal items, and the entry that books what has none yet."""

    _inherit = "aftersales.cost.line"

    book_state = fields.Selection(
        selection=BOOK_STATE,
        string="In the Books",
        compute="_compute_book_state",
        compute_sudo=True,
    )

    def _compute_book_state(self):
        books = self._books()
        for line in self:
            line.book_state = books[line.id][2] if line.id in books else False

    def _books(self):
        """What the books say of these costs, with a fixed number of queries.

        :return: dict of row id → (amount, amount in the journal, ``BOOKED``,
            ``UNPOSTED``, ``NOT_BOOKED``, ``CHARGED`` or ``INTERNAL``). What an item
            has more or less than its costs stands on the first of them
        """
        costs = self.sudo()
        groups = defaultdict(costs.browse)
        for line in costs:
            groups[line._books_key()] |= line
        items, totals = costs._all_items(groups.keys() - {None})
        found = {}
        for key, lines in groups.items():
            if key is None:
                found |= {
                    line.id: (line.amount, 0.0, line._unbooked_state())
                    for line in lines
                }
                continue
            booked = items.get(key)
            if booked is None:
                # an entry that was taken back along with its costs is no gap
                even = lines[:1].currency_id.is_zero(totals[key])
                state = INTERNAL if even else UNPOSTED
                found |= {line.id: (line.amount, 0.0, state) for line in lines}
                continue
            gap = lines[:1].currency_id.round(booked - totals[key])
            for place, line in enumerate(lines):
                found[line.id] = (
                    line.amount,
                    line.amount + (0.0 if place else gap),
                    BOOKED,
                )
        return found

    def _books_key(self):
        """Which journal items this row is to be compared with; None: with none."""
        self.ensure_one()
        item = self.account_move_line_id
        if not item:
            return None
        if item.aftersales_use_id:
            return ("aftersales_use_id", item.aftersales_use_id.id)
        if item.expense_id:
            return ("expense_id", item.expense_id.id)
        return ("id", item.id)

    @api.model
    def _all_items(self, keys):
        """Journal items and costs that are to be compared, with six queries at most.

        :return: dict of key → balance of its posted items; dict of key → amount of all
            rows that it is compared with, asked for or not
        """
        journal = self.env["account.move.line"]
        found, totals = {}, {}
        for field in sorted({field for field, _id in keys}):
            ids = [id_ for name, id_ in keys if name == field]
            path = f"account_move_line_id.{field}" if field != "id" else LINK
            for line in self.search([(path, "in", ids)]):
                key = line._books_key()
                totals[key] = totals.get(key, 0.0) + line.amount
            domain = [(field, "in", ids), ("parent_state", "=", "posted")]
            if field == "expense_id":
                domain += journal._cost_domain()
            for item in journal.search_fetch(domain, ["balance", field]):
                key = field, item[field].id if field != "id" else item.id
                found[key] = found.get(key, 0.0) + item.balance
        return found, totals

    def _unbooked_state(self):
        """Why a row has no journal item."""
        self.ensure_one()
        if self._is_charged():
            return CHARGED
        taken_from = TAKEN_FROM.get(self.kind)
        if taken_from:
            return NOT_BOOKED if self.company_id[taken_from] else INTERNAL
        if self.kind == rules.PART and self.entry != "original":
            return NOT_BOOKED
        return INTERNAL

    # The monthly entry

    @api.model
    def _book_month(self, company, month):
        """Charge what isn't in the books yet to who bears it, up to the end of a month.

        One entry, with one item for each bearer, kind and analytic distribution. Rows
        whose accounts aren't set stay as they are: “not booked”, or outside the books.

        :param month: any day of the month
        :return: the posted ``account.move``, empty if there is nothing to book
        """
        last = fields.Date.end_of(month, "month")
        costs = self.sudo().with_company(company)
        waiting = costs.search(costs._waiting_domain(company, last))
        accounts = company._cost_accounts(set(waiting.mapped("bearer")))
        ready = waiting._bookable(company, accounts)
        if not ready:
            return self.env["account.move"]
        # of two who book at once the second starts anew, and finds nothing left
        ready.lock_for_update(allow_referencing=True)
        if not company.aftersales_cost_journal_id:
            raise UserError(
                self.env._(
                    "%(company)s has no journal for the costs of requests. %(way)s",
                    company=company.name,
                    way=company._way_to_accounts(),
                )
            )
        groups = defaultdict(costs.browse)
        for line in ready:
            analytic = line.ticket_id.analytic_distribution or {}
            groups[line.bearer, line.kind, tuple(sorted(analytic.items()))] |= line
        move = ready._make_entry(company, last, accounts, groups)
        for lines, item in zip(groups.values(), move.line_ids, strict=False):
            lines.account_move_line_id = item
        return move

    @api.model
    def _waiting_domain(self, company, last):
        """Costs that have no item yet and aren't charged by a provision either."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("date", "<=", last)
            & Domain("account_move_line_id", "=", False)
            & (
                Domain("kind", "in", list(TAKEN_FROM))
                | Domain("kind", "=", rules.PART) & Domain("entry", "!=", "original")
            )
            & ~self._charged_domain()
        )

    def _bookable(self, company, accounts):
        """Those of these rows whose accounts are all set.

        What was taken back from one bearer and given to another goes together.
        """
        roots = self._roots()
        together = defaultdict(self.browse)
        for line in self:
            together[roots[line.id]] |= line
        ready = self.browse()
        for lines in together.values():
            sources = {TAKEN_FROM.get(line.kind) for line in lines} - {None}
            if all(line.bearer in accounts for line in lines) and all(
                company[name] for name in sources
            ):
                ready |= lines
        return ready

    def _make_entry(self, company, day, accounts, groups):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "bearer")
        }
        items, taken = [], defaultdict(float)
        for (bearer, kind, analytic), lines in groups.items():
            amount = company.currency_id.round(sum(lines.mapped("amount")))
            items.append(
                {
                    "name": f"{labels['kind'][kind]} · {labels['bearer'][bearer]}",
                    "account_id": accounts[bearer].id,
                    "balance": amount,
                    "analytic_distribution": dict(analytic) or False,
                }
            )
            taken[kind] -= amount
        for kind, amount in taken.items():
            amount = company.currency_id.round(amount)
            if kind in TAKEN_FROM and amount:
                items.append(
                    {
                        "name": labels["kind"][kind],
                        "account_id": company[TAKEN_FROM[kind]].id,
                        "balance": amount,
                    }
                )
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": company.aftersales_cost_journal_id.id,
                "date": day,
                "ref": self.env._(
                    "Costs of requests until %(day)s",
                    day=format_date(self.env, day),
                ),
                "line_ids": [Command.create(item) for item in items],
            }
        )
        move.action_post()
        return move

    @api.model
    def _check_finance(self):
        if not (self.env.su or self.env.user.has_group(FINANCE)):
            raise AccessError(
                self.env._(
                    "Booking the costs of requests is the work of finance. Ask a "
                    "colleague with the role Finance (After-Sales)."
                )
            )
