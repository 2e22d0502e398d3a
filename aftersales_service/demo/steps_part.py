"""Spare parts as the people of the story handle them after a visit (PRT-2)."""

from dataclasses import replace
from datetime import timedelta

#: What was archived in the last days still waits for its old part and its write-off
UNSETTLED = timedelta(days=12)
#: Requests whose old parts are still owed, however long ago it was
OWING = {"shell_hot", "door_own"}


class PartSteps:
    """What follows from a report whose parts came from an account."""

    def _take_from(self, parts):
        """The office notes which parts lay on a station's account.

        :param parts: columns of the parts in the table ``reports``; the fourth, where
            there is one, names the account
        """
        for name, _quantity, _reason, *accounts in parts:
            if not accounts:
                continue
            lines = self.visit.sudo().part_ids.filtered(
                lambda line, name=name: line.name == name
            )
            lines.holder_id = self.demo._account(accounts[0])

    def _settle_parts(self):
        """The keeper takes the old parts in and writes the new ones off."""
        uses = self.env["aftersales.part.use"].search(
            [("visit_id", "in", self.visit.ids), ("state", "=", "open")]
        )
        recent = self.now - self.step.at < UNSETTLED
        if not uses or recent or self.step.request in OWING:
            return
        step, self.step = self.step, replace(self.step, who="keeper")
        olds = self._as(uses.old_part_ids)
        olds._receive({old: {"serial": old.serial_removed} for old in olds})
        self._as(uses).action_post()
        self.step = step
