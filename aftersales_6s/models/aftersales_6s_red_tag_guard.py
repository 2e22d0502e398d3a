from odoo import api, fields, models
from odoo.exceptions import UserError

#: What whoever hangs up a tag fills in
ENTERED = frozenset(
    {
        "thing",
        "quantity",
        "area_id",
        "finding_id",
        "reason",
        "image",
        "owner_id",
        "due_date",
    }
)
#: What Odoo's own messages and activities write
FREE = ("message_", "activity_", "rating_", "my_activity_", "website_message_")


class Aftersales6sRedTag(models.Model):
    """Who may write what: the state and the fate move by steps only."""

    _inherit = "aftersales.6s.red.tag"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._entered(vals) for vals in vals_list]
        tags = super().create(vals_list)
        for tag in tags.sudo():
            tag.name = f"RT-{tag.id:06d}"
        return tags

    @api.model
    def _entered(self, vals):
        area = self.env["aftersales.6s.area"].browse(vals.get("area_id")).sudo()
        company = area.company_id or self.env.company
        vals = dict(vals)
        if not self.env.su:
            given = {name for name in vals if vals[name]}
            self._refuse_fields(given - ENTERED - {"name", "state", "fate"})
            vals = {name: vals[name] for name in vals if name in ENTERED}
        vals.setdefault("tagged_on", company._service_date(fields.Datetime.now()))
        if vals.get("image"):
            vals["image"] = self.env["aftersales.6s.photo"]._clean(
                vals["image"], vals.get("thing")
            )
        return vals

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            # an import names the record, too
            names = {name for name in vals if not name.startswith(FREE)} - {"id"}
            for tag in self:
                tag._check_writable(names)
        if vals.get("image"):
            vals = {
                **vals,
                "image": self.env["aftersales.6s.photo"]._clean(
                    vals["image"], self[:1].name
                ),
            }
        return super().write(vals)

    def _check_writable(self, names):
        """Until it is decided, who hung it up or a manager puts right what it says."""
        if not names:
            return
        self._refuse_fields(names - ENTERED)
        if self.state != "open":
            raise UserError(
                self.env._(
                    "Red tag %(name)s has been decided and can't be changed any more.",
                    name=self.name,
                )
            )
        if not self.can_decide and self.tagged_by_id != self.env.user:
            raise UserError(
                self.env._(
                    "Red tag %(name)s is changed by who hung it up, or by a manager.",
                    name=self.name,
                )
            )

    def _refusal(self, field):
        return self.env._(
            "“%(field)s” of a red tag can't be set here; use its buttons.",
            field=field,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for tag in self:
            raise UserError(
                self.env._(
                    "Red tag %(name)s is on record and can't be deleted. A manager may "
                    "decide that the thing is kept.",
                    name=tag.name,
                )
            )


class Aftersales6sFinding(models.Model):
    """What a tag is open for isn't put right."""

    _inherit = "aftersales.6s.finding"

    red_tag_ids = fields.One2many(
        comodel_name="aftersales.6s.red.tag",
        inverse_name="finding_id",
        string="Red Tags",
    )
    red_tag_count = fields.Integer(compute="_compute_red_tag_count")

    @api.depends("red_tag_ids")
    def _compute_red_tag_count(self):
        for finding in self:
            finding.red_tag_count = len(finding.red_tag_ids)

    def _check_closable(self):
        # superuser: a tag counts, whoever may see it
        for finding in self.sudo():
            tags = finding.red_tag_ids.filtered("is_open")
            if tags:
                raise UserError(
                    self.env._(
                        "Finding %(name)s can't be closed: red tag %(tag)s is open. "
                        "See to the thing first.",
                        name=finding.name,
                        tag=", ".join(tags.mapped("name")),
                    )
                )
        return super()._check_closable()

    def _is_untouched(self):
        return super()._is_untouched() and not self.red_tag_ids

    def action_red_tags(self):
        """The red tags of this finding, and new ones for its area."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_red_tag_action"
        )
        return {
            **action,
            "domain": [("finding_id", "=", self.id)],
            "context": {
                "default_finding_id": self.id,
                "default_area_id": self.area_id.id,
            },
        }


class Aftersales6sArea(models.Model):
    """An area with open tags isn't closed."""

    _inherit = "aftersales.6s.area"

    def write(self, vals):
        if vals.get("active") is False:
            self._check_no_red_tags()
        return super().write(vals)

    def _check_no_red_tags(self):
        # superuser: a tag counts, whoever may see it
        tags = (
            self.env["aftersales.6s.red.tag"]
            .sudo()
            .search([("area_id", "child_of", self.ids), ("is_open", "=", True)])
        )
        for tag in tags:
            raise UserError(
                self.env._(
                    "%(area)s can't be archived: red tag %(tag)s there is open. See to "
                    "the thing first.",
                    area=tag.area_id.name,
                    tag=tag.name,
                )
            )
