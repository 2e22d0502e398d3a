"""What requests cost: expense claims and decisions of the people of the story."""

from odoo import Command

#: What a kilometre of the way there and back costs, by how one goes
PER_KM = {"铁路": 0.92, "公务车": 1.36}
TICKETS = {"铁路": "往返高铁票", "公务车": "过路费与燃油费"}


class CostSteps:
    """Steps of ``_Story`` with the claims and the costs of a request (CST-1 … 5)."""

    def _claims(self, state):
        visits = self.tickets[self.step.request].visit_ids
        claims = self.env["hr.expense"].search(
            [("aftersales_visit_id", "in", visits.ids), ("state", "=", state)]
        )
        return self._as(claims)

    def _do_claimed(self):
        """Who led the visit claims what was spent on it.

        ``what``: for what, amount and place of the bill; nothing: the way there and
        back. The text explains a bill from somewhere else.
        """
        visit = self.visit.sudo()
        if self.company != self.demo._demo("company") or not visit.finished_at:
            return
        name, amount, place = self._bill(visit)
        claim = self._as(self.env["hr.expense"]).create(
            {
                "name": f"{name} {visit.name}",
                "employee_id": visit.leader_id.id,
                "product_id": self.demo._trip().id,
                "total_amount_currency": amount,
                "company_id": self.company.id,
                "date": self.company._service_date(visit.finished_at),
                "aftersales_visit_id": visit.id,
                "aftersales_place": place,
                "aftersales_explanation": self.step.text,
                "tax_ids": [Command.clear()],
            }
        )
        claim.action_submit()

    def _bill(self, visit):
        city = visit.partner_id.commercial_partner_id.city
        if self.step.what:
            name, amount, place = self.step.what.split("|")
            return name, float(amount), place or city
        ride = self.request["ride"].split("|")[0]
        way = int(self.request["distance"]) * 2
        return TICKETS[ride], round(way * PER_KM[ride]), city

    def _do_claim_agreed(self):
        claims = self._claims("submitted")
        if claims:
            claims.action_approve()

    def _do_claim_questioned(self):
        self._claims("submitted")._ask_proof(self.step.text)

    def _do_claim_posted(self):
        """An accountant posts what was agreed."""
        for claim in self._claims("approved"):
            # whoever it is, the story knows accountants by their work only
            claim.sudo()._post_without_wizard()

    def _do_blamed(self):
        """A manager names the supplier at fault of the part that caused it."""
        uses = self.env["aftersales.part.use"].search(
            [
                ("visit_id", "in", self.visit.ids),
                ("is_main_cause", "=", True),
            ]
        )
        supplier = self.env["res.partner"].search(
            [("name", "=", self.step.what), ("company_id", "=", self.company.id)]
        )
        self._as(uses).write({"supplier_id": supplier.id})
        self.ticket.sudo().message_post(
            body=self.step.text,
            author_id=self._user().partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def _do_cost_entered(self):
        """A bill that no document of the suite tells: kind, number and amount."""
        kind, number, amount = self.step.what.split("|")
        self._as(self.env["aftersales.cost.entry"]).create(
            {
                "ticket_id": self.tickets[self.step.request].id,
                "kind": kind,
                "reference": number,
                "amount": float(amount),
                "reason": self.step.text,
            }
        ).action_enter()

    def _do_cost_decided(self):
        """``what``: kind of cost, who bears it, which part, who bears the rest."""
        kind, bearer, share, other = self.step.what.split("|")
        costs = self.env["aftersales.cost.line"].search(
            [
                ("ticket_id", "=", self.tickets[self.step.request].id),
                ("kind", "=", kind),
                ("is_in_force", "=", True),
            ]
        )
        self._as(self.env["aftersales.cost.correction"]).create(
            {
                "line_ids": [Command.set(costs.ids)],
                "bearer": bearer,
                "share": float(share or 100),
                "other_bearer": other,
                "reason": self.step.text,
            }
        ).action_correct()
