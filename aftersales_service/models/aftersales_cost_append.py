from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import cost as rules
from .helpdesk_ticket_events import MANAGER

#: What a correction takes over from the row it corrects
KEPT = (
    "ticket_id",
    "kind",
    "name",
    "source_key",
    "use_id",
    "visit_id",
    "employee_id",
    "expense_id",
    "rate_id",
    "source_ref",
)


class AftersalesCostLine(models.Model):
    """How costs come to be, once each, and how they are corrected."""

    _inherit = "aftersales.cost.line"

    @api.model
    def _append(self, rows):
        """Add costs, each divided among those who bear it by the company's rules.

        What is recorded already stays as it is. As the system: what makes a cost has
        checked the right to.

        :param rows: dicts of field → value, with ``ticket_id``, ``kind``, ``amount``,
            ``source_key``. With ``bearer`` and ``bearer_reason`` nobody is asked
        :return: the new rows
        """
        costs = self.sudo()
        rows = costs._fresh(rows)
        if not rows:
            return costs
        tickets = (
            self.env["helpdesk.ticket"].sudo().browse(r["ticket_id"] for r in rows)
        )
        asked = [row for row in rows if not row.get("bearer")]
        shares = iter(costs._shares(asked))
        vals_list = []
        for row, ticket in zip(rows, tickets, strict=True):
            company = ticket.company_id
            row.setdefault("date", company._service_date(fields.Datetime.now()))
            if row.get("bearer"):
                vals_list.append({**row, "share_number": 0})
                continue
            vals_list += costs._divided(row, next(shares), company)
        return costs.create(vals_list)

    @api.model
    def _fresh(self, rows):
        """Those of these costs that aren't recorded yet and are worth anything."""
        known = {
            (line.source_key, line.kind)
            for line in self.search_fetch(
                [
                    ("source_key", "in", [row["source_key"] for row in rows]),
                    ("entry", "=", "original"),
                ],
                ["source_key", "kind"],
            )
        }
        return [
            dict(row)
            for row in rows
            if row["amount"] and (row["source_key"], row["kind"]) not in known
        ]

    @api.model
    def _divided(self, row, parts, company):
        """A cost as rows of those who bear it."""
        cut = rules.amounts(row["amount"], parts, company.currency_id.rounding)
        bearers = self.env["aftersales.bearer.rule"]
        return [
            {
                **row,
                "amount": amount,
                "bearer": part.bearer,
                "rule_id": part.ref,
                "bearer_reason": bearers._reason(part, company),
                "share_number": number,
            }
            for number, (part, amount) in enumerate(zip(parts, cut, strict=True))
        ]

    @api.model
    def _shares(self, rows):
        """Who bears costs that nobody has decided, in the order of the rows.

        :return: list of tuples of ``rules.cost.Share``
        """
        if not rows:
            return []
        tickets = self.env["helpdesk.ticket"].sudo()
        tickets = tickets.browse({row["ticket_id"] for row in rows})
        facts = tickets._bearer_facts()
        employees = self.env["hr.employee"].sudo()
        staff = employees.browse(
            {row["employee_id"] for row in rows if row.get("employee_id")}
        )._cost_side()
        uses = self.env["aftersales.part.use"].sudo()
        blamed = uses.browse({row["use_id"] for row in rows if row.get("use_id")})
        blamed = set(blamed.filtered("supplier_id").ids)
        book = self.env["aftersales.bearer.rule"]._book(tickets.company_id)
        found = []
        for row in rows:
            ticket = tickets.browse(row["ticket_id"])
            known = facts[ticket.id]
            case = rules.Facts(
                kind=row["kind"],
                cause=known["cause"],
                entitlement=known["entitlement"],
                over_promise=known["over_promise"],
                supplier=row["use_id"] in blamed
                if row.get("use_id")
                else known["supplier"],
                staff=staff.get(row.get("employee_id")),
            )
            day = ticket.company_id._service_date(fields.Datetime.now())
            found.append(rules.split(book.get(ticket.company_id.id, ()), case, day))
        return found

    # Corrections

    def _take_back(self, reason, items=None):
        """Take costs back by negative rows; what isn't in force stays.

        :param reason: why; it stands on the row
        :param items: dict of row id → journal item that takes it back in the books
        :return: the new rows
        """
        costs = self.sudo()
        return costs.create(
            [
                {
                    **line._kept(),
                    "amount": -line.amount,
                    "hours": -line.hours,
                    "bearer": line.bearer,
                    "bearer_reason": reason,
                    "rule_id": line.rule_id.id,
                    "entry": "reversal",
                    "correction_of_id": line.id,
                    "account_move_line_id": (items or {}).get(line.id, False),
                }
                for line in costs.filtered("is_in_force")
            ]
        )

    def _correct(self, shares, reason, amount=None):
        """Let others bear these costs, or another amount of them (CST-2).

        :param shares: list of pairs (bearer, percent), together 100 %
        :param reason: why
        :param amount: what it really costs; default: what it is
        :return: the new rows that are in force
        """
        costs = self.sudo().filtered("is_in_force")
        parts = [rules.Share(bearer, percent) for bearer, percent in shares]
        costs._take_back(reason)
        vals_list = []
        for line in costs:
            total = line.amount if amount is None else amount
            cut = rules.amounts(total, parts, line.currency_id.rounding)
            vals_list += [
                {
                    **line._kept(),
                    "amount": part_amount,
                    "hours": line.hours * part.percent / rules.WHOLE,
                    "bearer": part.bearer,
                    "bearer_reason": reason,
                    "entry": "replacement",
                    "share_number": number,
                    "correction_of_id": line.id,
                }
                for number, (part, part_amount) in enumerate(
                    zip(parts, cut, strict=True)
                )
                if part_amount
            ]
        return costs.create(vals_list)

    def _kept(self):
        """What a correction says as the row that it corrects, of today."""
        self.ensure_one()
        values = {
            name: self._fields[name].convert_to_write(self[name], self) for name in KEPT
        }
        return {
            **values,
            "date": self.company_id._service_date(fields.Datetime.now()),
            "decided_by_id": self.env.uid,
        }

    def _roots(self):
        """Dict of row id → the first row that it goes back to."""
        roots, waiting = {}, self.sudo()
        while waiting:
            # a correction of a correction is rare: few rounds, one query each
            above = {line.id: line.correction_of_id for line in waiting}
            for line in waiting:
                roots[line.id] = above[line.id] or line
            waiting = self.browse(
                {one.id for one in above.values() if one} - roots.keys()
            ).sudo()
        for id_ in self.ids:
            while roots[id_] != roots[roots[id_].id]:
                roots[id_] = roots[roots[id_].id]
        return {id_: roots[id_] for id_ in self.ids}

    # Buttons

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only service managers decide who bears a cost.")
            )

    def _check_correctable(self, amount=None):
        """Whether a manager may decide these costs otherwise now.

        :raise UserError: a row isn't in force, or its amount is that of the books
        """
        self._check_manager()
        for line in self:
            if not line.is_in_force:
                raise UserError(
                    self.env._(
                        "%(name)s isn't in force any more: it was taken back or "
                        "decided otherwise. Choose the row in its place.",
                        name=line.display_name,
                    )
                )
            if amount is not None and line.kind in (rules.PART, rules.TRAVEL):
                raise UserError(
                    self.env._(
                        "What %(name)s costs is what the books say. Correct the "
                        "document it comes from.",
                        name=line.display_name,
                    )
                )

    def action_correct(self):
        """Open the window in which a manager decides who bears these costs."""
        self._check_correctable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_cost_correction_action"
        )
        return {**action, "context": {"default_line_ids": self.ids}}
