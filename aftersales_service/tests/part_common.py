"""A company with parts on accounts: a depot, two technicians, a station.

Parts are valued at once (perpetual), so every movement out leaves a journal entry.
"""

from .common import AftersalesCommon
from .return_common import ReturnCommon

#: Account of a bearer or a need → its type
NEEDS = {
    "provision": "liability_current",
    "cost": "expense_direct_cost",
    "goodwill": "expense",
    "branch": "expense",
    "customer": "expense_direct_cost",
    "supplier": "liability_current",
    "employee": "asset_current",
    "seller": "asset_current",
    "shortage": "asset_current",
    "loss": "expense",
}


def make_bearer_accounts(env, company):
    """Give a company the accounts that spare parts go to; dict of need → account."""
    accounts = {
        name: env["account.account"].create(
            {
                "code": f"9{number}0",
                "name": name,
                "account_type": kind,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        for number, (name, kind) in enumerate(NEEDS.items(), start=100)
    }
    company.write(
        {
            f"aftersales_account_{name}_id": account.id
            for name, account in accounts.items()
        }
    )
    return accounts


class PartCommon(ReturnCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_books()
        cls._make_accounts()
        cls._make_parts()

    @classmethod
    def _make_books(cls):
        """Accounts of bearers, and categories by which Odoo values parts at once."""
        cls.accounts = make_bearer_accounts(cls.env, cls.company)
        stock = cls.env["account.account"].create(
            {
                "code": "914030",
                "name": "Spare parts",
                "account_type": "asset_current",
                "company_ids": [(6, 0, cls.company.ids)],
            }
        )
        cls.accounts["stock"] = stock
        cls.categories = {
            method: cls.env["product.category"]
            .with_company(cls.company)
            .create(
                {
                    "name": f"Spare parts {method}",
                    "property_cost_method": method,
                    "property_valuation": "real_time",
                    "property_stock_valuation_account_id": stock.id,
                }
            )
            for method in ("average", "fifo", "standard")
        }

    @classmethod
    def _make_accounts(cls):
        holders = cls.env["aftersales.part.holder"].with_company(cls.company)
        cls.depot = holders.create(
            {
                "name": "Main depot",
                "kind": "depot",
                "location_id": cls.warehouse.lot_stock_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.mine = holders._of_employee(cls.engineer, cls.company)
        cls.others = holders._of_employee(cls.other_engineer, cls.company)
        cls.station_partner = cls.env["res.partner"].create(
            {"name": "Station Wuxi", "is_company": True}
        )
        cls.station = holders.create(
            {
                "kind": "station",
                "partner_id": cls.station_partner.id,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_parts(cls):
        cls.part = cls._make_part("Contactor K2", 40)
        cls.module = cls._make_part("Control module", 500, tracking="serial")
        cls.supply(cls.depot, cls.part, 20)
        cls.modules = cls.env["stock.lot"].create(
            [
                {
                    "name": f"CM-{number}",
                    "product_id": cls.module.id,
                    "company_id": cls.company.id,
                }
                for number in range(1, 4)
            ]
        )
        for lot in cls.modules:
            cls.supply(cls.depot, cls.module, 1, lot)

    @classmethod
    def _make_part(cls, name, cost, tracking="none", method="average", **values):
        return (
            cls.env["product.product"]
            .with_company(cls.company)
            .create(
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "tracking": tracking,
                    "categ_id": cls.categories[method].id,
                    "standard_price": cost,
                    **values,
                }
            )
        )

    # Movements

    @classmethod
    def supply(cls, holder, product, quantity, lot=None, price=None):
        """Goods come from a supplier to an account."""
        source = cls.env.ref("stock.stock_location_suppliers")
        line = {"product_id": product.id, "product_uom_qty": quantity}
        if price is not None:
            line["price_unit"] = price
        return cls.move_parts(source, holder.location_id, [(line, lot)])

    @classmethod
    def give(cls, source, target, product, quantity=1, lot=None):
        """Parts go from one account to another."""
        line = {"product_id": product.id, "product_uom_qty": quantity}
        return cls.move_parts(source.location_id, target.location_id, [(line, lot)])

    @classmethod
    def move_parts(cls, source, target, lines):
        picking = cls.env["aftersales.part.holder"]._make_picking(
            source, target, [line for line, _lot in lines], "test"
        )
        for move, (_line, lot) in zip(picking.move_ids, lines, strict=True):
            move.quantity = move.product_uom_qty
            if lot:
                move.move_line_ids.lot_id = lot
            move.picked = True
        picking.move_ids._action_done()
        return picking.move_ids

    def on_hand(self, holder, product, lot=None):
        """What the quants say lies on an account."""
        domain = [
            ("location_id", "child_of", holder.location_id.ids),
            ("product_id", "=", product.id),
        ]
        if lot:
            domain.append(("lot_id", "=", lot.id))
        return sum(self.env["stock.quant"].search(domain).mapped("quantity"))

    # Reports

    def visit_with(self, *parts, ticket=None, until="signed", **values):
        """A visit that was lived up to a fact, with parts from accounts.

        :param parts: pairs of values for ``aftersales.visit.part``
        """
        visit = self._create_visit(ticket, **values)
        self.fill_report(visit)
        self.env["aftersales.visit.part"].create(
            [{"visit_id": visit.id, "reason": "Burnt", **part} for part in parts]
        )
        return self.live_visit(visit, until)

    def live_visit(self, visit, until):
        """Live a visit up to a fact; ``live`` of returns is another one."""
        return AftersalesCommon.live(self, visit, until)

    def uses(self, visit):
        return self.env["aftersales.part.use"].search(
            [("visit_id", "=", visit.id)], order="id"
        )
