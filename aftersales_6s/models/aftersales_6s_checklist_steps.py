from odoo import api, fields, models
from odoo.exceptions import UserError

#: Fields of the chatter, which go on when a version is in force
FREE = ("message_", "activity_")
#: Fields that only the buttons set
SYSTEM = {"state", "version", "valid_to", "origin_id"}


class Aftersales6sChecklist(models.Model):
    """A checklist comes into force and is followed by its next version (S6-2)."""

    _inherit = "aftersales.6s.checklist"

    origin_id = fields.Many2one(
        comodel_name="aftersales.6s.checklist",
        string="First Version",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "%(name)s, version %(version)s", name=one.name, version=one.version
            )

    # Guards

    @api.model_create_multi
    def create(self, vals_list):
        """A new one is a draft with the next free number of its kind."""
        vals_list = [dict(vals) for vals in vals_list]
        kinds = {vals.get("kind_id") for vals in vals_list}
        highest = {
            kind.id: version
            for kind, version in self.sudo()._read_group(
                [("kind_id", "in", [*kinds])], ["kind_id"], ["version:max"]
            )
        }
        for vals in vals_list:
            if not self.env.su:
                for name in SYSTEM:
                    vals.pop(name, None)
            kind = vals.get("kind_id")
            number = vals.setdefault("version", highest.get(kind, 0) + 1)
            highest[kind] = max(number, highest.get(kind, 0))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            changed = {name for name in vals if not name.startswith(FREE)}
            for name in changed & SYSTEM:
                raise UserError(
                    self.env._(
                        "“%(field)s” is set by the buttons of the checklist.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
            if changed:
                self._check_draft()
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        if not self.env.su:
            self._check_draft()
        return super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        for one in self:
            if one.state != "draft":
                raise UserError(
                    self.env._(
                        "%(checklist)s has been in force and can't be changed. Press "
                        "“New Version” and change that one.",
                        checklist=one.display_name,
                    )
                )

    # Buttons

    def action_publish(self):
        """Put it in force; the version before ends the day before.

        :raise UserError: it has no items, or begins before the one in force did
        """
        for one in self:
            one.check_access("write")
            one._check_draft()
            # two managers at once: the second waits, then reads what the first did
            one.kind_id.sudo().lock_for_update()
            one._publish()
        return True

    def _publish(self):
        self.ensure_one()
        # superuser: the state is guarded against direct writes
        system = self.sudo()
        if not system.item_ids:
            raise UserError(
                self.env._(
                    "%s has no items yet. Add what is looked at, then put it in force.",
                    self.display_name,
                )
            )
        today = self.company_id._service_date(fields.Datetime.now())
        begin = self.valid_from or today
        before = system.search(
            [
                ("kind_id", "=", self.kind_id.id),
                ("state", "=", "published"),
                ("id", "!=", self.id),
            ]
        )
        newest = max(before.mapped("valid_from"), default=begin)
        if begin < newest:
            raise UserError(
                self.env._(
                    "%(checklist)s can't come into force before the version it "
                    "replaces, which did on %(day)s. Please choose that day or a later "
                    "one.",
                    checklist=self.display_name,
                    day=fields.Date.to_string(newest),
                )
            )
        before.write(
            {"state": "replaced", "valid_to": fields.Date.subtract(begin, days=1)}
        )
        system.write({"state": "published", "valid_from": begin, "valid_to": False})
        self.env["aftersales.6s.inspection"]._replan_soon()

    def action_new_version(self):
        """Open the draft of the next version: there is one at most."""
        self.ensure_one()
        return self._next_draft().get_formview_action()

    def _next_draft(self):
        """The draft after this version; made as a copy of it if there is none."""
        self.ensure_one()
        if self.state == "draft":
            return self
        line = self._line()
        draft = line.filtered(lambda one: one.state == "draft")[:1]
        if not draft:
            draft = self.copy({"name": self.name})
            # superuser: the line of versions is guarded against direct writes
            draft.sudo().origin_id = self.origin_id or self
        return draft

    def _line(self):
        """All versions of the same checklists; a kind of area may have tried others."""
        origins = (self.origin_id | self.filtered(lambda one: not one.origin_id)).ids
        return self.search(
            ["|", ("id", "in", origins), ("origin_id", "in", origins)], order="version"
        )

    # What is in force

    @api.model
    def _in_force(self, kind_ids, day):
        """Dict of kind id → checklist in force on a day; a kind without isn't in it."""
        found = self._in_force_on(kind_ids, [day])
        return {kind: checklist for (kind, _day), checklist in found.items()}

    @api.model
    def _in_force_on(self, kind_ids, days):
        """The same for several days, with one query.

        :return: dict of (kind id, day) → checklist
        """
        # superuser: what is in force is known to all who are inspected by it
        versions = (
            self.sudo()
            .search_fetch(
                [
                    ("kind_id", "in", list(kind_ids)),
                    ("state", "in", ("published", "replaced")),
                    ("valid_from", "<=", max(days)),
                ],
                ["kind_id", "valid_from", "valid_to"],
                # the later of two that begin on one day has replaced the other
                order="valid_from, version, id",
            )
            .sudo(self.env.su)
            if days
            else self.browse()
        )
        return {
            (one.kind_id.id, day): one
            for one in versions
            for day in days
            if one.valid_from <= day and (not one.valid_to or day <= one.valid_to)
        }
