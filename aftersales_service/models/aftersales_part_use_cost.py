from odoo import fields, models

from ..rules import cost as rules
from .aftersales_cost_line import MONEY


class AftersalesPartUse(models.Model):
    """Who bears a part, and what it costs once it is written off (CST-1, CST-2)."""

    _inherit = "aftersales.part.use"

    cost_line_ids = fields.One2many(groups=MONEY)
    journal_item_ids = fields.One2many(
        comodel_name="account.move.line",
        inverse_name="aftersales_use_id",
        string="Journal Items",
        groups=MONEY,
    )

    # Who bears it

    def _set_bearers(self):
        """Who bears a part, as far as the facts tell; a manager may change it."""
        open_ = self.filtered(lambda use: not use.bearer)
        for use, (bearer, reason) in open_._propose_bearers().items():
            use.write({"bearer": bearer, "bearer_reason": reason})

    def write(self, vals):
        """Named at fault, a supplier bears it if the rules say so.

        As long as nobody has decided otherwise: then they bear it who the rules said.
        """
        ruled = self._borne_by_rules() if "supplier_id" in vals else []
        result = super().write(vals)
        if "bearer" not in vals:
            for use, proposed in self.browse(ruled)._propose_bearers().items():
                if proposed[0] != use.bearer:
                    bearer, reason = proposed
                    # it follows from what the manager wrote
                    use.sudo().write({"bearer": bearer, "bearer_reason": reason})
                    use._told_bearer()
        return result

    def _borne_by_rules(self):
        """Ids of those not written off that who the rules say bears, at present."""
        open_ = self.filtered(lambda use: use.state == "open" and use.bearer)
        return [
            use.id
            for use, (bearer, _reason) in open_._propose_bearers().items()
            if use.bearer == bearer
        ]

    def _propose_bearer(self):
        """:return: one of ``rules.part.BEARERS``, and why in a sentence."""
        self.ensure_one()
        return self._propose_bearers()[self]

    def _propose_bearers(self):
        """Dict of part → who bears most of it by the company's rules, and why.

        Odoo moves a part to one place. Where the rules divide it, the books follow by
        the monthly entry, and the cost says who bears which share at once.
        """
        bearers = self.env["aftersales.bearer.rule"]
        found = {}
        for use, parts in zip(self, self._bearer_shares(), strict=True):
            largest = max(parts, key=lambda part: part.percent)
            found[use] = (largest.bearer, bearers._reason(largest, use.company_id))
        return found

    def _bearer_shares(self):
        """For each of these parts who bears which share by the rules, in one batch."""
        costs = self.env["aftersales.cost.line"]
        return costs._shares(
            [
                {"ticket_id": use.ticket_id.id, "kind": rules.PART, "use_id": use.id}
                for use in self
            ]
        )

    # What it costs

    def _after_post(self):
        result = super()._after_post()
        self._make_part_costs()
        return result

    def _after_reverse(self):
        result = super()._after_reverse()
        self._take_part_costs_back()
        return result

    def _actual_cost(self):
        """What this part cost, in the currency of the company."""
        self.ensure_one()
        return self.value

    def _make_part_costs(self):
        """Each part at its actual cost, and the freight of what was sent by post."""
        self.invalidate_recordset(["value", "journal_item_ids"])
        shares = dict(zip(self, self._bearer_shares(), strict=True))
        rows, freight = [], []
        for use in self:
            key = f"aftersales.part.use,{use.id}"
            common = {
                "ticket_id": use.ticket_id.id,
                "use_id": use.id,
                "visit_id": use.visit_id.id,
                "name": use.product_id.display_name,
                "source_ref": use.name,
                "source_key": key,
            }
            rows.append(
                {
                    **common,
                    "kind": rules.PART,
                    "amount": use._actual_cost(),
                    "bearer": use.bearer,
                    "bearer_reason": use.bearer_reason,
                    "account_move_line_id": use._books_item().id,
                }
            )
            if use.freight_amount:
                freight.append(
                    {**common, "kind": rules.FREIGHT, "amount": use.freight_amount}
                )
        costs = self.env["aftersales.cost.line"]
        made = costs._append(rows)
        for line in made:
            line._divide_as(shares[line.use_id])
        return made | costs._append(freight)

    def _books_item(self):
        """The last journal item of who bears it; empty if nothing is booked at once."""
        self.ensure_one()
        return self.journal_item_ids.sorted("id")[-1:]

    def _take_part_costs_back(self):
        """The part went back to its account: so does what it cost, not its freight.

        What others bear is first given back to whom the part was booked on.
        """
        self.invalidate_recordset(["value", "journal_item_ids"])
        lines = self.cost_line_ids.filtered(
            lambda line: line.kind == rules.PART and line.is_in_force
        )
        for use, own in lines.grouped("use_id").items():
            reason = self.env._("Write-off of %(name)s taken back", name=use.name)
            item = use._books_item()
            booked = use.cost_line_ids.filtered(
                lambda line: line.kind == rules.PART and line.entry == "original"
            ).bearer
            others = own.filtered(lambda line, b=booked: line.bearer != b)
            if others:
                own = (own - others) | others._correct([(booked, 100)], reason)
            own._take_back(reason, dict.fromkeys(own.ids, item.id))


class AftersalesCostLine(models.Model):
    _inherit = "aftersales.cost.line"

    def _divide_as(self, parts):
        """Divide a part by the rules, unless somebody decided who bears it."""
        self.ensure_one()
        bearers = self.env["aftersales.bearer.rule"]
        company = self.company_id
        largest = max(parts, key=lambda part: part.percent)
        proposed = largest.bearer, bearers._reason(largest, company)
        if len(parts) < 2 or proposed != (self.bearer, self.bearer_reason):
            return
        self._take_back(self.env._("Divided by the rules"))
        cut = rules.amounts(self.amount, parts, self.currency_id.rounding)
        self.create(
            [
                {
                    **self._kept(),
                    "amount": amount,
                    "bearer": part.bearer,
                    "bearer_reason": bearers._reason(part, company),
                    "rule_id": part.ref,
                    "entry": "replacement",
                    "share_number": number,
                    "correction_of_id": self.id,
                    "decided_by_id": False,
                }
                for number, (part, amount) in enumerate(zip(parts, cut, strict=True))
                if amount
            ]
        )
