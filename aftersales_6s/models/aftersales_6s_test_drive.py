from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.aftersales_service.rules import skill as skill_rules

from ..rules import register as rules

STATE = [("out", "Out"), ("back", "Back")]


class Aftersales6sTestDrive(models.Model):
    """A car out on a test drive: who drives, since when, from which km (S6-8).

    Making the entry is driving out: the driver holds the certificate that the company
    asks for, and has looked around the car.
    """

    _name = "aftersales.6s.test.drive"
    _description = "Test Drive"
    _inherit = ["aftersales.6s.car.register"]
    _order = "out_at desc, id desc"

    _prefix = "TD"
    _closed = frozenset({"back"})
    _finding_link = "test_drive_id"
    _entered = frozenset(
        {
            "area_id",
            "plate",
            "vin",
            "driver_id",
            "out_km",
            "reason",
            "route",
            "is_outside_checked",
            "scratches",
            "is_wheel_cover_off",
            "is_roof_sign_off",
            "driver_signature",
            "back_km",
            "is_checked_with_team",
            "team_member_id",
            "team_note",
            "is_cover_back",
            "team_signature",
            "note",
        }
    )

    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="out",
        index=True,
        tracking=True,
    )
    vin = fields.Char(string="VIN")
    driver_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self._own_employee(),
    )
    reason = fields.Char(
        required=True, help="What is tried, such as a noise at 80 km/h."
    )
    route = fields.Char()

    # Out
    out_at = fields.Datetime(
        string="Out",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    out_km = fields.Float(string="Km Out", required=True, digits=(16, 1), tracking=True)
    is_outside_checked = fields.Boolean(
        string="Outside Looked at", help="All around, for scratches."
    )
    scratches = fields.Char(string="Scratches Seen", help="Before the drive.")
    is_wheel_cover_off = fields.Boolean(string="Steering-Wheel Cover off")
    is_roof_sign_off = fields.Boolean(string="Roof Sign off")
    driver_signature = fields.Image(
        copy=False, max_width=1024, max_height=512, help="Optional."
    )

    # Back
    back_at = fields.Datetime(string="Back", readonly=True, copy=False)
    back_km = fields.Float(string="Km Back", copy=False, digits=(16, 1), tracking=True)
    distance = fields.Float(
        string="Km Driven", compute="_compute_distance", store=True, digits=(16, 1)
    )
    is_checked_with_team = fields.Boolean(
        string="Looked at with the Team",
        copy=False,
        help="Driver and the team that repairs it have walked around the car.",
    )
    team_member_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Of the Team",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    team_note = fields.Char(string="New Scratches", copy=False)
    is_cover_back = fields.Boolean(string="Cover and Sign back on", copy=False)
    team_signature = fields.Image(
        copy=False, max_width=1024, max_height=512, help="Optional."
    )

    _one_drive = models.UniqueIndex(
        "(driver_id) WHERE state = 'out'",
        "This driver is out with a car already. Note that it is back first.",
    )
    _one_car = models.UniqueIndex(
        "(company_id, plate_key) WHERE state = 'out'",
        "This car is out already. Note that it is back first.",
    )
    _km = models.Constraint("CHECK(out_km >= 0)", "Kilometres aren't negative.")

    # Computed

    @api.depends("state", "out_km", "back_km")
    def _compute_distance(self):
        for drive in self:
            back = drive.state == "back"
            drive.distance = drive.back_km - drive.out_km if back else 0

    def _overdue_domain(self, now):
        """Longer out than the company's limit; of the companies the user is in."""
        domain = [(0, "=", 1)]
        companies = self._register_companies()
        for hours, ours in companies.grouped("aftersales_6s_drive_hours").items():
            if hours:
                domain = [
                    "|",
                    *domain,
                    "&",
                    "&",
                    ("state", "=", "out"),
                    ("company_id", "in", ours.ids),
                    ("out_at", "<", fields.Datetime.subtract(now, hours=hours)),
                ]
        return domain

    def _concerned_users(self):
        return super()._concerned_users() | self.sudo().driver_id.user_id

    def _overdue_users(self):
        return self._concerned_users() | super()._overdue_users()

    # Checks

    def _check_entered(self):
        """Certified, looked at, from an area that isn't locked.

        :raise UserError: names the driver and what is missing
        """
        self.area_id._check_unlocked()
        self._check_certified()
        for drive in self:
            if not (
                drive.is_outside_checked
                and drive.is_wheel_cover_off
                and drive.is_roof_sign_off
            ):
                raise UserError(
                    self.env._(
                        "Before car %(plate)s drives out: look around it for "
                        "scratches, take off the steering-wheel cover and the roof "
                        "sign, and tick all three.",
                        plate=drive.plate,
                    )
                )
        return super()._check_entered()

    def _check_certified(self):
        """Only who holds the company's certificates on that day drives out."""
        # superuser: employees' certificates and settings aren't readable by everybody
        sudo = self.sudo()
        held = self.env["aftersales.visit"]._certificates(sudo.driver_id)
        for drive in sudo:
            company = drive.company_id
            required = company.aftersales_6s_drive_skill_ids
            day = company._service_date(drive.out_at)
            states = skill_rules.standing(required.ids, held[drive.driver_id.id], day)
            missing = required.filtered(
                lambda skill, s=states: s[skill.id] == skill_rules.MISSING
            )
            if missing:
                raise UserError(
                    self.env._(
                        "%(driver)s may not drive out: “%(skill)s” isn't valid on "
                        "%(day)s. Let somebody certified drive, or enter the "
                        "certificate on the employee.",
                        driver=drive.driver_id.name,
                        skill=", ".join(missing.mapped("name")),
                        day=format_date(self.env, day),
                    )
                )

    def write(self, vals):
        done = super().write(vals)
        if "driver_id" in vals:
            self._check_certified()
        closed = self.filtered(lambda drive: drive.state == "back")
        if {"out_km", "back_km"} & vals.keys():
            closed._check_readings()
        return done

    def _check_readings(self):
        for drive in self:
            fault = rules.drive_fault(
                drive.out_at,
                drive.back_at or fields.Datetime.now(),
                drive.out_km,
                drive.back_km,
            )
            if fault == rules.FALLING:
                raise UserError(
                    self.env._(
                        "Car %(plate)s went out with %(out)s km and can't come back "
                        "with %(back)s km. Read the odometer again.",
                        plate=drive.plate,
                        out=f"{drive.out_km:g}",
                        back=f"{drive.back_km:g}",
                    )
                )
            if fault == rules.BEFORE:
                raise UserError(
                    self.env._(
                        "Car %(plate)s can't come back before it went out.",
                        plate=drive.plate,
                    )
                )

    # Steps

    def action_back(self):
        """The car is back: km and what was seen with the team have been entered.

        :raise AccessError: neither the driver, nor who made the entry, nor a manager
        :raise UserError: something is missing, or the km fall
        """
        self.check_access("read")
        for drive in self:
            if not drive.can_change:
                raise AccessError(
                    self.env._(
                        "Drive %(name)s is ended by its driver, by who made the entry, "
                        "or by a manager.",
                        name=drive.name,
                    )
                )
            if not (
                drive.back_km
                and drive.is_checked_with_team
                and drive.team_member_id
                and drive.is_cover_back
            ):
                raise UserError(
                    self.env._(
                        "Before drive %(name)s ends: enter the km, walk around the car "
                        "with somebody of the team, and put cover and sign back on.",
                        name=drive.name,
                    )
                )
            if drive.team_member_id == drive.driver_id:
                raise UserError(
                    self.env._(
                        "Drive %(name)s: somebody else than the driver looks at the "
                        "car, too.",
                        name=drive.name,
                    )
                )
        self._check_readings()
        self._take({"out"}, state="back", back_at=fields.Datetime.now())
        self._clear_work("register")
        return True


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    test_drive_id = fields.Many2one(
        comodel_name="aftersales.6s.test.drive",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
