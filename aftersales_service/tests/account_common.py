"""Companies with fresh charts, spare parts with a price, and who books them."""

from odoo import Command
from odoo.tests import Form

from ..rules import accounts as rules
from .common import AftersalesCommon

XMLIDS = {
    "small": "cn",
    "large": "cn_large_bis",
    "generic": "generic_coa",
}


class AccountCommon(AftersalesCommon):
    chart = "cn_large_bis"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("finance", "keeper", "branch_manager"):
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.foreign_finance, _employee = cls._make_user(
            "foreign_finance", "finance", cls.other_company
        )
        cls.load_chart(cls.company, cls.chart)

    @classmethod
    def load_chart(cls, company, chart):
        cls.env["account.chart.template"].try_loading(
            chart, company, install_demo=False
        )

    @classmethod
    def set_up(cls, user=None, company=None, **choices):
        """Live through the assistant as a person does; the wizard."""
        company = company or cls.company
        user = user or cls.finance
        wizards = cls.env["aftersales.part.setup"].with_user(user)
        form = Form(wizards.with_company(company))
        for name, value in choices.items():
            setattr(form, name, value)
        wizard = form.save()
        wizard.action_apply()
        cls.env.invalidate_all()
        return wizard

    @classmethod
    def choose(cls, wizard, **accounts):
        """Take accounts in a wizard, and apply it."""
        for line in wizard.line_ids:
            if line.need in accounts:
                line.account_id = accounts[line.need]
        wizard.action_apply()
        cls.env.invalidate_all()

    @classmethod
    def ref(cls, xmlid, company=None):
        company = company or cls.company
        return cls.env["account.chart.template"].with_company(company).ref(xmlid)

    def settings(self, company=None):
        """Dict of need → account of a company."""
        company = company or self.company
        return {need.code: company[need.field] for need in rules.NEEDS}

    @classmethod
    def make_part(cls, name="Contactor", company=None, **values):
        company = company or cls.company
        return (
            cls.env["product.product"]
            .with_company(company)
            .create(
                {
                    "name": name,
                    "is_storable": True,
                    "categ_id": company.aftersales_part_category_id.id,
                    **values,
                }
            )
        )

    @classmethod
    def buy(cls, product, quantity, price, company=None):
        """Ordered, received and billed: the books know the stock."""
        company = company or cls.company
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        supplier = env["res.partner"].create({"name": "Parts Ltd."})
        order = env["purchase.order"].create(
            {
                "partner_id": supplier.id,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = bill.date = env.cr.now().date()
        bill.action_post()
        return bill

    def consume(self, product, bearer, quantity=1, company=None, back=False):
        """A part goes to whom bears it, by a real picking; its entry."""
        company = company or self.company
        stock = company._part_warehouse().lot_stock_id
        place = company._part_bearer_location(bearer)
        source, target = (place, stock) if back else (stock, place)
        line = {"product_id": product.id, "product_uom_qty": quantity}
        picking = self.env["aftersales.part.holder"]._make_picking(
            source, target, [line], "Test"
        )
        picking.action_assign()
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()
        return picking.move_ids.account_move_id

    def balance(self, accounts, company=None):
        company = company or self.company
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", accounts.ids),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum"],
        )
        return round(rows[0][0] or 0, 2)

    def trial_balance(self, company=None):
        """Sum of every account of a company; must be nought."""
        company = company or self.company
        rows = self.env["account.move.line"]._read_group(
            [("company_id", "=", company.id), ("parent_state", "=", "posted")],
            [],
            ["debit:sum", "credit:sum"],
        )
        return round((rows[0][0] or 0) - (rows[0][1] or 0), 2)
