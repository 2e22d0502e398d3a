from odoo import api, models

from ..rules import choice
from ..rules.warranty_facts import Policy


class AftersalesWarrantyPolicy(models.Model):
    """Policies as the rules know them, all of a company at once."""

    _inherit = "aftersales.warranty.policy"

    @api.model
    def _scopes(self, companies):
        """Dict of company id → ``rules.choice.Scope`` of every policy in use.

        As superuser: everybody's request is judged by the same policies.
        """
        policies = self.sudo().search([("company_id", "in", companies.ids)])
        (policies | policies.parent_id)._prefetch_rules()
        found = {company.id: [] for company in companies}
        for policy in policies:
            found[policy.company_id.id].append(policy._scope())
        return found

    def _prefetch_rules(self):
        """Read all rows of these policies with one query each."""
        self.line_ids.mapped("code")
        self.remedy_ids.mapped("code")

    def _scope(self):
        """This policy with those it is for; what it doesn't say, its base says."""
        self.ensure_one()
        base = self.parent_id
        rule = self._rule()
        return choice.Scope(
            policy=choice.merged(base._rule(), rule) if base else rule,
            version=self.version,
            sequence=self.sequence,
            roll_over=self.roll_over,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            customer_type=self.customer_type or base.customer_type or "",
            states=frozenset(self.state_ids.ids or base.state_ids.ids),
            partners=frozenset(self.partner_ids.ids or base.partner_ids.ids),
            categories=frozenset(self.category_ids.ids or base.category_ids.ids),
            products=frozenset(self.product_ids.ids or base.product_ids.ids),
        )

    def _rule(self):
        """The policy alone, without its base."""
        self.ensure_one()
        return Policy(
            id=self.id,
            lines=tuple(line._rule() for line in self.line_ids),
            remedies=tuple(remedy._rule() for remedy in self.remedy_ids),
            start=self._start(),
            mandatory=self.is_mandatory,
            papers=tuple(self.document_kind_ids.mapped("code")),
            exclusions={
                condition.code: condition.article or ""
                for condition in self.exclusion_ids
            },
            pause_for_repair=self.pause_for_repair,
        )
