import base64
import binascii

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..rules import case as case_rules
from .aftersales_penalty_sheet import DRAFT, LOCKED, PRESENTED
from .aftersales_penalty_steps import ACTIVITY


class AftersalesPenaltySheet(models.Model):
    """Present, sign, lock: each by whose step it is."""

    _inherit = "aftersales.penalty.sheet"

    def _check_state(self, *states):
        """The sheets are in one of these states, and ours for this transaction."""
        self.flush_recordset()
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working on sheet %s at this moment. Look at it again.",
                    ", ".join(self.mapped("display_name")),
                )
            ) from error
        self.invalidate_recordset(["state"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for sheet in self:
            if sheet.state not in states:
                raise UserError(
                    self.env._(
                        "Sheet %(sheet)s is in state “%(state)s”; this step doesn't "
                        "fit. Reload the page: somebody may have been faster.",
                        sheet=sheet.display_name,
                        state=labels[sheet.state],
                    )
                )

    def _check_step_of_hr(self):
        """Only human resources, and only sheets that they see."""
        self._check_hr()
        self.check_access("write")

    # To the employee

    def action_present(self):
        """Show the sheets to their employees, who are told by an activity."""
        self._check_step_of_hr()
        self._check_state(DRAFT)
        self._reckon()
        for sheet in self:
            if not sheet.line_ids:
                raise UserError(
                    self.env._(
                        "Sheet %s has no lines any more. Make the month's sheets "
                        "again: it goes away.",
                        sheet.display_name,
                    )
                )
        # superuser: states move by steps only, whose right has been checked
        system = self.sudo()
        system.write({"state": PRESENTED, "presented_at": fields.Datetime.now()})
        for sheet in system:
            user = sheet.employee_id.user_id
            if user and not user.share:
                one = sheet.with_context(lang=user.lang)
                sheet.activity_schedule(
                    ACTIVITY,
                    summary=one.env._("Read and sign your sheet of %s", one.period),
                    user_id=user.id,
                )
        return True

    def action_redraft(self):
        """Take sheets back that were presented; a signature under them is void."""
        self._check_step_of_hr()
        self._check_state(PRESENTED)
        self._forget_activities()
        self.sudo().write(  # superuser: see above
            {
                "state": DRAFT,
                "presented_at": False,
                "signature": False,
                "signed_at": False,
                "unsigned_reason": False,
            }
        )
        self._reckon()
        return True

    def action_sign(self, signature):
        """The employee signs their own sheet.

        :param signature: a picture, as base64
        :raise AccessError: it is somebody else's
        :raise UserError: it isn't there to be signed, is signed, or nothing was drawn
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_mine:
            raise AccessError(
                self.env._(
                    "Sheet %s is signed by the employee only.", self.display_name
                )
            )
        self._check_state(PRESENTED)
        if self.signed_at:
            raise UserError(
                self.env._("Sheet %s has been signed already.", self.display_name)
            )
        if not _is_picture(signature):
            raise UserError(self.env._("Please draw your signature."))
        # superuser: employees write nothing on their sheet but this
        self.sudo().write({"signature": signature, "signed_at": fields.Datetime.now()})
        self._forget_activities()
        return True

    def _forget_activities(self):
        """Nothing is left to do for the employee."""
        for sheet in self.sudo():
            own = sheet.employee_id.user_id
            sheet.activity_ids.filtered(
                lambda one, own=own: one.user_id == own
            ).unlink()

    # For good

    def action_lock(self):
        """Lock sheets for good; cases of which nothing is carried are settled.

        :raise AccessError: the user isn't in human resources, or it is their own
        :raise UserError: it wasn't presented and signed, an earlier month is open, the
            minimum wage isn't known or confirmed, or the cases have changed since
        """
        self._check_step_of_hr()
        self._check_state(PRESENTED)
        self._check_earlier()
        self._check_not_own()
        for sheet in self.sorted("month"):
            sheet._check_floor()
            sheet._check_signed()
            # all cases of the person, whoever locks it
            if not sheet.sudo()._is_up_to_date():
                raise UserError(
                    self.env._(
                        "The cases of sheet %s have changed since it was presented. "
                        "Take it back to draft, and present it again.",
                        sheet.display_name,
                    )
                )
        # superuser: states move by steps only, whose right has been checked
        self.sudo().write(
            {
                "state": LOCKED,
                "locked_at": fields.Datetime.now(),
                "locked_by_id": self.env.uid,
            }
        )
        self._forget_activities()
        self._settle_cases()
        return True

    def _check_not_own(self):
        """Nobody settles their own month."""
        for sheet in self.filtered("is_mine"):
            raise AccessError(
                self.env._(
                    "Sheet %s is your own. Somebody else of human resources locks it; "
                    "a general manager may be given that role for it.",
                    sheet.display_name,
                )
            )

    def _check_earlier(self):
        """Months are locked in their order: what is carried depends on it."""
        # all sheets of the person count
        earlier = self.sudo().search(
            [
                ("company_id", "in", self.company_id.ids),
                ("employee_id", "in", self.employee_id.ids),
                ("state", "!=", LOCKED),
                ("id", "not in", self.ids),
            ]
        )
        for sheet in self:
            before = earlier.filtered(
                lambda one, sheet=sheet: (
                    one.employee_id == sheet.employee_id
                    and one.company_id == sheet.company_id
                    and one.month < sheet.month
                )
            )
            if before:
                raise UserError(
                    self.env._(
                        "Sheet %(sheet)s can't be locked while %(before)s is open.",
                        sheet=sheet.display_name,
                        before=", ".join(before.mapped("display_name")),
                    )
                )

    def _check_floor(self):
        """What isn't known or confirmed can't be settled for good."""
        owed = self.gross > 0
        if owed and not self.is_floor_known:
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s: no minimum wage is known for %(region)s in "
                    "%(month)s. Enter it under Minimum Wages; the region stands in the "
                    "employee's file or in the settings.",
                    sheet=self.display_name,
                    region=self.region_id.name
                    or self.env._("a region that is missing"),
                    month=self.period,
                )
            )
        if owed and self.sudo().minimum_wage_id.is_to_confirm:
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s: the minimum wage of %(floor)s hasn't been "
                    "confirmed by the company. Compare it with the notice, and confirm "
                    "it under Minimum Wages.",
                    sheet=self.display_name,
                    floor=self.minimum_wage_id.display_name,
                )
            )

    def _check_signed(self):
        """Nothing is deducted that the employee hasn't seen."""
        noted = self.signed_at or (self.unsigned_reason or "").strip()
        if self.deducted and not noted:
            raise UserError(
                self.env._(
                    "Sheet %s hasn't been signed. Note why: refused, or signed on "
                    "paper, which is attached.",
                    self.display_name,
                )
            )

    def _settle_cases(self):
        """Cases of which nothing is left are applied."""
        for sheet in self.sudo():  # the step follows from the sheet, whose right it was
            settled = sheet.line_ids.filtered(
                lambda line: (
                    not line.carried_out
                    and line.penalty_id.state == case_rules.CONFIRMED
                )
            )
            settled.penalty_id._step(
                case_rules.APPLY,
                note=self.env._("Settled on sheet %s", sheet.display_name),
            )


def _is_picture(value):
    """Is this base64 of something?"""
    if isinstance(value, str):
        value = value.encode()
    if not isinstance(value, bytes):
        return False
    try:
        return bool(base64.b64decode(value, validate=True))
    except binascii.Error:
        return False
