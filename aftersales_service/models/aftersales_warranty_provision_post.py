from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from ..rules import part
from .notification import notification


class AftersalesWarrantyProvision(models.Model):
    """The entry of a month, and its reversal."""

    _inherit = "aftersales.warranty.provision"

    def action_post(self):
        """Confirm proposals: post their entries on the last day of the month.

        Twice is harmless: what is posted stays as it is. Figures that have changed
        since they were shown are shown again first.

        :raise AccessError: the user isn't of finance
        """
        self._check_finance()
        self.check_access("write")
        # two who press the button at once: the second waits and finds it posted
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        proposals = self.filtered(lambda one: one.state == "draft").sorted("date_from")
        for one in proposals:
            one._check_provides()
            one._check_order()
            one._check_over()
            changed = one._reckon()
            if changed:
                return one._tell_changed()
            one._post_entry()
        return True

    def _check_over(self):
        """A month that goes on may still sell."""
        today = self.company_id._service_date(fields.Datetime.now())
        if self.date_to >= today:
            raise UserError(
                self.env._(
                    "%(month)s isn't over: its provision can be posted after %(day)s.",
                    month=self.name,
                    day=format_date(self.env, self.date_to),
                )
            )

    def _tell_changed(self):
        """Nobody confirms figures that they haven't seen."""
        return notification(
            "warning",
            self.env._(
                "Sales or entries of %(month)s have changed. The figures are "
                "reckoned anew: look at them and post again.",
                month=self.name,
            ),
            sticky=True,
            next={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _post_entry(self):
        # finance of after-sales confirms; Odoo's accountants alone may create entries
        system = self.sudo().with_company(self.company_id)
        plain = clean_context(system.env.context)
        moves = system.env["account.move"]
        moves = moves.with_context(plain)  # pylint: disable=context-overridden
        rows = system._entry_rows()
        move = moves
        if rows:
            move = moves.create(
                {
                    "move_type": "entry",
                    "date": self.date_to,
                    "journal_id": system._journal().id,
                    "company_id": self.company_id.id,
                    "ref": self.env._("Warranty provision %(month)s", month=self.name),
                    "line_ids": [Command.create(row) for row in rows],
                }
            )
            move._post()
        system.write(
            {
                "state": "posted",
                "move_id": move.id,
                "posted_at": fields.Datetime.now(),
                "posted_by_id": self.env.uid,
            }
        )
        system.activity_unlink(["mail.mail_activity_data_todo"])

    def _journal(self):
        journal = self.company_id.aftersales_provision_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no journal for its warranty provision. %(way)s",
                    company=self.company_id.name,
                    way=self.company_id._way_to_accounts(),
                )
            )
        return journal

    def _entry_rows(self):
        """Values of the entry's lines, as superuser."""
        company = self.company_id
        provision = company.aftersales_account_provision_id
        cost = company.aftersales_account_cost_id
        rows = []
        for line in self.line_ids:
            label = self.env._(
                "Put by for warranty: %(category)s, %(percent)s %% of %(sales)s",
                category=line.category_id.name,
                percent=f"{line.percent:g}",
                sales=self.currency_id.format(line.sales),
            )
            rows.append((cost, label, line.amount))
        put_by = self.env._("Put by for warranty %(month)s", month=self.name)
        rows.append((provision, put_by, -self.added))
        rows += self._charge_rows()
        if self.book_excess and self.excess:
            label = self.env._("Used beyond the warranty provision")
            rows += [(cost, label, self.excess), (provision, label, -self.excess)]
        return [
            {
                "account_id": account.id,
                "name": label,
                "debit": max(amount, 0),
                "credit": max(-amount, 0),
            }
            for account, label, amount in rows
            if not self.currency_id.is_zero(amount)
        ]

    def _charge_rows(self):
        """The provision takes labour, travel and freight over from the expenses."""
        if not self.cost_line_ids:
            return []
        company = self.company_id
        absorbed = company.aftersales_account_absorbed_id
        if not absorbed:
            raise UserError(
                self.env._(
                    "%(company)s has no account for labour and travel that the "
                    "warranty provision takes over. %(way)s",
                    company=company.name,
                    way=company._way_to_accounts(),
                )
            )
        kinds = dict(
            self.env["aftersales.cost.line"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        rows = []
        for (bearer, kind), costs in self.cost_line_ids.grouped(
            lambda cost: (cost.bearer, cost.kind)
        ).items():
            amount = self.currency_id.round(sum(costs.mapped("amount")))
            label = self.env._(
                "%(kind)s under warranty %(month)s", kind=kinds[kind], month=self.name
            )
            account = company._part_bearer_account(bearer or part.COMPANY)
            rows += [(account, label, amount), (absorbed, label, -amount)]
        return rows

    # Back

    def action_reverse(self, reason):
        """Take posted provisions back by an entry that reverses theirs.

        :param reason: why
        """
        self._check_finance()
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the provision is taken back."))
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        for one in self.filtered(lambda one: one.state == "posted"):
            # as for posting
            system = one.sudo().with_company(one.company_id)
            plain = clean_context(system.env.context)
            system = system.with_context(plain)  # pylint: disable=context-overridden
            system.reversal_reason = reason
            if system.move_id:
                system.move_id._reverse_moves(
                    [
                        {
                            "date": system._reversal_date(),
                            "ref": self.env._(
                                "Warranty provision %(month)s taken back: %(reason)s",
                                month=one.name,
                                reason=reason,
                            ),
                        }
                    ]
                )._post()
            else:
                system._mark_reversed()
        return True

    def _reversal_date(self):
        """The same day, or today if that is locked in the books."""
        move = self.move_id
        if self.company_id._get_violated_lock_dates(move.date, False, move.journal_id):
            return self.company_id._service_date(fields.Datetime.now())
        return move.date

    def _mark_reversed(self, reversal=None):
        """An entry reverses them, whoever made it."""
        self._put(
            {
                "state": "reversed",
                "reversal_move_id": reversal.id if reversal else False,
                "reversed_at": fields.Datetime.now(),
                "reversed_by_id": self.env.uid,
            }
        )
