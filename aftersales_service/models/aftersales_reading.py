from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_repr

from ..rules import reading as rules

METERS = ("km", "hours")


class AftersalesReading(models.Model):
    """What the meters of a product showed at a moment (WAR-2); append-only.

    It comes from the request, from the signed report, by hand or from a file. One that
    falls is refused unless it is explained. What was read wrongly is corrected by a new
    reading that points back; the old one stays and is out of force.
    """

    _name = "aftersales.reading"
    _inherit = "aftersales.rows"
    _description = "Meter Reading"
    _order = "at desc, id desc"
    _check_company_auto = True

    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    at = fields.Datetime(
        string="Read at", required=True, default=fields.Datetime.now, index=True
    )
    km = fields.Float(
        string="Mileage (km)", digits=(12, 1), help="0: the mileage was not read."
    )
    hours = fields.Float(
        string="Working Hours", digits=(12, 1), help="0: the hours were not read."
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    recorded_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    explanation = fields.Char(
        help="Why it shows less than an earlier reading, or more than a later one."
    )
    meter_replaced = fields.Boolean(
        string="New Meter",
        help="The first reading of a new meter: what the old one showed last is added. "
        "Without this, a lower reading says that the earlier one was too high.",
    )
    correction_of_id = fields.Many2one(
        comodel_name="aftersales.reading",
        string="Corrects",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('lot_id', '=', lot_id), ('is_in_force', '=', True)]",
        help="The wrong reading that this one takes the place of.",
    )
    is_in_force = fields.Boolean(
        string="In Force",
        default=True,
        readonly=True,
        help="Not corrected by a later record.",
    )

    _not_negative = models.Constraint(
        "CHECK(km >= 0 AND hours >= 0)",
        "Mileage and working hours can't be less than nothing.",
    )
    _at_not_after_recording = models.Constraint(
        "CHECK(at <= recorded_at)", "A meter can't have been read in the future."
    )
    _corrected_once = models.UniqueIndex(
        "(correction_of_id) WHERE correction_of_id IS NOT NULL",
        "This reading has been corrected already. Correct its last record.",
    )
    _replacement_explained = models.Constraint(
        "CHECK(NOT meter_replaced OR explanation IS NOT NULL)",
        "Explain why the meter was replaced.",
    )

    @api.depends("km", "hours", "at")
    def _compute_display_name(self):
        for reading in self:
            shown = [
                f"{float_repr(reading[name], 1).removesuffix('.0')} {unit}"
                for name, unit in (("km", "km"), ("hours", "h"))
                if reading[name]
            ]
            company = reading.company_id or self.env.company
            day = reading.at and self._day(company, reading.at)
            reading.display_name = " · ".join(filter(None, [*shown, day]))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._own_words(vals_list)
        self._check_correctable(vals_list)
        readings = super().create(vals_list)
        readings._supersede()
        readings._check_empty()
        self._check_falls(
            [
                (r.lot_id, r.company_id, r._meters(), r.id)
                for r in readings
                if r.is_in_force
            ]
        )
        return readings

    @api.model
    def _own_words(self, vals_list):
        """Values with what nobody says but the system: who, when, by which request."""
        known = self.env.context.get("default_lot_id")
        vals_list = [{"lot_id": known, **vals} for vals in vals_list]
        lots = self.env["stock.lot"].browse(
            vals["lot_id"] for vals in vals_list if vals["lot_id"]
        )
        if not self.env.su:
            lots.check_access("read")
        companies = {lot.id: lot.company_id.id for lot in lots}
        told = []
        for vals in vals_list:
            company = companies.get(vals["lot_id"]) or self.env.company.id
            if self.env.su:
                company = vals.get("company_id") or company
            elif vals.get("ticket_id") or vals.get("visit_id"):
                raise UserError(
                    self.env._(
                        "Write the reading of serial %(serial)s on the request or in "
                        "the report itself; it is taken over from there.",
                        serial=lots.browse(vals["lot_id"]).name,
                    )
                )
            else:
                # explicit, lest a default of the context brings them in
                vals = {**vals, "ticket_id": False, "visit_id": False}
            told.append(
                {
                    **vals,
                    "company_id": company,
                    "recorded_at": fields.Datetime.now(),
                    "recorded_by_id": self.env.user.id,
                    "is_in_force": True,
                }
            )
        return told

    @api.model
    def _check_correctable(self, vals_list):
        for vals in vals_list:
            wrong = self.browse(vals.get("correction_of_id") or [])
            if not wrong:
                continue
            serial = wrong.lot_id.name
            if wrong.lot_id.id != vals["lot_id"] or not wrong.is_in_force:
                raise ValidationError(
                    self.env._(
                        "Only the last record of a reading of serial %(serial)s can be "
                        "corrected; choose that one.",
                        serial=serial,
                    )
                )
            if not vals.get("explanation") and not self.env.su:
                raise ValidationError(
                    self.env._(
                        "Explain why the reading of serial %(serial)s on %(date)s is "
                        "corrected.",
                        serial=serial,
                        date=self._day(wrong.company_id, wrong.at),
                    )
                )

    def _check_empty(self):
        """Only a correction may say nothing: what it corrects is taken back."""
        for reading in self:
            if not (reading.km or reading.hours or reading.correction_of_id):
                raise ValidationError(
                    self.env._(
                        "Write the mileage or the working hours of serial %(serial)s.",
                        serial=reading.lot_id.name,
                    )
                )

    def _supersede(self):
        """What these correct is out of force, and so is one that takes it back."""
        wrong = self.correction_of_id
        out = wrong | self.filtered(lambda r: not r.km and not r.hours)
        if out:
            # raw SQL, past the guard of write(): nothing of the reading itself changes
            out.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE aftersales_reading SET is_in_force = FALSE WHERE id IN %s",
                    tuple(out.ids),
                )
            )
            out.invalidate_recordset(["is_in_force"])
            out.modified(["is_in_force"])

    # Judging

    def _meters(self):
        """meter → this reading as the rules know it; none that wasn't read."""
        self.ensure_one()
        return {
            name: rules.Reading(
                self.at, self[name], bool(self.explanation), self.meter_replaced
            )
            for name in METERS
            if self[name]
        }

    @api.model
    def _histories(self, lots):
        """(lot id, company id) → meter → [(reading id, reading)] in force."""
        histories = defaultdict(lambda: defaultdict(list))
        # the meter is one, whoever may look into the list; companies stay apart
        for reading in self.sudo()._search_rows(
            [("lot_id", "in", lots.ids), ("is_in_force", "=", True)]
        ):
            history = histories[reading.lot_id.id, reading.company_id.id]
            for name, known in reading._meters().items():
                history[name].append((reading.id, known))
        return histories

    @api.model
    def _check_falls(self, candidates, without=()):
        """Refuse readings that contradict what is known of the product.

        :param candidates: [(lot, company, meter → rules.Reading, own id or None)]
        :param without: ids of readings that don't count, as they are to be corrected
        :raise ValidationError: naming the serial, the other reading and its date
        """
        lots = self.env["stock.lot"].union(*(lot for lot, *_rest in candidates))
        histories = self._histories(lots)
        for lot, company, meters, own in candidates:
            for name, new in meters.items():
                known = histories[lot.id, company.id][name]
                others = [r for id_, r in known if id_ != own and id_ not in without]
                found = rules.conflict(others, new)
                if found:
                    raise self._falls_error(lot, company, name, new, found)

    @api.model
    def _falls_error(self, lot, company, name, new, found):
        told = {
            "serial": lot.name,
            "meter": self._fields[name]._description_string(self.env),
            "new": float_repr(new.value, 1),
            "other": float_repr(found.value, 1),
            "date": self._day(company, found.at),
            "day": self._day(company, new.at),
        }
        if found.at > new.at:
            return ValidationError(
                self.env._(
                    "%(meter)s of serial %(serial)s: %(new)s on %(day)s is more than "
                    "the later reading %(other)s on %(date)s. Check the figure, or "
                    "explain the difference (such as a replaced meter).",
                    **told,
                )
            )
        return ValidationError(
            self.env._(
                "%(meter)s of serial %(serial)s: %(new)s on %(day)s is less than the "
                "earlier reading %(other)s on %(date)s. Check the figure, or explain "
                "the difference (such as a replaced meter).",
                **told,
            )
        )

    @api.model
    def _day(self, company, moment):
        return fields.Date.to_string(company._service_date(moment))

    # Append-only

    def write(self, vals):  # pylint: disable=method-required-super
        # append-only: there is nothing to pass on
        raise UserError(
            self.env._(
                "A reading of serial %(serial)s can't be changed. Add a new one that "
                "corrects it.",
                serial=self.lot_id[:1].name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A reading of serial %(serial)s can't be deleted. Add a new one that "
                "corrects it.",
                serial=self.lot_id[:1].name,
            )
        )

    def action_correct(self):
        """Open a new reading that takes the place of this one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct a Reading"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_lot_id": self.lot_id.id,
                "default_correction_of_id": self.id,
                "default_at": self.at,
                "default_km": self.km,
                "default_hours": self.hours,
            },
        }
