from odoo import models

STOCK_ACCOUNT = "property_stock_valuation_account_id"
JOURNAL = "property_stock_journal"


class ResCompany(models.Model):
    """The category of spare parts: perpetual valuation, its own account (CST-6)."""

    _inherit = "res.company"

    def _set_up_category(self, chosen, cost_method):
        """A category whose parts are valued when they move.

        Categories belong to all companies, what is set here to this one alone.

        :param chosen: category that a person has chosen
        :param cost_method: of a category that this company hasn't set one for
        """
        category = chosen or self.aftersales_part_category_id
        done = []
        if not category:
            category = self._shared_category() or self.env["product.category"].create(
                {"name": self.env._("Spare Parts")}
            )
        fresh = category != self.aftersales_part_category_id
        if fresh:
            self.aftersales_part_category_id = category
            done.append(
                self.env._(
                    "Category of spare parts: %(category)s",
                    category=category.display_name,
                )
            )
        own = category.with_company(self)
        values = self._category_values(own, cost_method, fresh)
        if values:
            own.write(values)
            done.append(
                self.env._(
                    "Valuation of category %(category)s: set",
                    category=category.display_name,
                )
            )
        return done

    def _shared_category(self):
        """That of another company: one name for one thing."""
        others = self.env["res.company"].search(
            [("aftersales_part_category_id", "!=", False)], limit=1
        )
        return others.aftersales_part_category_id

    def _category_values(self, category, cost_method, fresh):
        """What is to be set at the category for this company.

        Nothing, once its parts have moved: that would value the stock anew. And what
        the company has set there itself stays.
        """
        if self._category_moved(category):
            return {}
        wanted = {
            STOCK_ACCOUNT: self.aftersales_account_stock_id,
            JOURNAL: self.account_stock_journal_id,
        }
        if fresh:
            wanted["property_valuation"] = "real_time"
            wanted["property_cost_method"] = cost_method
        values = {}
        for name, value in wanted.items():
            field = category._fields[name]
            held = category[name]
            # what is set for nobody in particular is nobody's choice
            default = field.get_company_dependent_fallback(category)
            if value and held != value and (not held or held == default):
                values[name] = field.convert_to_write(value, category)
        return values

    def _category_moved(self, category):
        return self._count(
            "stock.move",
            [
                ("company_id", "=", self.id),
                ("state", "=", "done"),
                ("product_id.categ_id", "=", category.id),
            ],
        )

    def _category_differences(self):
        """Where the category goes by something else than the settings."""
        category = self.aftersales_part_category_id
        wanted = self.aftersales_account_stock_id
        held = category[STOCK_ACCOUNT]
        if not category or not wanted or not held or held == wanted:
            return []
        return [
            self.env._(
                "Category %(category)s is valued on account %(held)s, the settings say "
                "%(account)s. Change one of them while there is no stock.",
                category=category.display_name,
                held=held.display_name,
                account=wanted.display_name,
            )
        ]
