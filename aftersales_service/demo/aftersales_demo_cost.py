from odoo import api, models

from ..rules import ledger, provision
from .travel import time_travel

#: What an hour of a technician costs, and of one with this tag
HOUR = 120
SENIOR = ("高级技师", 150)
#: What is put by of the sales of furnaces, in percent
PUT_BY = 0.4
#: Kind of cost → what a month may cost
BUDGET = {"part": 6000, "labour": 9000, "travel": 6500, "freight": 600}
MONTHS = 3
#: Days before the installation on which rates and accounts were set
SET_AGO = 80
#: Claims above this are approved by the branch manager
LARGE = 1500
#: What the supplier accepts of a claim: charge → part of it, and why not all
ANSWER = {
    "part": (1.0, None, None),
    "labour": (0.6, "elh", "同类更换工时定额 3 小时"),
    "travel": (0.0, "trv", "质量协议不含往返市内里程"),
}


class AftersalesDemo(models.AbstractModel):
    """What requests of the furnace maker cost, who pays, and the months' closing."""

    _inherit = "aftersales.demo"

    @api.model
    def _open_books(self):
        """Prices hold from the beginning; furnaces are one category."""
        result = super()._open_books()
        self._set_prices()
        self.env["product.product"].search(
            [
                ("company_id", "=", self._demo("company").id),
                ("tracking", "=", "serial"),
                ("name", "like", "炉 "),
            ]
        ).categ_id = self._furnaces()
        return result

    def _furnaces(self):
        """The category whose sales put by for warranty."""
        name = "工业炉"
        categories = self.env["product.category"]
        found = categories.search([("name", "=", name)], limit=1)
        return found or categories.create({"name": name})

    def _set_prices(self):
        """Costs of parts and machines hold from before the first of them came in."""
        prices = self.env["product.value"].search(
            [
                ("product_id.company_id", "in", self._companies().ids),
                ("move_id", "=", False),
            ]
        )
        prices.date = "2020-01-01"

    @api.model
    def _sell(self, now):
        result = super()._sell(now)
        with time_travel(self.env) as travel:
            travel(self._noon(now, SET_AGO))
            self._set_costs(now)
            self.env.flush_all()
        return result

    def _set_costs(self, now):
        company = self._demo("company")
        selling = company._chart_ref("l10n_cn_large_bis_account_6601")
        company.write(
            {
                "aftersales_labour_account_id": selling.id,
                "aftersales_freight_account_id": selling.id,
                "aftersales_expense_limit": LARGE,
            }
        )
        self._trip().with_company(company).property_account_expense_id = selling
        self._set_rates(company, self._day(now, SET_AGO))
        self._plan_budgets(company, now)
        self._watch_claims(company)

    def _set_rates(self, company, day):
        name, amount = SENIOR
        tag = self.env["hr.employee.category"].create({"name": name})
        self._demo("employee_technician").category_ids = tag
        base = {"company_id": company.id, "valid_from": day}
        self.env["aftersales.labour.rate"].create(
            [
                {**base, "amount": HOUR},
                {**base, "amount": amount, "category_id": tag.id},
            ]
        )
        self.env["aftersales.provision.rate"].create(
            {
                "company_id": company.id,
                "category_id": self._furnaces().id,
                "percent": PUT_BY,
                "valid_from": day.replace(month=1, day=1),
            }
        )

    def _plan_budgets(self, company, now):
        first = ledger.first_day(now.date())
        months = [provision.month_before(first, back) for back in range(MONTHS)]
        self.env["aftersales.budget"].create(
            [
                {
                    "company_id": company.id,
                    "month": month,
                    "kind": kind,
                    "amount": amount,
                }
                for month in months
                for kind, amount in BUDGET.items()
            ]
        )

    def _watch_claims(self, company):
        """The furnace maker limits claims of expenses, as the general profile does."""
        calendars = self.env["resource.calendar"]
        self.env["aftersales.clock.policy"].create(
            {
                "company_id": company.id,
                "code": "T-18",
                "clause": "6.3",
                "name": "费用报销申请提交",
                "start_event": "expense_incurred",
                "stop_event": "expense_claimed",
                "limit_value": 3,
                "limit_unit": "workday",
                "calendar_id": calendars.search(
                    [("company_id", "=", company.id)], limit=1
                ).id,
                "accountable_role": "asked",
            }
        )

    def _trip(self):
        """What expenses of trips are claimed as."""
        products = self.env["product.product"]
        values = {"name": "差旅费报销", "company_id": self._demo("company").id}
        domain = [(name, "=", value) for name, value in values.items()]
        return products.search(domain, limit=1) or products.create(
            {
                **values,
                "type": "service",
                "can_be_expensed": True,
                "sale_ok": False,
                "purchase_ok": False,
                "standard_price": 0,
                "list_price": 0,
            }
        )

    def _after_story(self, now):
        result = super()._after_story(now)
        company = self._demo("company")
        self._claim_on_suppliers(company)
        self._close_months(company, now)
        return result

    def _claim_on_suppliers(self, company):
        """One claim is checked, one window was lost, one part is held."""
        claims = self._desk("buyer", company)["aftersales.supplier.claim"].collect()
        claims.with_env(self._desk("quality", company)).action_check()
        uses = self.env["aftersales.part.use"].with_company(company)
        uses._watch_claim_windows()

    def _close_months(self, company, now):
        """The month before last is closed; the last one is being checked."""
        last = provision.month_before(now.date())
        before = provision.month_before(last)
        finance, manager = (
            self._desk("finance", company),
            self._desk("manager", company),
        )
        provisions = finance["aftersales.warranty.provision"]
        months = self.env["aftersales.month"].with_company(company)
        closed, checked = months.create(
            [{"company_id": company.id, "date_from": day} for day in (before, last)]
        )
        self.env["aftersales.cost.line"]._book_month(company, closed.date_to)
        provisions.create({"date_from": before}).action_post()
        closed.with_env(finance).action_close_stock()
        closed.with_env(finance).action_check()
        if all(check.state == "ok" for check in closed.check_ids):
            closed.with_env(manager).action_close()
            statements = self.env["aftersales.part.statement"]._for_month(closed)
            statements.with_env(finance).action_send()
        checked.with_env(finance).action_check()
        provisions.create({"date_from": last})

    @api.private
    @api.model
    def print_archived(self):
        """The claim goes out with its papers, and its supplier answers."""
        result = super().print_archived()
        company = self._demo("company")
        claims = self.env["aftersales.supplier.claim"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "checked"),
            ]
        )
        buyer = self._desk("buyer", company)
        for claim in claims.with_env(buyer):
            claim.action_submit()
            claim.supplier_reference = f"QC-{claim.name[-4:]}"
            for line in claim.line_ids:
                part, reason, note = ANSWER.get(line.charge, ANSWER["part"])
                line.write(self._answer(line, part, reason, note))
            claim.action_answer()
        return result

    def _answer(self, line, part, reason, note):
        if part == 1:
            return {"decision": "all"}
        values = {"decision": "less" if part else "none", "note": note}
        values["reason_id"] = self.env.ref(
            f"aftersales_service.claim_reason_{reason}"
        ).id
        if part:
            values["accepted"] = line.currency_id.round(line.claimed * part)
        return values
