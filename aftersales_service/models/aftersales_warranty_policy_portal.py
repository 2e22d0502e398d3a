from odoo import models


class AftersalesWarrantyPolicy(models.Model):
    """A policy as customers read it: its own rows, and those of its base."""

    _inherit = "aftersales.warranty.policy"

    def _row_of(self, name):
        """Code → the row that holds; a base's row with the same code gives way.

        :param name: ``line_ids`` or ``remedy_ids``
        """
        rows = (*self.parent_id[name], *self[name])
        return {row.code: row for row in rows}

    def _told_exclusions(self):
        """Names of what frees us of the warranty, once it is proven."""
        both = self | self.parent_id
        return both.exclusion_ids.sorted(lambda c: (c.sequence, c.id)).mapped("name")

    def _told_basis(self):
        """The law or contract that it follows, and that of its base."""
        basis = (self.legal_basis, self.parent_id.legal_basis)
        return list(dict.fromkeys(filter(None, basis)))


class AftersalesWarrantyPolicyLine(models.Model):
    _inherit = "aftersales.warranty.policy.line"

    def _told_replacement(self):
        """What a part that was replaced is covered for, in words."""
        self.ensure_one()
        if self.replacement == "rest":
            return ""
        own = told_limits(self.env, months=self.own_months, km=self.own_km)
        if self.replacement == "own":
            return self.env._("a replaced part: %(limits)s", limits=own)
        return self.env._("a replaced part: at least %(limits)s", limits=own)


class AftersalesWarrantyPolicyRemedy(models.Model):
    _inherit = "aftersales.warranty.policy.remedy"

    def _told_window(self):
        """In which time and up to which use the customer has this right, in words."""
        self.ensure_one()
        within = dict(self._fields["within"]._description_selection(self.env))
        own = told_limits(
            self.env,
            months=self.months,
            days=self.days,
            km=self.km,
            hours=self.hours,
        )
        return own or within.get(self.within, "")


def told_limits(env, months=0, days=0, km=0, hours=0):
    """Limits of which the first that is reached counts, in words."""
    told = []
    if months:
        told.append(env._("%(count)s months", count=months))
    if days:
        told.append(env._("%(count)s days", count=days))
    if km:
        told.append(env._("%(count)s km", count=f"{km:,}"))
    if hours:
        told.append(env._("%(count)s working hours", count=f"{hours:,.0f}"))
    return " / ".join(told)
