from odoo import api, fields, models

from ..rules import claim as rules
from .aftersales_part_use_origin import ALIVE

#: Parts looked at in one go, so that a crash loses little
BATCH = 200
WAITING = ("open", "held", "claimed")


class AftersalesPartUse(models.Model):
    """Windows for claims: derived with the part's own steps, watched each day (PRT-9).

    Also the word to purchasing when a bought-in part is suspected (CMP-7).
    """

    _inherit = "aftersales.part.use"

    def _after_open(self):
        result = super()._after_open()
        self._derive_claims()
        self._tell_purchasing()
        return result

    def _after_post(self):
        result = super()._after_post()
        self._derive_claims()
        return result

    def _after_reverse(self):
        """What was taken back is claimed no more; what has gone out is told."""
        result = super()._after_reverse()
        lines = self.claim_line_ids.filtered("is_current")
        drafts = lines.filtered(lambda line: line.claim_id.state == rules.DRAFT)
        for claim, own in (lines - drafts).grouped("claim_id").items():
            if claim.state in rules.ENDED:
                continue
            claim.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._(
                    "Taken back after it was claimed: %(uses)s",
                    uses=", ".join(own.use_id.mapped("name")),
                ),
                user_id=claim._buyer().id,
            )
        drafts.unlink()
        self._derive_claims()
        return result

    def _tell_purchasing(self):
        """A suspected fault of a bought-in part goes to purchasing, once (CMP-7)."""
        mains = self.filtered(
            lambda use: use.is_main_cause and use.claim_state in ("open", "held")
        )
        for ticket, uses in mains.grouped("ticket_id").items():
            use = uses[:1]
            buyer = use.claim_agreement_id.buyer_id or use._claim_buyers()[:1]
            if not buyer:
                continue
            supplier = use.claim_partner_id.name or self.env._("supplier not known")
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "Suspected fault of a bought-in part: %(part)s (%(supplier)s)",
                    part=use.product_id.display_name,
                    supplier=supplier,
                ),
                note=self.env._(
                    "Write to the supplier, and record “Supplier contacted” on the "
                    "request."
                ),
                user_id=buyer.id,
            )

    def _claim_buyers(self):
        """Buyers of the company, or else who manages its service."""
        company = self.company_id[:1]
        group = self.env.ref("aftersales_service.group_aftersales_buyer").sudo()
        buyers = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return buyers or company._service_managers()

    # Each day

    @api.model
    def _watch_claim_windows(self):
        """Warn before windows close, and note those that closed; each once; by cron.

        Safe to run twice, to be killed, and to run on two servers at once: each batch
        is locked, and committed with what was told.
        """
        waiting = [
            ("state", "in", ALIVE),
            ("claim_state", "in", WAITING),
            ("claim_deadline", "!=", False),
        ]
        # what is in doubt may have been cleared up, and agreements change
        doubtful = self.search([("state", "in", ALIVE), ("claim_state", "=", "held")])
        doubtful._derive_claims()
        for company in self._read_group(waiting, ["company_id"]):
            self._watch_company(company[0], waiting)

    @api.model
    def _watch_company(self, company, waiting):
        today = company._service_date(fields.Datetime.now())
        uses = self.search([*waiting, ("company_id", "=", company.id)], order="id")
        for start in range(0, len(uses), BATCH):
            # another server may be at the same parts
            batch = uses[start : start + BATCH].try_lock_for_update(
                allow_referencing=True
            )
            batch.invalidate_recordset(["claim_state", "claim_warned_on"])
            batch = batch.filtered(
                lambda use: use.claim_state in WAITING and not use._claim_was_sent()
            )
            late = batch.filtered(lambda use: use.claim_deadline < today)
            late._note_missed()
            (batch - late)._warn_of_windows(today)
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(batch))

    def _claim_was_sent(self):
        """The claim went out; its window is history."""
        self.ensure_one()
        return any(
            line.is_current and line.claim_id.state not in rules.UNSENT
            for line in self.claim_line_ids
            if line.charge == rules.PART
        )

    def _warn_of_windows(self, today):
        """Tell the buyer of windows that close soon, once for each part."""
        near = self.filtered(
            lambda use: (
                not use.claim_warned_on
                and rules.days_left(use.claim_deadline, today)
                <= (use.claim_agreement_id.warn_days)
            )
        )
        groups = near.grouped(lambda use: (use.claim_partner_id, use.ticket_id))
        for (partner, ticket), uses in groups.items():
            agreement = uses.claim_agreement_id[:1]
            buyer = agreement.buyer_id or uses._claim_buyers()[:1]
            ticket.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._(
                    "Claim on %(supplier)s must be in by %(day)s: %(uses)s",
                    supplier=partner.name,
                    day=min(uses.mapped("claim_deadline")),
                    uses=", ".join(uses.mapped("name")),
                ),
                date_deadline=min(uses.mapped("claim_deadline")),
                user_id=buyer.id,
            )
        near.write({"claim_warned_on": today})

    def _note_missed(self):
        """Note what was lost and at whose desk it lay, on the request too."""
        known = self.env["aftersales.claim.missed"].search([("use_id", "in", self.ids)])
        new = self - known.use_id
        costs = self.env["aftersales.supplier.claim"]._costs_of(new)
        values = []
        for use in new:
            line = use.claim_line_ids.filtered(
                lambda line: line.is_current and line.charge == rules.PART
            )[:1]
            role = rules.accountable(
                rules.Progress(
                    posted=use.state == "posted",
                    held=use.claim_hold or None,
                    claim=line.claim_id.state or None,
                )
            )
            values.append(
                {
                    "use_id": use.id,
                    "partner_id": use.claim_partner_id.id,
                    "claim_id": line.claim_id.id,
                    "deadline": use.claim_deadline,
                    "role": role,
                    "employee_id": use._claim_accountable(role).id,
                    "stood": use._claim_stood(line.claim_id),
                    "amount": use._claim_lost(costs.get(use.ticket_id.id, {})),
                }
            )
        missed = self.env["aftersales.claim.missed"].create(values)
        self.write({"claim_state": "missed"})
        for one in missed:
            ticket = one.ticket_id
            ticket._record(
                ticket._event_kind("claim_window_missed"),
                employee=one.employee_id,
                note=one.stood,
                source_ref=one.use_id.name,
            )

    def _claim_accountable(self, role):
        """The employee in this role for this part; may be empty."""
        self.ensure_one()
        if role == "holder":
            return self.holder_id.employee_id or self.visit_id.leader_id
        agreement = self.claim_agreement_id
        user = agreement.quality_id if role == "quality" else agreement.buyer_id
        return user._employee_in(self.company_id) if user else self.env["hr.employee"]

    def _claim_stood(self, claim):
        """Why it hadn't been handed in, in words."""
        self.ensure_one()
        if self.state != "posted":
            return self.env._("Not written off yet")
        if self.claim_hold:
            labels = self._fields["claim_hold"]._description_selection(self.env)
            return dict(labels)[self.claim_hold]
        if claim:
            return self.env._(
                "On claim %(name)s, which was “%(state)s”",
                name=claim.name,
                state=claim._state_label(),
            )
        return self.env._("Not collected")

    def _claim_lost(self, costs):
        """What could have been claimed for this part, of a main cause beside it too."""
        self.ensure_one()
        terms = self.claim_agreement_id._terms()
        value = (
            self.value
            or self.quantity
            * self.product_id.with_company(self.company_id).standard_price
        )
        lost = rules.claimed(terms, rules.PART, value)
        if self.is_main_cause:
            lost += sum(
                rules.claimed(terms, charge, amount) for charge, amount in costs.items()
            )
        return self.currency_id.round(lost)
