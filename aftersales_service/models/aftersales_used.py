from odoo import api, models
from odoo.exceptions import UserError

#: Model of settings → the records that name one of them
USES = {
    "helpdesk.ticket.type": [("helpdesk.ticket", "type_id")],
    "aftersales.clock.policy": [("aftersales.clock", "policy_id")],
    "aftersales.document.kind": [("aftersales.ticket.document", "kind_id")],
    "aftersales.fault": [
        ("helpdesk.ticket", "fault_id"),
        ("aftersales.fault", "parent_id"),
    ],
    "aftersales.component": [
        ("helpdesk.ticket", "component_id"),
        ("aftersales.warranty.policy.line", "component_id"),
        ("aftersales.warranty.policy.remedy", "component_ids"),
        ("aftersales.component", "parent_id"),
    ],
    "aftersales.warranty.condition": [
        ("aftersales.warranty.finding", "condition_id"),
        ("aftersales.warranty.policy", "exclusion_ids"),
        ("aftersales.warranty.policy.remedy", "condition_ids"),
    ],
    "aftersales.warranty.policy": [
        ("aftersales.warranty.verdict", "policy_id"),
        ("aftersales.warranty.policy", "parent_id"),
    ],
    "aftersales.pause.reason": [("aftersales.event", "reason_id")],
    "aftersales.return.thing": [("aftersales.return.item", "thing_id")],
    "aftersales.packing.item": [("aftersales.part.parcel.item", "item_id")],
    "aftersales.bearer.rule": [("aftersales.cost.line", "rule_id")],
    "aftersales.report.item": [("aftersales.visit.line", "item_id")],
    "aftersales.claim.reason": [
        ("aftersales.supplier.claim.line", "reason_id"),
        ("aftersales.supplier.agreement", "reason_ids"),
    ],
}


class AftersalesUsed(models.AbstractModel):
    """Settings that records name: archived when they go out of use, never deleted.

    Else the records would lose what they say, and open clocks what they go by.
    """

    _name = "aftersales.used"
    _description = "Setting in Use"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._with_codes(vals_list))

    @api.model
    def _with_codes(self, vals_list):
        """Several that are made at once without codes get a number each."""
        if not self._fields["code"].default:
            return vals_list
        company, taken, found = self.env.company.id, {}, []
        for vals in vals_list:
            own = vals.get("company_id") or company
            if "code" not in vals and own:
                number = taken.get(own) or self._next_number(own)
                taken[own] = number + 1
                vals = {**vals, "code": f"{number:03d}"}
            found.append(vals)
        return found

    @api.model
    def _default_code(self):
        """The next number of the company, for who doesn't care about codes."""
        return f"{self._next_number(self.env.company.id):03d}"

    @api.model
    def _next_number(self, company):
        # numbers of others count as well, seen or not
        found = self.sudo().with_context(active_test=False)
        found = found.search_fetch([("company_id", "=", company)], ["code"])
        numbers = [int(c) for c in found.mapped("code") if c and c.isdecimal()]
        return max(numbers, default=0) + 1

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for model, field in USES[self._name]:
            # used is used, whoever may see the records
            users = self.env[model].sudo().with_context(active_test=False)
            # what is deleted together with the rest uses nothing any more
            gone = self.ids if model == self._name else []
            domain = [(field, "in", self.ids), ("id", "not in", gone)]
            for user in users.search(domain, limit=1):
                raise UserError(
                    self.env._(
                        "“%(setting)s” is used by “%(record)s” and can't be deleted. "
                        "Archive it instead.",
                        setting=user[field].display_name,
                        record=user.display_name,
                    )
                )
