from odoo import models

from ..rules import period
from ..rules import warranty as rules

#: Kinds of groups that make a repair free
COVERS = ("cover", "workmanship", "promise")
COLORS = {
    rules.REFUND: "success",
    rules.EXCHANGE: "success",
    rules.REPAIR: "success",
    rules.GOODWILL: "info",
    rules.PAID: "secondary",
    rules.UNDETERMINED: "warning",
}


class AftersalesWarrantyVerdict(models.Model):
    """A verdict as its customer reads it on the page of the request.

    What the rules propose is nobody's decision yet: until a person has decided, the page
    only says that it is being checked, and what the customer can do about it.
    """

    _inherit = "aftersales.warranty.verdict"

    def _portal_told(self):
        """What the page shows, as a dict; the caller has checked the request."""
        self.ensure_one()
        decided = bool(self.decided_at)
        return {
            "is_final": decided,
            "color": COLORS[self.entitlement] if decided else "info",
            "summary": self._summary()
            if decided
            else self.env._("We are checking whether the warranty covers this."),
            "grounds": self._portal_grounds() if self.state == "confirmed" else [],
            "missing": [] if decided else self._portal_missing(),
            "reason": self.override_reason if self.state == "overridden" else "",
            "fee": self.fee if decided and self.remedy_id and self.fee_known else 0.0,
            "fee_formula": self._fee_formula() if decided else "",
            "reply_due": decided and self.reply_due,
            "done_due": decided and self.done_due,
            "decided_at": self.decided_at,
        }

    def _portal_grounds(self):
        """The rules that the decision rests on, each with its sentences."""
        self.ensure_one()
        groups = self._told_groups()
        if self.remedy_id:
            title = self.with_context(lang=self.env.lang).sudo().remedy_id.name
            chosen = [g for g in groups if (g["kind"], g["title"]) == ("remedy", title)]
        elif self.entitlement == rules.PAID:
            chosen = [
                group
                for group in groups
                if (group["kind"] == "exclusion" and group["result"] == period.PASSED)
                or (
                    group["kind"] in (*COVERS, "papers")
                    and group["result"] == period.FAILED
                )
            ]
        else:
            chosen = [
                group
                for group in groups
                if group["kind"] in COVERS and group["result"] == period.PASSED
            ]
        return [
            {
                "title": group["title"],
                "article": group["article"],
                "texts": [clause["text"] for clause in group["clauses"]],
            }
            for group in chosen
        ]

    def _portal_missing(self):
        """Names of what is still missing from the customer, without papers.

        Papers have a form of their own on the page.
        """
        self.ensure_one()
        return [
            what
            for fact, _code, what, supplier in self._missing_facts()
            if supplier == "customer" and fact != "paper"
        ]

    def _portal_paper_kinds(self):
        """``aftersales.document.kind`` records that the verdict waits for."""
        self.ensure_one()
        codes = [code for fact, code in self.missing or [] if fact == "paper"]
        # customers have no rights on settings, but hand in what is asked of them
        kinds = self.env["aftersales.document.kind"].sudo()
        return kinds.search(
            [("company_id", "=", self.company_id.id), ("code", "in", codes)]
        )
