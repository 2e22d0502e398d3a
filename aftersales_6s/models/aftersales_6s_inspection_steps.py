from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import inspection as rules


class Aftersales6sInspection(models.Model):
    """Start, sign, cancel: the steps of an inspection (S6-3, S6-4)."""

    _inherit = "aftersales.6s.inspection"

    cancel_reason = fields.Text(readonly=True, copy=False)

    # Start

    @api.model
    def action_start_at(self, area):
        """Inspect an area without notice; goes on with what one has begun there today.

        :param area: ``aftersales.6s.area`` record, or its id
        :return: the action that opens it on the phone
        :raise AccessError: the user is no inspector, or the area is their own
        :raise UserError: there is no checklist for it
        """
        areas = self.env["aftersales.6s.area"]
        area = areas.browse(area if isinstance(area, int) else area.ids).exists()
        area.ensure_one().check_access("read")
        if not self._is_inspector():
            raise AccessError(
                self.env._(
                    "%(area)s is inspected by 6S inspectors and service managers. Your "
                    "own checks are under Rounds.",
                    area=area.display_name,
                )
            )
        day = area.company_id._service_date(fields.Datetime.now())
        begun = self.search(
            [
                ("area_id", "=", area.id),
                ("day", "=", day),
                ("state", "=", rules.RUNNING),
                ("is_unannounced", "=", True),
                ("inspector_id.user_id", "=", self.env.uid),
            ],
            limit=1,
        )
        if begun:
            return begun.action_open_phone()
        # superuser: what is made here is checked by the start that follows
        fresh = self.sudo().create(
            {
                "area_id": area.id,
                "check": "inspector",
                "is_unannounced": True,
                "day": day,
            }
        )
        return fresh.sudo(self.env.su).action_start()

    def action_start(self):
        """Begin, or take over what somebody else has begun; opens it on the phone.

        :raise AccessError: it isn't the user's to inspect
        :raise UserError: it is over, too early, or there is nothing to look at
        """
        self.ensure_one()
        self._check_may_inspect()
        me = self._inspector()
        self._hold()
        if self.state in rules.STARTABLE:
            self._start(me)
        elif self.state == rules.RUNNING:
            self._hand_over(me)
        else:
            raise UserError(self._not_now())
        return self.action_open_phone()

    def _start(self, me, at=None):
        """It runs from now on, or since an earlier moment of the first tap."""
        now = fields.Datetime.now()
        if self.from_at and now < self.from_at:
            raise UserError(
                self.env._(
                    "Inspection %(name)s may be made from %(moment)s on.",
                    name=self.name,
                    moment=self._local(self.from_at),
                )
            )
        self._note_checklist()
        if not self._items():
            raise UserError(
                self.env._(
                    "There is nothing to look at in %(area)s on that day: no checklist "
                    "for areas of the kind “%(kind)s” is in force. A service manager "
                    "publishes one under Configuration.",
                    area=self.area_id.display_name,
                    kind=self.area_id.kind_id.display_name,
                )
            )
        earliest = self.from_at or rules.midnight(
            self.day, self.company_id._service_tz()
        )
        began = rules.when(at or now, timedelta(), min(earliest, now), now)
        # superuser: states move by steps only, whose right has been checked
        self.sudo().write(
            {"state": rules.RUNNING, "started_at": began, "inspector_id": me.id}
        )

    def _hand_over(self, me):
        """Who goes on is who inspects; the answers keep who gave them."""
        if self.inspector_id == me:
            return
        before = self.inspector_id
        # superuser: as in _start
        self.sudo().inspector_id = me
        self.sudo().message_post(
            body=self.env._(
                "%(new)s goes on with what %(old)s has begun.",
                new=me.name,
                old=before.name or self.env._("nobody"),
            )
        )

    # End

    def action_sign(self, signature):
        """Sign it: every item is answered, and what failed can be seen on photos.

        From now on it is frozen.

        :param signature: base64 of a picture
        :return: what it comes to, see ``_summary``
        :raise AccessError: it isn't the user's to inspect
        :raise UserError: something is missing; says what
        """
        self.ensure_one()
        self._check_may_inspect()
        me = self._inspector()
        self._hold()
        self._check_running()
        lines = self.sudo().line_ids
        self._check_complete(lines)
        signed = self._check_signature(signature)
        now = fields.Datetime.now()
        # superuser: as in _start
        self.sudo().write(
            {
                "state": rules.DONE,
                "finished_at": now,
                "signed_at": now,
                "signed_by_id": self.env.uid,
                "inspector_id": me.id,
                "signature": signed,
                "score": rules.score(lines.mapped("result")),
                "is_unsafe": any(
                    line.result == rules.FAIL and line.item_id.pillar == "safety"
                    for line in lines
                ),
                "is_late": rules.is_late(now, self.due_at),
            }
        )
        return self._summary()

    def _check_complete(self, lines):
        """:raise UserError: items without an answer, or failed ones without a photo"""
        answered = lines.filtered("result")
        missing = self.sudo()._items() - answered.item_id
        if missing:
            raise UserError(
                self.env._(
                    "%(count)s items of inspection %(name)s have no answer yet. The "
                    "first one is: %(item)s",
                    count=len(missing),
                    name=self.name,
                    item=missing[0].name,
                )
            )
        bare = answered.filtered(
            lambda line: (
                line.result == rules.FAIL
                and line.item_id.is_photo_required
                and not line.photo_ids
            )
        )
        if bare:
            raise UserError(
                self.env._(
                    "%(count)s failed items of inspection %(name)s need a photo. The "
                    "first one is: %(item)s",
                    count=len(bare),
                    name=self.name,
                    item=bare[0].item_id.name,
                )
            )
        if rules.score(answered.mapped("result")) is None:
            raise UserError(
                self.env._(
                    "Nothing of inspection %(name)s applies. Answer what does, or ask "
                    "a service manager to cancel it.",
                    name=self.name,
                )
            )

    def _check_signature(self, signature):
        if not signature:
            raise UserError(
                self.env._("Sign inspection %(name)s, please.", name=self.name)
            )
        if isinstance(signature, str) and signature.startswith("data:"):
            signature = signature.partition(",")[2]
        return self.env["aftersales.6s.photo"]._clean(
            signature, self.env._("The signature")
        )

    # Cancel

    def action_cancel(self, reason):
        """It isn't made; its findings stay, and are annulled one by one.

        :raise AccessError: the user is no manager
        :raise UserError: no reason is given, or it is over
        """
        self.check_access("read")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why it isn't made, please."))
        if not self._is_manager():
            raise AccessError(
                self.env._("Inspections are cancelled by service managers.")
            )
        self._hold()
        for one in self:
            if one.state not in rules.CANCELLABLE:
                raise UserError(one._not_now())
        # superuser: as in _start
        self.sudo().write({"state": rules.CANCELLED, "cancel_reason": reason.strip()})
        return True

    def action_open_phone(self):
        """Open it in the screen that is made for one thumb."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "aftersales_6s.aftersales_6s_inspect_action"
        )
        return {
            **action,
            "name": self.area_id.display_name,
            "params": {"inspection_id": self.id},
            "context": {"active_id": self.id, "active_model": self._name},
        }
