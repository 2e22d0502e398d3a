import base64
import binascii
import uuid

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..rules import photo as rules

#: What a person may say of a photo; the moment is that of its arrival
GIVEN = frozenset({"kind", "line_id", "finding_id", "image", "name", "uid"})


class Cleaned(bytes):
    """Base64 of a picture that has been cleaned; nobody can send such a one by RPC."""

    thumbnail = b""


class Aftersales6sPhoto(models.Model):
    """Photos are cleaned before they are kept, and never exchanged afterwards."""

    _name = "aftersales.6s.photo"
    _inherit = ["aftersales.6s.photo", "aftersales.rows"]

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        if not self.env.su:
            vals_list = [self._given(vals) for vals in vals_list]
        self._check_takes_photos(vals_list)
        for vals in vals_list:
            image = vals.get("image")
            if not isinstance(image, Cleaned):
                image = self._clean(image, vals.get("name"))
            vals.update(image=image, thumbnail=image.thumbnail)
            # phones name the photos that an answer keeps by their uid
            vals["uid"] = vals.get("uid") or uuid.uuid4().hex
        self._add_company(vals_list)
        photos = super().create(vals_list)
        photos._check_number()
        return photos

    def write(self, vals):
        # the system only links a photo to the finding that came of it
        if not self.env.su or set(vals) - self._links():
            raise UserError(
                self.env._(
                    "Photo %(name)s is evidence and can't be changed. Add another one.",
                    name=self[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_of_running(self):
        if self.env.su:
            return
        for photo in self:
            running = photo.line_id.inspection_id.state == "running"
            if not running or photo.create_uid != self.env.user:
                raise UserError(
                    self.env._(
                        "Photo %(name)s is evidence. Only who took it may delete it, "
                        "and only until the inspection is signed.",
                        name=photo.display_name,
                    )
                )

    @api.model
    def _links(self):
        """Fields that say what a photo belongs to."""
        return {
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and name not in ("company_id", "create_uid")
        } - {"write_uid"}

    @api.model
    def _given(self, vals):
        """What a person may say of a photo, without what only the system knows."""
        return {name: vals[name] for name in vals if name in GIVEN | self._links()}

    # What a photo is

    @api.model
    def _clean(self, image, name=None):
        """The picture in a file, upright and without where and when it was taken.

        :param image: base64
        :param name: of the file, for the message
        :return: base64 of a JPEG of at most 1920 pixels
        :raise UserError: it isn't a photo that can be kept; says what to do
        """
        # superuser: everybody's photos go by the company's limit
        company = self.env.company.sudo()
        limit = company.aftersales_6s_photo_mb
        try:
            found = rules.clean(self._decode(image), limit * rules.MEGABYTE)
        except rules.PhotoRefused as refusal:
            raise UserError(
                self._refusal(refusal.reason, name or self.env._("the photo"), limit)
            ) from refusal
        cleaned = Cleaned(base64.b64encode(found.content))
        cleaned.thumbnail = base64.b64encode(found.thumbnail)
        return cleaned

    @api.model
    def _decode(self, image):
        if isinstance(image, str):
            image = image.encode()
        try:
            return base64.b64decode(image or b"", validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise rules.PhotoRefused(rules.FOREIGN) from error

    @api.model
    def _refusal(self, reason, name, limit):
        """Why a photo isn't kept, and what to do."""
        if reason == rules.EMPTY:
            return self.env._(
                "%(name)s is empty. Take the photo again, please.", name=name
            )
        if reason == rules.TOO_LARGE:
            return self.env._(
                "%(name)s is larger than %(limit)s MB. Take it with a smaller "
                "resolution, please.",
                name=name,
                limit=limit,
            )
        if reason == rules.HEIC:
            return self.env._(
                "%(name)s is a HEIC picture, which few programs can show. Set the "
                "camera to “Most Compatible” (JPEG) and take it again, please.",
                name=name,
            )
        if reason == rules.TOO_MANY_PIXELS:
            return self.env._(
                "%(name)s has more than %(limit)s million pixels. Take it with a "
                "smaller resolution, please.",
                name=name,
                limit=rules.MAX_PIXELS // 1_000_000,
            )
        if reason == rules.BROKEN:
            return self.env._(
                "%(name)s is damaged or cut off. Take the photo again, please.",
                name=name,
            )
        return self.env._(
            "%(name)s isn't a photo. Choose a JPEG, PNG or WebP picture, please.",
            name=name,
        )

    # What it belongs to

    @api.model
    def _add_company(self, vals_list):
        """The company of a photo is that of what it shows; read for all at once."""
        for link in ("finding_id", "line_id"):
            ids = {vals[link] for vals in vals_list if vals.get(link)}
            comodel = self.env[self._fields[link].comodel_name]
            # superuser: the right to add photos to them has been checked
            companies = {
                record.id: record.company_id.id for record in comodel.sudo().browse(ids)
            }
            for vals in vals_list:
                if vals.get(link):
                    vals["company_id"] = companies[vals[link]]

    @api.model
    def _check_takes_photos(self, vals_list):
        """Answers take photos while the inspection runs, of who may inspect it.

        :raise AccessError: the user may not see what the photo is for
        :raise UserError: it takes no more photos
        """
        if self.env.su:
            return
        if not all(any(vals.get(link) for link in self._links()) for vals in vals_list):
            raise UserError(
                self.env._("A photo belongs to an answer or a finding. Add it there.")
            )
        lines = self.env["aftersales.6s.inspection.line"].browse(
            {vals["line_id"] for vals in vals_list if vals.get("line_id")}
        )
        lines.check_access("read")
        lines.inspection_id._check_may_inspect()
        lines.inspection_id._check_running()
        findings = self.env["aftersales.6s.finding"].browse(
            {vals["finding_id"] for vals in vals_list if vals.get("finding_id")}
        )
        findings.check_access("read")
        for finding in findings:
            if finding.state not in ("open", "corrected"):
                raise UserError(
                    self.env._(
                        "Finding %(name)s is closed and takes no more photos.",
                        name=finding.display_name,
                    )
                )
            if lines and finding not in lines.finding_id:
                raise AccessError(
                    self.env._(
                        "The photo of finding %(name)s belongs to another answer.",
                        name=finding.display_name,
                    )
                )

    def _check_number(self):
        """No more photos than the company allows, per answer and per finding.

        :raise UserError: names the limit
        """
        for company, photos in self.grouped("company_id").items():
            limit = company.sudo().aftersales_6s_photo_max
            for link in ("line_id", "finding_id"):
                for record, count in self.sudo()._read_group(
                    [(link, "in", photos[link].ids)], [link], ["__count"]
                ):
                    if count > limit:
                        raise UserError(
                            self.env._(
                                "%(name)s would have %(count)s photos; %(limit)s are "
                                "allowed. Keep the best ones.",
                                name=record.display_name,
                                count=count,
                                limit=limit,
                            )
                        )
