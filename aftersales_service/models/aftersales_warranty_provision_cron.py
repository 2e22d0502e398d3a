from odoo import api, fields, models

from ..rules import provision as rules
from .aftersales_warranty_provision import FINANCE


class AftersalesWarrantyProvision(models.Model):
    """Each month is proposed by itself; a person confirms."""

    _inherit = "aftersales.warranty.provision"

    @api.model
    def _propose(self):
        """Propose the month that has ended, of every company that keeps provisions.

        May run as often as it likes: a month has one proposal.

        :return: new proposals
        """
        made = self.browse()
        rates = self.env["aftersales.provision.rate"]._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in rates))
        for company in companies.filtered(
            lambda one: (
                not one.aftersales_small_enterprise
                and one.aftersales_account_provision_id
                and one.aftersales_account_cost_id
            )
        ):
            today = company._service_date(fields.Datetime.now())
            month = rules.month_before(today)
            if self.search_count(
                [("company_id", "=", company.id), ("date_from", ">=", month)], limit=1
            ):
                continue
            proposal = self.create({"company_id": company.id, "date_from": month})
            proposal._tell_finance()
            made |= proposal
        return made

    def _tell_finance(self):
        """An activity for everybody of finance in the company."""
        self.ensure_one()
        users = self.env.ref(FINANCE).all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for user in users:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._(
                    "Post the warranty provision %(month)s", month=self.name
                ),
            )
