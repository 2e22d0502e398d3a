from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..rules import reach as rules
from .aftersales_warranty_policy_portal import told_limits

#: Entitlements of remedies that make the period of exchange and refund worth showing
GOODS = ("refund", "exchange")


class StockLot(models.Model):
    """What covers a product until when, in words for its owner (WAR-1, WAR-8).

    For the portal, the warranty card and its public page. Nothing here names a person,
    a price or a seller. The caller has checked who may read the product.
    """

    _inherit = "stock.lot"

    def _told_covers(self):
        """Dict of lot id → its ``Told``, in the language of the context.

        The number of queries doesn't depend on the number of products.
        """
        # owners have no rights on policies, facts and readings, only on these words
        lots = self.sudo()
        told = {}
        for company, own in lots.grouped(
            lambda lot: lot.company_id or lot.env.company
        ).items():
            used = own._counted_at(fields.Datetime.now())
            told.update(
                {
                    lot.id: Told(lot, company, policy, facts, used.get(lot.id, {}))
                    for lot, policy, facts in own._covered_by(company)
                }
            )
        return told

    def _told_cover(self):
        """The ``Told`` of this one product."""
        self.ensure_one()
        return self._told_covers()[self.id]


class Told:
    """One product's warranty in words; everything is reckoned when it is asked for."""

    def __init__(self, lot, company, policy, facts, used):
        self.env = lot.env
        self.lot = lot
        self.company = company
        self._rule = policy
        self._facts = facts
        self._used = used
        policies = lot.env["aftersales.warranty.policy"]
        self.policy = policies.browse(policy.id if policy else ())
        now = fields.Datetime.now().replace(tzinfo=UTC)
        self.today = now.astimezone(ZoneInfo(company._service_tz())).date()

    @property
    def is_covered(self):
        """Is there anything to tell: a policy or a promise?"""
        return bool(self.policy or self._facts.promises)

    # Periods

    def periods(self):
        """Periods of the whole product with their bars, as dicts.

        Exchange and refund only where the policy knows any.
        """
        found = [self._period("repair", self.env._("Free repair"))]
        rows = self._rule.remedies if self._rule else ()
        if any(row.entitlement in GOODS for row in rows):
            found.append(self._period("remedy", self.env._("Exchange or refund")))
        return found

    def status(self):
        """State and words of the free repair, for a badge."""
        first = self.periods()[0]
        return {"state": first["state"], "text": first["text"]}

    def _period(self, name, title):
        covers = rules.whole(self._rule, self._facts, name)
        period = rules.period(covers, self.today, self._used)
        return {
            "code": name,
            "title": title,
            "state": period.state,
            "start": period.start,
            "end": period.end,
            "event": self._event(period.event),
            "limits": self._limits(period.limits),
            "text": self._state_text(period),
            "bars": [self._bar(bar, period) for bar in period.bars],
        }

    def _state_text(self, period):
        env = self.env
        if period.state == rules.NONE:
            return env._("No warranty is recorded")
        if period.state == rules.UNKNOWN:
            return env._("Begins: date not known yet")
        end = period.end and fields.Date.to_string(period.end)
        if period.state == rules.ENDED:
            over = next((bar for bar in period.bars if bar.state == rules.ENDED), None)
            if over and over.what == "km":
                return env._("Ended at %(limit)s km", limit=f"{over.limit:,.0f}")
            if over and over.what == "hours":
                return env._(
                    "Ended at %(limit)s working hours", limit=f"{over.limit:,.0f}"
                )
            return env._("Ended on %(day)s", day=end)
        if end:
            return env._("Until %(day)s", day=end)
        return env._("Covered, without a last day")

    def _bar(self, bar, period):
        env = self.env
        if bar.what == "time":
            left = (period.end - self.today).days
            title = env._("Time")
            text = (
                env._("%(days)s days left", days=left)
                if left > 0
                else env._("last day today")
                if left == 0
                else env._("ended %(days)s days ago", days=-left)
            )
        else:
            title = env._("Mileage") if bar.what == "km" else env._("Working hours")
            unit = env._("km") if bar.what == "km" else env._("h")
            limit = f"{bar.limit:,.0f} {unit}"
            if bar.value is None:
                text = env._("up to %(limit)s; not read yet", limit=limit)
            else:
                text = env._(
                    "%(value)s of %(limit)s", value=f"{bar.value:,.0f}", limit=limit
                )
        return {
            "what": bar.what,
            "title": title,
            "text": text,
            "percent": bar.percent,
            "state": bar.state,
            "known": bar.value is not None,
        }

    # Rows

    def covers(self):
        """Each line of the policy with its end for this product, as dicts."""
        if not self._rule:
            return []
        rows = self.policy._row_of("line_ids")
        periods = dict(
            self.env["aftersales.warranty.policy.line"]
            ._fields["period"]
            ._description_selection(self.env)
        )
        return [
            {
                **self._cover(cover),
                "name": rows[cover.line.code].name,
                "period": periods[cover.line.period],
                "is_excluded": cover.line.excluded,
                "replacement": rows[cover.line.code]._told_replacement(),
                "article": rows[cover.line.code].article or "",
                "note": rows[cover.line.code].note or "",
            }
            for cover in rules.covers(self._rule, self._facts)
        ]

    def promises(self):
        """What a card or a contract promises, without who promised it."""
        promises = self.env["aftersales.warranty.promise"]
        kinds = dict(promises._fields["kind"]._description_selection(self.env))
        told = []
        for cover in rules.promised(self._rule, self._facts):
            record = promises.browse(cover.promise.ref or ())
            told.append(
                {
                    **self._cover(cover),
                    "kind": kinds[cover.promise.kind],
                    "reference": record.reference or "",
                    "part": record.component_id.name or "",
                    "is_shown": cover.promise.shown,
                }
            )
        return told

    def _cover(self, cover):
        return {
            "limits": self._limits(cover.limits),
            "start": cover.start,
            "end": cover.end,
            "event": self._event(cover.event) if cover.waits else "",
            "is_over": bool(cover.end and cover.end < self.today),
        }

    def remedies(self):
        """Rights beyond the free repair, in the customer's words."""
        if not self._rule:
            return []
        rows = self.policy._row_of("remedy_ids")
        return [
            {
                "name": rows[remedy.code].name,
                "window": rows[remedy.code]._told_window(),
                "article": remedy.article,
            }
            for remedy in self._rule.remedies
        ]

    def exclusions(self):
        """What frees us of the warranty, once it is proven."""
        return self.policy._told_exclusions()

    def _limits(self, limits):
        return told_limits(
            self.env,
            months=limits.months,
            days=limits.days,
            km=limits.km,
            hours=limits.hours,
        )

    def _event(self, code):
        events = self.env["aftersales.warranty.policy"]._fields["start_event"]
        return dict(events._description_selection(self.env)).get(code, "")
