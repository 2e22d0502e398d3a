from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import transfer as rules

AGE = [
    ("d30", "Up to 30 Days"),
    ("d60", "31 to 60 Days"),
    ("d90", "61 to 90 Days"),
    ("over", "More than 90 Days"),
]
#: Class of age → days: more than, up to
BOUNDS = {"d30": (None, 30), "d60": (30, 60), "d90": (60, 90), "over": (90, None)}


class AftersalesPartTransfer(models.Model):
    """Parts borrowed on a voucher (借领), and what settles it (PRT-4).

    A borrowed part is entered at a price from the place of borrowed parts: it lies on
    an account like every other, can be installed and written off at its cost, and what
    is owed for it stands at that place until the voucher is settled. It is settled by a
    replacement that goes to the lender, or by keeping and paying it.
    """

    _inherit = "aftersales.part.transfer"

    settle_ids = fields.One2many(
        comodel_name="aftersales.part.transfer",
        inverse_name="voucher_id",
        string="Settlements",
        readonly=True,
    )

    def _check_complete(self):
        result = super()._check_complete()
        if self.kind == rules.VOUCHER and not (self.partner_id and self.voucher_number):
            raise UserError(
                self.env._(
                    "Say in movement %(name)s who lends the parts, and the number of "
                    "the voucher.",
                    name=self.name,
                )
            )
        if self.kind == rules.SETTLE:
            self._check_settles()
        return result

    def _check_settles(self):
        """A settlement settles what is open on its voucher, and no more."""
        self.ensure_one()
        if not self.voucher_id or not self.settlement:
            raise UserError(
                self.env._(
                    "Say which voucher movement %(name)s settles, and how.",
                    name=self.name,
                )
            )
        settled = {}
        for line in self.line_ids:
            borrowed = line.voucher_line_id
            if borrowed.transfer_id != self.voucher_id:
                raise UserError(
                    self.env._(
                        "%(product)s in movement %(name)s wasn't borrowed on voucher "
                        "%(voucher)s. Choose the line of the voucher that it settles.",
                        product=line.product_id.display_name,
                        name=self.name,
                        voucher=self.voucher_id.name,
                    )
                )
            settled[borrowed] = settled.get(borrowed, 0) + line.done_quantity
        for borrowed, quantity in settled.items():
            if borrowed.product_id.uom_id.compare(quantity, borrowed.open_quantity) > 0:
                raise UserError(
                    self.env._(
                        "Only %(open)s of %(product)s are open on voucher %(voucher)s; "
                        "movement %(name)s would settle %(asked)s.",
                        open=f"{borrowed.open_quantity:g}",
                        product=borrowed.product_id.display_name,
                        voucher=borrowed.transfer_id.name,
                        name=self.name,
                        asked=f"{quantity:g}",
                    )
                )

    def _move_goods(self):
        # two settlements of one voucher may have been asked for at once
        if self.kind == rules.SETTLE:
            self.voucher_id._lock_voucher()
            self._check_settles()
        return super()._move_goods()

    def _lock_voucher(self):
        """One settlement of a voucher after the other."""
        self.ensure_one()
        # a changed row makes the later one of two start anew
        self.sudo().line_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE aftersales_part_transfer SET write_date = write_date WHERE id = %s",
            (self.id,),
        )

    def _check_reversible(self):
        result = super()._check_reversible()
        open_settlements = self.settle_ids.filtered(
            lambda one: (
                one.state in (rules.SUBMITTED, rules.DONE)
                and not one.reversal_of_id
                and not one.reversal_ids
            )
        )
        if self.kind == rules.VOUCHER and open_settlements:
            raise UserError(
                self.env._(
                    "Voucher %(name)s has been settled by %(others)s. Take that back "
                    "first.",
                    name=self.name,
                    others=", ".join(open_settlements.mapped("name")),
                )
            )
        return result

    def action_settle(self):
        """Window of a settlement of all that is open on this voucher."""
        self.ensure_one()
        self.check_access("read")
        window = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_part_transfer_action"
        )
        window["views"] = [(False, "form")]
        window["context"] = {
            "default_kind": rules.SETTLE,
            "default_voucher_id": self.id,
            "default_from_id": self.to_id.id,
            "default_line_ids": [
                (
                    0,
                    0,
                    {
                        "voucher_line_id": line.id,
                        "product_id": line.product_id.id,
                        "quantity": line.open_quantity,
                    },
                )
                for line in self.line_ids
                if line.open_quantity
            ],
        }
        return window


class AftersalesPartTransferLine(models.Model):
    """How long something borrowed has been open; that moves with the calendar."""

    _inherit = "aftersales.part.transfer.line"

    borrowed_at = fields.Datetime(
        related="transfer_id.done_at", string="Borrowed", store=True
    )
    voucher_number = fields.Char(related="transfer_id.voucher_number")
    due_date = fields.Date(related="transfer_id.due_date", store=True)
    age_days = fields.Integer(string="Days Open", compute="_compute_age")
    age = fields.Selection(
        selection=AGE, string="Open for", compute="_compute_age", search="_search_age"
    )

    @api.depends("borrowed_at", "open_quantity")
    def _compute_age(self):
        for company, ours in self.grouped("company_id").items():
            today = company._service_date(fields.Datetime.now()) if company else None
            for line in ours:
                if not line.borrowed_at or not line.open_quantity:
                    line.age_days, line.age = 0, False
                    continue
                days = (today - company._service_date(line.borrowed_at)).days
                line.age_days, line.age = days, rules.ageing(days)

    def _search_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._service_date(fields.Datetime.now())
        found = fields.Domain.FALSE
        for age in value:
            if age not in BOUNDS:
                continue
            more, up_to = BOUNDS[age]
            one = fields.Domain("open_quantity", ">", 0)
            if more is not None:
                one &= fields.Domain("borrowed_at", "<", self._day(today, more))
            if up_to is not None:
                one &= fields.Domain("borrowed_at", ">=", self._day(today, up_to))
            found |= one
        return found

    @api.model
    def _day(self, today, days):
        """First moment of the day so many days ago, in the company's zone, as UTC."""
        start, _end = self.env.company._service_day_bounds(today - timedelta(days=days))
        return start
