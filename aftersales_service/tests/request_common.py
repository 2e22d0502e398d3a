"""Two depots with parts of every kind, technicians with accounts, and who issues."""

from datetime import timedelta

from .common import NOW, AftersalesCommon

ROLES = ("keeper", "buyer", "finance", "quality", "general_manager")


class RequestCommon(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ROLES:
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.other_keeper, _employee = cls._make_user("other_keeper", "keeper")
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.company.aftersales_part_approval_limit = 10000
        cls.holders = cls.env["aftersales.part.holder"]
        cls.warehouse = cls.company._part_warehouse()
        cls.main = cls.holders.create(
            {
                "name": "Main depot",
                "kind": "depot",
                "company_id": cls.company.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "keeper_id": cls.keeper.id,
            }
        )
        cls.east = cls.holders.create(
            {"name": "East depot", "kind": "depot", "company_id": cls.company.id}
        )
        cls.holder = cls.holders._of_employee(cls.engineer, cls.company)
        cls.other_holder = cls.holders._of_employee(cls.other_engineer, cls.company)
        cls.fuse = cls._make_part("Fuse", 10)
        cls.board = cls._make_part("Board", 3000, tracking="serial")
        cls.oil = cls._make_part("Oil", 50, tracking="lot")
        cls.boards = cls._make_lots(cls.board, "B-1", "B-2", "B-3")
        cls.oils = cls._make_lots(cls.oil, "L-1", "L-2")
        cls.put(cls.fuse, 5)
        cls.put(cls.fuse, 7, depot=cls.east)
        for lot in cls.boards:
            cls.put(cls.board, 1, lot=lot)
        for lot in cls.oils:
            cls.put(cls.oil, 4, lot=lot)
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)
        cls.pack_things = cls.env["aftersales.packing.item"].create(
            [
                {"code": code, "name": code.title(), "company_id": cls.company.id}
                for code in ("padding", "manual")
            ]
        )

    @classmethod
    def _make_part(cls, name, cost, **values):
        part = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "barcode": f"69{name}",
                "type": "consu",
                "is_storable": True,
                **values,
            }
        )
        part.with_company(cls.company).standard_price = cost
        return part

    @classmethod
    def _make_lots(cls, part, *names):
        return cls.env["stock.lot"].create(
            [
                {"name": n, "product_id": part.id, "company_id": cls.company.id}
                for n in names
            ]
        )

    @classmethod
    def put(cls, part, quantity, lot=None, depot=None):
        """So many more pieces lie in a depot."""
        place = (depot or cls.main).location_id
        cls.env["stock.quant"]._update_available_quantity(
            part, place, quantity, lot_id=lot
        )

    # Steps, each by whose step it is

    def ask(self, *wanted, user=None, **values):
        """A draft of the technician for these parts: (part, quantity) each."""
        return (
            self.env["aftersales.part.request"]
            .with_user(user or self.technician)
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "holder_id": self.holder.id,
                    "depot_id": self.main.id,
                    "company_id": self.company.id,
                    "line_ids": [
                        (0, 0, {"product_id": part.id, "quantity": quantity})
                        for part, quantity in wanted
                    ],
                    **values,
                }
            )
        )

    def submit(self, request):
        request.with_user(request.requester_id).action_submit()
        return self.fresh(request)

    def approve(self, request, user=None):
        return self._review(request, user or self.manager, "validate_tier")

    def reject(self, request, user=None):
        return self._review(request, user or self.manager, "reject_tier")

    def _review(self, request, user, method):
        """The reviewer's window asks for a comment."""
        window = getattr(request.with_user(user), method)()
        wizard = self.env["comment.wizard"].with_user(user)
        wizard.with_context(**window["context"]).create(
            {"comment": "As agreed"}
        ).add_comment()
        return self.fresh(request)

    def approved(self, *wanted, **values):
        """A requisition that is approved."""
        return self.approve(self.submit(self.ask(*wanted, **values)))

    def issue(self, request, rows=None, user=None, depot=None):
        mine = request.with_user(user or self.keeper)
        if rows is not None:
            rows = [
                {
                    "line_id": line.id,
                    "quantity": quantity,
                    "lot_id": lot.id if lot else False,
                }
                for line, quantity, lot in rows
            ]
        mine.action_issue(rows, depot)
        return self.fresh(request)

    def pack(self, request, rows=None, user=None):
        mine = request.with_user(user or self.keeper)
        mine.action_pack(
            rows
            and [
                {"line_id": line.id, "quantity": quantity, "lot_id": lot and lot.id}
                for line, quantity, lot in rows
            ]
        )
        return self.fresh(request)

    def check(self, request, user=None):
        parcel = request._open_parcel().with_user(user or self.other_keeper)
        parcel.item_ids.done = True
        request.with_user(user or self.other_keeper).action_check_packing()
        return self.fresh(request)

    def ship(self, request, user=None):
        mine = request.with_user(user or self.keeper)
        mine.parcel_ids[:1].write({"carrier": "SF", "tracking_number": "SF1"})
        mine.action_ship()
        return self.fresh(request)

    def fresh(self, request):
        """The requisition as superuser sees it now."""
        self.env.flush_all()
        self.env.invalidate_all()
        return request.sudo().with_user(self.env.user)

    def told(self, request, user):
        """Messages to this user about the requisition."""
        messages = self.env["mail.message"].search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )
        return messages.filtered(lambda m: user.partner_id in m.notified_partner_ids)

    # What must hold

    def lies(self, part, holder, lot=None):
        """How many pieces lie on an account, as the quants say."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", part.id),
                ("location_id", "child_of", holder.location_id.id),
                *([("lot_id", "=", lot.id)] if lot else []),
            ]
        )
        return sum(quants.mapped("quantity"))

    def assert_never_negative(self):
        bad = self.env["stock.quant"].search(
            [("location_id.usage", "=", "internal"), ("quantity", "<", 0)]
        )
        self.assertFalse(bad)
        over = self.env["stock.quant"].search([("location_id.usage", "=", "internal")])
        for quant in over:
            self.assertLessEqual(quant.reserved_quantity, quant.quantity)

    def facts(self, ticket=None):
        """Codes of the facts in force on the request, in their order."""
        events = (ticket or self.ticket).event_ids.filtered("is_in_force")
        return events.sorted("id").mapped("code")

    def soon(self, hours=1):
        return NOW + timedelta(hours=hours)
