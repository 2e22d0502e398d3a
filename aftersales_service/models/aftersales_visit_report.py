import json
from types import SimpleNamespace

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_list, html_sanitize

from ..rules import report as report_rules
from ..rules import visit as rules
from .aftersales_visit import FROM_TICKET

#: Fixed fields without which no report is complete
REQUIRED = ("findings", "cause", "action_taken", "customer_opinion")
YES_NO = [("yes", "Yes"), ("no", "No")]
OPENED = [*YES_NO, ("unknown", "Unknown")]
SCOPE = [
    ("inside", "Inside the warranty"),
    ("outside", "Outside the warranty"),
    ("unsure", "To be decided"),
]


class AftersalesVisit(models.Model):
    """The service report of a visit: what it says, what it lacks, how it is read."""

    _inherit = "aftersales.visit"

    # Taken over from the request
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_from_ticket",
        store=True,
        ondelete="restrict",
        precompute=True,
        index="btree_not_null",
    )
    customer_phone = fields.Char(
        compute="_compute_from_ticket",
        store=True,
        precompute=True,
    )
    service_address = fields.Char(
        compute="_compute_from_ticket",
        store=True,
        precompute=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_from_ticket",
        store=True,
        ondelete="restrict",
        precompute=True,
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        compute="_compute_from_ticket",
        store=True,
        ondelete="restrict",
        precompute=True,
    )
    description = fields.Html(
        string="Reported Fault",
        compute="_compute_from_ticket",
        store=True,
        precompute=True,
    )
    # Report
    reading_hours = fields.Float(string="Running Hours", digits=(12, 1))
    reading_km = fields.Float(string="Mileage (km)", digits=(12, 1))
    conditions = fields.Text(
        string="Working Conditions", help="Load, surroundings, how it is used."
    )
    opened_before = fields.Selection(
        selection=OPENED,
        help="Did somebody else open or repair it before?",
    )
    warranty_scope = fields.Selection(
        selection=SCOPE,
        help="What the check on site came to.",
    )
    findings = fields.Text(tracking=True)
    cause = fields.Text(tracking=True)
    action_taken = fields.Text(string="Work Done", tracking=True)
    part_ids = fields.One2many(
        comodel_name="aftersales.visit.part",
        inverse_name="visit_id",
        string="Parts Replaced",
    )
    photo_ids = fields.One2many(
        comodel_name="aftersales.visit.photo",
        inverse_name="visit_id",
        string="Photos",
    )
    customer_opinion = fields.Text(string="Customer's Opinion", tracking=True)
    customer_satisfied = fields.Selection(
        selection=YES_NO,
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.visit.line",
        inverse_name="visit_id",
        string="Checklist",
    )
    missing = fields.Text(
        string="Still Missing",
        compute="_compute_missing",
        help="What the report needs before it can be approved.",
    )

    # Signature and approval
    # in the row itself: a file beside it could be exchanged by whoever may write files
    signature = fields.Binary(attachment=False, copy=False, readonly=True)
    signed_by = fields.Char(copy=False, readonly=True)
    signed_from = fields.Char(
        copy=False,
        readonly=True,
        groups="aftersales_service.group_aftersales_manager",
        help="Network address and user of the session that sent the signature.",
    )
    signed_at = fields.Datetime(compute="_compute_stamps", store=True)
    approved_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Approved by",
        compute="_compute_stamps",
        store=True,
    )
    approved_at = fields.Datetime(compute="_compute_stamps", store=True)

    _readings_not_negative = models.Constraint(
        "CHECK(reading_hours >= 0 AND reading_km >= 0)",
        "Running hours and mileage can't be negative.",
    )

    @api.depends(*(f"ticket_id.{name}" for name in FROM_TICKET))
    def _compute_from_ticket(self):
        """Follow the request until the customer has signed what it says."""
        for visit in self:
            source = visit._origin if visit.state in rules.FROZEN else visit.ticket_id
            for name in FROM_TICKET:
                visit[name] = source[name]

    @api.depends(
        *REQUIRED, "line_ids.done", "line_ids.value", "part_ids.reason", "part_ids.name"
    )
    def _compute_missing(self):
        for visit in self:
            visit.missing = "\n".join(visit._missing_entries())

    def _add_checklist(self):
        """Give each visit the items that its type of request asks for."""
        items = self.env["aftersales.report.item"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        self.env["aftersales.visit.line"].create(
            [
                {"visit_id": visit.id, "item_id": item.id}
                for visit in self
                for item in items
                if item.company_id == visit.company_id
                and (not item.type_ids or visit.ticket_id.type_id in item.type_ids)
            ]
        )

    def _missing_entries(self):
        self.ensure_one()
        answers = [
            report_rules.Answer(
                label=self._fields[name]._description_string(self.env),
                required=True,
                filled=bool((self[name] or "").strip()),
            )
            for name in REQUIRED
        ]
        answers += [
            report_rules.Answer(line.item_id.name, line.required, line._is_filled())
            for line in self.line_ids
        ]
        answers += [
            report_rules.Answer(
                label=self.env._("Why %(part)s was replaced", part=part.name),
                required=True,
                filled=bool((part.reason or "").strip()),
            )
            for part in self.part_ids
        ]
        return report_rules.missing(answers)

    def _report_view(self):
        """What the report prints: as it was signed, else as it is now (VIS-4).

        From the signature on all comes from the signed text, so a customer, a product
        or a technician who is renamed later keeps the old name here.

        :return: object with an attribute for each entry; times are naive UTC
        """
        self.ensure_one()
        seal = self.env["aftersales.visit.seal"]
        wanted = self.env.context.get("aftersales_seal_id")
        # the seal goes with the visit, and is read with the same right
        seal = seal.sudo().browse(wanted).filtered(lambda s: s.visit_id == self)
        only_signed = bool(seal)
        seal = seal or self.seal_id.sudo()
        content = seal.content or report_rules.canonical(
            {"facts": self._signed_facts(), "names": self._signed_names()}
        )
        content = json.loads(content)
        facts, names = content["facts"], content["names"]
        labels = names["checklist"]
        view = SimpleNamespace(**facts, names=SimpleNamespace(**names))
        for name in ("dispatched_at", "departed_at", "arrived_at", "finished_at"):
            setattr(view, name, report_rules.moment(facts[name]))
        # reports that were signed before signed versions were kept have no seal
        signed = seal or self.sudo()
        view.signed_at = signed.signed_at
        view.signature = signed.with_context(bin_size=False).signature
        view.digest = seal.digest
        names = view.names
        names.registered_at = report_rules.moment(names.registered_at)
        view.time = {"format": "yyyy-MM-dd HH:mm", "tz_name": names.zone}
        # it was sanitized when it was written; a text that was tampered with wasn't
        view.description = Markup(html_sanitize(facts["description"] or ""))
        for name in ("opened_before", "warranty_scope", "customer_satisfied"):
            options = dict(self._fields[name]._description_selection(self.env))
            setattr(view, name, options.get(facts[name]))
        view.lines = [{**line, **labels[str(line["id"])]} for line in view.line_ids]
        kinds = dict(self.photo_ids._fields["kind"]._description_selection(self.env))
        view.photos = self._format_list([kinds[p["kind"]] for p in view.photo_ids])
        # approval comes after the signature and isn't part of what was signed
        view.approved_by = "" if only_signed else self.approved_by_id.name
        view.approved_at = not only_signed and self.approved_at
        return view

    def _for_reader(self):
        """This visit as its report shows it.

        In the customer's language; its times are shown by ``_time_options``.
        """
        self.ensure_one()
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _time_options(self):
        """How QWeb shows a time of this report: to the minute, in the company's zone.

        All copies of a report show the same minutes, whoever prints them and where.
        """
        self.ensure_one()
        zone = self.company_id._service_tz()
        return {"format": "yyyy-MM-dd HH:mm", "tz_name": zone}

    def _format_list(self, texts):
        """Several names as the reader's language lists them."""
        return format_list(self.env, texts)

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Service report %(name)s", name=self.name)
