from odoo import api, models
from odoo.exceptions import UserError

from ..rules import accounts as rules
from ..rules import part
from .res_company_part_accounts import ACCOUNT_NAMES, INCURRED_NAMES

#: Needs whose accounts are matched with documents, one by one
MATCHED = {rules.SUPPLIER, rules.EMPLOYEE, *rules.SOURCES}


class ResCompany(models.Model):
    """Sets up what spare parts need; what a person has set stays (CST-6).

    Everything here runs as superuser: who may ask for it is checked by the assistant.
    Finance of after-sales need not have the right to create accounts and locations.
    """

    _inherit = "res.company"

    def _part_chart(self):
        """Code of the company's chart of accounts; a branch has that of its root."""
        self.ensure_one()
        return self.sudo().root_id.chart_template or None

    def _chart_ref(self, xmlid):
        """A record of the company's chart; empty where the chart has none."""
        templates = self.env["account.chart.template"].sudo()
        return templates.with_company(self.root_id).ref(xmlid, raise_if_not_found=False)

    def _part_found_account(self, need, provided):
        """What the chart has for a need, or what was made for it before."""
        self.ensure_one()
        own = self._chart_ref(need.own_xmlid(provided))
        if own:
            return own
        place = rules.source(need, self._part_chart(), provided)
        if place and not place.own:
            found = self._chart_ref(place.xmlid)
            if found:
                return found
        if not place and need.fallback:
            return self.sudo()[need.fallback]
        return self.env["account.account"]

    def _part_current_account(self, need, provided):
        """What the company has set.

        What its chart has for the other treatment of warranty, it hasn't chosen for
        this one.
        """
        self.ensure_one()
        current = self.sudo()[need.field]
        if need.incurred is not None and current == self._part_found_account(
            need, not provided
        ):
            return current.browse()
        return current

    def _part_account_place(self, need, provided):
        """Account below which one of its own is made; empty: none can be made."""
        place = rules.source(need, self._part_chart(), provided)
        if not place or not place.own:
            return self.env["account.account"]
        return self._chart_ref(place.xmlid) or self.env["account.account"]

    def _set_up_parts(self, accounts=None, small=None, on_account=True, **choices):
        """Set what is missing for spare parts; run again, nothing happens.

        :param accounts: dict of need → account that a person has chosen; needs that
            aren't in it keep what they have, take what the chart has, or get a new one
        :param small: warranty is expensed when it is incurred; None: as it is set, at
            first by the chart
        :param on_account: parts come from accounts only
        :param choices: ``cost_method`` of a new category; ``category``, stock
            ``journal`` and ``provision_journal`` that a person has chosen; ``costs``:
            dict of field → account that costs of requests are taken from
        :return: sentences of what was done
        """
        self.ensure_one()
        company = self.sudo().with_company(self)
        if not company._part_chart():
            raise UserError(
                self.env._(
                    "%(company)s has no chart of accounts yet. Somebody with the "
                    "right to Odoo's settings chooses one in Settings › Invoicing › "
                    "Fiscal Localization.",
                    company=self.name,
                )
            )
        # two who set up at once must not make two accounts for one need
        company.lock_for_update(allow_referencing=True)
        if small is None:
            small = company._part_small_default()
        done = company._set_up_switches(small, on_account)
        done += company._set_up_accounts(accounts or {})
        done += company._set_up_journals(
            choices.get("journal"), choices.get("provision_journal")
        )
        done += company._set_up_costs(choices.get("costs") or {})
        done += company._set_up_locations()
        done += company._set_up_category(
            choices.get("category"), choices.get("cost_method") or "average"
        )
        return done + company._set_up_depot()

    def _part_small_default(self):
        """What the company has chosen; at first what its chart is made for."""
        self.ensure_one()
        company = self.sudo()
        chosen = any(company[need.field] for need in rules.NEEDS)
        if chosen or company.aftersales_small_enterprise:
            return company.aftersales_small_enterprise
        return rules.small_by_default(company._part_chart())

    def _set_up_switches(self, small, on_account):
        wanted = {
            "aftersales_small_enterprise": small,
            "aftersales_parts_on_account": on_account,
        }
        changed = {name: value for name, value in wanted.items() if self[name] != value}
        if changed:
            self.write(changed)
        return [
            self.env._("%(setting)s: changed", setting=self._setting_label(name))
            for name in changed
        ]

    def _setting_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _set_up_accounts(self, chosen):
        """Write accounts that a person chose, that were found, or that are made."""
        provided = not self.aftersales_small_enterprise
        values, done = {}, []
        for need in rules.NEEDS:
            if not rules.is_needed(need, provided):
                continue
            account = self._account_for(need, provided, chosen)
            if account is None or account == self[need.field]:
                continue
            values[need.field] = account.id
            done.append(
                self.env._(
                    "%(need)s: account %(account)s",
                    need=self._need_label(need.code),
                    account=account.display_name or self.env._("none"),
                )
            )
        if values:
            self.write(values)
        return done

    def _account_for(self, need, provided, chosen):
        """Account to be set for a need; None: it stays."""
        if need.code in chosen:
            account = chosen[need.code]
            if account:
                self._check_own(account)
                return account
            if need.stands_in:
                return account
        if self._part_current_account(need, provided):
            return None
        return self._part_found_account(need, provided) or self._make_account(
            need, provided
        )

    def _check_own(self, record):
        """What a person chose must be of this company, or of all."""
        domain = record._check_company_domain(self)
        if record.filtered_domain(domain) != record:
            raise UserError(
                self.env._(
                    "%(record)s belongs to another company than %(company)s. Choose "
                    "one of this company.",
                    record=record.display_name,
                    company=self.name,
                )
            )

    @api.model
    def _part_account_name(self, need, provided):
        names = ACCOUNT_NAMES if provided else {**ACCOUNT_NAMES, **INCURRED_NAMES}
        return names[need.code]

    def _make_account(self, need, provided):
        """An account of its own below one of the chart, by the chart's numbers."""
        above = self._part_account_place(need, provided)
        if not above:
            return None
        root = self.root_id
        accounts = self.env["account.account"].with_company(root)
        above = above.with_company(root)
        name = self._part_account_name(need, provided)
        account = accounts.with_context(lang="en_US").create(
            {
                "name": self.with_context(lang="en_US").env._(name),
                "code": accounts._search_new_account_code(above.code),
                "account_type": above.account_type,
                "reconcile": need.code in MATCHED,
                "company_ids": root.ids,
                "account_stock_variation_id": above.account_stock_variation_id.id,
                "account_stock_expense_id": above.account_stock_expense_id.id,
            }
        )
        for lang, _label in self.env["res.lang"].get_installed():
            account.with_context(lang=lang).name = self.with_context(lang=lang).env._(
                name
            )
        # found again by it, whatever number and name a person gives it
        self.env["ir.model.data"].create(
            {
                "module": "account",
                "name": f"{root.id}_{need.own_xmlid(provided)}",
                "model": account._name,
                "res_id": account.id,
                "noupdate": True,
            }
        )
        return account.with_env(self.env)

    def _set_up_journals(self, journal, provision_journal):
        wanted = {
            "account_stock_journal_id": (journal, "inventory_valuation"),
            "aftersales_provision_journal_id": (provision_journal, "general"),
            "aftersales_cost_journal_id": (None, "general"),
        }
        done = []
        for name, (chosen, xmlid) in wanted.items():
            if chosen:
                self._check_own(chosen)
            found = chosen or self[name] or self._chart_ref(xmlid)
            if found and found != self[name]:
                self[name] = found
                done.append(
                    self.env._(
                        "%(setting)s: %(journal)s",
                        setting=self._setting_label(name),
                        journal=found.display_name,
                    )
                )
        return done

    def _set_up_costs(self, chosen):
        """Write what labour, freight … are taken from; it may be left or emptied."""
        done = []
        for name, account in chosen.items():
            if account == self[name]:
                continue
            if account:
                self._check_own(account)
            self[name] = account
            done.append(
                self.env._(
                    "%(setting)s: %(account)s",
                    setting=self._setting_label(name),
                    account=account.display_name or self.env._("none"),
                )
            )
        return done

    def _set_up_locations(self):
        """A location for each bearer and each lender, with its account."""
        before = self._part_places()
        places = {
            bearer: self._part_bearer_location(bearer) for bearer in rules.BEARER_NEEDS
        } | {code: self._part_source_location(code) for code in rules.SOURCES}
        accounts = self._part_place_accounts()
        done = []
        for code, place in places.items():
            if not place.valuation_account_id:
                place.valuation_account_id = accounts[code]
            if code not in before:
                done.append(
                    self.env._("Location made: %(location)s", location=place.name)
                )
        return done

    def _set_up_depot(self):
        """The stock of the warehouse is the first depot."""
        holders = self.env["aftersales.part.holder"].with_context(active_test=False)
        stock = self._part_warehouse().lot_stock_id
        if holders.search_count(
            [
                ("company_id", "=", self.id),
                "|",
                ("kind", "=", part.DEPOT),
                ("location_id", "=", stock.id),
            ],
            limit=1,
        ):
            return []
        depot = holders.create(
            {
                "name": stock.warehouse_id.name,
                "kind": part.DEPOT,
                "company_id": self.id,
                "location_id": stock.id,
            }
        )
        return [self.env._("Depot opened: %(depot)s", depot=depot.name)]
