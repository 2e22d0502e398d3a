from odoo import Command, api, models

from .travel import time_travel

#: Employees of the furnace maker who hold parts
HOLDERS = ("technician", "technician2", "technician3", "technician4")
#: Pieces of each part that each of them starts with, and the station
STARTING = 6
#: Days before the day of installation on which the accounts were opened
OPENED_AGO = 75
#: Supplier → days after the write-off within which it takes a claim; 0: no such limit
WINDOWS = {"电气元件厂": 0, "仪表公司": 25, "燃气阀门厂": 14}
#: Part → supplier and what it charges
VENDORS = {
    "contactor": ("电气元件厂", 1120),
    "controller": ("仪表公司", 2450),
    "valve": ("燃气阀门厂", 1360),
    "thermocouple": ("仪表公司", 120),
}


class AftersalesDemo(models.AbstractModel):
    """Spare parts of the furnace maker: accounts, suppliers, a station (PRT-1 … 10)."""

    _inherit = "aftersales.demo"

    @api.model
    def _sell(self, now):
        """When the machines are sold, parts lie where they are needed."""
        result = super()._sell(now)
        company = self._demo("company")
        with time_travel(self.env) as travel:
            travel(self._noon(now, OPENED_AGO))
            self._open_part_accounts(company)
            self.env.flush_all()
        return result

    @api.model
    def _open_books(self):
        """The category of spare parts is there before the first piece lies in stock."""
        result = super()._open_books()
        company = self._demo("company")
        company._set_up_parts(cost_method="average")
        self._parts().categ_id = company.aftersales_part_category_id
        return result

    @api.model
    def _parts(self):
        return self.env["product.product"].search(
            [
                ("company_id", "=", self._demo("company").id),
                ("is_storable", "=", True),
                ("tracking", "=", "none"),
            ]
        )

    def _open_part_accounts(self, company):
        """Technicians and a station get their accounts and their first parts."""
        holders = self.env["aftersales.part.holder"].with_company(company)
        depot = holders.search(
            [("kind", "=", "depot"), ("company_id", "=", company.id)], limit=1
        )
        depot.keeper_id = self._demo("user_keeper")
        accounts = holders
        for name in HOLDERS:
            accounts |= holders._of_employee(self._demo(f"employee_{name}"), company)
        accounts |= holders.create(
            {
                "kind": "station",
                "partner_id": self._demo("partner_station").id,
                "company_id": company.id,
            }
        )
        parts = self._parts()
        for account in accounts:
            picking = account._make_picking(
                depot.location_id,
                account.location_id,
                [
                    {"product_id": part.id, "product_uom_qty": STARTING}
                    for part in parts
                ],
                "期初领料",
            )
            picking.action_assign()
            picking.move_ids.picked = True
            picking._action_done()
        self._name_vendors(company)

    def _name_vendors(self, company):
        """Who delivers which part, and what the agreement with them says."""
        for part, (name, price) in VENDORS.items():
            vendor = self._vendor(company, name)
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": self._demo(f"product_{part}").product_tmpl_id.id,
                    "price": price,
                    "company_id": company.id,
                }
            )

    def _vendor(self, company, name):
        partners = self.env["res.partner"]
        found = partners.search(
            [("name", "=", name), ("company_id", "=", company.id)], limit=1
        )
        if found:
            return found
        vendor = partners.create(
            {
                "name": name,
                "is_company": True,
                "company_id": company.id,
                "supplier_rank": 1,
                "lang": "zh_CN",
            }
        )
        self.env["aftersales.supplier.agreement"].with_company(company).create(
            {
                "name": f"{name}质量协议",
                "partner_id": vendor.id,
                "company_id": company.id,
                "days_repair": 90,
                "days_posted": WINDOWS[name],
                "answer_days": 15,
                "covers_labour": True,
                "buyer_id": self._demo("user_buyer").id,
                "quality_id": self._demo("user_quality").id,
            }
        )
        return vendor

    def _after_story(self, now):
        """What is under way with parts on the day of installation."""
        company = self._demo("company")

        def act(name):
            user = self._demo(f"user_{name}")
            context = {"allowed_company_ids": company.ids, "lang": "zh_CN"}
            return self.env(user=user, context={**self.env.context, **context})

        self._ask_for_parts(company, act)
        self._ask_waiver(company, act)
        self._report_loss(company, act)

    def _ask_for_parts(self, company, act):
        """Requisitions that wait for approval, for the keeper, for nothing any more."""
        visits = self.env["aftersales.visit"].search(
            [("company_id", "=", company.id), ("state", "in", ("draft", "dispatched"))],
            limit=3,
        )
        wishes = (
            ("technician", "contactor", 2, True, "approve"),
            ("technician2", "thermocouple", 4, False, "issue"),
            ("technician3", "element", 3, False, None),
            ("technician", "rope", 1, False, "draft"),
        )
        for number, (who, part, quantity, urgent, until) in enumerate(wishes):
            env = act(who)
            visit = visits[number : number + 1]
            ask = env["aftersales.part.request"].create(
                {
                    "company_id": company.id,
                    "ticket_id": visit.ticket_id.id if visit and number > 2 else False,
                    "urgent": urgent,
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": self._demo(f"product_{part}").id,
                                "quantity": quantity,
                                "reason": "补充随车备件",
                            }
                        )
                    ],
                }
            )
            if until == "draft":
                continue
            ask.action_submit()
            if until:
                self._approve(ask, act("manager"))
            if until == "issue":
                ask.with_env(act("keeper")).action_issue()

    def _approve(self, record, env):
        """As in the window that asks the reviewer for a comment."""
        window = record.with_env(env).validate_tier()
        if isinstance(window, dict):
            env["comment.wizard"].with_context(**window["context"]).create(
                {"comment": "同意"}
            ).add_comment()

    def _ask_waiver(self, company, act):
        """An old part that can't come back: its technician asks to be let off."""
        owed = self.env["aftersales.old.part"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("due", "overdue")),
                ("holder_id.kind", "=", "technician"),
            ],
            order="due_date desc",
            limit=1,
        )
        user = owed.holder_id.sudo().employee_id.user_id
        if user:
            env = self.env(user=user)
            env["aftersales.old.part.waiver"].create(
                {
                    "old_part_id": owed.id,
                    "kind": "waive",
                    "reason_code": "collected",
                    "reason": "旧件被客户按危废统一处理，附现场照片。",
                }
            )

    def _report_loss(self, company, act):
        """A technician reports a lost part; a manager decides."""
        env = act("technician4")
        account = self.env["aftersales.part.holder"].search(
            [("employee_id", "=", self._demo("employee_technician4").id)], limit=1
        )
        loss = env["aftersales.part.transfer"].create(
            {
                "kind": "loss",
                "from_id": account.id,
                "company_id": company.id,
                "note": "转场途中遗失一只热电偶，已报案。",
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self._demo("product_thermocouple").id,
                            "quantity": 1,
                        }
                    )
                ],
            }
        )
        loss.action_submit()
