from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import repair as rules

EXCLUDED = [
    ("special_part", "Transport of a VIN-coded special part"),
    ("battery", "Transport of a traction battery"),
    ("rescue", "Road time of an outside rescue"),
    ("other", "Other"),
]
#: What a signed report says of the repair on its visit
SIGNED = {"lot_id", "ticket_id", "visit_id", "started_at", "ended_at"}


class AftersalesRepair(models.Model):
    """One repair episode of a product: away from its owner from … to … (三包).

    A visit makes its own when its report is signed: from arrival to completion. Repairs
    in the workshop, and those of before, are written by hand or come from a file.

    **Counting.** Days are summed over episodes, each rounded up by itself (order 43,
    Art. 40). Repairs are counted by request: one that takes three visits is one repair
    of three episodes. An episode without a request counts as one. The same defect is
    the same ``fault_id``. Only what is due to quality counts (``is_quality``).
    """

    _name = "aftersales.repair"
    _inherit = ["mail.thread"]
    _description = "Repair of a Product"
    _order = "started_at desc, id desc"
    _check_company_auto = True

    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    product_id = fields.Many2one(
        related="lot_id.product_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('lot_id', '=', lot_id)]",
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        readonly=True,
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    started_at = fields.Datetime(
        string="Taken in",
        required=True,
        default=fields.Datetime.now,
        tracking=True,
        help="When the product was handed over as agreed; on site, the arrival.",
    )
    ended_at = fields.Datetime(
        string="Completed", tracking=True, help="Empty: still in repair."
    )
    excluded_hours = fields.Float(
        tracking=True,
        help="Hours that the law doesn't count, such as those of the transport of a "
        "VIN-coded special part or of a traction battery (order 43, Art. 24).",
    )
    excluded_reason = fields.Selection(selection=EXCLUDED, tracking=True)
    excluded_note = fields.Char(string="Which Transport or Other Reason")
    fault_id = fields.Many2one(
        comodel_name="aftersales.fault",
        check_company=True,
        index="btree_not_null",
        compute="_compute_fault_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Repairs of one fault are repairs of the same defect.",
    )
    is_safety = fields.Boolean(
        string="Serious Safety Fault",
        compute="_compute_from_fault",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Two repairs of one in vain give a right to exchange (Art. 24).",
    )
    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        compute="_compute_from_fault",
        store=True,
        readonly=False,
        precompute=True,
        help="What was broken.",
    )
    replaced_ids = fields.Many2many(
        comodel_name="aftersales.component",
        string="Components Replaced",
        check_company=True,
    )
    is_quality = fields.Boolean(
        string="Due to Quality",
        default=True,
        tracking=True,
        help="Counts towards exchange and refund. Not if the user broke it.",
    )
    note = fields.Text(string="Work Done")
    days = fields.Integer(
        compute="_compute_days",
        help="Each 24 hours are a day, and a remainder is a whole one; excluded hours "
        "don't count. A repair that isn't completed counts up to now.",
    )

    _one_per_visit = models.UniqueIndex(
        "(visit_id) WHERE visit_id IS NOT NULL", "This visit has its repair already."
    )
    _ends_after_start = models.Constraint(
        "CHECK(ended_at >= started_at)", "A repair can't end before it began."
    )
    _excluded_not_negative = models.Constraint(
        "CHECK(excluded_hours >= 0)", "Excluded hours can't be less than nothing."
    )
    _lot_started = models.Index("(lot_id, started_at)")

    @api.depends("lot_id.company_id", "ticket_id.company_id")
    def _compute_company_id(self):
        for repair in self:
            company = repair.ticket_id.company_id or repair.lot_id.company_id
            repair.company_id = company or repair.company_id or self.env.company

    @api.depends("ticket_id")
    def _compute_fault_id(self):
        for repair in self:
            repair.fault_id = repair.fault_id or repair.ticket_id.fault_id

    @api.depends("fault_id")
    def _compute_from_fault(self):
        for repair in self:
            fault = repair.fault_id
            repair.is_safety = fault.is_safety
            repair.component_id = (
                repair.ticket_id.component_id or fault.component_id
                if fault
                else repair.component_id
            )

    @api.depends("started_at", "ended_at", "excluded_hours")
    def _compute_days(self):
        now = fields.Datetime.now()
        for repair in self:
            repair.days = rules.days(repair._episode(), now) if repair.started_at else 0

    @api.depends("lot_id.name", "started_at")
    def _compute_display_name(self):
        for repair in self:
            company = repair.company_id or self.env.company
            day = repair.started_at and company._service_date(repair.started_at)
            day = day and fields.Date.to_string(day)
            # the serial is known to who reads its repair
            serial = repair.sudo().lot_id.name
            repair.display_name = " · ".join(filter(None, [serial, day]))

    def _episode(self):
        """This repair as the rules know it."""
        self.ensure_one()
        return rules.Episode(
            id=self.id,
            started_at=self.started_at,
            ended_at=self.ended_at or None,
            excluded_minutes=round(self.excluded_hours * 60),
            request=self.ticket_id.id or None,
        )

    # Checks

    @api.constrains("started_at", "ended_at")
    def _check_not_in_future(self):
        now = fields.Datetime.now()
        for repair in self:
            if max(repair.started_at, repair.ended_at or now) > now:
                raise ValidationError(
                    self.env._(
                        "The repair of serial %(serial)s can't begin or end in the "
                        "future. Leave “Completed” empty while it lasts.",
                        serial=repair.lot_id.name,
                    )
                )

    @api.constrains(
        "started_at", "ended_at", "excluded_hours", "excluded_reason", "excluded_note"
    )
    def _check_excluded(self):
        for repair in self.filtered("excluded_hours"):
            reason = repair.excluded_reason
            if not reason or (reason == "other" and not repair.excluded_note):
                raise ValidationError(
                    self.env._(
                        "Say why %(hours)s hours of the repair of serial %(serial)s "
                        "don't count.",
                        hours=repair.excluded_hours,
                        serial=repair.lot_id.name,
                    )
                )
            end = repair.ended_at or fields.Datetime.now()
            lasted = (end - repair.started_at).total_seconds() / 3600
            if repair.excluded_hours > lasted:
                raise ValidationError(
                    self.env._(
                        "%(hours)s hours can't be excluded from the repair of serial "
                        "%(serial)s, which lasted %(lasted).1f hours.",
                        hours=repair.excluded_hours,
                        serial=repair.lot_id.name,
                        lasted=lasted,
                    )
                )

    @api.constrains("lot_id", "started_at", "ended_at")
    def _check_overlap(self):
        """A product isn't in repair twice at once; its days would count twice."""
        # all of the product's repairs of the company, whoever may read them
        repairs = self.sudo().search([("lot_id", "in", self.lot_id.ids)])
        alike = repairs.grouped(lambda repair: (repair.lot_id, repair.company_id))
        for (lot, company), same in alike.items():
            found = rules.overlap([repair._episode() for repair in same])
            if found:
                raise ValidationError(
                    self.env._(
                        "Serial %(serial)s is in repair twice: since %(first)s and "
                        "since %(second)s. Complete the first one before the second "
                        "begins, or correct the times.",
                        serial=lot.name,
                        first=self._local(company, found[0].started_at),
                        second=self._local(company, found[1].started_at),
                    )
                )

    @api.constrains("lot_id", "ticket_id")
    def _check_same_product(self):
        for repair in self.filtered("ticket_id"):
            # a technician may see the repair but not the request
            ticket = repair.sudo().ticket_id
            if ticket.lot_id != repair.lot_id and not repair.visit_id:
                raise ValidationError(
                    self.env._(
                        "Request %(number)s isn't about serial %(serial)s. Choose "
                        "another request, or none.",
                        number=ticket.number,
                        serial=repair.lot_id.name,
                    )
                )

    @api.model
    def _local(self, company, moment):
        """A moment as the company reads it, to the minute."""
        zoned = self.with_context(tz=company._service_tz())
        local = fields.Datetime.context_timestamp(zoned, moment)
        return local.strftime("%Y-%m-%d %H:%M")

    # What a customer has signed

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            if any(vals.get("visit_id") for vals in vals_list):
                raise UserError(
                    self.env._(
                        "A visit makes its repair by itself when the report is signed. "
                        "Leave the visit empty."
                    )
                )
            # explicit, lest a default of the context brings one in
            vals_list = [{**vals, "visit_id": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if SIGNED & vals.keys() and not self.env.su:
            self._check_by_hand()
            if vals.get("visit_id"):
                raise UserError(
                    self.env._(
                        "A visit makes its repair by itself when the report is signed."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_by_hand()

    def _check_by_hand(self):
        """What a customer has signed stays; the rest of it is our judgement."""
        for repair in self.filtered("visit_id"):
            raise UserError(
                self.env._(
                    "The repair of serial %(serial)s comes from the signed report of "
                    "visit %(visit)s. Its product and its times only change with that: "
                    "return the report.",
                    serial=repair.lot_id.name,
                    visit=repair.sudo().visit_id.name,
                )
            )
