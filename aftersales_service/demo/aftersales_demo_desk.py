from datetime import timedelta

from odoo import Command, api, models

from ..rules import requisition
from .travel import time_travel

#: Part → minimum and maximum in the main depot, and in the branch's
MINIMUM = {
    "contactor": ((12, 20), (2, 6)),
    "controller": ((4, 10), (1, 2)),
    "electrode": ((6, 12), (6, 10)),
    "thermocouple": ((4, 12), None),
}
#: What is ticked off before a parcel goes
PACKING = (
    "名称、数量、序列号与领料单一致",
    "易损件单独防震包裹，箱内空隙填实",
    "装箱清单与领料单放入箱内",
    "外箱写明收件人、电话，贴易碎标识",
)
#: Pieces of these parts lie in the branch's depot from the first day on
BRANCH = {"contactor": 3, "controller": 2, "electrode": 4}


class AftersalesDemo(models.AbstractModel):
    """What lies on the desks of keeper and station on the day of installation.

    A branch with minimum stock, parcels, boxes of old parts, a disposal, counts,
    what goes from hand to hand, what is borrowed on a voucher (PRT-1, PRT-4, PRT-6).
    """

    _inherit = "aftersales.demo"

    @api.model
    def _open_part_accounts(self, company):
        """The branch gets its first parts, and a part is borrowed on a voucher."""
        result = super()._open_part_accounts(company)
        self.env["aftersales.packing.item"].create(
            [
                {
                    "code": f"packing_{number}",
                    "sequence": number,
                    "name": rule,
                    "company_id": company.id,
                }
                for number, rule in enumerate(PACKING, 1)
            ]
        )
        holders = self.env["aftersales.part.holder"].with_company(company)
        main = holders.search(
            [("kind", "=", "depot"), ("company_id", "=", company.id)], limit=1
        )
        branch = holders.create(
            {
                "kind": "depot",
                "name": "杭州备件库",
                "company_id": company.id,
                "keeper_id": self._demo("user_keeper").id,
            }
        )
        picking = branch._make_picking(
            main.location_id,
            branch.location_id,
            [
                {
                    "product_id": self._demo(f"product_{part}").id,
                    "product_uom_qty": quantity,
                }
                for part, quantity in BRANCH.items()
            ],
            "杭州备件库开库",
        )
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        self._borrow(company, main)
        return result

    @api.model
    def _borrow(self, company, depot):
        """A neighbour lent a controller on a voucher."""
        lender = self.env["res.partner"].create(
            {
                "name": "江南电炉有限公司",
                "is_company": True,
                "company_id": company.id,
                "lang": "zh_CN",
            }
        )
        voucher = self._desk("keeper", company)["aftersales.part.transfer"].create(
            {
                "kind": "voucher",
                "company_id": company.id,
                "to_id": depot.id,
                "partner_id": lender.id,
                "voucher_number": "JN-0316",
                "note": "客户停炉急用，向江南电炉借用控温仪表一只。",
                "line_ids": [self._piece("controller", 1)],
            }
        )
        voucher.action_submit()
        voucher.action_receive()

    @api.model
    def _desk(self, name, company):
        """The environment of somebody of the story at their desk."""
        return self._at_work(self._demo(f"user_{name}"), company)

    @api.model
    def _at_work(self, user, company):
        return self.env(
            user=user,
            context={
                **self.env.context,
                "allowed_company_ids": company.ids,
                "lang": "zh_CN",
            },
        )

    @api.model
    def _piece(self, part, quantity, **values):
        return Command.create(
            {
                "product_id": self._demo(f"product_{part}").id,
                "quantity": quantity,
                **values,
            }
        )

    @api.model
    def _account(self, name):
        """The account of an employee or partner of the story."""
        holders = self.env["aftersales.part.holder"]
        if name == "station":
            partner = self._demo("partner_station")
            return holders.search([("partner_id", "=", partner.id)], limit=1)
        employee = self._demo(f"employee_{name}")
        return holders.search([("employee_id", "=", employee.id)], limit=1)

    @api.model
    def _after_story(self, now):
        """Keeper, station and technicians have some work in hand."""
        result = super()._after_story(now)
        company = self._demo("company")
        self.env["aftersales.old.part"].sweep(now)
        with time_travel(self.env) as travel:
            travel(now - timedelta(days=1))
            for step in (
                self._keep_minimum,
                self._send_parcels,
                self._hand_over_parts,
                self._propose_charge,
                self._send_boxes,
                self._dispose,
                self._count,
            ):
                step(company)
            self.env.flush_all()
        return result

    def _keep_minimum(self, company):
        """Minimum stock of common parts; the main depot fills up the branch."""
        depots = self.env["aftersales.part.holder"].search(
            [("kind", "=", "depot"), ("company_id", "=", company.id)], order="id"
        )
        main, branch = depots[:1], depots[-1:]
        self._desk("keeper", company)["stock.warehouse.orderpoint"].create(
            [
                {
                    "aftersales_depot_id": depot.id,
                    "aftersales_supply_id": main.id if depot == branch else False,
                    "product_id": self._demo(f"product_{part}").id,
                    "product_min_qty": bounds[0],
                    "product_max_qty": bounds[1],
                    "trigger": "manual",
                }
                for part, both in MINIMUM.items()
                for depot, bounds in zip((main, branch), both, strict=True)
                if bounds
            ]
        )

    def _send_parcels(self, company):
        """The station gets a parcel; another one waits for a second pair of eyes."""
        shipped = self._ask_for_station(
            company, self._piece("contactor", 1), self._piece("thermocouple", 2)
        )
        self._approve(shipped, self._desk("manager", company))
        waiting = self._ask_for_station(
            company, self._piece("electrode", 2), self._piece("rope", 1)
        )
        self._approve(waiting, self._desk("manager", company))
        keeper = self._desk("keeper", company)
        for ask in shipped, waiting:
            ask.with_env(keeper).action_pack()
        parcel = shipped.with_env(keeper).parcel_ids
        parcel.item_ids.done = True
        parcel.write(
            {
                "carrier": "顺丰速运",
                "tracking_number": "SF1039 5550 0733",
                "freight_amount": 28,
            }
        )
        shipped.with_env(self._desk("clerk", company)).action_check_packing()
        shipped.with_env(keeper).action_ship()
        self._ask_for_station(company, self._piece("valve", 1))

    def _ask_for_station(self, company, *lines):
        """Clerks ask for service stations."""
        ask = self._desk("clerk", company)["aftersales.part.request"].create(
            {
                "company_id": company.id,
                "holder_id": self._account("station").id,
                "delivery": requisition.TO_HOLDER,
                "note": "补充服务站常备件",
                "line_ids": list(lines),
            }
        )
        ask.action_submit()
        return ask

    def _hand_over_parts(self, company):
        """One technician gives a part to a colleague, another one gives some back."""
        movements = (
            (
                "technician2",
                {
                    "kind": "transfer",
                    "from_id": self._account("technician2").id,
                    "to_employee_id": self._demo("employee_technician").id,
                    "note": "热处理厂风机抢修，备件交给王建国带去。",
                    "line_ids": [self._piece("fan_bearing", 1)],
                },
            ),
            (
                "technician3",
                {
                    "kind": "return",
                    "from_id": self._account("technician3").id,
                    "to_id": self._main_depot(company).id,
                    "note": "随车数量偏多，退回两只。",
                    "line_ids": [
                        self._piece("cylinder", 2),
                        self._piece("thermocouple", 1),
                    ],
                },
            ),
        )
        for who, values in movements:
            transfers = self._desk(who, company)["aftersales.part.transfer"]
            transfers.create({"company_id": company.id, **values}).action_submit()

    @api.model
    def _main_depot(self, company):
        return self.env["aftersales.part.holder"].search(
            [("kind", "=", "depot"), ("company_id", "=", company.id)],
            order="id",
            limit=1,
        )

    @api.model
    def _owed(self, company, domain):
        """Old parts that are owed, the most urgent first."""
        return self.env["aftersales.old.part"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("due", "overdue")),
                *domain,
            ]
        )

    def _propose_charge(self, company):
        """What a technician owes for too long; a manager decides."""
        late = self._owed(
            company,
            [("state", "=", "overdue"), ("holder_id.kind", "=", "technician")],
        )
        keeper = self._desk("keeper", company)
        late[:1].with_env(keeper).action_propose_charge()

    def _send_boxes(self, company):
        """One box is on its way, another one is being packed."""
        free = self._owed(company, [("holder_id.kind", "=", "technician")])
        accounts = free.filtered(lambda old: not old.charge_ids).holder_id
        for account, sent in zip(accounts, (True, False), strict=False):
            user = account.employee_id.user_id
            boxes = self._at_work(user, company)["aftersales.old.part.box"]
            box = boxes.create({"holder_id": account.id})
            box.action_fill()
            if sent and box.line_ids:
                box.write({"carrier": "德邦快递", "freight_number": "DPK3605 5500 12"})
                box.action_send()

    def _dispose(self, company):
        """What came in is to be scrapped or to go back to its supplier."""
        keeper = self._desk("keeper", company)
        batch = keeper["aftersales.old.part.disposal"].create({})
        batch.action_collect()
        if batch.line_ids:
            batch.action_submit()

    def _count(self, company):
        """One count waits for the manager, one is under way, one is planned."""
        counts = self._desk("keeper", company)["aftersales.part.count"]
        day = company._service_date(self.env.cr.now())
        first, second, _third = counts.create(
            [
                {
                    "holder_id": self._account(name).id,
                    "due_date": day + timedelta(days=days),
                }
                for name, days in (
                    ("technician3", 0),
                    ("technician", 1),
                    ("technician2", 6),
                )
            ]
        )
        (first | second).action_start()
        missing = self._demo("product_rope")
        for line in first.line_ids:
            # whoever lives the story knows what the keeper doesn't see
            booked = line.sudo().book_qty
            lost = line.product_id == missing
            line.write(
                {
                    "counted_qty": booked - lost,
                    "counted": True,
                    "reason": "随车清点少一根，工程师回忆用于试样" if lost else False,
                }
            )
        first.action_submit()
        for line in second.line_ids[:4]:
            line.counted_qty = line.sudo().book_qty
