"""Old parts: who sees and does what, and what nobody forges (PRT-6, INF-1, INF-5)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .old_part_common import PHOTO, OldPartCommon

#: Field of an old part that follows from steps → a forged value
FORGED = {
    "state": "received",
    "quantity": 0.5,
    "received_quantity": 1,
    "waived_quantity": 1,
    "outstanding_quantity": 0,
    "due_date": "2030-01-01",
    "opened_at": "2020-01-01 00:00:00",
    "received_at": "2026-03-02 00:00:00",
    "waived_at": "2026-03-02 00:00:00",
    "voided_at": "2026-03-02 00:00:00",
    "wanted": "photo",
    "hazard": False,
    "fate": "scrap",
    "part_line_id": 1,
    "holder_id": 1,
    "company_id": 1,
    "serial_removed": "X",
    "name": "OP",
    "reminded": 9,
    "receipt_ids": [Command.clear()],
    "waiver_ids": [Command.create({"reason": "x", "state": "granted"})],
    "charge_ids": [Command.clear()],
}
LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestOldPartRights(OldPartCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_manager, _employee = cls._make_user(
            "foreign_manager", "manager", cls.other_company
        )
        cls.foreign_keeper, _employee = cls._make_user(
            "foreign_keeper", "keeper", cls.other_company
        )

    def visible(self, user, record):
        self.env.invalidate_all()
        with mute_logger(*LOGGERS):
            try:
                return bool(record.with_user(user).search([("id", "in", record.ids)]))
            except AccessError:
                return False

    def test_inf5_technicians_see_what_they_owe(self):
        old = self.owe()
        box = self.env["aftersales.old.part.box"].create(
            {
                "holder_id": self.mine.id,
                "line_ids": [Command.create({"old_part_id": old.id})],
            }
        )
        self.company.aftersales_old_part_charge = True
        waiver = self.ask(old)
        self.sweep(46)
        records = (old, box, box.line_ids, waiver, old.charge_ids)
        age = self.env["aftersales.old.part.age"].browse(old.id)
        receipt = self.receive(old)
        for record in (*records, receipt):
            with self.subTest(record._name):
                for user, expected in (
                    (self.technician, True),
                    (self.other_technician, False),
                    (self.clerk, True),
                    (self.keeper, True),
                    (self.buyer, True),
                    (self.quality, True),
                    (self.finance, True),
                    (self.general_manager, True),
                    (self.hr, False),
                    (self.sales, False),
                    (self.nobody, False),
                    (self.owner, False),
                    (self.foreign_manager, False),
                    (self.foreign_keeper, False),
                ):
                    self.assertIs(self.visible(user, record), expected, user.login)
        other = self.owe()
        age = age.browse(other.id)
        for user, expected in (
            (self.technician, True),
            (self.other_technician, False),
            (self.hr, False),
            (self.foreign_manager, False),
        ):
            self.assertIs(self.visible(user, age), expected, user.login)

    def test_inf5_disposals_are_the_companys(self):
        batch = self.new_batch()
        for user, expected in (
            (self.keeper, True),
            (self.manager, True),
            (self.finance, True),
            (self.technician, False),
            (self.hr, False),
            (self.foreign_keeper, False),
        ):
            self.assertIs(self.visible(user, batch), expected, user.login)

    def test_prt6_nobody_forges_an_old_part(self):
        old = self.owe()
        before = old.read(list(FORGED))
        for user in (self.technician, self.keeper, self.manager):
            for name, value in FORGED.items():
                with self.subTest(user.login, field=name):
                    with self.assertRaises(UserError):
                        self.call(user, "write", old, {name: value})
        for user in (self.technician, self.keeper, self.manager, self.clerk):
            with self.assertRaises(UserError):
                self.call(user, "create", old, {"part_line_id": old.part_line_id.id})
            with self.assertRaises(UserError):
                self.call(user, "unlink", old)
        self.assertEqual(old.read(list(FORGED)), before)

    def test_prt6_nobody_forges_a_receipt(self):
        old = self.owe(2)
        receipt = self.receive(old, quantity=1)
        row = {
            "old_part_id": old.id,
            "quantity": 1,
            "condition": "good",
            "counts": True,
        }
        for user in (self.technician, self.keeper, self.manager):
            with self.subTest(user.login):
                for method, args in (
                    ("create", [row]),
                    ("write", [{"quantity": 2}]),
                    ("unlink", []),
                ):
                    with self.assertRaises(UserError):
                        self.call(user, method, receipt, *args)
        with self.refused(UserError, "stays as it is"):
            receipt.with_user(self.keeper).sudo(False)._refuse()

    def test_prt6_steps_are_refused_to_other_roles(self):
        old = self.owe()
        self.sweep(16)
        box = self.env["aftersales.old.part.box"].create(
            {
                "holder_id": self.mine.id,
                "line_ids": [Command.create({"old_part_id": old.id})],
            }
        )
        box.with_user(self.technician).action_send()
        waiver = self.ask(old, user=self.keeper)
        old.with_user(self.keeper).action_propose_charge()
        batch = self.new_batch()
        steps = {
            "receive": (old, "action_receive", {"keeper", "manager"}),
            "charge": (old, "action_propose_charge", {"keeper", "manager"}),
            "unpack": (box, "action_receive", {"keeper", "manager"}),
            "grant": (waiver, "action_grant", {"manager"}),
            "refuse": (waiver, "action_refuse", {"manager"}),
            "withdraw": (waiver, "action_withdraw", {"keeper"}),
            "confirm": (old.charge_ids, "action_confirm", {"manager"}),
            "collect": (batch, "action_collect", {"keeper"}),
            "submit": (batch, "action_submit", {"keeper"}),
            "approve": (batch, "action_approve", {"manager"}),
            "done": (batch, "action_done", {"keeper"}),
        }
        users = (
            "technician",
            "clerk",
            "keeper",
            "manager",
            "quality",
            "finance",
            "buyer",
            "hr",
            "sales",
            "general_manager",
        )
        outside = (self.owner, self.nobody, self.foreign_manager, self.foreign_keeper)
        for step, (record, method, roles) in steps.items():
            for name in users:
                if name in roles:
                    continue
                with self.subTest(step, user=name), self.assertRaises(AccessError):
                    self.call(getattr(self, name), method, record)
            for user in outside:
                with self.subTest(step, user=user.login):
                    with self.assertRaises(AccessError):
                        self.call(user, method, record)
        self.assertEqual(
            (old.state, waiver.state, box.state, batch.state),
            ("overdue", "asked", "sent", "draft"),
        )

    def test_prt6_technicians_ask_and_pack_for_themselves(self):
        old = self.owe()
        for user in (self.other_technician, self.foreign_manager, self.hr):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ask(old, user=user)
        with self.refused(AccessError, "isn't yours|not allowed|access"):
            self.env["aftersales.old.part.box"].with_user(self.other_technician).create(
                {"holder_id": self.mine.id}
            )

    def test_prt2_nobody_brings_a_decision_along(self):
        old = self.owe()
        asked = {"old_part_id": old.id, "reason": "x"}
        waivers = self.env["aftersales.old.part.waiver"]
        for forged in (
            {"state": "granted"},
            {"asked_by_id": self.keeper.id},
            {"decided_by_id": self.manager.id},
            {"decided_at": "2026-03-02 00:00:00"},
            {"asked_at": "2026-01-01 00:00:00"},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(**forged), self.assertRaises(UserError):
                self.call(self.technician, "create", waivers, {**asked, **forged})
        context = {"default_state": "granted", "default_asked_by_id": self.keeper.id}
        id_ = self.call(self.technician, "create", waivers, asked, context=context)
        waiver = waivers.browse(id_)
        self.assertEqual((waiver.state, waiver.asked_by_id), ("asked", self.technician))
        for user in (self.technician, self.keeper, self.manager):
            for values in (
                {"state": "granted"},
                {"reason": "Other"},
                {"quantity": 9},
                {"asked_by_id": self.keeper.id},
                {"photo": PHOTO},
            ):
                with self.subTest(user.login, **values):
                    with self.assertRaises(UserError):
                        self.call(user, "write", waiver, values)
        with self.assertRaises(UserError):
            self.call(self.technician, "write", waiver, {"decision_note": "Fine"})

    def test_prt6_nobody_forges_a_charge(self):
        self.company.aftersales_old_part_charge = True
        old = self.owe()
        self.sweep(46)
        charge = old.charge_ids
        for user in (self.technician, self.keeper, self.manager, self.finance):
            for values in (
                {"state": "confirmed"},
                {"amount": 1},
                {"decided_by_id": self.manager.id},
                {"proposed_by_id": self.clerk.id},
            ):
                with self.subTest(user.login, **values):
                    with self.assertRaises(UserError):
                        self.call(user, "write", charge, values)
            row = {
                "old_part_id": old.id,
                "kind": "employee",
                "amount": 5,
                "date": "2026-03-02",
            }
            with self.assertRaises(UserError):
                self.call(user, "create", charge, row)
            with self.assertRaises(UserError):
                self.call(user, "unlink", charge)
        self.assertEqual((charge.state, charge.amount), ("proposed", 40))

    def test_prt6_nobody_forges_a_box_or_a_batch(self):
        old = self.owe()
        boxes = self.env["aftersales.old.part.box"]
        for forged in ({"state": "received"}, {"sent_by_id": 1}, {"name": "OB"}):
            with self.subTest(**forged), self.assertRaises(UserError):
                values = {"holder_id": self.mine.id, **forged}
                self.call(self.technician, "create", boxes, values)
        id_ = self.call(self.technician, "create", boxes, {"holder_id": self.mine.id})
        box = boxes.browse(id_)
        line = {"box_id": id_, "old_part_id": old.id}
        lines = self.env["aftersales.old.part.box.line"]
        for forged in (
            {"arrived_quantity": 1},
            {"box_state": "received"},
            {"missing_quantity": 0},
        ):
            with self.subTest(**forged), self.assertRaises(UserError):
                self.call(self.technician, "create", lines, {**line, **forged})
        for values in (
            {"state": "sent"},
            {"packaging_state": "good"},
            {"received_by_id": self.technician.id},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                self.call(self.technician, "write", box, values)
        batches = self.env["aftersales.old.part.disposal"]
        for forged in (
            {"state": "approved"},
            {"approved_by_id": self.manager.id},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(**forged), self.assertRaises(UserError):
                self.call(self.keeper, "create", batches, forged)
        batch = batches.browse(self.call(self.keeper, "create", batches, {}))
        for values in ({"state": "approved"}, {"submitted_by_id": self.clerk.id}):
            with self.subTest(**values), self.assertRaises(UserError):
                self.call(self.keeper, "write", batch, values)

    def test_prt6_the_scan_is_no_way_past_the_role(self):
        old = self.owe()
        scans = self.env["aftersales.old.part.scan"]
        values = {"line_ids": [Command.create({"old_part_id": old.id})]}
        for user in (
            self.technician,
            self.clerk,
            self.quality,
            self.nobody,
            self.foreign_keeper,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                id_ = self.call(user, "create", scans, values)
                self.call(user, "action_receive", scans.browse(id_))
        self.assertEqual(old.state, "due")

    def test_prt6_settings_are_the_managers(self):
        settings = self.env["aftersales.settings"]
        self.call(self.manager, "create", settings, {"aftersales_old_part_days": 20})
        self.assertEqual(self.company.aftersales_old_part_days, 20)
        with self.assertRaises(AccessError):
            self.call(self.keeper, "create", settings, {"aftersales_old_part_days": 9})

    def test_inf5_reasons_are_the_managers(self):
        reason = self.env.ref("aftersales_service.old_part_deduction_no_tag")
        self.call(self.manager, "write", reason, {"sequence": 5})
        for user in (self.keeper, self.technician, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.call(user, "write", reason, {"sequence": 6})
        self.receive(self.owe(), condition="no_tag")
        with self.refused(UserError, "Archive it instead"):
            reason.with_user(self.manager).unlink()
