from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import finding as rules


class Aftersales6sFinding(models.Model):
    """What isn't safe is locked until another person has seen that it is.

    A finding locks the tool or the equipment it names, else its area and all parts of
    it. Annulling doesn't clear a lock: who was to blame is one question, whether it is
    safe another one.
    """

    _inherit = "aftersales.6s.finding"

    equipment = fields.Char(
        help="Such as “Lift 3”. A lock then is on it, and not on the area.",
    )
    is_locking = fields.Boolean(
        string="Locks",
        copy=False,
        help="Its area, or the equipment or tool it names, is locked until somebody "
        "else has seen that it was put right.",
    )
    locked_at = fields.Datetime(readonly=True, copy=False)
    cleared_at = fields.Datetime(readonly=True, copy=False)
    cleared_by_id = fields.Many2one(
        comodel_name="res.users", string="Lock Cleared by", readonly=True, copy=False
    )
    is_locked = fields.Boolean(
        string="Locked", compute="_compute_is_locked", search="_search_is_locked"
    )

    _open_locks = models.Index("(area_id) WHERE is_locking AND cleared_at IS NULL")

    @api.depends("is_locking", "cleared_at")
    def _compute_is_locked(self):
        for finding in self:
            finding.is_locked = finding.is_locking and not finding.cleared_at

    def _search_is_locked(self, operator, value):
        if operator != "in":
            return NotImplemented
        locked = [("is_locking", "=", True), ("cleared_at", "=", False)]
        return locked if True in value else ["!", "&", *locked]

    @api.model
    def _locks(self, domain=()):
        """Open locks as the rules know them."""
        # superuser: what is locked concerns everybody, whoever may see the finding
        found = self.sudo().search_fetch(
            [("is_locked", "=", True), *domain], ["area_id", "tool_id", "equipment"]
        )
        return [
            rules.Lock(one.area_id.id, one.tool_id.id, one.equipment) for one in found
        ]

    def action_lock(self, reason):
        """Lock what this open finding is about.

        :raise AccessError: no inspector or manager
        :raise UserError: no reason, or it is closed or locks already
        """
        self._check_may(
            "can_change",
            lambda one: one.env._(
                "Finding %(name)s is handled by an inspector or a manager, and never "
                "by the person concerned.",
                name=one.name,
            ),
        )
        text = self._check_text(reason, self.env._("Write why it isn't safe."))
        self._hold("objection_state", "cleared_at")
        for finding in self:
            if finding.state not in rules.ACTIVE or finding.is_locked:
                raise UserError(
                    self.env._(
                        "Finding %(name)s locks already, or isn't open any more. "
                        "Report what you see as a new finding.",
                        name=finding.name,
                    )
                )
        self.sudo().write(
            {
                "is_locking": True,
                "locked_at": fields.Datetime.now(),
                "cleared_at": False,
                "cleared_by_id": False,
            }
        )
        self.area_id._forget_locks()
        self._log_lock(text)
        return True

    def action_clear(self, note):
        """Clear the lock of an annulled finding, having seen that it is safe.

        :raise AccessError: an own finding or area, or no role
        :raise UserError: nothing is said, or the finding isn't annulled
        """
        self._check_judge()
        text = self._check_text(note, self.env._("Write what you have seen."))
        self._hold("objection_state", "cleared_at")
        for finding in self:
            if finding.state != rules.ANNULLED or not finding.is_locked:
                raise UserError(
                    self.env._(
                        "Finding %(name)s is cleared by accepting it once it has been "
                        "put right.",
                        name=finding.name,
                    )
                )
        self._unlock(text)
        return True

    def _unlock(self, note=None):
        """Whoever has looked clears the locks of these; the history says so."""
        locked = self.filtered("is_locked").sudo()
        if not locked:
            return
        locked.write(
            {"cleared_at": fields.Datetime.now(), "cleared_by_id": self.env.uid}
        )
        locked.area_id._forget_locks()
        for finding in locked:
            text = finding.env._(
                "%(what)s is free again: %(user)s has seen to it (%(finding)s)",
                what=finding._what_is_locked(),
                user=self.env.user.name,
                finding=finding.name,
            )
            finding._log_everywhere(f"{text}. {note}" if note else text)

    def _log_lock(self, reason=None):
        """The histories of finding and area say what was locked, and by whom."""
        for finding in self.sudo():
            text = finding.env._(
                "%(what)s is locked by %(user)s (%(finding)s)",
                what=finding._what_is_locked(),
                user=self.env.user.name,
                finding=finding.name,
            )
            finding._log_everywhere(f"{text}. {reason}" if reason else text)

    def _log_everywhere(self, text):
        self._message_log(body=text)
        self.area_id._message_log(body=text)

    def _what_is_locked(self):
        self.ensure_one()
        return self.tool_id.name or self.equipment or self.area_id.name


class Aftersales6sArea(models.Model):
    """An area says whether it is locked, and what in it."""

    _inherit = "aftersales.6s.area"

    is_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_locked",
        search="_search_is_locked",
        help="Something isn't safe here, or in what it is part of. It is inspected as "
        "usual, but no car and no tool leaves it.",
    )
    locked_equipment = fields.Char(compute="_compute_is_locked")

    @api.depends("parent_path")
    def _compute_is_locked(self):
        above = {area: _above(area) for area in self}
        ids = {id_ for path in above.values() for id_ in path}
        locks = self.env["aftersales.6s.finding"]._locks([("area_id", "in", list(ids))])
        areas, _tools, equipment = rules.locked(locks)
        for area in self:
            area.is_locked = bool(areas & above[area])
            area.locked_equipment = ", ".join(
                sorted(equipment.get(area._origin.id, ()))
            )

    def _search_is_locked(self, operator, value):
        if operator != "in":
            return NotImplemented
        areas, _tools, _equipment = rules.locked(
            self.env["aftersales.6s.finding"]._locks()
        )
        locked = [("id", "child_of", list(areas))]
        return locked if True in value else ["!", *locked]

    def _forget_locks(self):
        """What is shown of locks is read anew, of parts as well."""
        self.env["aftersales.6s.area"].invalidate_model(
            ["is_locked", "locked_equipment"], flush=False
        )

    def _check_unlocked(self):
        """Nothing leaves an area that isn't safe.

        :raise UserError: names the area
        """
        for area in self:
            if area.is_locked:
                raise UserError(
                    self.env._(
                        "%(area)s is locked: something there isn't safe. An inspector "
                        "frees it once it has been put right.",
                        area=area.complete_name,
                    )
                )


def _above(area):
    """Ids of an area and of all that it is part of."""
    return {int(id_) for id_ in (area.parent_path or "").split("/") if id_} or set(
        area._origin.ids
    )
