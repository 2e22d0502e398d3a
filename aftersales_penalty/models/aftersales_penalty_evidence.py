from markupsafe import Markup

from odoo import api, fields, models

TABLE = Markup("<table class='table table-sm w-auto'>%s</table>")
ROW = Markup('<tr><th class="pe-3 text-nowrap">%s</th><td>%s</td></tr>')


class AftersalesPenalty(models.Model):
    """The facts of a case, told in the reader's language and the company's zone."""

    _inherit = "aftersales.penalty"

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_facts_html(self):
        for case in self:
            rows = case._told_facts()
            case.facts_html = (
                TABLE % Markup("").join(ROW % pair for pair in rows) if rows else False
            )

    def _told_facts(self):
        """List of (label, text) of what the system knew when it proposed the case."""
        self.ensure_one()
        facts = self.facts or {}
        if not facts:
            return []
        labels = self._fact_labels()
        found = [
            (self.env._("Proposed because"), self._trigger_label(facts["trigger"]))
        ]
        for key, label in labels.items():  # JSON keeps no order of its own
            if facts.get(key) not in (None, ""):
                found.append((label, self._told_value(key, facts[key])))
        return found

    @api.model
    def _fact_labels(self):
        return {
            "ticket": self.env._("Request"),
            "limit": self.env._("Limit"),
            "event": self.env._("Fact"),
            "started_at": self.env._("Started"),
            "due_at": self.env._("Due"),
            "stopped_at": self.env._("Ended"),
            "at": self.env._("When"),
            "repeats": self.env._("Repeats request"),
            "score": self.env._("Customer's score (1 to 5)"),
            "deadline": self.env._("Window closed"),
            "document": self.env._("Document"),
            "loss": self.env._("Loss"),
            "points": self.env._("Points"),
            "amount": self.env._("Amount it comes to"),
            "note": self.env._("In words"),
        }

    @api.model
    def _trigger_label(self, trigger):
        field = self.env["aftersales.penalty.rule"]._fields["trigger"]
        return dict(field._description_selection(self.env)).get(trigger, trigger)

    def _told_value(self, key, value):
        if key in ("started_at", "due_at", "stopped_at", "at"):
            return self._local(fields.Datetime.to_datetime(value))
        if key == "event":
            return dict(self.env["aftersales.event.type"]._selection()).get(
                value, value
            )
        if key == "limit":
            policy = self.clock_id.sudo().policy_id
            return policy.display_name or value
        if key == "points":
            return f"{value:g}"
        if key in ("loss", "amount"):
            return self.currency_id.format(value)
        return str(value)

    def _facts_text(self):
        """The facts in plain lines, for the notice."""
        return [f"{label}: {text}" for label, text in self._told_facts()]
