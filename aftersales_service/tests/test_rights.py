"""Who may see and change what (INF-1, INF-5): every role, every model, by trying."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import old_part_rights
from .common import NOW, AftersalesCommon

#: Roles of INF-5 that look into requests, each into those of its work
LOOKERS = (
    "keeper",
    "buyer",
    "quality",
    "finance",
    "sales",
    "branch_manager",
    "general_manager",
)
#: Roles beside technician, clerk and manager
OTHER_ROLES = (*LOOKERS, "hr", "inspector")
READ_BY_LOOKERS = dict.fromkeys(LOOKERS, "r")
READ_BY_ALL_INSIDE = {
    "technician": "r",
    "other_technician": "r",
    "clerk": "r",
    **READ_BY_LOOKERS,
    "hr": "r",
}
READ_BY_RETURN_ROLES = dict.fromkeys(
    ("keeper", "quality", "finance", "branch_manager", "general_manager"), "r"
)
READ_BY_PART_ROLES = dict.fromkeys(
    (
        "keeper",
        "buyer",
        "quality",
        "finance",
        "branch_manager",
        "general_manager",
    ),
    "r",
)
READ_BY_ACCOUNT_ROLES = dict.fromkeys(
    (
        "technician",
        "clerk",
        "manager",
        "keeper",
        "finance",
        "branch_manager",
        "general_manager",
    ),
    "r",
)
READ_BY_MONEY = dict.fromkeys(("finance", "branch_manager", "general_manager"), "r")
READ_PROVISIONS = dict.fromkeys(("manager", "branch_manager", "general_manager"), "r")
#: model → role → what it may do with the records of the scene:
#: read, write, create, unlink. Roles that aren't named may do nothing.
MATRIX = {
    "helpdesk.ticket": {
        "technician": "r",
        "clerk": "rwc",
        "manager": "rwc",
        "owner": "r",
        "station": "r",
        **READ_BY_LOOKERS,
    },
    "aftersales.event": {
        "technician": "r",
        "clerk": "r",
        "manager": "r",
        **READ_BY_LOOKERS,
    },
    "aftersales.clock": {
        "technician": "r",
        "clerk": "r",
        "manager": "r",
        **READ_BY_LOOKERS,
    },
    "aftersales.visit": {
        "technician": "rw",
        "clerk": "rwcu",
        "manager": "rwcu",
        **READ_BY_LOOKERS,
    },
    # whether a line may be taken out is a matter of test_visit_report
    "aftersales.visit.line": {
        "technician": "rw",
        "clerk": "rwc",
        "manager": "rwc",
        **READ_BY_LOOKERS,
    },
    "aftersales.clock.policy": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.report.item": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.event.type": {
        **READ_BY_ALL_INSIDE,
        "foreign_clerk": "r",
        "inspector": "r",
        "manager": "rwcu",
        "nobody": "r",
    },
    "aftersales.service.record": {
        "technician": "r",
        "clerk": "r",
        "manager": "r",
        **READ_BY_LOOKERS,
        "hr": "r",
    },
    "aftersales.visit.take": {
        "technician": "rw",
        "clerk": "rwcu",
        "manager": "rwcu",
        **READ_BY_LOOKERS,
    },
    "aftersales.clock.pause": {
        "technician": "r",
        "clerk": "r",
        "manager": "r",
        **READ_BY_LOOKERS,
    },
    "aftersales.ticket.document": {
        "technician": "r",
        "clerk": "rwcu",
        "manager": "rwcu",
        **READ_BY_LOOKERS,
    },
    "aftersales.fault": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.document.kind": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.pause.reason": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    # which part of a return each role fills in is a matter of test_return_rights
    "aftersales.return": {
        **READ_BY_RETURN_ROLES,
        "clerk": "rwc",
        "manager": "rwc",
        "sales": "r",
    },
    "aftersales.return.item": {
        **READ_BY_RETURN_ROLES,
        "clerk": "rwcu",
        "keeper": "rwcu",
        "manager": "rwcu",
        "sales": "r",
    },
    "aftersales.return.thing": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    # what each role fills in is a matter of test_requisition_rights; the
    # superuser of the scene asked for an account that is the technician's
    "aftersales.part.request": {
        **READ_BY_PART_ROLES,
        "technician": "rwc",
        "clerk": "rwc",
        "keeper": "rwc",
        "manager": "rwc",
    },
    "aftersales.part.request.line": {
        **READ_BY_PART_ROLES,
        "technician": "rwcu",
        "clerk": "rwcu",
        "keeper": "rwcu",
        "manager": "rwcu",
    },
    "aftersales.part.parcel": {
        **READ_BY_PART_ROLES,
        "technician": "r",
        "clerk": "rw",
        "keeper": "rw",
        "manager": "rw",
    },
    "aftersales.part.parcel.item": {
        **READ_BY_PART_ROLES,
        "technician": "r",
        "clerk": "rw",
        "keeper": "rw",
        "manager": "rw",
    },
    "aftersales.packing.item": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.part.issue": {"keeper": "rwcu"},
    "aftersales.reading": {**READ_BY_ALL_INSIDE, "clerk": "rc", "manager": "rc"},
    "aftersales.repair": {**READ_BY_ALL_INSIDE, "clerk": "rwc", "manager": "rwcu"},
    "aftersales.lot.owner": {**READ_BY_ALL_INSIDE, "clerk": "rwc", "manager": "rwcu"},
    "aftersales.component": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.warranty.condition": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.warranty.policy": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.warranty.policy.line": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.warranty.policy.remedy": {**READ_BY_ALL_INSIDE, "manager": "rwcu"},
    "aftersales.warranty.promise": {
        **READ_BY_ALL_INSIDE,
        "clerk": "rwcu",
        "manager": "rwcu",
    },
    "aftersales.warranty.finding": {
        **READ_BY_LOOKERS,
        "technician": "rwc",
        "clerk": "rwcu",
        "manager": "rwcu",
    },
    # frozen for everybody; a decision goes by the buttons
    "aftersales.warranty.verdict": {
        **READ_BY_LOOKERS,
        "technician": "r",
        "clerk": "r",
        "manager": "r",
    },
    "aftersales.warranty.override": {"manager": "rwc"},
    # technicians see the names of depots, and what lies on their own account only
    "aftersales.part.holder": {
        **READ_BY_ACCOUNT_ROLES,
        "other_technician": "r",
        "buyer": "r",
        "keeper": "rwc",
        "manager": "rwcu",
    },
    "aftersales.part.stock": READ_BY_ACCOUNT_ROLES,
    "aftersales.part.movement": READ_BY_ACCOUNT_ROLES,
    # which step each role takes is a matter of test_transfers
    "aftersales.part.transfer": {
        **READ_BY_ACCOUNT_ROLES,
        **dict.fromkeys(("technician", "clerk", "keeper", "manager"), "rwc"),
        "other_technician": "c",
    },
    "aftersales.part.transfer.line": {
        **READ_BY_ACCOUNT_ROLES,
        **dict.fromkeys(("technician", "clerk", "keeper", "manager"), "rwcu"),
    },
    "aftersales.part.count": {
        **READ_BY_ACCOUNT_ROLES,
        **dict.fromkeys(("keeper", "finance", "manager"), "rc"),
    },
    # the keeper counts
    "aftersales.part.count.line": {**READ_BY_ACCOUNT_ROLES, "keeper": "rwcu"},
    "aftersales.settings": {"manager": "rwc"},
    "aftersales.visit.return": {"manager": "rcu"},
    "aftersales.profile.load": {"manager": "rc"},
    "aftersales.profile.load.line": {"manager": "rw"},
    "aftersales.profile.line": {"manager": "r"},
    **old_part_rights.MATRIX,
    # append-only: what it comes from makes it, as the system
    "aftersales.cost.line": {**READ_BY_MONEY, "manager": "r"},
    "aftersales.cost.report": {**READ_BY_MONEY, "manager": "r"},
    "aftersales.bearer.rule": {**READ_BY_MONEY, "manager": "rwcu"},
    "aftersales.labour.rate": {
        **READ_BY_MONEY,
        "manager": "r",
        "finance": "rwcu",
        "hr": "rwcu",
    },
    "aftersales.budget": {**READ_BY_MONEY, "manager": "rwcu", "finance": "rwcu"},
    "aftersales.cost.entry": {"manager": "rwc"},
    "aftersales.cost.correction": {"manager": "rwc"},
    "aftersales.cost.booking": {"finance": "rwc"},
    "aftersales.provision.rate": {**READ_PROVISIONS, "finance": "rwcu"},
    "aftersales.warranty.provision": {**READ_PROVISIONS, "finance": "rwcu"},
    # reckoned by the system
    "aftersales.warranty.provision.line": {**READ_PROVISIONS, "finance": "r"},
}
ROLES = (
    "technician",
    "other_technician",
    "clerk",
    "foreign_clerk",
    "manager",
    "owner",
    "stranger",
    "nobody",
    "public",
    "station",
    *OTHER_ROLES,
)


@tagged("post_install", "-at_install")
class TestRights(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls._make_other_roles()
        # before there is what nobody uses
        cls.ticket, cls.other_ticket = cls._create_ticket(), cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)
        cls.ticket.record_event("parts_approved")
        cls.env["aftersales.profile"].load("furnace", cls.company)
        cls.unused_type = cls.env["aftersales.event.type"].create(
            {"code": "drone_sent", "name": "Drone sent"}
        )
        company = {"company_id": cls.company.id}
        cls.unused_fault = cls.env["aftersales.fault"].create(
            {"code": "unused", "name": "Unused", **company}
        )
        kinds = cls.env["aftersales.document.kind"].create(
            [{"code": code, "name": code, **company} for code in ("used", "unused")]
        )
        cls.unused_kind = kinds[1]
        cls.paper = cls.env["aftersales.ticket.document"].create(
            {"ticket_id": cls.ticket.id, "kind_id": kinds[0].id}
        )
        cls.reason, used = cls.env["aftersales.pause.reason"].create(
            [{"code": code, "name": code, **company} for code in ("unused", "flood")]
        )
        cls.ticket.record_event("blocked", reason=used)
        cls.pause = cls.ticket.clock_ids.pause_ids[:1]
        cls.unused_item = cls.items[0].copy({"code": "unused", "name": "Unused"})
        cls.return_ = cls.env["aftersales.return"].create({"ticket_id": cls.ticket.id})
        cls.plain_repair = cls.env["aftersales.repair"].create(
            {
                "lot_id": cls.lot.id,
                "started_at": "2026-01-01",
                "ended_at": "2026-01-02",
            }
        )
        cls.plain_owner = cls.env["aftersales.lot.owner"].create(
            {"lot_id": cls.lot.id, "date_from": "2026-01-01"}
        )
        cls.other_lot = cls.lot.copy({"name": "RX45-0002"})
        cls.unused_policy = cls._make_policy("T-98", "decided", 1)
        cls.thing, cls.unused_thing = cls.env["aftersales.return.thing"].create(
            [
                {"code": code, "name": code, **company}
                for code in ("used_thing", "unused_thing")
            ]
        )
        cls.item = cls.env["aftersales.return.item"].create(
            {"return_id": cls.return_.id, "thing_id": cls.thing.id}
        )
        cls._make_warranty()
        cls._make_parts()
        cls._make_requests()
        cls._make_costs()
        cls._make_provision()

    @classmethod
    def _make_parts(cls):
        """An account with a part, a movement that is written, a count that runs."""
        holders = cls.env["aftersales.part.holder"]
        cls.depot = holders.create(
            {"kind": "depot", "name": "Unused", "company_id": cls.company.id}
        )
        cls.account = holders._of_employee(cls.engineer, cls.company)
        cls.part = cls.env["product.product"].create(
            {"name": "Belt", "type": "consu", "is_storable": True}
        )
        picking = holders._make_picking(
            cls.env.ref("stock.stock_location_suppliers"),
            cls.account.location_id,
            [{"product_id": cls.part.id, "product_uom_qty": 1}],
            "x",
        )
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking._action_done()
        cls.transfer = (
            cls.env["aftersales.part.transfer"]
            .with_user(cls.technician)
            .create(
                {
                    "from_id": cls.account.id,
                    "company_id": cls.company.id,
                    "line_ids": [(0, 0, {"product_id": cls.part.id})],
                }
            )
        )
        cls.part_count = (
            cls.env["aftersales.part.count"]
            .with_user(cls.keeper)
            .create({"holder_id": cls.account.id})
        )
        cls.part_count.action_start()
        cls.found_part = (
            cls.env["aftersales.part.count.line"]
            .with_user(cls.keeper)
            .create({"count_id": cls.part_count.id, "product_id": cls.product.id})
        )

    @classmethod
    def _make_requests(cls):
        """A requisition as a draft, and another one that is packed."""
        company = {"company_id": cls.company.id}
        holders = cls.env["aftersales.part.holder"]
        depot = holders.create({"name": "Depot", "kind": "depot", **company})
        cls.holder = holders._of_employee(cls.engineer, cls.company)
        cls.wanted = cls.env["product.product"].create(
            {"name": "Fuse", "type": "consu", "is_storable": True}
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.wanted, depot.location_id, 5
        )
        rules = cls.env["aftersales.packing.item"]
        rules.create({"code": "used", "name": "Used", **company})
        asked = {
            "holder_id": cls.holder.id,
            "depot_id": depot.id,
            "line_ids": [(0, 0, {"product_id": cls.wanted.id})],
            **company,
        }
        cls.request, cls.packed = cls.env["aftersales.part.request"].create(
            [asked, {**asked, "delivery": "ship"}]
        )
        cls.packed.state = "approved"
        cls.packed.action_pack()
        cls.new_rule = rules.create({"code": "new", "name": "New", **company})
        cls.asked = asked

    def request_scene(self):
        parcel = self.packed.parcel_ids
        return {
            "aftersales.part.request": (
                self.request,
                {"note": "x"},
                self.asked,
            ),
            "aftersales.part.request.line": (
                self.request.line_ids,
                {"quantity": 2},
                {"request_id": self.request.id, "product_id": self.wanted.id},
            ),
            "aftersales.part.parcel": (
                parcel,
                {"carrier": "SF"},
                {"request_id": self.request.id, "picking_id": parcel.picking_id.id},
            ),
            "aftersales.part.parcel.item": (
                parcel.item_ids[:1],
                {"done": True},
                {"parcel_id": parcel.id, "item_id": self.new_rule.id},
            ),
            "aftersales.packing.item": (
                self.new_rule,
                {"name": "Other"},
                {"code": "newer", "name": "New", "company_id": self.company.id},
            ),
            "aftersales.part.issue": (
                self.env["aftersales.part.issue"]
                .with_user(self.keeper)
                .create(
                    {"request_id": self.packed.id, "depot_id": self.asked["depot_id"]}
                ),
                {"message": "x"},
                {"request_id": self.packed.id, "depot_id": self.asked["depot_id"]},
            ),
        }

    @classmethod
    def _make_provision(cls):
        cls.env["account.chart.template"].try_loading(
            "cn_large_bis", cls.company, install_demo=False
        )
        cls.company._set_up_parts()
        category = cls.company.aftersales_part_category_id
        rates = cls.env["aftersales.provision.rate"].create(
            [
                {
                    "category_id": category.id,
                    "percent": 1,
                    "valid_from": day,
                    "company_id": cls.company.id,
                }
                for day in ("2026-01-01", "2026-02-01")
            ]
        )
        cls.unused_rate = rates[1]
        cls.provision = cls.env["aftersales.warranty.provision"].create(
            {"date_from": "2026-02-01", "company_id": cls.company.id}
        )
        cls.env["aftersales.warranty.provision.line"].create(
            {
                "provision_id": cls.provision.id,
                "rate_id": rates[0].id,
                "percent": 1,
                "sales_month": "2026-02-01",
                "sales": 100,
                "amount": 1,
            }
        )

    @classmethod
    def _make_warranty(cls):
        company = {"company_id": cls.company.id}
        first, second, third = cls.env["aftersales.warranty.condition"].create(
            [{"code": code, "name": code, **company} for code in ("c1", "c2", "c3")]
        )
        component = cls.env["aftersales.component"].create(
            {"code": "c1", "name": "Burner", **company}
        )
        policy = cls.env["aftersales.warranty.policy"].create(
            {
                "code": "unused",
                "name": "Unused",
                "line_ids": [(0, 0, {"code": "w", "name": "Whole", "months": 1})],
                "remedy_ids": [
                    (0, 0, {"code": "r", "name": "Back", "entitlement": "refund"})
                ],
                **company,
            }
        )
        cls.condition, cls.unasked, cls.component = first, third, component
        cls.warranty = policy
        cls.promise = cls.env["aftersales.warranty.promise"].create(
            {"lot_id": cls.other_lot.id, "months": 1}
        )
        cls.finding = cls.env["aftersales.warranty.finding"].create(
            {"ticket_id": cls.ticket.id, "condition_id": second.id}
        )
        cls.verdict = cls.ticket.make_verdict()
        cls.override = (
            cls.env["aftersales.warranty.override"]
            .with_user(cls.manager)
            .create(
                {
                    "verdict_id": cls.verdict.id,
                    "entitlement": "goodwill",
                    "reason": "Loyal",
                }
            )
        )

    @classmethod
    def _make_other_roles(cls):
        for role in OTHER_ROLES:
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.customer.user_id = cls.sales
        cls.station = new_test_user(
            cls.env,
            "as_station",
            groups="aftersales_service.group_aftersales_station",
            company_id=cls.company.id,
        )
        cls.station.partner_id.parent_id = cls.customer

    def warranty_scene(self):
        company = {"company_id": self.company.id}
        new = {"code": "new", "name": "New"}
        part = {"policy_id": self.warranty.id, **new}
        promise = {"lot_id": self.other_lot.id, "months": 1}
        return {
            "aftersales.component": (self.component, {"name": "x"}, {**new, **company}),
            "aftersales.warranty.condition": (
                self.condition,
                {"name": "x"},
                {**new, **company},
            ),
            "aftersales.warranty.policy": (
                self.warranty,
                {"name": "x"},
                {**new, **company},
            ),
            "aftersales.warranty.policy.line": (
                self.warranty.line_ids,
                {"months": 2},
                {**part, "months": 1},
            ),
            "aftersales.warranty.policy.remedy": (
                self.warranty.remedy_ids,
                {"days": 7},
                {**part, "entitlement": "refund"},
            ),
            "aftersales.warranty.promise": (self.promise, {"months": 2}, promise),
            "aftersales.warranty.finding": (
                self.finding,
                {"note": "x"},
                {"ticket_id": self.ticket.id, "condition_id": self.unasked.id},
            ),
            "aftersales.warranty.verdict": (
                self.verdict,
                {"entitlement": "refund"},
                {"name": "x", "ticket_id": self.ticket.id},
            ),
            "aftersales.warranty.override": (
                self.override,
                {"reason": "x"},
                {
                    "verdict_id": self.verdict.id,
                    "entitlement": "goodwill",
                    "reason": "x",
                },
            ),
        }

    def part_scene(self):
        company = {"company_id": self.company.id}
        part = {"product_id": self.part.id}
        on_account = [("holder_id", "=", self.account.id)]
        return {
            "aftersales.part.holder": (
                self.depot,
                {"name": "x"},
                {"kind": "depot", "name": "New", **company},
            ),
            "aftersales.part.stock": (
                self.env["aftersales.part.stock"].search(on_account),
                {"quantity": 2},
                {"holder_id": self.account.id, **part},
            ),
            "aftersales.part.movement": (
                self.env["aftersales.part.movement"].search(on_account),
                {"quantity": 2},
                {"holder_id": self.account.id, **part},
            ),
            "aftersales.part.transfer": (
                self.transfer.sudo(),
                {"note": "x"},
                {"kind": "return", **company},
            ),
            "aftersales.part.transfer.line": (
                self.transfer.sudo().line_ids,
                {"quantity": 2},
                {"transfer_id": self.transfer.id, **part},
            ),
            "aftersales.part.count": (
                self.part_count.sudo(),
                {"due_date": "2026-04-01"},
                {"holder_id": self.depot.id},
            ),
            "aftersales.part.count.line": (
                self.found_part.sudo(),
                {"counted_qty": 2},
                {
                    "count_id": self.part_count.id,
                    "product_id": self.product.id,
                    "lot_id": self.lot.id,
                },
            ),
        }

    @classmethod
    def _make_costs(cls):
        """A cost that stands, and what costs go by that nobody uses."""
        company = {"company_id": cls.company.id}
        cls.cost = cls.env["aftersales.cost.line"].create(
            {
                "ticket_id": cls.ticket.id,
                "kind": "freight",
                "amount": 5,
                "date": NOW.date(),
                "bearer": "company",
            }
        )
        cls.bearer_rule = cls.env["aftersales.bearer.rule"].create(
            {"code": "x", "name": "x", "bearer": "branch", **company}
        )
        cls.rate = cls.env["aftersales.labour.rate"].create(
            {"valid_from": "2020-01-01", "amount": 1, **company}
        )
        cls.budget = cls.env["aftersales.budget"].create(
            {"month": "2026-03-01", "amount": 1, **company}
        )
        cls.env.flush_all()

    def cost_scene(self):
        company = {"company_id": self.company.id}
        env = self.env
        entry = {
            "ticket_id": self.ticket.id,
            "kind": "packing",
            "amount": 1,
            "reason": "x",
        }
        correction = {"line_ids": self.cost.ids, "bearer": "seller", "reason": "x"}
        return {
            "aftersales.cost.line": (
                self.cost,
                {"amount": 1},
                {
                    "ticket_id": self.ticket.id,
                    "kind": "packing",
                    "amount": 1,
                    "date": NOW.date(),
                    "bearer": "company",
                },
            ),
            "aftersales.cost.report": (
                env["aftersales.cost.report"].browse(self.cost.id),
                {"actual": 1},
                {"actual": 1},
            ),
            "aftersales.bearer.rule": (
                self.bearer_rule,
                {"name": "y"},
                {"code": "y", "name": "y", "bearer": "branch", **company},
            ),
            "aftersales.labour.rate": (
                self.rate,
                {"note": "y"},
                {"valid_from": "2020-02-01", "amount": 1, **company},
            ),
            "aftersales.budget": (
                self.budget,
                {"amount": 2},
                {"month": "2026-04-01", "amount": 1, **company},
            ),
            "aftersales.cost.entry": (
                env["aftersales.cost.entry"].with_user(self.manager).create(entry),
                {"amount": 2},
                entry,
            ),
            "aftersales.cost.correction": (
                env["aftersales.cost.correction"]
                .with_user(self.manager)
                .create(correction),
                {"share": 50},
                correction,
            ),
            "aftersales.cost.booking": (
                env["aftersales.cost.booking"].with_user(self.finance).create({}),
                {"month": "2026-04-01"},
                {"month": "2026-04-01"},
            ),
        }

    def provision_scene(self):
        provision, rate = self.provision, self.unused_rate
        system = {"provision_id": provision.id, "rate_id": rate.id}
        money = {"percent": 1, "sales_month": "2026-01-01", "sales": 1, "amount": 1}
        month = {"company_id": self.company.id, "date_from": "2026-01-01"}
        new_rate = {
            "category_id": rate.category_id.id,
            "percent": 2,
            "valid_from": "2026-03-01",
            "company_id": self.company.id,
        }
        return {
            "aftersales.provision.rate": (rate, {"note": "x"}, new_rate),
            "aftersales.warranty.provision": (provision, {"note": "x"}, month),
            "aftersales.warranty.provision.line": (
                provision.line_ids,
                {"amount": 2},
                {**system, **money},
            ),
        }

    def scene(self):
        """model → a record, values to write, values to create."""
        company = {"company_id": self.company.id}
        ticket, visit = self.ticket, self.visit
        product = {"lot_id": self.lot.id}
        return {
            "helpdesk.ticket": (
                ticket,
                {"priority": "2"},
                {"name": "x", "description": "x", **company},
            ),
            "aftersales.event": (
                ticket.event_ids[:1],
                {"note": "other"},
                {"ticket_id": ticket.id, "code": "responded", "at": NOW, **company},
            ),
            "aftersales.clock": (
                self.clock(ticket, self.t02),
                {"state": "met"},
                {
                    "ticket_id": ticket.id,
                    "policy_id": self.unused_policy.id,
                    "start_event_id": ticket.event_ids[:1].id,
                    "started_at": NOW,
                    "due_at": NOW,
                },
            ),
            "aftersales.visit": (
                visit,
                {"findings": "Seen"},
                {"ticket_id": ticket.id, "leader_id": self.engineer.id},
            ),
            "aftersales.visit.line": (
                visit.line_ids[:1],
                {"done": True},
                {"visit_id": visit.id, "item_id": self.unused_item.id},
            ),
            "aftersales.clock.policy": (
                self.unused_policy,
                {"name": "Other"},
                {
                    "code": "T-99",
                    "name": "x",
                    "stop_event": "decided",
                    "limit_value": 1,
                    **company,
                },
            ),
            "aftersales.report.item": (
                self.unused_item,
                {"name": "Other"},
                {"code": "new", "name": "New", **company},
            ),
            "aftersales.event.type": (
                self.unused_type,
                {"name": "Other"},
                {"code": "new", "name": "New"},
            ),
            "aftersales.service.record": (
                self.env["aftersales.service.record"].browse(visit.id),
                {"cause": "Other"},
                {"number": "1"},
            ),
            "aftersales.visit.take": (
                self.env["aftersales.visit.take"].create(
                    {"visit_id": visit.id, "name": "Ladder"}
                ),
                {"taken": True},
                {"visit_id": visit.id, "name": "Rope"},
            ),
            "aftersales.clock.pause": (
                self.pause,
                {"end_at": NOW},
                {
                    "clock_id": self.clock(ticket, self.t02).id,
                    "ticket_id": ticket.id,
                    "event_id": ticket.event_ids[:1].id,
                    "start_at": NOW,
                },
            ),
            "aftersales.ticket.document": (
                self.paper,
                {"note": "x"},
                {"ticket_id": ticket.id, "kind_id": self.unused_kind.id},
            ),
            "aftersales.fault": (
                self.unused_fault,
                {"name": "Other"},
                {"code": "new", "name": "New", **company},
            ),
            "aftersales.document.kind": (
                self.unused_kind,
                {"name": "Other"},
                {"code": "new", "name": "New", **company},
            ),
            "aftersales.pause.reason": (
                self.reason,
                {"name": "Other"},
                {"code": "new", "name": "New", **company},
            ),
            **self.warranty_scene(),
            **self.part_scene(),
            **self.request_scene(),
            **old_part_rights.scene(self),
            **self.cost_scene(),
            **self.provision_scene(),
            "aftersales.return": (
                self.return_,
                {"description": "x"},
                {"ticket_id": self.other_ticket.id},
            ),
            "aftersales.return.item": (
                self.item,
                {"came": "yes"},
                {"return_id": self.return_.id, "thing_id": self.unused_thing.id},
            ),
            "aftersales.return.thing": (
                self.unused_thing,
                {"name": "Other"},
                {"code": "new", "name": "New", **company},
            ),
            "aftersales.reading": (
                self.env["aftersales.reading"].create({**product, "hours": 5}),
                {"hours": 6},
                {**product, "hours": 7},
            ),
            "aftersales.repair": (
                self.plain_repair,
                {"note": "x"},
                {**product, "started_at": "2026-01-03", "ended_at": "2026-01-04"},
            ),
            "aftersales.lot.owner": (
                self.plain_owner,
                {"note": "x"},
                {**product, "date_from": "2026-01-02"},
            ),
            "aftersales.settings": (
                self.env["aftersales.settings"].with_user(self.manager).create({}),
                {"aftersales_repeat_days": 9},
                {"aftersales_repeat_days": 9},
            ),
            "aftersales.visit.return": (
                self.env["aftersales.visit.return"]
                .with_user(self.manager)
                .create({"visit_id": visit.id, "reason": "x"}),
                None,
                {"visit_id": visit.id, "reason": "x"},
            ),
            "aftersales.profile.load": (
                self.env["aftersales.profile.load"]
                .with_user(self.manager)
                .create({"profile": "furnace"}),
                None,
                {"profile": "furnace", **company},
            ),
            "aftersales.profile.load.line": (
                self.difference(),
                {"take": True},
                {"name": "x", "column": "y", "load_id": 1},
            ),
            "aftersales.profile.line": (
                self.env["aftersales.profile.line"].search(
                    [("company_id", "=", self.company.id)], limit=1
                ),
                {"shipped": {}},
                {"profile": "x", "name": "x", "model": "x", **company},
            ),
        }

    def difference(self):
        """A line of the manager's window: the checklist differs from the profile."""
        self.env["aftersales.report.item"].search(
            [("company_id", "=", self.company.id), ("code", "=", "cleaned")]
        ).required = True
        window = (
            self.env["aftersales.profile.load"]
            .with_user(self.manager)
            .create({"profile": "furnace"})
        )
        window.action_compare()
        return window.line_ids[:1]

    def may(self, act):
        """Whether an act works; what it did is undone."""
        savepoint = self.cr.savepoint()
        try:
            act()
            self.env.flush_all()
            return True
        except UserError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def powers(self, record, user, write, create):
        """Letters of what this user may do."""
        mine = record.with_user(user)
        acts = {
            "r": lambda: mine.read(["display_name"]),
            "c": lambda: mine.browse().create(dict(create)),
            "u": lambda: mine.unlink(),
        }
        if write:
            acts["w"] = lambda: mine.write(dict(write))
        return {letter for letter, act in acts.items() if self.may(act)}

    @mute_logger(
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.sql_db",
    )
    def test_inf5_matrix_of_roles_and_models(self):
        found = {}
        for model, (record, write, create) in self.scene().items():
            for role in ROLES:
                powers = self.powers(record, getattr(self, role), write, create)
                if model == "aftersales.visit.line":
                    powers.discard("u")
                if powers:
                    found.setdefault(model, {})[role] = powers
        expected = {
            model: {role: set(powers) for role, powers in roles.items()}
            for model, roles in MATRIX.items()
        }
        self.maxDiff = None
        self.assertEqual(found, expected)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_inf1_searching_finds_what_may_be_read(self):
        for model, (record, _write, _create) in self.scene().items():
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    found = self.visible(record.with_user(getattr(self, role)))
                    self.assertEqual(found, "r" in MATRIX[model].get(role, ""))

    def visible(self, record):
        try:
            return bool(record.search([("id", "=", record.id)]))
        except UserError:
            return False

    def test_inf1_technician_in_charge_sees_the_request_without_a_visit(self):
        ticket = self._create_ticket(accountable_id=self.other_engineer.id)
        mine = ticket.with_user(self.other_technician)
        self.assertTrue(mine.read())
        self.assertEqual(mine.event_ids.mapped("code"), ["registered"])
        self.assertTrue(mine.clock_ids)

    def test_inf1_colleague_of_the_customer_sees_the_request(self):
        colleague = self._make_portal_user("as_colleague", self.customer)
        self.assertTrue(self.ticket.with_user(colleague).read(["number"]))

    def test_inf1_clerk_of_two_companies_sees_only_those_switched_on(self):
        self.foreign_clerk.company_ids += self.company
        ticket = self.ticket.with_user(self.foreign_clerk)
        for companies, seen in ((self.company, True), (self.other_company, False)):
            with self.subTest(companies.name):
                switched = ticket.with_context(allowed_company_ids=companies.ids)
                self.assertEqual(self.visible(switched), seen)

    def test_inf1_clerk_of_two_companies_registers_for_the_other(self):
        self.clerk.company_ids += self.other_company
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.clerk)
            .with_context(allowed_company_ids=(self.company + self.other_company).ids)
            .create(
                {"name": "x", "description": "x", "company_id": self.other_company.id}
            )
        )
        self.assertEqual(ticket.event_ids.company_id, self.other_company)
        self.assertNotEqual(ticket.accountable_id, self.clerk_employee)

    def test_inf1_only_managers_see_where_a_signature_came_from(self):
        self.live(self.visit, "signed")
        self.assertIn("signed_from", self.visit.with_user(self.manager).read()[0])
        for user in (self.technician, self.clerk):
            with self.subTest(user.login):
                self.assertNotIn("signed_from", self.visit.with_user(user).read()[0])
                facts = self.visit.event_ids.with_user(user).read()
                self.assertNotIn("10.0.0.7", str(facts))

    def test_inf1_administrator_without_role_sees_no_visit(self):
        admin = new_test_user(
            self.env,
            "as_admin",
            groups="base.group_user,base.group_erp_manager",
            company_id=self.company.id,
        )
        self.assertFalse(self.visible(self.visit.with_user(admin)))

    def test_inf1_manager_sets_working_hours_of_no_other_company(self):
        there = self.other_company.resource_calendar_id.with_user(self.manager)
        here = self.company.resource_calendar_id.with_user(self.manager)
        self.assertTrue(self.may(lambda: here.write({"tz": "Asia/Urumqi"})))
        self.assertTrue(self.may(lambda: here.attendance_ids[0].write({"hour_to": 11})))
        for act in (
            lambda: there.write({"tz": "Asia/Urumqi"}),
            lambda: there.sudo().attendance_ids[0].with_user(self.manager).unlink(),
        ):
            self.assertFalse(self.may(act))

    def test_inf5_roles_see_what_their_work_needs(self):
        """A plain repair of a customer nobody sells to: not for store or purchasing."""
        self.customer.user_id = False
        ticket = self._create_ticket()
        visit = self._create_visit(ticket)
        records = (
            ticket,
            ticket.event_ids,
            ticket.clock_ids[:1],
            visit,
            visit.line_ids[:1],
            self.env["aftersales.service.record"].browse(visit.id),
        )
        for role in LOOKERS:
            all_seen = role not in ("keeper", "buyer", "sales")
            for record in records:
                with self.subTest(role=role, model=record._name):
                    seen = self.visible(record[:1].with_user(getattr(self, role)))
                    self.assertEqual(seen, all_seen)
        for code, roles in (
            ("dispatched", {"buyer"}),
            ("goods_received", {"keeper", "buyer"}),
        ):
            ticket._record(ticket._event_kind(code))
            for role in ("keeper", "buyer", "sales"):
                with self.subTest(code=code, role=role):
                    seen = self.visible(ticket.with_user(getattr(self, role)))
                    self.assertEqual(seen, role in roles)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_inf5_facts_are_recorded_by_those_whose_facts_they_are(self):
        for code, roles in (
            ("ticket_booked", {"buyer", "clerk", "manager"}),
            ("supplier_contacted", {"buyer", "clerk", "manager"}),
            ("parts_packed", {"keeper", "clerk", "manager"}),
            ("parts_shipped", {"keeper", "clerk", "manager"}),
            ("return_reported", {"quality", "clerk", "manager"}),
            ("payment_received", {"finance", "clerk", "manager"}),
            ("parts_approved", {"manager", "branch_manager", "general_manager"}),
            ("decided", {"manager", "branch_manager", "general_manager"}),
            ("responded", {"clerk", "manager"}),
            ("registered", set()),
            ("approved", set()),
        ):
            for role in ROLES:
                mine = self.ticket.with_user(getattr(self, role))
                with self.subTest(code=code, role=role):
                    done = self.may(lambda ticket=mine, c=code: ticket.record_event(c))
                    self.assertEqual(done, role in roles)

    def test_int6_decision_is_the_managers(self):
        """The window to record a fact offers a decision to no clerk."""
        windows = self.env["aftersales.event.record"]
        for role, offered in (
            ("clerk", False),
            ("technician", False),
            ("manager", True),
            ("branch_manager", True),
        ):
            window = windows.with_user(getattr(self, role)).new(
                {"ticket_id": self.ticket.id}
            )
            with self.subTest(role):
                codes = window.allowed_kind_ids.mapped("code")
                self.assertEqual("decided" in codes, offered)

    def test_inf5_role_of_a_kind_of_event_is_data(self):
        kind = self.env["aftersales.event.type"].create(
            {"code": "crane_hired", "name": "Crane hired", "recorder": "clerk"}
        )
        buyer = self.ticket.with_user(self.buyer)
        with self.refused(AccessError, "Crane hired"):
            buyer.record_event("crane_hired")
        kind.group_ids = self.env.ref("aftersales_service.group_aftersales_buyer")
        self.assertTrue(buyer.record_event("crane_hired"))
        with self.refused(ValidationError, "name one"):
            kind.write({"recorder": "role", "group_ids": False})
        with self.refused(ValidationError, "by hand"):
            kind.recorder = "system"

    def test_inf5_general_manager_is_a_branch_manager_too(self):
        group = "aftersales_service.group_aftersales_branch_manager"
        self.assertTrue(self.general_manager.has_group(group))
        for role in (*OTHER_ROLES, "station"):
            with self.subTest(role):
                user = getattr(self, role)
                self.assertFalse(
                    user.has_group("aftersales_service.group_aftersales_technician")
                )

    def test_inf5_station_user_never_becomes_a_colleague(self):
        """A station is another company: its people stay in the portal."""
        with self.assertRaises(ValidationError):
            self.station.group_ids += self.env.ref("base.group_user")

    def test_inf1_roles_of_another_company_see_nothing(self):
        for role in (*OTHER_ROLES, "manager"):
            user = getattr(self, role).copy(
                {
                    "login": f"foreign_{role}",
                    "company_ids": [(6, 0, self.other_company.ids)],
                    "company_id": self.other_company.id,
                }
            )
            for model, (record, _write, _create) in self.scene().items():
                if "company_id" in record._fields:
                    with self.subTest(role=role, model=model):
                        self.assertFalse(self.visible(record.with_user(user)))

    def test_inf1_switching_the_company_leaks_nothing(self):
        """Allowed in both companies, switched to one: the other's records stay away."""
        for role in (*OTHER_ROLES, "manager", "clerk"):
            user = getattr(self, role)
            user.company_ids += self.other_company
            for model, (record, _write, _create) in self.scene().items():
                if "company_id" not in record._fields or record._transient:
                    continue
                away = record.with_user(user).with_context(
                    allowed_company_ids=self.other_company.ids
                )
                with self.subTest(role=role, model=model):
                    self.assertFalse(self.visible(away))
