"""Two depots, two technicians, a station, three parts that are valued in three ways."""

from odoo import Command

from .common import AftersalesCommon

ROLES = ("keeper", "finance", "branch_manager")


class TransferCommon(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ROLES:
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.other_manager, _employee = cls._make_user("other_manager", "manager")
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.holders = cls.env["aftersales.part.holder"]
        cls.depot, cls.second_depot = cls.holders.create(
            [
                {"kind": "depot", "name": name, "company_id": cls.company.id}
                for name in ("Main Depot", "North Depot")
            ]
        )
        cls.mine = cls.holders._of_employee(cls.engineer, cls.company)
        cls.others = cls.holders._of_employee(cls.other_engineer, cls.company)
        cls.garage = cls.env["res.partner"].create(
            {"name": "Garage Ltd.", "is_company": True}
        )
        cls.station_account = cls.holders.create(
            {
                "kind": "station",
                "partner_id": cls.garage.id,
                "company_id": cls.company.id,
            }
        )
        cls._make_parts()

    @classmethod
    def _make_parts(cls):
        cls.belt = cls._make_part("Belt", "average", 10)
        cls.fuse = cls._make_part("Fuse", "fifo", 2)
        cls.board = cls._make_part("Board", "standard", 300, tracking="serial")
        cls.board_1, cls.board_2, cls.board_3 = cls.env["stock.lot"].create(
            [
                {
                    "name": f"B-{number}",
                    "product_id": cls.board.id,
                    "company_id": cls.company.id,
                }
                for number in (1, 2, 3)
            ]
        )

    @classmethod
    def _make_part(cls, name, method, cost, **values):
        category = cls.env["product.category"].create({"name": name})
        category.with_company(cls.company).write(
            {"property_cost_method": method, "property_valuation": "real_time"}
        )
        part = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "type": "consu",
                "is_storable": True,
                "categ_id": category.id,
                "company_id": cls.company.id,
                **values,
            }
        )
        part.with_company(cls.company).standard_price = cost
        return part.with_company(cls.company)

    @classmethod
    def put(cls, holder, part, quantity=1, lot=None):
        """Parts on an account, come from a supplier."""
        picking = cls.holders._make_picking(
            cls.env.ref("stock.stock_location_suppliers"),
            holder.location_id,
            [{"product_id": part.id, "product_uom_qty": quantity}],
            "Test",
        )
        cls.env["aftersales.part.transfer"]._lines_of(
            picking.move_ids, [(lot or cls.env["stock.lot"], quantity)]
        )
        picking.move_ids.picked = True
        picking._action_done()

    def movement(self, kind, user, lines, **values):
        """A draft movement, written by a user.

        :param lines: (part, quantity, lot) or dicts
        """
        made = (
            self.env["aftersales.part.transfer"]
            .with_user(user)
            .create(
                {
                    "kind": kind,
                    "company_id": self.company.id,
                    "line_ids": [Command.create(self.line(one)) for one in lines],
                    **values,
                }
            )
        )
        return made

    @staticmethod
    def line(one):
        if isinstance(one, dict):
            return one
        part, quantity, *lot = one
        return {
            "product_id": part.id,
            "quantity": quantity,
            "lot_id": lot[0].id if lot else False,
        }

    def done(self, kind, user, lines, confirmed_by, **values):
        """A movement that has been submitted and confirmed."""
        one = self.movement(kind, user, lines, **values)
        one.action_submit()
        if kind == "loss":
            one.with_user(confirmed_by).action_approve()
        else:
            one.with_user(confirmed_by).action_receive()
        self.env.invalidate_all()
        return one.sudo()

    def on_hand(self, holder, part):
        """What the quants say."""
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "child_of", holder.location_id.id),
                ("product_id", "=", part.id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def ledger(self, holder, part, what="aftersales_qty"):
        """Balance of an account by the columns on the moves (PRT-8)."""
        moves = self.env["stock.move"].search(
            [("product_id", "=", part.id), ("state", "=", "done")]
        )
        come = moves.filtered(lambda move: move.aftersales_to_id == holder)
        left = moves.filtered(lambda move: move.aftersales_from_id == holder)
        return sum(come.mapped(what)) - sum(left.mapped(what))

    def columns(self, one):
        """(column left, column come to, quantity) of a movement's stock moves."""
        return [
            (
                move.aftersales_from_column,
                move.aftersales_to_column,
                move.aftersales_qty,
            )
            for move in one.sudo().picking_ids.move_ids.sorted("id")
            if move.state == "done"
        ]
