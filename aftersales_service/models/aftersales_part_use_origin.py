from collections import defaultdict

from odoo import models

from ..rules import claim as rules
from ..rules import part as part_rules
from . import bulk

#: States of a part used in which its claim is thought of
ALIVE = ("open", "posted")
INSIDE = ("internal", "transit")


class AftersalesPartUse(models.Model):
    """Reads for many parts at once what the rules of claims ask, and writes the answer.

    Everything here runs as superuser: who writes parts off reads no receipts.
    """

    _inherit = "aftersales.part.use"

    def _derive_claims(self):
        """Whether each of these is claimed on whom, until when, or why it is held.

        What is on a claim, or whose window was missed, stays as it is.
        """
        # consequential damage is claimed with the main cause of the request
        family = (self | self._claim_mains()).sorted("id")
        if not family:
            return
        facts = _Facts(family)
        columns = defaultdict(list)
        answers = {}
        for use in family.sorted(lambda use: (not use.is_main_cause, use.id)):
            answers[use] = facts.answer(use, answers)
        fields_ = self._fields
        for use, answer in answers.items():
            if use not in self or use._claim_is_final():
                continue
            columns[fields_["id"]].append(use.id)
            for name, value in answer.items():
                columns[fields_[name]].append(value)
        if columns:
            self.flush_model()
            bulk.update(self.browse(), dict(columns))
            self.invalidate_model(list(answer) + ["claim_hold_text", "claim_days_left"])

    def _claim_is_final(self):
        """On a claim, or missed: facts change it no more while it is so."""
        self.ensure_one()
        if self.claim_state == "missed":
            return self.state in ALIVE
        return any(
            line.is_current and line.charge == rules.PART
            for line in self.claim_line_ids
        )

    def _claim_mains(self):
        return self.search(
            [
                ("ticket_id", "in", self.ticket_id.ids),
                ("is_main_cause", "=", True),
                ("state", "in", ALIVE),
            ]
        )

    def _claim_is_suppliers(self):
        """Whether the supplier is to pay: it bears the part, or a report names it."""
        self.ensure_one()
        return self.bearer == part_rules.SUPPLIER or (
            not self.bearer
            and any(
                one.responsibility == "supplier" and one.state != "cancelled"
                for one in self.ticket_id.return_ids
            )
        )

    def _claim_repaired_on(self):
        """The day of the repair: its visit's end, or when the part was booked."""
        self.ensure_one()
        visit = self.visit_id
        at = visit.finished_at or visit.signed_at or self.create_date
        return self.company_id._service_date(at)

    def _claim_posted_on(self):
        self.ensure_one()
        return self.posted_at and self.company_id._service_date(self.posted_at)

    def _claim_as_rule(self):
        """This part as the rules compare it with others."""
        self.ensure_one()
        ticket = self.ticket_id
        return rules.Claimed(
            ref=self.name,
            ticket=ticket.id,
            machine=ticket.lot_id.id or None,
            product=self.product_id.id,
            fault=(self.fault_id or ticket.fault_id).id or None,
            day=self._claim_repaired_on(),
            removed=self.serial_removed or None,
        )


class _Facts:
    """What is known of a batch of parts used, each kind read with one query."""

    def __init__(self, uses):
        self.uses, self.env = uses, uses.env
        uses.ticket_id.return_ids.fetch(["responsibility", "state"])
        self.days = {use: use._claim_repaired_on() for use in uses}
        self._read_lots()
        self._read_vendors()
        self._read_earlier()
        self._read_readings()
        self.mains = {
            use.ticket_id: use
            for use in uses.sorted("id", reverse=True)
            if use.is_main_cause and use.state in ALIVE
        }

    # Reading

    def _read_lots(self):
        """Serial numbers: who delivered them, whether they left or lie here"""
        names = {use.serial_removed.strip() for use in self.uses if use.serial_removed}
        lots = self.env["stock.lot"].search_fetch(
            [
                ("name", "in", list(names)),
                ("product_id", "in", self.uses.product_id.ids),
                ("company_id", "in", [*self.uses.company_id.ids, False]),
            ],
            ["name", "product_id", "company_id"],
        )
        self.lots = {(lot.name, lot.product_id): lot for lot in lots}
        lots |= self.uses.lot_id
        vendors, left = defaultdict(set), set()
        lines = self.env["stock.move.line"].search_fetch(
            [("lot_id", "in", lots.ids), ("state", "=", "done")],
            ["lot_id", "location_id", "location_dest_id", "move_id", "picking_id"],
        )
        for line in lines:
            source, target = line.location_id.usage, line.location_dest_id.usage
            if source == "supplier":
                order = line.move_id.purchase_line_id.order_id
                partner = order.partner_id or line.picking_id.partner_id
                if partner:
                    vendors[line.lot_id].add(partner.commercial_partner_id.id)
            elif source in INSIDE and target not in INSIDE and target != "supplier":
                left.add(line.lot_id)
        quants = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("quantity", ">", 0),
                ("location_id.usage", "in", INSIDE),
            ],
            ["lot_id"],
        )
        here = {lot for (lot,) in quants}
        self.serials = {
            lot: rules.Serial(frozenset(vendors[lot]), lot in left, lot in here)
            for lot in lots
        }

    def _read_vendors(self):
        """Vendor lists; they are few, and looked at by day"""
        templates = self.uses.product_id.product_tmpl_id
        infos = self.env["product.supplierinfo"].search(
            [("product_tmpl_id", "in", templates.ids)]
        )
        infos.partner_id.fetch(["commercial_partner_id"])
        self.infos = infos.grouped("product_tmpl_id")
        partners = infos.partner_id.commercial_partner_id
        partners |= self.uses.supplier_id.commercial_partner_id
        partners |= self.uses.claim_decided_partner_id
        partners |= partners.browse(
            {id_ for serial in self.serials.values() for id_ in serial.vendors}
        )
        agreements = self.env["aftersales.supplier.agreement"]
        self.book = agreements._book(partners, self.uses.company_id)

    def _read_earlier(self):
        """Parts of the same machines and the same old parts that are or were claimed"""
        machines = self.uses.ticket_id.lot_id
        names = {use.serial_removed for use in self.uses if use.serial_removed}
        found = self.env["aftersales.part.use"].search(
            [
                ("company_id", "in", self.uses.company_id.ids),
                ("product_id", "in", self.uses.product_id.ids),
                ("claim_state", "in", ("open", "claimed")),
                ("state", "in", ALIVE),
                "|",
                ("ticket_id.lot_id", "in", machines.ids),
                ("serial_removed", "in", list(names)),
            ]
        )
        self.earlier = [
            (use.id, use.claim_state, use._claim_as_rule()) for use in found
        ]
        self.seen = []

    def _read_readings(self):
        readings = self.env["aftersales.reading"].search_fetch(
            [
                ("lot_id", "in", self.uses.ticket_id.lot_id.ids),
                ("is_in_force", "=", True),
                ("km", ">", 0),
            ],
            ["lot_id", "at", "km", "meter_replaced"],
        )
        self.falls = {
            lot: rules.falling(rules.Mileage(r.at, r.km, r.meter_replaced) for r in own)
            for lot, own in readings.grouped("lot_id").items()
        }

    # Judging

    def answer(self, use, answers):
        """Fields of a part used as columns take them.

        :param answers: what main causes got
        """
        partner = source = held = detail = main = None
        if use.state in ALIVE and use._claim_is_suppliers():
            own = self.mains.get(use.ticket_id)
            if own and own != use:
                main, (partner, source, held, detail) = own, self._with(own, answers)
            elif own:
                partner, source, held, detail = self._supplier(use)
            else:
                held = rules.NO_MAIN
            if partner and not held:
                held, detail = self._objection(use, partner)
        agreement = self._agreement(use, partner) if partner else None
        terms = agreement._terms() if agreement else rules.Terms()
        end = rules.deadline(terms, self.days[use], use._claim_posted_on() or None)
        if partner and not held:
            self.seen.append((use.id, "open", use._claim_as_rule()))
        return {
            "claim_state": "held" if held else "open" if partner else "none",
            "claim_partner_id": partner,
            "claim_source": source,
            "claim_hold": held,
            "claim_hold_detail": detail,
            "claim_main_id": main.id if main else None,
            "claim_agreement_id": agreement.id if agreement else None,
            "claim_deadline": end if partner else None,
        }

    def _with(self, main, answers):
        """Consequential damage goes with the main cause, whose supplier pays it"""
        if main.claim_partner_id and main._claim_is_final():
            return main.claim_partner_id.id, main.claim_source or None, None, None
        got = answers[main]
        if not got["claim_partner_id"]:
            held = got["claim_hold"] or rules.MAIN_NOT_SUPPLIER
            detail = got["claim_hold_detail"] if got["claim_hold"] else main.name
            return None, None, held, detail
        return got["claim_partner_id"], got["claim_source"], None, None

    def _supplier(self, use):
        removed = self._removed(use)
        origin = rules.Origin(
            removed=self.serials[removed].vendors if removed else frozenset(),
            installed=self.serials[use.lot_id].vendors if use.lot_id else frozenset(),
            listed=self._listed(use),
            chosen=use.supplier_id.commercial_partner_id.id or None,
            decided=use.claim_decided_partner_id.id or None,
        )
        found = rules.supplier_of(origin)
        known = origin.removed or origin.installed or origin.listed
        partners = self.env["res.partner"].browse(sorted(known))
        detail = ", ".join(partners.mapped("name")) if found.held else None
        return found.id, found.source, found.held, detail or None

    def _removed(self, use):
        name = (use.serial_removed or "").strip()
        return self.lots.get((name, use.product_id))

    def _listed(self, use):
        """Vendors of the part on the day on which the old one was built in.

        That is when the machine was handed over, or else the day of the repair.
        """
        machine = use.ticket_id.lot_id
        day = machine.delivery_date or machine.purchase_date or self.days[use]
        return frozenset(
            info.partner_id.commercial_partner_id.id
            for info in self.infos.get(use.product_id.product_tmpl_id, ())
            if (not info.product_id or info.product_id == use.product_id)
            and (not info.company_id or info.company_id == use.company_id)
            and (not info.date_start or info.date_start <= day)
            and (not info.date_end or day <= info.date_end)
        )

    def _agreement(self, use, partner):
        found = rules.agreement_for(
            self.book.get(use.company_id.id, ()),
            partner,
            use.product_id.id,
            self.days[use],
        )
        return found and self.env["aftersales.supplier.agreement"].browse(found.id)

    def _objection(self, use, partner):
        """What speaks against claiming this part: code and detail, or twice None"""
        passed = (use.claim_released or "").split(",")
        new = use._claim_as_rule()
        earlier = [
            one
            for id_, state, one in (*self.earlier, *self.seen)
            if id_ != use.id and (state == "claimed" or id_ < use.id)
        ]
        again = rules.same_old_part(new, earlier)
        if again:
            return rules.SAME_OLD_PART, f"{new.removed} ({again.ref})"
        agreement = self._agreement(use, partner)
        days = agreement.duplicate_days if agreement else 90
        again = rules.duplicate(new, earlier, days)
        if again and rules.DUPLICATE not in passed:
            return rules.DUPLICATE, again.ref
        fall = self.falls.get(use.ticket_id.lot_id)
        if fall and rules.MILEAGE not in passed:
            return rules.MILEAGE, " → ".join(f"{reading.km:g} km" for reading in fall)
        if rules.WRONG_SERIAL not in passed:
            for lot in filter(None, (self._removed(use), use.lot_id)):
                if lot == use.lot_id and use.state != "posted":
                    continue  # it still lies on its account
                fault = rules.serial_fault(self.serials[lot], partner)
                old = lot != use.lot_id
                if fault == rules.NEVER_INSTALLED or (fault and old):
                    return rules.WRONG_SERIAL, lot.name
        return None, None
