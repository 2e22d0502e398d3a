"""Returns and exchanges as the people of the story live through them (RET-1 … 4)."""

from odoo import Command


class ReturnSteps:
    """Steps of ``_Story`` with the buttons of the return."""

    @property
    def goods(self):
        """The return of this request."""
        return self._as(self.tickets[self.step.request].return_ids)

    def _do_return_goods(self):
        """What the customer wants: ``what`` product, quantity and demand; and why."""
        product, quantity, demand = self.step.what.split("|")
        values = {"demand": demand, "description": self.step.text}
        if product:
            values |= {
                "product_id": self._part(product).id,
                "quantity": float(quantity),
            }
        self.goods.write(values)

    def _do_return_accepted(self):
        self.goods.review_note = self.step.text
        self.goods.action_accept()

    def _do_return_picked_up(self):
        carrier, number = self.step.what.split("|")
        self.goods.write({"carrier": carrier, "tracking_number": number})
        self.goods.action_pick_up()

    def _do_return_received(self):
        """All came; ``what``: codes of the things that didn't."""
        missing = self.step.what.split("+")
        self.goods.write(
            {
                "item_ids": [
                    Command.update(
                        item.id,
                        {"came": "no" if item.thing_id.code in missing else "yes"},
                    )
                    for item in self.goods.item_ids
                ]
            }
        )
        self.goods.action_receive()

    def _do_return_inspected(self):
        self.goods.write({"finding": self.step.what, "test_report": self.step.text})
        self.goods.action_inspect()

    def _do_return_reported(self):
        self.goods.write(
            {"responsibility": self.step.what, "report_text": self.step.text}
        )
        self.goods.action_report()

    def _do_return_decided(self):
        self.goods.write(
            {"decision": self.step.what, "decision_reason": self.step.text}
        )
        self.goods.action_decide()

    def _do_return_approved(self):
        """The general manager approves in the window that asks for a comment."""
        window = self.goods.validate_tier()
        wizards = self._as(self.env["comment.wizard"])
        wizards.with_context(**window["context"]).create(
            {"comment": self.step.text}
        ).add_comment()

    def _do_return_exchanged(self):
        """``what``: the serial number that is sent instead."""
        self.goods.new_lot_id = self._of_company("stock.lot", name=self.step.what)
        self.goods.action_ship()

    def _do_return_sent_back(self):
        self.goods.action_send_back()

    def _do_return_told(self):
        self.goods.write({"told_how": "phone", "told_note": self.step.text})
        self.goods.action_tell_customer()
