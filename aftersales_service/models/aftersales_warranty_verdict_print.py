import logging
from datetime import date, datetime

from odoo import api, models
from odoo.tools import SQL

from ..rules import period
from ..rules import remedy as remedies
from .helpdesk_ticket_warranty_facts import DATES

_logger = logging.getLogger(__name__)

REPORT = "aftersales_service.aftersales_warranty_verdict_report"
#: Result → the sign on paper; text, so that every printer has it
SIGN = {period.PASSED: "✓", period.FAILED: "✗", period.UNKNOWN: "?"}
#: Decided at once, so many verdicts are printed at once; the rest by scheduled action
AT_ONCE = 3


class AftersalesWarrantyVerdict(models.Model):
    """The printed verdict (三包判定书), which a court may read.

    In the customer's language. As soon as it is decided it is printed once and kept;
    every later copy is that file, whatever becomes of names and addresses.
    """

    _inherit = "aftersales.warranty.verdict"

    # The file that is kept

    def _decide(self, values):
        result = super()._decide(values)
        if len(self) <= AT_ONCE:
            self._keep_pdf()
        else:
            self._print_cron()._trigger()
        return result

    def _print_cron(self):
        # who decides need not see scheduled actions
        return self.env.ref("aftersales_service.cron_verdict_pdf").sudo()

    def _kept_name(self):
        """Name of the file that is kept; none as long as nothing is decided."""
        self.ensure_one()
        return f"{self.name}.pdf" if self.decided_at else False

    def _keep_pdf(self):
        """Print decided verdicts that aren't yet. Without a printer they stand as well.

        As superuser: the file belongs to the verdict, which nobody may write. While
        modules are being installed nothing can be printed; the scheduled action does.
        """
        if not self.env.registry.ready:
            return
        reports = self.env["ir.actions.report"].sudo()
        for verdict in self.sudo().filtered("decided_at"):
            try:
                with self.env.cr.savepoint():
                    reports._render_qweb_pdf(REPORT, verdict.ids)
            except Exception:  # printing may fail in many ways; deciding must not
                _logger.exception("Verdict %s isn't printed yet", verdict.name)

    @api.private
    def print_missing(self, limit=50):
        """Print the decided verdicts that couldn't be printed at once."""
        self.env.cr.execute(
            SQL(
                """SELECT v.id FROM aftersales_warranty_verdict AS v
                WHERE v.decided_at IS NOT NULL AND NOT EXISTS (
                    SELECT FROM ir_attachment AS a
                    WHERE a.res_model = %s AND a.res_id = v.id
                        AND a.name = v.name || '.pdf')
                ORDER BY v.decided_at, v.id LIMIT %s""",
                self._name,
                limit,
            )
        )
        for verdict in self.browse(id_ for (id_,) in self.env.cr.fetchall()):
            verdict._keep_pdf()
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1)

    def action_print(self):
        """Print; a decided verdict from the file that is kept."""
        self.check_access("read")
        self._keep_pdf()
        return self.env.ref(REPORT).report_action(self)

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Warranty verdict %(name)s", name=self.name)

    # What is on the paper

    def _for_reader(self):
        """This verdict as it is printed: in the customer's language, all names seen."""
        self.ensure_one()
        # the paper is the customer's; whoever prints it prints all of it
        verdict = self.sudo()
        customer = verdict.ticket_id.partner_id
        lang = (
            customer.lang
            or customer.commercial_partner_id.lang
            or verdict.company_id.partner_id.lang
            or self.env.lang
        )
        return verdict.with_context(lang=lang)

    def _time_options(self):
        """How the paper shows a moment: to the minute, in the company's zone."""
        zone = self.company_id._service_tz()
        return {"widget": "datetime", "format": "yyyy-MM-dd HH:mm", "tz_name": zone}

    def _printed_entitlement(self, name="entitlement"):
        """An entitlement in the reader's language."""
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _printed_dates(self):
        """List of (what happened, day, paper that shows it)."""
        self.ensure_one()
        facts = self.facts or {}
        sources = facts.get("sources") or {}
        events = dict(
            self.env["aftersales.warranty.policy"]
            ._fields["start_event"]
            ._description_selection(self.env)
        )
        return [
            (events[event], facts["dates"][event], self._printed_source(event, sources))
            for event in DATES
            if (facts.get("dates") or {}).get(event)
        ]

    def _printed_source(self, event, sources):
        """The document that shows a date; the product's own file is called so."""
        source = sources.get(event) or ""
        if source == self.lot_id.name:
            return self.env._("Product file")
        return source

    def _printed_readings(self):
        """(label, value) of what the meters showed."""
        facts = self.facts or {}
        labels = {
            "km": self.env._("Mileage (km)"),
            "hours": self.env._("Working hours"),
        }
        return [
            (label, f"{facts[name]:,.0f}")
            for name, label in labels.items()
            if facts.get(name)
        ]

    def _printed_groups(self):
        """Rules with their clauses, each with its sign, as on the screen."""
        groups = self._told_groups()
        for group in groups:
            group["sign"] = SIGN[group["result"]]
            for clause in group["clauses"]:
                clause["sign"] = SIGN[clause["result"]]
        return groups

    def _printed_rights(self):
        """Names of the rights beyond the free repair that the customer has."""
        names = self._names() if self.rights else {}
        model = "aftersales.warranty.policy.remedy"
        return [
            names.get((model, right["code"]), right["code"])
            for right in self.rights or []
        ]

    def _fee_formula(self):
        """The fee for use with its numbers filled in; empty if nothing is charged."""
        self.ensure_one()
        remedy, facts = self.sudo().remedy_id, self.facts or {}
        if not (remedy.fee and self.fee_known and facts.get("price")):
            return ""
        env, price = self.env, f"{facts['price']:,.2f}"
        fee = f"{self.fee:,.2f} {self.currency_id.name}"
        rate = remedy.fee_rate
        if remedy.fee == remedies.BY_KM:
            return env._(
                "%(price)s × %(km)s km / 1,000 × %(rate)s %% = %(fee)s",
                price=price,
                km=f"{facts['km'] or 0:,.0f}",
                rate=f"{min(rate, remedies.MAX_KM_RATE):g}",
                fee=fee,
            )
        return env._(
            "%(price)s × %(days)s days × %(rate)s %% = %(fee)s",
            price=price,
            days=self._days_of_use(),
            rate=f"{rate:g}",
            fee=fee,
        )

    def _days_of_use(self):
        """Days that the fee was reckoned for: since the start, without repairs."""
        facts = self.facts
        dates = {
            event: date.fromisoformat(day) for event, day in facts["dates"].items()
        }
        start = self.sudo().policy_id._start().span(dates).day
        used = datetime.fromisoformat(facts["at"]).date() - start
        return max(used.days - sum(repair[1] for repair in facts["repairs"]), 0)

    def _printed_remedies_of_law(self):
        """Where a customer who doesn't agree may turn, besides to us."""
        customer = self.ticket_id.commercial_partner_id
        choice = customer._warranty_choices().get(customer.id, {})
        consumer = choice.get("customer_type") != "business"
        found = [
            self.env._(
                "Write to us what is new or not right: we judge again, and this verdict "
                "stays on file beside the new one."
            )
        ]
        if consumer:
            found.append(
                self.env._(
                    "Ask the consumers' association to mediate, or complain to the "
                    "market supervision (12315)."
                )
            )
        found.append(
            self.env._(
                "Go to arbitration, where it was agreed, or to the people's court."
            )
        )
        return found
