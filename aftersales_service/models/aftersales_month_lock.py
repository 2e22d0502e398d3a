from odoo import api, models


class AftersalesMonthLocked(models.AbstractModel):
    """For records that belong to a month by a date, and stay as they are once closed.

    Holds for the system as well: what it does late, it dates now.
    """

    _name = "aftersales.month.locked"
    _description = "Locked with Its Month"

    #: Field → fields that can't change once that day lies in a closed month
    _month_fields = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_days_open(self._month_fields)
        return records

    def write(self, vals):
        touched = [
            day
            for day, fixed in self._month_fields.items()
            if day in vals or any(name in vals for name in fixed)
        ]
        self._check_days_open(touched)
        result = super().write(vals)
        self._check_days_open([day for day in touched if day in vals])
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_days_open(self._month_fields)

    def _check_days_open(self, names):
        """:raise UserError: one of these days lies in a closed month"""
        records = self.sudo() if names else self.browse()
        for company, own in records.grouped("company_id").items():
            self.env["aftersales.month"]._check_open(
                company,
                [own._day_of(record[name]) for record in own for name in names],
                lambda o=own: ", ".join(r.display_name or r._description for r in o),
            )

    def _day_of(self, value):
        """The company's day of a date or moment."""
        if self._is_moment(value):
            return self.company_id._service_date(value)
        return value

    @staticmethod
    def _is_moment(value):
        return hasattr(value, "hour")


class AftersalesCostLine(models.Model):
    _name = "aftersales.cost.line"
    _inherit = ["aftersales.cost.line", "aftersales.month.locked"]
    # append-only: nothing else of a row ever changes
    _month_fields = {"date": ()}


class AftersalesPartUse(models.Model):
    _name = "aftersales.part.use"
    _inherit = ["aftersales.part.use", "aftersales.month.locked"]
    _month_fields = {
        "posted_at": ("quantity", "product_id", "holder_id", "lot_id", "bearer"),
    }


class AftersalesOldPart(models.Model):
    _name = "aftersales.old.part"
    _inherit = ["aftersales.old.part", "aftersales.month.locked"]
    _month_fields = {"received_at": ("quantity",), "waived_at": ("quantity",)}
