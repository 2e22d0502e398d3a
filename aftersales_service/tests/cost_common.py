"""A company whose requests cost something: parts valued at once, rates, claims.

The life of a part (``action_post``) isn't what is tested here: parts are moved by a
real picking, and the hooks of posting are called as posting calls them.
"""

from unittest.mock import patch

from odoo import Command

from ..models.aftersales_part_use import AftersalesPartUse
from ..rules import part as part_rules
from .common import NOW, AftersalesCommon
from .return_common import ReturnCommon

BEARERS = (*part_rules.BEARERS, part_rules.LOSS)


class CostCommon(ReturnCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_books()
        cls._make_part()
        cls.holder = cls.env["aftersales.part.holder"]._of_employee(
            cls.engineer, cls.company
        )
        # who approved before claims of requests came in goes on to approve
        approver = cls.env.ref("hr_expense.group_hr_expense_team_approver")
        cls.manager.group_ids |= approver
        cls.branch_manager.group_ids |= approver
        cls.engineer.expense_manager_id = cls.manager
        cls.ticket = cls._create_ticket(partner_id=cls.customer.id)

    @classmethod
    def _account(cls, code, kind="expense"):
        return cls.env["account.account"].create(
            {
                "code": code,
                "name": code,
                "account_type": kind,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def _make_books(cls):
        cls.stock_account = cls._account("914030", "asset_current")
        cls.wages = cls._account("922110")
        cls.accounts = {}
        for number, bearer in enumerate(BEARERS):
            account = cls._account(f"96600{number}")
            cls.accounts[bearer] = account
            cls.company._part_bearer_location(bearer).valuation_account_id = account
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Costs of requests",
                "code": "COR",
                "type": "general",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_part(cls):
        category = cls.env["product.category"].with_company(cls.company)
        cls.category = category.create(
            {
                "name": "Spare parts",
                "property_cost_method": "average",
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": cls.stock_account.id,
            }
        )
        cls.part = (
            cls.env["product.product"]
            .with_company(cls.company)
            .create(
                {
                    "name": "Contactor K2",
                    "type": "consu",
                    "is_storable": True,
                    "categ_id": cls.category.id,
                    "standard_price": 40.01,
                }
            )
        )
        cls.analytic = cls.env["account.analytic.account"].create(
            {
                "name": "Service",
                "plan_id": cls.env["account.analytic.plan"].create({"name": "P"}).id,
                "company_id": cls.company.id,
            }
        )

    # Parts

    def use(self, ticket=None, quantity=1, **values):
        """A part that was booked for a request, on the technician's account."""
        ticket = ticket or self.ticket
        return self.env["aftersales.part.use"].create(
            {
                "name": f"PU-{ticket.number}-{quantity}",
                "company_id": self.company.id,
                "ticket_id": ticket.id,
                "holder_id": self.holder.id,
                "product_id": self.part.id,
                "quantity": quantity,
                **values,
            }
        )

    def transfer(self, use, source, target, origin=None):
        """A real transfer of a part; what it is worth is Odoo's own reckoning."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": self.company.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": use.product_id.id,
                            "product_uom_qty": use.quantity,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "company_id": self.company.id,
                            "aftersales_use_id": use.id,
                            "aftersales_purpose": use.purpose,
                            "origin_returned_move_id": origin and origin.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = use.quantity
        picking.move_ids.picked = True
        picking.move_ids._action_done()
        return picking.move_ids

    def _hook(self, uses, name):
        """Call a hook of posting; the class below it has none of its own here."""
        below = not hasattr(AftersalesPartUse, name)
        if below:
            with patch.object(AftersalesPartUse, name, lambda self: None, create=True):
                getattr(uses.sudo(), name)()
        else:
            getattr(uses.sudo(), name)()

    def post(self, uses):
        """Write parts off as ``action_post`` does: stock, then the hook."""
        uses._set_bearers()
        for use in uses:
            place = self.company._part_bearer_location(use.bearer)
            self.transfer(use, self.holder.location_id, place)
        uses.write({"state": "posted"})
        self._hook(uses, "_after_post")
        return uses

    def reverse(self, uses):
        for use in uses:
            done = use.move_ids.filtered(lambda m: m.location_id.usage == "internal")
            self.transfer(use, done.location_dest_id, self.holder.location_id, done)
        uses.write({"state": "reversed"})
        self._hook(uses, "_after_reverse")
        return uses

    # Rules, rates, visits, claims

    def rule(self, bearer, code=None, **values):
        return self.env["aftersales.bearer.rule"].create(
            {
                "code": code or f"r{len(self.rules())}",
                "name": f"By {bearer}",
                "bearer": bearer,
                "sequence": 10 * (len(self.rules()) + 1),
                "company_id": self.company.id,
                **values,
            }
        )

    def rules(self):
        return self.env["aftersales.bearer.rule"].search(
            [("company_id", "=", self.company.id)]
        )

    def rate(self, amount=120, valid_from="2026-01-01", **values):
        return self.env["aftersales.labour.rate"].create(
            {
                "amount": amount,
                "valid_from": valid_from,
                "company_id": self.company.id,
                **values,
            }
        )

    def visited(self, ticket=None, until="approved", **values):
        """A visit that was lived up to a fact; ``live`` of returns is another one."""
        visit = self._create_visit(ticket or self.ticket, **values)
        return AftersalesCommon.live(self, visit, until)

    def claim(self, visit=None, amount=60, **values):
        expense = self.env["hr.expense"].create(
            {
                "name": "Train",
                "employee_id": self.engineer.id,
                "product_id": self.travel_product().id,
                "total_amount_currency": amount,
                "company_id": self.company.id,
                "date": NOW.date(),
                "aftersales_visit_id": visit.id if visit else False,
                "aftersales_place": "Wuxi",
                "tax_ids": [Command.clear()],
                **values,
            }
        )
        return expense

    def travel_product(self):
        found = self.env["product.product"].search([("default_code", "=", "AS-TRIP")])
        return found or self.env["product.product"].create(
            {
                "name": "Trip",
                "default_code": "AS-TRIP",
                "type": "service",
                "can_be_expensed": True,
                "standard_price": 0,
                "property_account_expense_id": self.wages.id,
            }
        )

    def pay(self, expense):
        """The claim goes all the way to its posted journal entry."""
        expense.with_user(self.technician).action_submit()
        expense.with_user(self.manager).action_approve()
        expense.sudo()._post_without_wizard()
        return expense.account_move_id

    def costs(self, ticket=None, **values):
        ticket = ticket or self.ticket
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("ticket_id", "=", ticket.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["aftersales.cost.line"].search(domain, order="id")

    def borne(self, ticket=None, **values):
        """Dict of bearer → what they bear."""
        found = {}
        for line in self.costs(ticket, **values):
            found[line.bearer] = round(found.get(line.bearer, 0) + line.amount, 2)
        return {bearer: amount for bearer, amount in found.items() if amount}

    def balance(self, account):
        """What stands on an account in posted entries."""
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(items.mapped("balance")), 2)
