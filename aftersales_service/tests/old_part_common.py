"""Old parts that are owed: by two technicians and a station."""

from odoo import fields
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .part_common import PartCommon

#: A picture of one pixel
PHOTO = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


class OldPartCommon(PartCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_manager, _employee = cls._make_user("other_manager", "manager")
        cls.give(cls.depot, cls.mine, cls.part, 8)
        cls.give(cls.depot, cls.station, cls.part, 2)
        cls.give(cls.depot, cls.mine, cls.module, 1, cls.modules[0])

    def owe(self, quantity=1, holder=None, until="signed", **values):
        """An old part that is owed for a contactor which was installed."""
        line = {"product_id": self.part.id, "quantity": quantity, **values}
        if holder:
            line["holder_id"] = holder.id
        return self.uses(self.visit_with(line, until=until)).old_part_ids

    def owe_module(self, serial="CM-0", until="signed"):
        line = {
            "product_id": self.module.id,
            "lot_id": self.modules[0].id,
            "serial_removed": serial,
        }
        return self.uses(self.visit_with(line, until=until)).old_part_ids

    def receive(self, old, user=None, box=None, **row):
        mine = old.with_user(user or self.keeper)
        receipts = mine._receive({one: row for one in mine}, box=box)
        self.env.invalidate_all()
        return receipts.with_env(self.env)

    def ask(self, old, kind="waive", user=None, **values):
        """A request of who owes it."""
        waivers = self.env["aftersales.old.part.waiver"].with_user(
            user or self.technician
        )
        made = waivers.create(
            {
                "old_part_id": old.id,
                "kind": kind,
                "reason": "Fell into the furnace",
                **values,
            }
        )
        return made.with_env(self.env)

    def moment(self):
        """The moment at which the clock of the tests stands."""
        return fields.Datetime.now()

    def told(self, record, text):
        """Who got a message about a record that says this."""
        messages = self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "in", record.ids)]
        )
        return messages.filtered(lambda one: text in (one.body or "")).partner_ids

    def new_batch(self):
        """A disposal that a keeper has begun."""
        batches = self.env["aftersales.old.part.disposal"]
        return batches.with_user(self.keeper).create({})

    def sweep(self, days=0, **kwargs):
        """Chase so many days after the moment of all tests; ids of ours."""
        self.move(days * 24 * 60)
        found = self.env["aftersales.old.part"].sweep(**kwargs)
        self.env.invalidate_all()
        return found

    def call(self, user, method, record, *args, **kwargs):
        """What somebody does from outside."""
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[record._name]
        ids = [] if method == "create" else [record.ids]
        with self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            result = call_kw(target, method, [*ids, *args], kwargs)
            self.env.flush_all()
        self.env.invalidate_all()
        return result
