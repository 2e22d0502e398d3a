from odoo import fields, models

from ..rules import cost as rules

#: Accounts on which an expense is owed or paid, not spent
OWED = (
    "asset_receivable",
    "liability_payable",
    "asset_cash",
    "liability_credit_card",
)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    aftersales_use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Spare Part Used",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _cost_domain(self):
        """Items of an expense that are its cost: neither owed nor a tax."""
        return [
            ("account_id.account_type", "not in", OWED),
            ("tax_line_id", "=", False),
        ]


class AccountMove(models.Model):
    """A posted expense of a visit is a cost of its request (CST-1)."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        # accountants don't keep the costs of requests
        posted.sudo()._make_expense_costs()
        return posted

    def button_draft(self):
        """An entry that is taken back costs nothing any more."""
        result = super().button_draft()
        # accountants don't keep the costs of requests
        self.sudo()._take_expense_costs_back()
        return result

    def _expense_items(self):
        """Journal items that are the cost of claims of visits."""
        lines = self.line_ids.filtered("expense_id.aftersales_ticket_id")
        return lines and lines.filtered_domain(lines._cost_domain())

    def _make_expense_costs(self):
        """Each posted claim once; an entry that reverses one takes its cost back."""
        items = self._expense_items()
        if not items:
            return
        costs = self.env["aftersales.cost.line"]
        groups = items.grouped(lambda item: (item.expense_id, item.move_id))
        keys = [
            f"hr.expense,{claim.id}/account.move,{move.id}" for claim, move in groups
        ]
        earlier = costs._read_group(
            [
                ("expense_id", "in", items.expense_id.ids),
                ("entry", "=", "reversal"),
            ],
            ["expense_id"],
            ["__count"],
        )
        again = {claim.id: count for claim, count in earlier}
        rows = []
        for key, ((claim, _move), own) in zip(keys, groups.items(), strict=True):
            kind = claim._cost_kind()
            if not kind:
                continue
            rows.append(
                {
                    "ticket_id": claim.aftersales_ticket_id.id,
                    "visit_id": claim.aftersales_visit_id.id,
                    "employee_id": claim.employee_id.id,
                    "expense_id": claim.id,
                    "kind": kind,
                    "amount": sum(own.mapped("balance")),
                    "name": claim.name,
                    "source_ref": own[:1].move_id.name,
                    # posted again after it was taken back, it is a cost again
                    "source_key": f"{key}/{again.get(claim.id, 0)}",
                    "account_move_line_id": own[:1].id,
                }
            )
        costs._append(rows)

    def _take_expense_costs_back(self):
        lines = self.env["aftersales.cost.line"].search(
            [
                ("account_move_line_id.move_id", "in", self.ids),
                ("expense_id", "!=", False),
            ]
        )
        for move, own in lines.grouped(
            lambda line: line.account_move_line_id.move_id
        ).items():
            standing = own._all_in_force()
            standing._take_back(
                self.env._("Entry %(name)s taken back", name=move.name),
                dict.fromkeys(standing.ids, own[:1].account_move_line_id.id),
            )


class AftersalesCostLine(models.Model):
    _inherit = "aftersales.cost.line"

    def _all_in_force(self):
        """These rows and what stands in their place, as far as it is in force."""
        found, level = self, self
        while level:
            level = level.correction_ids - found
            found |= level
        return found.filtered("is_in_force")


class HrExpense(models.Model):
    _inherit = "hr.expense"

    def _cost_kind(self):
        """What kind of cost this claim is; nothing: none of the request."""
        self.ensure_one()
        return self.aftersales_kind or rules.TRAVEL
