from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import transfer as rules

#: An expense in these states has been accepted
ACCEPTED = ("approved", "posted", "in_payment", "paid")


class ProductTemplate(models.Model):
    """Expense categories whose goods go into the warehouse first (VIS-11)."""

    _inherit = "product.template"

    aftersales_receipt_first = fields.Boolean(
        string="Goods Go into the Warehouse",
        help="Of an expense category for parts and tools bought on trips: a claim is "
        "approved and paid once a spare-part keeper has received what was bought.",
    )


class HrExpense(models.Model):
    """Tools and parts bought on a trip: received before they are paid (VIS-11)."""

    _inherit = "hr.expense"

    aftersales_receipt_first = fields.Boolean(
        related="product_id.aftersales_receipt_first"
    )
    aftersales_received_line_ids = fields.One2many(
        comodel_name="aftersales.part.transfer.line",
        inverse_name="expense_id",
        string="Received Goods",
        readonly=True,
    )
    aftersales_received_value = fields.Monetary(
        string="Received into the Warehouse",
        currency_field="company_currency_id",
        compute="_compute_aftersales_received_value",
        help="What keepers received of what this claim is for, without tax.",
    )

    @api.depends(
        "aftersales_received_line_ids.state",
        "aftersales_received_line_ids.done_quantity",
        "aftersales_received_line_ids.unit_cost",
    )
    def _compute_aftersales_received_value(self):
        # who files and approves claims need not read the movements of parts
        for expense in self.sudo():
            expense.aftersales_received_value = sum(
                line.unit_cost * line.done_quantity
                for line in expense.aftersales_received_line_ids
                if line.state == rules.DONE
                and not line.transfer_id.reversal_of_id
                and not line.transfer_id.reversal_ids
            )

    @api.constrains("approval_state", "account_move_id", "product_id", "total_amount")
    def _check_goods_received(self):
        """No claim for goods is approved or paid that nobody has seen."""
        for expense in self:
            one = expense.sudo()
            accepted = one.approval_state == "approved" or one.account_move_id
            if not (accepted and one.product_id.aftersales_receipt_first):
                continue
            owed = one.total_amount - one.tax_amount
            got = one.aftersales_received_value
            if one.company_currency_id.compare_amounts(got, owed) < 0:
                raise ValidationError(
                    self.env._(
                        "Expense “%(name)s” is for goods worth %(owed)s; %(got)s of "
                        "them came into the warehouse. Have the spare-part keeper "
                        "receive the rest (Movements, Bought on a Trip), or refuse it.",
                        name=expense.name,
                        owed=one.company_currency_id.format(owed),
                        got=one.company_currency_id.format(got),
                    )
                )

    @api.depends("product_id", "company_id")
    def _compute_account_id(self):
        """The claim clears what the receipt of the goods has credited."""
        result = super()._compute_account_id()
        for expense in self.filtered("product_id.aftersales_receipt_first"):
            place = expense.company_id.sudo().aftersales_part_trip_location_id
            if place.valuation_account_id:
                expense.account_id = place.valuation_account_id
        return result


class AftersalesPartTransfer(models.Model):
    """What was bought on a trip, and the claims it is for."""

    _inherit = "aftersales.part.transfer"

    def _check_complete(self):
        result = super()._check_complete()
        for line in self.line_ids if self.kind == rules.TRIP else ():
            if not line.unit_cost:
                raise UserError(
                    self.env._(
                        "Say in movement %(name)s what %(product)s cost, without tax.",
                        name=self.name,
                        product=line.product_id.display_name,
                    )
                )
        return result

    def _check_reversible(self):
        result = super()._check_reversible()
        paid = self.line_ids.expense_id.filtered(lambda one: one.state in ACCEPTED)
        if paid:
            raise UserError(
                self.env._(
                    "Expense “%(expense)s” has been approved for what movement "
                    "%(name)s brought in. Reset or refuse the claim first.",
                    expense=paid[0].name,
                    name=self.name,
                )
            )
        return result


class AftersalesPartTransferLine(models.Model):
    """The claim that a bought part is for."""

    _inherit = "aftersales.part.transfer.line"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_claims(vals.get("expense_id") for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_claims([vals.get("expense_id")])
        return super().write(vals)

    @api.model
    def _check_claims(self, ids):
        """Nobody links a claim that they can't see."""
        if not self.env.su:
            self.env["hr.expense"].browse(id_ for id_ in ids if id_).check_access(
                "read"
            )

    @api.constrains("expense_id", "kind")
    def _check_expense(self):
        """Only what was bought is for a claim; an accepted claim takes nothing new."""
        for line in self.filtered("expense_id"):
            claim = line.sudo().expense_id
            if line.kind != rules.TRIP or claim.state in ACCEPTED:
                raise ValidationError(
                    self.env._(
                        "Movement %(name)s can't be for expense “%(expense)s”: only "
                        "what was bought on a trip is, for a claim that isn't approved "
                        "yet.",
                        name=line.transfer_id.name,
                        expense=claim.name,
                    )
                )
