import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import visit as rules

PHOTO_KIND = [
    ("before", "Before the work"),
    ("after", "After the work"),
    ("nameplate", "Nameplate"),
    ("meter", "Odometer or hour meter"),
    ("fault", "Fault"),
    ("old_part", "Old part"),
]
#: How files of PNG, JPEG and WebP begin
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


class AftersalesVisitPhoto(models.Model):
    """One photo of a visit: evidence, added but never exchanged (VIS-3, VIS-4).

    Until the customer signs, a wrong photo may be deleted. What is added after the
    signature is marked as added later, and wasn't signed.
    """

    _name = "aftersales.visit.photo"
    _description = "Photo of a Visit"
    _order = "id"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    kind = fields.Selection(selection=PHOTO_KIND, required=True, default="fault")
    image = fields.Image(required=True, max_width=1920, max_height=1920)
    thumbnail = fields.Image(
        related="image", string="Small", max_width=256, max_height=256, store=True
    )
    name = fields.Char(string="What It Shows")
    added_later = fields.Boolean(
        readonly=True, help="Added after the customer had signed: not signed."
    )

    @api.model_create_multi
    def create(self, vals_list):
        visits = self.env["aftersales.visit"].browse(
            [vals["visit_id"] for vals in vals_list if vals.get("visit_id")]
        )
        self._check_takes_photos(visits)
        for vals in vals_list:
            self._check_picture(vals.get("image"))
            visit = visits.browse(vals.get("visit_id") or [])
            # whoever sends it: the state alone says what was signed
            vals["added_later"] = visit.state in rules.FROZEN
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        # evidence is added, never exchanged: there is nothing to pass on
        raise UserError(
            self.env._(
                "A photo of visit %(name)s can't be changed. Add another one.",
                name=self.visit_id[:1].name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.visit_id._check_open()

    @api.model
    def _check_takes_photos(self, visits):
        for visit in visits:
            if visit.state in (rules.ARCHIVED, rules.CANCELLED):
                raise UserError(
                    self.env._(
                        "Visit %(name)s is closed and takes no more photos.",
                        name=visit.name,
                    )
                )

    @api.model
    def _check_picture(self, image):
        try:
            content = base64.b64decode(image or b"", validate=True)
        except (binascii.Error, TypeError, ValueError):
            content = b""
        if not content.startswith(PICTURES):
            raise UserError(
                self.env._("This isn't a photo. Choose a JPEG, PNG or WebP picture.")
            )

    def _digest(self):
        """SHA-256 of the file as it lies there today."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).image or b"")
        return hashlib.sha256(content).hexdigest()
