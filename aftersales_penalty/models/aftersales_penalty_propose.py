import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_service.models import bulk

from ..rules import case as case_rules
from ..rules import proposal as rules

#: How far back facts are looked at: later, hardly anything may be decided any more
LOOK_BACK_MONTHS = 5


class AftersalesPenalty(models.Model):
    """From facts to proposals: exactly once for each fact, clause and person."""

    _inherit = "aftersales.penalty"

    @api.model
    def propose(self, since=None, until=None, dry_run=False):
        """Propose what the clauses in force make of the facts of the user's company.

        Nothing is applied by it: a person decides on each case. Runs as often as one
        likes; what has been proposed isn't proposed again, even if it was waived.

        :param since: naive UTC moment of the first fact; default: five months ago
        :param until: naive UTC moment before which facts are looked at; default: now
        :param dry_run: only say what would be proposed
        :return: the new cases; of a dry run the list of ``rules.proposal.Proposal``
        :raise AccessError: the user decides on no cases
        :raise UserError: the master switch is off, or another server is at it
        """
        if not self._is_decider():
            raise AccessError(
                self.env._("Only service managers, branch managers and HR may propose.")
            )
        company = self.env.company
        if not (dry_run or company.sudo().aftersales_penalty_on):
            raise UserError(
                self.env._(
                    "Penalties and rewards are switched off for %s. Switch them on in "
                    "the settings, or try what would be proposed.",
                    company.name,
                )
            )
        if not (dry_run or company._lock_penalties(self._table)):
            raise UserError(
                self.env._(
                    "Cases of %s are being proposed at this moment. Look again in a "
                    "minute.",
                    company.name,
                )
            )
        found, infos = self._proposals(
            company,
            fields.Datetime.to_datetime(since),
            fields.Datetime.to_datetime(until),
        )
        if dry_run:
            return found
        return self._insert_proposals(company, found, infos)

    @api.private
    @api.model
    def sweep(self, now=None):
        """Scheduled: propose for every company that has switched it on.

        :param now: naive UTC; default: the current time
        :return: the new cases
        """
        cases = self.browse()
        # the scheduled action is the system's, and looks at all companies
        on = (
            self.env["res.company"]
            .sudo()
            .search([("aftersales_penalty_on", "=", True)])
        )
        for company in on:
            own = self.with_company(company)
            if not company._lock_penalties(self._table):
                continue  # another server is at it
            found, infos = own._proposals(company, until=now)
            new = own._insert_proposals(company, found, infos)
            new._tell_deciders()
            cases |= new
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1)
        self._remind(now)
        return cases

    @api.model
    def _proposals(self, company, since=None, until=None, clauses=None):
        """What is to be proposed, without writing anything.

        :param clauses: ``rules.Rule`` list; default: those in force
        :return: list of ``rules.Proposal``, and (trigger, reference) → ``Found``
        """
        until = until or fields.Datetime.now()
        since = since or fields.Datetime.subtract(until, months=LOOK_BACK_MONTHS)
        system = self.sudo()
        regulations = system.env["aftersales.regulation"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ["published", "replaced"]),
            ]
        )
        if clauses is None:
            clauses = regulations.rule_ids._rules()
        infos, facts = system._facts(company, since, until, clauses)
        known = bulk.rows(
            system,
            [("company_id", "=", company.id), ("source_ref", "!=", False)],
            ["source_ref", "rule_code", "employee_id"],
        )
        earlier = []
        if any(clause.steps for clause in clauses):
            earlier = bulk.rows(
                system,
                [
                    ("company_id", "=", company.id),
                    ("state", "not in", list(case_rules.VOID)),
                ],
                ["rule_code", "employee_id", "happened_on"],
            )
        acknowledged = regulations._acknowledged()
        return rules.proposals(facts, clauses, acknowledged, earlier, known), infos

    @api.model
    def _insert_proposals(self, company, found, infos):
        """Make cases of proposals: a few statements, however many there are."""
        if not found:
            return self.browse()
        system = self.sudo()
        today = company._service_date(fields.Datetime.now())
        departments = system.env["hr.employee"]._departments_on(
            (one.employee, one.fact.day) for one in found
        )
        clauses = {
            clause.id: clause
            for clause in system.env["aftersales.penalty.rule"].browse(
                {one.rule.id for one in found}
            )
        }
        act_by = {
            consequence: case_rules.months_after(
                today, company._penalty_months(consequence)
            )
            for consequence in {one.consequence for one in found}
        }
        texts = {}
        rows = []
        for id_, one in zip(system._reserve_ids(len(found)), found, strict=True):
            info = infos[one.fact.trigger, one.fact.ref]
            clause = clauses[one.rule.id]
            key = id(info)
            if key not in texts:
                given = {"amount": info.amount, "points": info.points}
                given = {name: n for name, n in given.items() if n is not None}
                told = {"trigger": one.fact.trigger, **given, **info.told}
                texts[key] = json.dumps(told)
            money = one.consequence in case_rules.MONEY
            rows.append(
                {
                    "id": id_,
                    "name": self._number_of(id_),
                    "state": case_rules.PROPOSED,
                    "company_id": company.id,
                    "employee_id": one.employee,
                    "department_id": departments.get((one.employee, one.fact.day)),
                    "rule_id": clause.id,
                    "rule_code": clause.code,
                    "rule_version": clause.version,
                    "is_reward": clause.is_reward,
                    "consequence": one.consequence,
                    "money_type": clause.money_type if money else None,
                    "share": one.share,
                    "times": one.times,
                    "loss": one.fact.loss,
                    "proposed_amount": one.amount,
                    "amount": one.amount,
                    "points": one.points,
                    "happened_at": one.fact.at,
                    "happened_on": one.fact.day,
                    "facts": texts[key],
                    "source_ref": one.fact.ref,
                    "ticket_id": info.ticket,
                    "visit_id": info.visit,
                    "clock_id": info.clock,
                    "known_on": today,
                    "act_by": act_by[one.consequence],
                }
            )
        cases = system._insert_rows(rows)
        now = fields.Datetime.now()
        system.env["aftersales.penalty.log"]._insert_rows(
            [
                {
                    "penalty_id": id_,
                    "at": now,
                    "user_id": None,
                    "state": case_rules.PROPOSED,
                    "amount": row["amount"],
                    "note": None,
                }
                for id_, row in zip(cases.ids, rows, strict=True)
            ]
        )
        return cases.with_env(self.env)

    def _tell_deciders(self):
        """One message to those who decide, about all that was proposed."""
        for company, cases in self.grouped("company_id").items():
            deciders = company._service_managers()
            if deciders:
                cases[:1].sudo().message_notify(
                    partner_ids=deciders.partner_id.ids,
                    subject=self.env._("New cases to look at"),
                    body=self.env._(
                        "%s cases have been proposed from what was recorded. They wait "
                        "under Penalties and Rewards.",
                        len(cases),
                    ),
                )
