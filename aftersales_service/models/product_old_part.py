from odoo import fields, models

from ..rules import old_part as rules

POLICY = [
    (rules.RETURN, "Comes back"),
    (rules.PHOTO, "A photo is enough"),
    (rules.NONE, "Isn't wanted"),
]
HAZARD = [
    ("no", "Not hazardous"),
    ("lead_battery", "Lead battery"),
    ("traction_battery", "Traction battery"),
    ("oil", "Used oil"),
    ("oil_filter", "Oil filter"),
    ("airbag", "Airbag or belt tensioner"),
    ("refrigerant", "Refrigerant"),
    ("other", "Other hazardous waste"),
]


class ProductCategory(models.Model):
    """What a company wants of old parts, for all products of a category (PRT-6)."""

    _inherit = "product.category"

    aftersales_old_part_policy = fields.Selection(
        selection=POLICY,
        string="Old Part",
        help="Whether the part taken out comes back. Empty: as the category above "
        "says, or the company's settings.",
    )
    aftersales_hazard = fields.Selection(
        selection=HAZARD,
        string="Hazardous Waste",
        help="Old parts of this kind go to scrap through a licensed chain only.",
    )


class ProductTemplate(models.Model):
    """The same for one product, which goes before its category."""

    _inherit = "product.template"

    aftersales_old_part_policy = fields.Selection(
        selection=POLICY,
        string="Old Part",
        help="Whether the part taken out comes back. Empty: as its category says.",
    )
    aftersales_hazard = fields.Selection(
        selection=HAZARD,
        string="Hazardous Waste",
        help="Old parts of this kind go to scrap through a licensed chain only.",
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _old_part_settings(self, company):
        """Dict of product → what is wanted of its old part, and its kind of hazard.

        As superuser: who installs parts need not read categories.

        :return: dict of product id → (one of ``rules.old_part``, kind or False)
        """
        found = {}
        for product in self:
            chain, category = [], product.categ_id
            while category:
                chain.append(category)
                category = category.parent_id
            policy = rules.wanted(
                product.aftersales_old_part_policy,
                *(one.aftersales_old_part_policy for one in chain),
                company.aftersales_old_part_policy,
            )
            kinds = (one.aftersales_hazard for one in (product, *chain))
            kind = next(filter(None, kinds), False)
            found[product.id] = (policy, False if kind == "no" else kind)
        return found
