from odoo import api, fields, models
from odoo.tools import SQL


class Aftersales6sFinding(models.Model):
    """What it looked like, and what it looks like now."""

    _inherit = "aftersales.6s.finding"

    before_photo_ids = fields.One2many(
        comodel_name="aftersales.6s.photo",
        inverse_name="finding_id",
        string="As It Was Found",
        domain=[("kind", "=", "before")],
        context={"default_kind": "before"},
    )
    after_photo_ids = fields.One2many(
        comodel_name="aftersales.6s.photo",
        inverse_name="finding_id",
        string="After It Was Put Right",
        domain=[("kind", "=", "after")],
        context={"default_kind": "after"},
    )
    before_photo_id = fields.Many2one(
        comodel_name="aftersales.6s.photo", compute="_compute_photo_ids"
    )
    after_photo_id = fields.Many2one(
        comodel_name="aftersales.6s.photo", compute="_compute_photo_ids"
    )
    photos_seen = fields.Integer(
        string="Last Photo That Didn't Do",
        readonly=True,
        copy=False,
        help="At the last recheck. A photo after it was put right must be newer.",
    )

    @api.depends("photo_ids.kind")
    def _compute_photo_ids(self):
        """The first photo before, the last one after; one query for all findings."""
        photos = self.env["aftersales.6s.photo"]
        photos.flush_model(["finding_id", "kind"])
        found = {}
        # superuser's own way is shorter: ids only, of findings that are shown anyway
        for finding, kind, first, last in self.env.execute_query(
            SQL(
                """SELECT finding_id, kind, min(id), max(id) FROM aftersales_6s_photo
                WHERE finding_id = ANY(%s) GROUP BY finding_id, kind""",
                list(self._origin.ids),
            )
        ):
            found[finding, kind] = last if kind == "after" else first
        for finding in self:
            id_ = finding._origin.id
            finding.before_photo_id = found.get((id_, "before"))
            finding.after_photo_id = found.get((id_, "after"))

    def _has_new_after_photo(self):
        """Is there a photo of how it is now, newer than what didn't do last time?"""
        self.ensure_one()
        return any(photo.id > self.photos_seen for photo in self.after_photo_ids)

    def _add_photo(self, kind, image, name=None):
        """Add a photo; whoever may see the finding may show something of it.

        :param image: base64
        """
        self.ensure_one()
        self.check_access("read")
        photo = self.env["aftersales.6s.photo"].create(
            {
                "finding_id": self.id,
                "kind": kind,
                "image": image,
                "name": name,
                "company_id": self.company_id.id,
            }
        )
        self._forget_photos()
        return photo
