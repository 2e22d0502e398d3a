from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import claim as rules
from ..rules import part as part_rules
from .aftersales_supplier_claim_guard import GROUPS


class AftersalesSupplierClaim(models.Model):
    """Collects what suppliers owe: by hand for a period, each month by itself."""

    _inherit = "aftersales.supplier.claim"

    @api.model
    def collect(self, partner=None, date_from=None, date_to=None, late=False):
        """Put parts written off, and what their requests cost, on draft claims.

        A charge is on one claim: collecting again adds only what is new. Parts that
        are in doubt are held with the reason.

        :param partner: supplier, or its id; None: all suppliers
        :param date_from: first day of writing off; None: from the beginning
        :param date_to: last day; default: today
        :param late: also parts whose window was missed; the supplier may be generous
        :return: the draft claims that got lines
        :raise AccessError: the user is no buyer
        """
        if not self.env.su and not self.env.user.has_group(GROUPS["buyer"]):
            raise AccessError(
                self.env._(
                    "Claims are collected by the role %(roles)s.",
                    roles=self._role_names({"buyer"}),
                )
            )
        partner = partner.id if isinstance(partner, models.Model) else partner
        company = self.env.company
        today = company._service_date(fields.Datetime.now())
        # a buyer need not read receipts, costs and parts of all requests
        return (
            self._as_system()
            ._collect(
                company,
                partner or None,
                fields.Date.to_date(date_from) or None,
                fields.Date.to_date(date_to) or today,
                late,
            )
            .sudo(self.env.su)
        )

    @api.model
    def _collect(self, company, partner, date_from, date_to, late=False):
        states = ("open", "claimed", *(["missed"] if late else []))
        uses = self._uses_to_claim(company, date_from, date_to)
        uses._derive_claims()
        uses = uses.filtered(
            lambda use: (
                use.claim_partner_id
                and use.claim_state in states
                and (not partner or use.claim_partner_id.id == partner)
            )
        )
        rows = self._rows_to_claim(uses)
        if not rows:
            return self.browse()
        claims = self._drafts_for(company, rows, date_from, date_to)
        values, last = [], {}
        for claim in claims.values():
            last[claim] = max(claim.line_ids.mapped("number"), default=0)
        for supplier, own in rows.items():
            claim = claims[supplier]
            for row in own:
                last[claim] += 1
                values.append({**row, "claim_id": claim.id, "number": last[claim]})
        self.env["aftersales.supplier.claim.line"].create(values)
        taken = [row["use_id"] for row in values if row["charge"] == rules.PART]
        uses.browse(taken).write({"claim_state": "claimed"})
        found = self.browse().union(*claims.values())
        found._refresh_fee()
        return found

    @api.model
    def _uses_to_claim(self, company, date_from, date_to):
        """Parts written off in a period that nobody else is collecting just now."""
        uses = self.env["aftersales.part.use"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("bearer", "in", (part_rules.SUPPLIER, False)),
                ("posted_at", "!=", False),
                # the days are the company's: one more on either side, then by day
                ("posted_at", "<", fields.Date.add(date_to, days=2)),
                *(
                    [("posted_at", ">=", fields.Date.subtract(date_from, days=1))]
                    if date_from
                    else []
                ),
            ],
            order="id",
        )
        uses = uses.filtered(
            lambda use: (
                (not date_from or date_from <= use._claim_posted_on())
                and use._claim_posted_on() <= date_to
            )
        )
        return uses.try_lock_for_update(allow_referencing=True)

    @api.model
    def _rows_to_claim(self, uses):
        """Lines that aren't on a claim yet: supplier → list of values."""
        lines = self.env["aftersales.supplier.claim.line"]
        held = {
            (line.use_id.id, line.charge)
            for line in lines.search_fetch(
                [("use_id", "in", uses.ids), ("claim_id.state", "!=", rules.CANCELLED)],
                ["use_id", "charge"],
            )
        }
        costs = self._costs_of(uses)
        parts = self._part_costs_of(uses)
        hours = self._hours_of(uses)
        rows = defaultdict(list)
        for use in uses.sorted(lambda use: (use.ticket_id.id, not use.is_main_cause)):
            value = parts.get(use.id, use.value)
            charges = [(rules.PART, value, use.bearer or part_rules.SUPPLIER)]
            if use.is_main_cause:
                charges += [
                    (charge, amount, part_rules.SUPPLIER)
                    for charge, amount in sorted(
                        costs.get(use.ticket_id.id, {}).items()
                    )
                ]
            for charge, cost, bearer in charges:
                if (use.id, charge) in held:
                    continue
                worked = hours.get(use.ticket_id.id, 0) if charge == rules.LABOUR else 0
                row = self._row(use, charge, cost, worked)
                if row:
                    rows[use.claim_partner_id].append({**row, "bearer": bearer})
        return rows

    @api.model
    def _row(self, use, charge, cost, hours):
        """Values of one line; None: the supplier doesn't pay this."""
        terms = use.claim_agreement_id._terms()
        amount = use.currency_id.round(rules.claimed(terms, charge, cost, hours))
        if charge not in terms.rates or (charge != rules.PART and amount <= 0):
            return None
        return {
            "use_id": use.id,
            "ticket_id": use.ticket_id.id,
            "main_use_id": use.claim_main_id.id,
            "charge": charge,
            "product_id": use.product_id.id,
            "quantity": use.quantity if charge == rules.PART else 1,
            "serial_removed": use.serial_removed if charge == rules.PART else False,
            "agreement_id": use.claim_agreement_id.id,
            "date": use._claim_posted_on(),
            "deadline": use.claim_deadline,
            "hours": hours,
            "rate": terms.rates[charge],
            "cost": cost,
            "claimed": max(0, amount),
        }

    @api.model
    def _costs_of(self, uses):
        """Ticket id → charge → what is booked on the supplier, corrections deducted."""
        mains = uses.filtered("is_main_cause")
        found = defaultdict(lambda: defaultdict(float))
        for ticket, kind, amount in self.env["aftersales.cost.line"]._read_group(
            [
                ("ticket_id", "in", mains.ticket_id.ids),
                ("bearer", "=", part_rules.SUPPLIER),
                ("kind", "in", list(rules.CHARGE_OF)),
            ],
            ["ticket_id", "kind"],
            ["amount:sum"],
        ):
            found[ticket.id][rules.CHARGE_OF[kind]] += amount
        return {
            ticket: {charge: amount for charge, amount in own.items() if amount > 0}
            for ticket, own in found.items()
        }

    @api.model
    def _part_costs_of(self, uses):
        """Use id → what of its cost is the supplier's, where it was divided."""
        found = self.env["aftersales.cost.line"]._read_group(
            [
                ("use_id", "in", uses.ids),
                ("bearer", "=", part_rules.SUPPLIER),
                ("kind", "=", "part"),
            ],
            ["use_id"],
            ["amount:sum"],
        )
        return {use.id: amount for use, amount in found if amount > 0}

    @api.model
    def _hours_of(self, uses):
        """Ticket id → hours of work on its visits, of all technicians."""
        visits = self.env["aftersales.visit"].search_fetch(
            [
                ("ticket_id", "in", uses.ticket_id.ids),
                ("state", "!=", "cancelled"),
                ("finished_at", "!=", False),
            ],
            ["ticket_id", "arrived_at", "finished_at", "employee_ids"],
        )
        return {
            ticket.id: rules.work_hours(
                (visit.arrived_at, visit.finished_at, len(visit.employee_ids))
                for visit in own
            )
            for ticket, own in visits.grouped("ticket_id").items()
        }

    @api.model
    def _drafts_for(self, company, suppliers, date_from, date_to):
        """Supplier → its draft claim of the period, opened where there is none."""
        drafts = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", rules.DRAFT),
                ("previous_id", "=", False),
                ("partner_id", "in", [partner.id for partner in suppliers]),
                ("date_from", "=", date_from or False),
                ("date_to", "=", date_to),
            ]
        )
        found = {draft.partner_id: draft for draft in drafts}
        missing = [partner for partner in suppliers if partner not in found]
        sequence = self.env["ir.sequence"].with_company(company)
        agreements = self.env["aftersales.supplier.agreement"]
        values = []
        for partner in missing:
            ids = [row["agreement_id"] for row in suppliers[partner]]
            agreement = agreements.browse(max(filter(None, ids), default=[]))
            values.append(
                {
                    "name": sequence.next_by_code("aftersales.supplier.claim"),
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "agreement_id": agreement.id,
                    "buyer_id": agreement.buyer_id.id,
                    "date_from": date_from,
                    "date_to": date_to,
                }
            )
        for claim in self.create(values):
            found[claim.partner_id] = claim
        return found

    def _refresh_fee(self):
        """One line for the management fee on parts and labour, where it was agreed."""
        lines = self.env["aftersales.supplier.claim.line"]
        for claim in self.filtered(lambda c: c.state == rules.DRAFT):
            own = claim.line_ids.filtered(lambda line: not line.use_id)
            charged = claim.line_ids.filtered(
                lambda line: line.use_id and line.charge in (rules.PART, rules.LABOUR)
            )
            amount = claim.currency_id.round(
                sum(line.claimed * line.agreement_id.fee_percent for line in charged)
                / 100
            )
            if own:
                own.write({"claimed": amount})
            elif amount:
                number = max(claim.line_ids.mapped("number"), default=0) + 1
                lines.create(
                    {
                        "claim_id": claim.id,
                        "number": number,
                        "charge": rules.OTHER,
                        "name": claim.env._("Management fee"),
                        "agreement_id": claim.agreement_id.id,
                        "bearer": part_rules.SUPPLIER,
                        "quantity": 1,
                        "claimed": amount,
                    }
                )

    @api.model
    def _collect_month(self):
        """Collect the month before in every company that has parts to claim; by cron.

        Safe to run twice and on two servers: a charge is on one claim.
        """
        found = self.env["aftersales.part.use"]._read_group(
            [("state", "=", "posted"), ("claim_state", "in", ("none", "held", "open"))],
            ["company_id"],
        )
        for (company,) in found:
            today = company._service_date(fields.Datetime.now())
            first, last = rules.month_before(today)
            claims = self.with_company(company)._collect(company, None, first, last)
            claims._tell_buyer()
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(1)

    def _tell_buyer(self):
        """The buyer hears of a new draft, quality checks it."""
        for claim in self:
            claim.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=claim.env._("New supplier claim: to be checked"),
                date_deadline=claim.deadline or claim._today(),
                user_id=(claim.agreement_id.quality_id or claim._buyer()).id,
            )

    def _buyer(self):
        """Who hands this claim in, or else who manages the service."""
        self.ensure_one()
        return self.buyer_id or self.company_id._service_managers()[:1]
