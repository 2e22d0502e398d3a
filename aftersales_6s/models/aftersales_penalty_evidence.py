from markupsafe import Markup

from odoo import api, models

PHOTOS = Markup('<div class="d-flex flex-wrap gap-2">%s</div>')
PHOTO = Markup(
    '<a href="/web/image/aftersales.6s.photo/%s/image" target="_blank">'
    '<img class="rounded" style="max-height: 96px" alt="%s" '
    'src="/web/image/aftersales.6s.photo/%s/thumbnail"/></a>'
)


class AftersalesPenalty(models.Model):
    """The findings of a 6S month on the case and in its notice, with their photos."""

    _inherit = "aftersales.penalty"

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_facts_html(self):
        res = super()._compute_facts_html()
        for case in self:
            photos = [
                PHOTO % (photo, finding["name"], photo)
                for finding in (case.facts or {}).get("findings", ())
                for photo in finding["photos"]
            ]
            if photos:
                case.facts_html += PHOTOS % Markup("").join(photos)
        return res

    @api.model
    def _fact_labels(self):
        return {
            **super()._fact_labels(),
            "month": self.env._("Month"),
            "breaches": self.env._("Breaches"),
            "named": self.env._("Named on"),
        }

    def _told_value(self, key, value):
        if key == "named":
            return ", ".join(value)
        return super()._told_value(key, value)

    def _told_facts(self):
        findings = (self.facts or {}).get("findings", ())
        # what an area or an item is called is no secret to whoever sees the case
        system = self.env(su=True)
        areas = system["aftersales.6s.area"].browse({one["area"] for one in findings})
        items = system["aftersales.6s.item"].browse(
            {one["item"] for one in findings if one["item"]}
        )
        areas = {area.id: area.complete_name for area in areas.exists()}
        items = {item.id: item.name for item in items.exists()}
        return super()._told_facts() + [
            (
                one["name"],
                ", ".join(
                    filter(
                        None,
                        [
                            one["day"],
                            areas.get(one["area"]),
                            items.get(one["item"]) or one["words"],
                            self.env._("%s points", f"{one['points']:g}"),
                        ],
                    )
                ),
            )
            for one in findings
        ]
