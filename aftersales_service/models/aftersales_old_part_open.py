from odoo import api, fields, models

from ..rules import old_part as rules
from ..rules import part as part_rules


class AftersalesOldPart(models.Model):
    """How an old part comes to be owed, and how it ceases to be (PRT-6).

    As the system: signatures and shipments open these rows.
    """

    _inherit = "aftersales.old.part"

    @api.model
    def _open_for(self, uses):
        """One old part for each part that was given and whose old one is wanted.

        A report that was returned and is signed again finds its tags again: they hang
        on the parts already.

        :param uses: ``aftersales.part.use`` that were just booked
        :return: the old parts
        """
        known = self._voided_before(uses)
        opened, vals_list = self.browse(), []
        for company, ours in uses.grouped("company_id").items():
            settings = ours.product_id._old_part_settings(company)
            sequence = self.env["ir.sequence"].with_company(company)
            for use in ours:
                policy, hazard = settings[use.product_id.id]
                if policy == rules.NONE:
                    continue
                vals = {
                    **use._prepare_old_part_vals(),
                    "wanted": policy,
                    "hazard": hazard,
                }
                old = known.get(use.visit_part_id.id)
                if old and old.quantity == use.quantity:
                    old._revive(use)
                    opened |= old
                else:
                    vals["name"] = sequence.next_by_code("aftersales.old.part")
                    vals_list.append(vals)
        return opened | self.create(vals_list)

    @api.model
    def _voided_before(self, uses):
        """Dict of line of a report → its old part of before it was returned."""
        lines = uses.visit_part_id
        if not lines:
            return {}
        found = self.search(
            [
                ("part_line_id.visit_part_id", "in", lines.ids),
                ("part_line_id.state", "=", "void"),
            ]
        )
        return {
            old.part_line_id.visit_part_id.id: old
            for old in found
            if old.product_id == old.part_line_id.visit_part_id.product_id
        }

    def _revive(self, use):
        """The same tag, owed since the same day, is for a part that was booked anew."""
        self.ensure_one()
        vals = {"part_line_id": use.id}
        if self.state == rules.VOID:
            vals |= {"state": rules.DUE, "voided_at": False}
        self.write(vals)
        self._follow_quantities()
        self.message_post(
            body=self.env._(
                "The report was signed again: this tag is for %(use)s now.",
                use=self.part_line_id.name,
            )
        )

    def _void(self, reason):
        """Nobody owes it any more; what came in stays here.

        :param reason: sentence for the record
        """
        owed = self.filtered(lambda old: old.state in (*rules.OWED, rules.WAIVED))
        owed.write({"state": rules.VOID, "voided_at": fields.Datetime.now()})
        owed.waiver_ids.filtered(lambda one: one.state == "asked")._withdraw()
        owed._settle_charges()
        owed._close_reminders()
        for old in self:
            old.message_post(body=reason)

    def _follow_quantities(self):
        """State and reminders after something came in, was waived or was put right."""
        for old in self:
            state = rules.state_after(
                old.state,
                old._is_late(),
                old.outstanding_quantity,
                old.received_quantity,
            )
            if state != old.state:
                old.state = state
        self._settle_charges()
        self.filtered(lambda old: old.state not in rules.OWED)._close_reminders()


class AftersalesPartUse(models.Model):
    """Each part that was given owes its old one (PRT-2, PRT-3)."""

    _inherit = "aftersales.part.use"

    def _after_open(self):
        result = super()._after_open()
        self.env["aftersales.old.part"]._open_for(self)
        return result

    def _after_void(self):
        result = super()._after_void()
        self.old_part_ids._void(
            self.env._("The report was returned; nothing is owed until it is signed.")
        )
        return result

    def _after_reverse(self):
        result = super()._after_reverse()
        self.old_part_ids._void(self.env._("The write-off was taken back."))
        return result

    def _prepare_old_part_vals(self):
        self.ensure_one()
        posted = self.purpose == part_rules.POST_TO_CUSTOMER
        # the old one came out when the work was finished
        out = self.visit_id.finished_at or fields.Datetime.now()
        return {
            "part_line_id": self.id,
            "quantity": self.quantity,
            "due_date": self.company_id._old_part_due(out, posted),
        }
