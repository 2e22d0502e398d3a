from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from ..rules import accounts as rules


class AftersalesPartShortage(models.TransientModel):
    """Decide who bears parts that were lost (待处理财产损溢, CST-6).

    Lost parts wait on an account of their own. Finance decides, and the amount goes on
    to the expenses, or to whom it is charged.
    """

    _name = "aftersales.part.shortage"
    _description = "Decision on Shortages"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pending = fields.Monetary(
        string="Waiting for a Decision",
        compute="_compute_pending",
        help="What lies on the account of shortages.",
    )
    amount = fields.Monetary(
        compute="_compute_amount", compute_sudo=False, store=True, readonly=False
    )
    borne_by = fields.Selection(
        selection=[
            (rules.LOSS, "The company"),
            (rules.EMPLOYEE, "An employee"),
        ],
        string="Borne by",
        required=True,
        default=rules.LOSS,
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        domain="[('company_id', '=', company_id)]",
        help="Whether and how much they may be charged is a matter of the labour "
        "contract and the law.",
    )
    date = fields.Date(required=True, default=lambda self: self._default_date())
    reason = fields.Char(required=True)

    def _default_date(self):
        return self.env.company._service_date(fields.Datetime.now())

    @api.depends("company_id")
    def _compute_pending(self):
        for one in self:
            one.pending = one.company_id._among_own()._part_shortage_pending()

    @api.depends("company_id")
    def _compute_amount(self):
        for one in self:
            one.amount = max(one.pending, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """For the company that the user works in."""
        own = {"company_id": self.env.company.id}
        return super().create([{**vals, **own} for vals in vals_list])

    def write(self, vals):
        given = vals.keys() - {"company_id"}
        return super().write({name: vals[name] for name in given})

    def action_decide(self):
        """Post the entry that the decision makes."""
        self.ensure_one()
        self.env["aftersales.warranty.provision"]._check_finance()
        # two who decide at once: the second sees what is left
        self.company_id.sudo().lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["pending"])
        self._check_decision()
        # as for provisions: finance of after-sales confirms, but creates no entries
        company = self.company_id.sudo().with_company(self.company_id)
        plain = clean_context(company.env.context)
        moves = company.env["account.move"]
        moves = moves.with_context(plain)  # pylint: disable=context-overridden
        label = self.env._(
            "Shortage of spare parts decided on %(day)s: %(reason)s",
            day=format_date(self.env, self.date),
            reason=self.reason,
        )
        employee = self.employee_id.sudo()
        partner = employee.work_contact_id if self.borne_by == rules.EMPLOYEE else None
        debited = company[rules.BY_CODE[self.borne_by].field]
        rows = [
            (debited, self.amount, 0, partner),
            (company.aftersales_account_shortage_id, 0, self.amount, None),
        ]
        move = moves.create(
            {
                "move_type": "entry",
                "date": self.date,
                "journal_id": company.aftersales_provision_journal_id.id,
                "company_id": company.id,
                "ref": label,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "name": label,
                            "debit": debit,
                            "credit": credit,
                            "partner_id": who.id if who else False,
                        }
                    )
                    for account, debit, credit, who in rows
                ],
            }
        )
        move._post()
        move.message_post(
            body=self.env._("Decided by %(user)s.", user=self.env.user.name)
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_decision(self):
        company = self.company_id.sudo()
        needed = {
            self.borne_by: company[rules.BY_CODE[self.borne_by].field],
            rules.SHORTAGE: company.aftersales_account_shortage_id,
        }
        if not all(needed.values()) or not company.aftersales_provision_journal_id:
            raise UserError(
                self.env._(
                    "%(company)s has no accounts for shortages yet. %(way)s",
                    company=company.name,
                    way=company._way_to_accounts(),
                )
            )
        if self.borne_by == rules.EMPLOYEE and not self.employee_id:
            raise UserError(self.env._("Say which employee bears the shortage."))
        compare = self.currency_id.compare_amounts
        if compare(self.amount, 0) <= 0 or compare(self.amount, self.pending) > 0:
            raise UserError(
                self.env._(
                    "Between 0 and %(pending)s can be decided on: that is what waits "
                    "on the account of shortages of %(company)s.",
                    pending=self.currency_id.format(max(self.pending, 0)),
                    company=company.name,
                )
            )
