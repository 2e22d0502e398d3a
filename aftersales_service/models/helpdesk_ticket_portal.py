from odoo import api, models

from ..rules import clock as rules

#: Steps of the customer's progress line → events that reach them
STEPS = (
    ("received", ("registered",)),
    ("answered", ("responded", "solution_proposed", "dispatched")),
    ("on_the_way", ("departed",)),
    ("on_site", ("arrived",)),
    ("done", ("finished",)),
    ("signed", ("signed",)),
)


class HelpdeskTicket(models.Model):
    """What a customer reads about a request in the portal, in plain words."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _portal_step_labels(self):
        return {
            "received": self.env._("Received"),
            "answered": self.env._("Answered"),
            "on_the_way": self.env._("Engineer on the way"),
            "on_site": self.env._("Engineer on site"),
            "done": self.env._("Work done"),
            "signed": self.env._("Signed by you"),
        }

    def _portal_progress(self):
        """List of steps, each with its label, its time and whether it is reached.

        A later step that was reached makes the earlier ones reached too.
        """
        self.ensure_one()
        labels = self._portal_step_labels()
        times = {}
        for event in self.event_ids.sorted(lambda e: (e.at, e.id)):
            times.setdefault(event.code, event.at)
        steps = [
            {
                "label": labels[step],
                "at": min((times[c] for c in codes if c in times), default=False),
            }
            for step, codes in STEPS
        ]
        last = max(
            number for number, step in enumerate(steps) if step["at"] or not number
        )
        for number, step in enumerate(steps):
            step["reached"] = number <= last
        return steps

    def _portal_promises(self):
        """What the company promised for this request, in words, with its time."""
        self.ensure_one()
        texts = {
            rules.RUNNING: self.env._("promised by"),
            rules.PAUSED: self.env._("paused, promised by"),
            rules.MET: self.env._("kept; it was promised by"),
            rules.MISSED: self.env._("late; it was promised by"),
        }
        return [
            {
                "name": clock.policy_id.name,
                "text": texts[clock.state],
                "at": clock.due_at,
                "state": clock.state,
            }
            for clock in self.clock_ids
            if clock.state in texts
        ]

    def _portal_visits(self):
        """Visits that the customer knows of: from dispatch on."""
        self.ensure_one()
        return self.visit_ids.filtered(
            lambda visit: visit.state not in ("draft", "cancelled")
        ).sorted("planned_at")
