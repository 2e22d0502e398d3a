from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import clean_context

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """Which goods are to come back, and whether they were asked for in time (T-19)."""

    _inherit = "aftersales.return"

    @api.depends("ticket_id.lot_id", "ticket_id.product_id")
    def _compute_goods(self):
        """The request's goods, until they are on their way."""
        for one in self:
            if one.state in rules.OPEN_REQUEST or not one.state:
                one.lot_id = one.ticket_id.lot_id or one.lot_id
                product = one.ticket_id.product_id
                one.product_id = one.lot_id.product_id or product or one.product_id

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        self.product_id = self.lot_id.product_id or self.product_id

    @api.depends("lot_id", "lot_id.delivery_date", "asked_at", "company_id")
    def _compute_window_end(self):
        for company, ours in self.grouped("company_id").items():
            # working hours are the company's, whoever looks at its returns
            calendar = company.sudo().resource_calendar_id
            rule = calendar._clock_calendars(company.sudo()) if company else {}
            for one in ours:
                got = one.sudo().lot_id.delivery_date
                last = got and rule[calendar.id].last_day(
                    rule[calendar.id].moment(got),
                    company.aftersales_return_days,
                    company.aftersales_return_unit,
                    roll_over=True,
                )
                one.window_end = last
                asked = one.asked_at and company and company._service_date(one.asked_at)
                one.is_late = bool(last and asked and asked > last)

    @api.constrains("lot_id", "product_id", "quantity")
    def _check_goods(self):
        for one in self:
            if one.lot_id and one.lot_id.product_id != one.product_id:
                raise ValidationError(
                    self.env._(
                        "Serial %(serial)s of return %(name)s is no %(product)s. "
                        "Choose a serial number of this product.",
                        serial=one.lot_id.name,
                        name=one.name,
                        product=one.product_id.display_name,
                    )
                )
            if one.product_id.tracking == "serial" and one.quantity != 1:
                raise ValidationError(
                    self.env._(
                        "%(product)s has serial numbers: return %(name)s takes back "
                        "exactly one. Open another return for the next one.",
                        product=one.product_id.display_name,
                        name=one.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals)
        # a default in the context may forge no more than a value may
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesReturn, plain).create(vals_list).with_env(self.env)
        made._open()
        return made

    def _open(self):
        """Number, checklist and first fact of new returns."""
        things = self.env["aftersales.return.thing"]
        for company, ours in self.grouped("company_id").items():
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            listed = things._of(company)
            for one in ours:
                one._put({"name": sequence.next_by_code("aftersales.return")})
            # superuser: the checklist is the company's, not the writer's
            self.env["aftersales.return.item"].sudo().create(
                [
                    {"return_id": one.id, "thing_id": thing.id}
                    for one in ours
                    for thing in listed
                ]
            )
        # who may open a return has been checked, and the customer's wish is a fact
        self.ticket_id.sudo()._append_events(
            [
                {
                    "ticket_id": one.ticket_id.id,
                    "code": "return_asked",
                    "at": one.asked_at,
                    "source_ref": one.name,
                }
                for one in self
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        """A return is a fact of its request; it is cancelled, not deleted."""
        for one in self:
            raise UserError(
                self.env._(
                    "Return %(name)s is on record and can't be deleted. Cancel it "
                    "instead.",
                    name=one.name,
                )
            )
