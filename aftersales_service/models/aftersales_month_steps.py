import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..rules import ledger as rules
from .aftersales_month_value import MonthValues
from .helpdesk_ticket_events import MANAGER

#: Role of the rules → group; general managers are branch managers, too
GROUPS = {
    "finance": "aftersales_service.group_aftersales_finance",
    "manager": MANAGER,
    "branch_manager": "aftersales_service.group_aftersales_branch_manager",
}


class AftersalesMonth(models.Model):
    """Checking, closing and opening again."""

    _inherit = "aftersales.month"

    @api.model
    def _roles(self):
        """Roles of ``rules.ledger`` that the user has; all of them for the system."""
        user = self.env.user
        return {
            role
            for role, group in GROUPS.items()
            if self.env.su or user.has_group(group)
        }

    def _check_step(self, step):
        """Whether this user may take a step now; waits for who takes one.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit the month
        """
        self.ensure_one()
        self.check_access("read")
        if not rules.ROLES[step] & self._roles():
            groups = (self.env.ref(GROUPS[role]) for role in sorted(rules.ROLES[step]))
            raise AccessError(
                self.env._(
                    "You may not take this step on month %(month)s. Ask a colleague "
                    "with the role %(roles)s.",
                    month=self.name,
                    # everybody may know the names of roles
                    roles=", ".join(group.sudo().name for group in groups),
                )
            )
        # of two who press at once the second one waits, and then is told
        self.flush_recordset()
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        if not rules.next_state(self.state, step):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Month %(month)s is “%(state)s”; this step doesn't fit. Last step "
                    "by %(user)s.",
                    month=self.name,
                    state=labels[self.state],
                    user=(self.closed_by_id or self.checked_by_id).sudo().name or "/",
                )
            )

    def action_check(self):
        """Run all checks anew; what doesn't agree is listed (PRT-8)."""
        self._check_step(rules.CHECK)
        # what is checked goes beyond what finance may read
        month = self.sudo()
        month._run_checks(MonthValues(month))
        month.write(
            {
                "state": rules.CHECKING,
                "checked_at": fields.Datetime.now(),
                "checked_by_id": self.env.uid,
            }
        )
        return True

    def action_close(self):
        """Lock the month, if every check holds (CST-4).

        :raise UserError: names what is missing
        """
        self._check_step(rules.CLOSE)
        self._check_turn()
        if self.checked_by_id == self.env.user and not self.env.su:
            raise UserError(
                self.env._(
                    "You checked month %(month)s yourself. Another manager closes it.",
                    month=self.name,
                )
            )
        month = self.sudo()
        values = MonthValues(month)
        failed = month._run_checks(values).filtered(lambda check: check.state != "ok")
        if failed:
            raise UserError(
                self.env._(
                    "Month %(month)s can't be closed: %(checks)s. Check it again, and "
                    "clear up each break that is listed.",
                    month=self.name,
                    checks=", ".join(failed.mapped("name")),
                )
            )
        month._write_revaluations(values)
        month._freeze_values()
        month.write(
            {
                "state": rules.CLOSED,
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "digest": month._ledger_digest(),
            }
        )
        month._after_close()
        return True

    def _after_close(self):
        """For what follows from a closed month: the workbook stays with it."""

    def _check_turn(self):
        """Months are closed one after the other, when they are over.

        :raise UserError: which one comes first, or from when on
        """
        self.ensure_one()
        today = self.company_id._service_date(fields.Datetime.now())
        if self.date_to >= today:
            raise UserError(
                self.env._(
                    "Month %(month)s isn't over yet; close it from %(day)s on.",
                    month=self.name,
                    day=fields.Date.to_string(rules.next_month(self.date_from)),
                )
            )
        before = self._before()
        open_before = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "<", self.date_from),
                ("state", "!=", rules.CLOSED),
            ],
            order="date_from",
            limit=1,
        )
        expected = rules.next_month(before.date_from) if before else None
        if open_before or (expected and expected != self.date_from):
            first = open_before.date_from or expected
            raise UserError(
                self.env._(
                    "Month %(first)s comes before %(month)s. Close it first.",
                    first=f"{first:%Y-%m}",
                    month=self.name,
                )
            )

    def action_reopen(self, reason):
        """Open a closed month again; what closing put right is taken back.

        :param reason: why; it stays with the month
        """
        self._check_step(rules.REOPEN)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("Say why month %(month)s is opened again.", month=self.name)
            )
        month = self.sudo()  # the right to the step has been checked
        later = month.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_from),
                ("state", "=", rules.CLOSED),
            ],
            order="date_from desc",
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "Month %(later)s is closed and goes by the closing of %(month)s. "
                    "Open that one again first.",
                    later=later.name,
                    month=self.name,
                )
            )
        month._take_revaluations_back()
        month._thaw_values()
        month.write({"state": rules.OPEN, "reopen_reason": reason, "digest": False})
        month.message_post(
            body=self.env._(
                "Opened again by %(user)s: %(reason)s",
                user=self.env.user.name,
                reason=reason,
            )
        )
        return True

    def action_ask_reopen(self):
        """Ask for the reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Month %(month)s Again", month=self.name),
            "res_model": "aftersales.month.reopen",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_month_id": self.id},
        }

    # Values

    def _freeze_values(self):
        """Keep the values of the month's moves: a later bill belongs to a later month.

        With one statement: a month may have a hundred thousand of them.
        """
        self.ensure_one()
        moves = self.env["stock.move"]
        moves.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE stock_move SET aftersales_closed_value =
                CASE WHEN is_in OR is_out THEN value ELSE aftersales_cost END
                WHERE company_id = %s AND aftersales_month = %s""",
                self.company_id.id,
                self.date_from,
            )
        )
        moves.invalidate_model(["aftersales_closed_value"])

    def _thaw_values(self):
        moves = self.env["stock.move"]
        moves.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE stock_move SET aftersales_closed_value = NULL
                WHERE company_id = %s AND aftersales_month = %s""",
                self.company_id.id,
                self.date_from,
            )
        )
        moves.invalidate_model(["aftersales_closed_value"])

    def _ledger_digest(self):
        """Fingerprint of the month's rows, so that a forged one is noticed."""
        digest = hashlib.sha256()
        for row in MonthValues(self).rows():
            digest.update(repr(tuple(str(value) for value in row)).encode())
        return digest.hexdigest()
