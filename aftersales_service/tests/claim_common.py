"""Parts of two suppliers, bought, installed and written off, ready to be claimed."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import GROUP, NOW, AftersalesCommon

ROLES = ("buyer", "quality", "finance", "keeper", "branch_manager", "hr", "sales")


class ClaimCommon(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ROLES:
            user, employee = cls._make_user(role, role)
            setattr(cls, role, user)
            setattr(cls, f"{role}_employee", employee)
        cls.foreign_buyer = new_test_user(
            cls.env,
            "as_foreign_buyer",
            groups=f"base.group_user,{GROUP}buyer,{GROUP}quality,{GROUP}finance",
            company_id=cls.other_company.id,
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.warehouse = cls.company._part_warehouse()
        cls._make_suppliers()
        cls._make_parts()
        cls._make_accounts()
        cls.holder = cls.env["aftersales.part.holder"]._of_employee(
            cls.engineer, cls.company
        )
        cls.fault = cls.env["aftersales.fault"].create(
            {"code": "leak", "name": "Leaks", "company_id": cls.company.id}
        )
        cls.agreement = cls._make_agreement()

    @classmethod
    def _make_suppliers(cls):
        cls.bosch, cls.denso = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "email": email, "lang": "en_US"}
                for name, email in (
                    ("Injector Works", "claims@injector.test"),
                    ("Pump Works", "claims@pump.test"),
                )
            ]
        )

    @classmethod
    def _make_parts(cls):
        products = cls.env["product.product"]
        cls.tax = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "purchase")],
            limit=1,
        )
        values = {
            "type": "consu",
            "is_storable": True,
            "standard_price": 100,
            "supplier_taxes_id": [Command.set(cls.tax.ids)],
        }
        cls.injector = products.create(
            {
                "name": "Injector",
                "default_code": "INJ-1",
                "tracking": "serial",
                **values,
            }
        )
        cls.seal = products.create({"name": "Seal", "default_code": "SL-1", **values})
        cls.seal.standard_price = 10
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.bosch.id,
                "product_tmpl_id": cls.seal.product_tmpl_id.id,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_accounts(cls):
        """Locations of bearers with an account each."""
        accounts = cls.env["account.account"]
        cls.accounts = {}
        for number, bearer in enumerate(("supplier", "company", "goodwill")):
            account = accounts.create(
                {
                    "code": f"7770{number}",
                    "name": bearer,
                    "account_type": "expense",
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
            place = cls.company._part_bearer_location(bearer)
            place.valuation_account_id = account
            cls.accounts[bearer] = account

    @classmethod
    def _make_agreement(cls, **values):
        return cls.env["aftersales.supplier.agreement"].create(
            {
                "name": "Quality agreement",
                "partner_id": cls.bosch.id,
                "company_id": cls.company.id,
                "part_rate": 1.2,
                "days_posted": 30,
                "answer_days": 10,
                "old_part": "none",
                "buyer_id": cls.buyer.id,
                "quality_id": cls.quality.id,
                **values,
            }
        )

    # Stock

    @classmethod
    def receive(cls, serial, partner=None, product=None):
        """Buy a piece with a serial number and take it in."""
        product = product or cls.injector
        order = cls.env["purchase.order"].create(
            {
                "partner_id": (partner or cls.bosch).id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": 1,
                            "price_unit": product.standard_price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        lot = cls.env["stock.lot"].create(
            {"name": serial, "product_id": product.id, "company_id": cls.company.id}
        )
        picking = order.picking_ids
        move = picking.move_ids
        move.move_line_ids.unlink()
        cls._line(move, lot)
        move.picked = True
        picking._action_done()
        return lot

    @classmethod
    def _line(cls, move, lot):
        move.move_line_ids = [
            Command.create(
                {
                    "picking_id": move.picking_id.id,
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_uom.id,
                    "lot_id": lot.id,
                    "quantity": move.product_uom_qty,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "company_id": move.company_id.id,
                }
            )
        ]

    @classmethod
    def carry(cls, product, quantity, source, target, lot=None, **move):
        """Move goods by a picking that is validated at once."""
        picking = cls.env["aftersales.part.holder"]._make_picking(
            source,
            target,
            [{"product_id": product.id, "product_uom_qty": quantity, **move}],
            "test",
        )
        move = picking.move_ids
        move.move_line_ids.unlink()
        cls._line(move, lot or cls.env["stock.lot"])
        move.picked = True
        picking._action_done()
        return picking

    @classmethod
    def built_in(cls, serial, partner=None):
        """A piece that was bought and left with a machine long ago."""
        lot = cls.receive(serial, partner)
        customers = cls.env.ref("stock.stock_location_customers")
        cls.carry(cls.injector, 1, cls.warehouse.lot_stock_id, customers, lot)
        return lot

    # Uses

    @classmethod
    def make_use(cls, ticket=None, product=None, lot=None, post=True, **values):
        """A part used as it stands after its write-off, at its actual cost."""
        ticket = ticket or cls._create_ticket()
        product = product or cls.seal
        use = cls.env["aftersales.part.use"].create(
            {
                "name": f"PU-{ticket.number}-{product.default_code}",
                "company_id": cls.company.id,
                "ticket_id": ticket.id,
                "holder_id": cls.holder.id,
                "product_id": product.id,
                "quantity": 1,
                "lot_id": lot and lot.id,
                "fault_id": cls.fault.id,
                "is_main_cause": True,
                "bearer": "supplier",
                **values,
            }
        )
        # PostgreSQL's time of day isn't that of the test
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE aftersales_part_use SET create_date = %s WHERE id = %s",
                fields.Datetime.now(),
                use.id,
            )
        )
        use.invalidate_recordset(["create_date"])
        if post:
            cls.post_use(use)
        return use

    @classmethod
    def post_use(cls, use):
        stock = cls.warehouse.lot_stock_id
        target = cls.company._part_bearer_location(use.bearer or "supplier")
        if not use.lot_id:
            quants = cls.env["stock.quant"].with_context(inventory_mode=True)
            quants.create(
                {
                    "product_id": use.product_id.id,
                    "location_id": stock.id,
                    "inventory_quantity": use.quantity,
                }
            ).action_apply_inventory()
        cls.carry(
            use.product_id,
            use.quantity,
            stock,
            target,
            use.lot_id,
            aftersales_purpose="install",
            aftersales_use_id=use.id,
        )
        use.write(
            {
                "state": "posted",
                "posted_at": fields.Datetime.now(),
                "posted_by_id": cls.manager.id,
            }
        )
        use._derive_claims()

    @classmethod
    def add_cost(cls, ticket, kind, amount, bearer="supplier", **values):
        return cls.env["aftersales.cost.line"].create(
            {
                "ticket_id": ticket.id,
                "kind": kind,
                "amount": amount,
                "bearer": bearer,
                "date": NOW.date(),
                "name": kind,
                **values,
            }
        )

    def add_old_part(self, use, state="received"):
        number = len(use.old_part_ids) + 1
        return self.env["aftersales.old.part"].create(
            {"name": f"OP-{use.id}-{number}", "part_line_id": use.id, "state": state}
        )

    # Claims

    def collect(self, user=None, **period):
        claims = self.env["aftersales.supplier.claim"].with_user(user or self.buyer)
        found = claims.collect(**period)
        self.env.flush_all()
        self.env.invalidate_all()
        return found.sudo()

    def live_claim(self, claim, until, accept="all", difference=None):
        """Live a claim up to a state, each step by whose step it is.

        :param accept: ``all``, ``none``, or an amount for each line
        """
        steps = {
            "checked": lambda: claim.with_user(self.quality).action_check(),
            "submitted": lambda: claim.with_user(self.buyer).action_submit(),
            "answered": lambda: self.answer(claim, accept),
            "settled": lambda: claim.with_user(self.finance).action_settle(),
            "closed": lambda: self.close(claim, difference),
        }
        order = list(steps)
        known = order.index(claim.state) + 1 if claim.state in order else 0
        for state in order[known:]:
            steps[state]()
            self.env.flush_all()
            self.env.invalidate_all()
            if state == until:
                break
        return claim

    def answer(self, claim, accept):
        reason = self.env.ref("aftersales_service.claim_reason_nff")
        for line in claim.with_user(self.buyer).line_ids:
            if accept in ("all", "none"):
                line.write(
                    {
                        "decision": accept,
                        "reason_id": reason.id if accept == "none" else False,
                    }
                )
            else:
                line.write(
                    {
                        "decision": "less",
                        "accepted": accept,
                        "reason_id": reason.id,
                    }
                )
        claim.with_user(self.buyer).action_answer()

    def close(self, claim, difference):
        if difference:
            open_ = claim.line_ids.filtered("refused")
            open_.with_user(self.manager).write({"difference": difference})
        claim.with_user(self.finance).action_close()

    def days(self, number):
        """Set the clock to so many days after NOW."""
        self.move(to=NOW + timedelta(days=number))
