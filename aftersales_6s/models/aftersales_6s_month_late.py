from odoo import api, models
from odoo.tools.misc import formatLang

from odoo.addons.aftersales_penalty.rules import case as case_rules

from ..rules import proposal as triggers
from .aftersales_6s_month import CONFIRMED


class Aftersales6sMonthPerson(models.Model):
    """Findings that change after their month became a case: the decider is told."""

    _inherit = "aftersales.6s.month.person"

    @api.model
    def _tell_of_late_changes(self, pairs):
        """Look at the cases of these people's months, if they are confirmed.

        :param pairs: (employee id, first day of the month)
        """
        pairs = set(pairs)
        if not pairs:
            return
        people = self.sudo().search(
            [
                ("month_id.state", "=", CONFIRMED),
                ("employee_id", "in", [employee for employee, _month in pairs]),
                ("month", "in", [month for _employee, month in pairs]),
            ]
        )
        people.filtered(
            lambda one: (one.employee_id.id, one.month) in pairs
        )._tell_deciders()

    def _tell_deciders(self):
        """Say so on cases that were proposed for another sum than it is now."""
        # findings aren't among what these fields depend on
        self.invalidate_recordset(
            ["points_now", "money_now", "difference", "is_changed"]
        )
        by_ref = dict(zip(self._source_refs(), self, strict=True))
        # deciders are told, whoever has annulled a finding
        cases = self.env["aftersales.penalty"].sudo()
        for case in cases.search(
            [
                ("source_ref", "in", list(by_ref)),
                ("rule_id.trigger", "=", triggers.SIXS_POINTS),
                ("state", "not in", list(case_rules.VOID)),
            ]
        ):
            person = by_ref[case.source_ref]
            proposed = (case.facts or {}).get("amount", 0)
            if abs(proposed - person.money_now) < 0.005:
                continue
            words = self.env._(
                "Findings of %(month)s have changed since this was proposed. They come "
                "to %(now)s now, and to %(then)s then. Look at it again before money "
                "is taken.",
                month=person.period,
                now=formatLang(
                    self.env, person.money_now, currency_obj=case.currency_id
                ),
                then=formatLang(self.env, proposed, currency_obj=case.currency_id),
            )
            case.message_post(body=words)
            case._remind_decider(words)


class AftersalesPenalty(models.Model):
    _inherit = "aftersales.penalty"

    def _remind_decider(self, words):
        """An activity for who decided, or else for who is to; one, however often."""
        self.ensure_one()
        own = self._own_users()
        deciders = self.decided_by_id or self.company_id._service_managers() - own
        user = deciders[:1]
        if not user:
            return
        summary = self.env._("Its findings have changed")
        there = self.activity_ids.filtered(
            lambda one: one.user_id == user and one.summary == summary
        )
        if there:
            there.note = words
        else:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=summary,
                note=words,
            )
