from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..rules import claim as rules
from ..rules import part as part_rules

#: Kinds of cost behind a charge
KINDS = {
    rules.PART: ("part",),
    **{
        charge: tuple(kind for kind, own in rules.CHARGE_OF.items() if own == charge)
        for charge in (rules.LABOUR, rules.TRAVEL, rules.FREIGHT, rules.OTHER)
    },
}


class AftersalesSupplierClaim(models.Model):
    """What the supplier pays, and who bears the rest (PRT-9, CAS 13 Art. 7).

    Nothing is booked before the supplier has accepted it: only then the recovery is
    basically certain. Runs as superuser after the step's right was checked.
    """

    _inherit = "aftersales.supplier.claim"

    refund_id = fields.Many2one(
        comodel_name="account.move",
        string="Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    def action_settle(self):
        """Post the supplier's credit note over what it accepted.

        :raise UserError: an account is missing
        """
        self._check_step(rules.SETTLE)
        for claim in self:
            lines = claim.sudo().line_ids.filtered("accepted")
            refund = claim._make_credit_note(lines) if lines else False
            claim._put(
                {
                    "state": rules.SETTLED,
                    "settled_at": fields.Datetime.now(),
                    "refund_id": refund and refund.id,
                }
            )
            claim._as_system().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _recovery_account(self, bearer):
        """The account that was debited with what this bearer takes.

        :raise UserError: none is set
        """
        self.ensure_one()
        place = self.company_id.sudo()._part_bearer_location(
            bearer or part_rules.SUPPLIER
        )
        if not place.valuation_account_id:
            raise UserError(
                self.env._(
                    "Location %(place)s has no account, so claim %(name)s can't be "
                    "booked. %(way)s",
                    place=place.display_name,
                    name=self.name,
                    way=self.company_id._way_to_accounts(),
                )
            )
        return place.valuation_account_id

    def _make_credit_note(self, lines):
        """The posted credit note: one line for each line that is accepted."""
        self.ensure_one()
        moves = self._system("account.move")
        refund = moves.create(
            {
                "move_type": "in_refund",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "invoice_date": self._today(),
                "invoice_origin": self.name,
                "ref": " ".join(filter(None, [self.name, self.supplier_reference])),
                "invoice_line_ids": [
                    Command.create(self._credit_line(line)) for line in lines
                ],
            }
        )
        refund.action_post()
        return refund

    def _credit_line(self, line):
        """The tax is that by which the part was bought; other charges bear none."""
        taxes = self.env["account.tax"].sudo()
        if line.charge == rules.PART:
            taxes = line.product_id.supplier_taxes_id.filtered(
                lambda tax: tax.company_id == self.company_id
            )
            position = (
                self.env["account.fiscal.position"]
                .sudo()
                .with_company(self.company_id)
                ._get_fiscal_position(self.partner_id)
            )
            taxes = position.map_tax(taxes)
        price = line.accepted
        if any(taxes.mapped("price_include")):
            # claims are reckoned without tax
            price = taxes.compute_all(
                price, currency=self.currency_id, handle_price_include=False
            )["total_included"]
        return {
            "name": line._paper_name(),
            "quantity": 1,
            "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)],
            "account_id": self._recovery_account(line.bearer).id,
        }

    def action_close(self):
        """Book what isn't paid by what was chosen for it, and close the claim.

        :raise UserError: a difference has no choice yet, or is in dispute
        """
        self._check_step(rules.CLOSE)
        for claim in self:
            system = claim._as_system()
            open_ = system.line_ids.filtered("refused")
            if not rules.may_close(open_.mapped(lambda line: line.difference or None)):
                raise UserError(
                    self.env._(
                        "Lines %(lines)s of claim %(name)s aren't paid in full. Choose "
                        "who bears the rest; what is in dispute keeps the claim open.",
                        lines=", ".join(
                            str(line.number)
                            for line in open_
                            if line.difference in (False, rules.DISPUTE)
                        ),
                        name=claim.name,
                    )
                )
            again = open_.filtered(lambda line: line.difference == rules.RESUBMIT)
            (open_ - again)._move_rest()
            if again:
                system._hand_in_again(again)
            system.write({"state": rules.CLOSED, "closed_at": fields.Datetime.now()})
        return True

    def _hand_in_again(self, lines):
        """A new version of the claim, over what was refused."""
        self.ensure_one()
        first = self
        while first.previous_id:
            first = first.previous_id
        successor = self.create(
            {
                "name": f"{first.name}/{self.version + 1}",
                "version": self.version + 1,
                "previous_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "agreement_id": self.agreement_id.id,
                "buyer_id": self.buyer_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
        )
        lines.is_current = False
        self.env["aftersales.supplier.claim.line"].create(
            [
                {
                    **{
                        name: line[name].id
                        for name in (
                            "use_id",
                            "ticket_id",
                            "main_use_id",
                            "product_id",
                            "agreement_id",
                        )
                    },
                    **{
                        name: line[name]
                        for name in (
                            "name",
                            "charge",
                            "quantity",
                            "serial_removed",
                            "date",
                            "deadline",
                            "hours",
                            "rate",
                            "bearer",
                        )
                    },
                    "claim_id": successor.id,
                    "number": number,
                    "cost": line._unrecovered(),
                    "claimed": line.refused,
                    "previous_line_id": line.id,
                }
                for number, line in enumerate(lines, 1)
            ]
        )
        successor._tell_buyer()
        return successor


class AftersalesSupplierClaimLine(models.Model):
    _inherit = "aftersales.supplier.claim.line"

    def _unrecovered(self):
        """What of the cost stays with us."""
        self.ensure_one()
        unit = 10**self.currency_id.decimal_places
        cents = rules.unrecovered(round(self.cost * unit), round(self.accepted * unit))
        return cents / unit

    def _booked_costs(self):
        """Costs in force behind this line that are booked on its bearer."""
        self.ensure_one()
        costs = self.env["aftersales.cost.line"].sudo()
        domain = [
            ("kind", "in", KINDS[self.charge]),
            ("bearer", "=", self.bearer),
            ("amount", ">", 0),
            ("is_in_force", "=", True),
        ]
        if self.charge == rules.PART:
            domain += [("use_id", "=", self.use_id.id)]
        else:
            domain += [("ticket_id", "=", self.ticket_id.id)]
        return costs.search(domain)

    def _move_rest(self):
        """What isn't paid leaves its bearer and goes to whom was chosen.

        The books follow by the monthly entry of costs. What was never booked on the
        supplier needs no correction.
        """
        for line in self:
            if line.difference == line.bearer:
                continue
            costs = line._booked_costs()
            unit = 10**line.currency_id.decimal_places
            cents = [round(cost.amount * unit) for cost in costs]
            rest = min(round(line._unrecovered() * unit), sum(cents))
            shares = part_rules.shares(rest, cents)
            reason = " ".join(
                filter(None, [line.display_name, line.reason_id.name, line.note])
            )
            for cost, whole, share in zip(costs, cents, shares, strict=True):
                if share:
                    line._give_over(cost, whole, share, unit, reason)

    def _give_over(self, cost, whole, share, unit, reason):
        """Take a cost back; the supplier keeps its part, the chosen bearer the rest."""
        self.ensure_one()
        cost._take_back(reason)
        kept = {
            **cost._kept(),
            "bearer_reason": reason,
            "entry": "replacement",
            "correction_of_id": cost.id,
        }
        parts = ((self.bearer, whole - share), (self.difference, share))
        cost.create(
            [
                {
                    **kept,
                    "amount": cents / unit,
                    "hours": cost.hours * cents / whole,
                    "bearer": bearer,
                    "share_number": number,
                }
                for number, (bearer, cents) in enumerate(parts)
                if cents
            ]
        )
