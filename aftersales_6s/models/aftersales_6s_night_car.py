from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATE = [("parked", "Parked"), ("checked", "Checked"), ("back", "Handed back")]

#: What is seen to in the evening and in the morning
NIGHT = frozenset(
    {"cabinet_number", "is_locked_up", "is_tagged", "parts", "handed_to_id", "note"}
)


class Aftersales6sNightCar(models.Model):
    """A car that stays overnight: locked, keys in the cabinet, parts tagged (S6-8).

    Whoever parks it makes the entry; the person in charge of the evening looks at it;
    in the morning the keys are handed back.
    """

    _name = "aftersales.6s.night.car"
    _description = "Car Overnight"
    _inherit = ["aftersales.6s.car.register"]
    _order = "date desc, id desc"

    _prefix = "NC"
    _closed = frozenset({"back"})
    _finding_link = "night_car_id"
    _entered = frozenset(
        {
            "area_id",
            "plate",
            "department_id",
            "cabinet_number",
            "is_locked_up",
            "is_tagged",
            "parts",
            "handed_to_id",
            "note",
        }
    )

    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="parked",
        index=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    date = fields.Date(
        string="Evening of",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
    )
    cabinet_number = fields.Char(
        string="Keys at No.", tracking=True, help="Hook in the key cabinet."
    )
    is_locked_up = fields.Boolean(string="Doors and Windows Locked", tracking=True)
    is_tagged = fields.Boolean(
        string="Parts Tagged",
        tracking=True,
        help="What was taken off lies in the store, with plate, team and day on it.",
    )
    parts = fields.Char(string="Parts Taken off")
    checked_by_id = fields.Many2one(
        comodel_name="res.users", string="Checked by", readonly=True, copy=False
    )
    checked_at = fields.Datetime(string="Checked", readonly=True, copy=False)
    handed_to_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Keys Handed to",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    handed_by_id = fields.Many2one(
        comodel_name="res.users", string="Handed back by", readonly=True, copy=False
    )
    handed_at = fields.Datetime(string="Handed back", readonly=True, copy=False)

    can_fill = fields.Boolean(
        compute="_compute_can_fill", help="Or answers for the area, until it is back."
    )

    _one_car = models.UniqueIndex(
        "(company_id, plate_key) WHERE state != 'back'",
        "This car is in the register already. Hand its keys back first.",
    )

    # Computed

    @api.depends_context("uid")
    @api.depends("area_id", "state")
    def _compute_can_fill(self):
        for car in self:
            keeps = self._keeps(car.area_id) or self.env.user == car.checked_by_id
            car.can_fill = car.can_change or (keeps and not car._is_closed())

    def _check_writable(self, names):
        """Who is in charge of the evening notes what they see, but not which car."""
        if self.can_fill and not names - NIGHT:
            return None
        return super()._check_writable(names)

    def _overdue_domain(self, now):
        """From a night before: the keys haven't been handed back.

        Days are those of each company.
        """
        domain = [(0, "=", 1)]
        for company in self._register_companies():
            domain = [
                "|",
                *domain,
                "&",
                "&",
                ("state", "!=", "back"),
                ("company_id", "=", company.id),
                ("date", "<", company._service_date(now)),
            ]
        return domain

    def _overdue_users(self):
        return self._concerned_users() | super()._overdue_users()

    # Steps

    def action_check(self):
        """The person in charge of the evening has looked at it.

        :raise AccessError: who parked it, or who neither answers for the area nor
            manages
        :raise UserError: it isn't locked, the keys aren't in the cabinet, or parts lie
            about without a tag
        """
        self.check_access("read")
        for car in self:
            keeps = self._is_manager() or not car.area_id or self._keeps(car.area_id)
            if not keeps or (car.create_uid == self.env.user and not self.env.su):
                raise AccessError(
                    self.env._(
                        "%(name)s is checked by who answers for the area or by a "
                        "manager, and not by who parked it.",
                        name=car.display_name,
                    )
                )
            if not (car.is_locked_up and car.cabinet_number):
                raise UserError(
                    self.env._(
                        "%(name)s isn't ready for the night: lock doors and windows, "
                        "and enter where its keys hang.",
                        name=car.display_name,
                    )
                )
            if car.parts and not car.is_tagged:
                raise UserError(
                    self.env._(
                        "%(name)s: tag the parts with plate, team and day.",
                        name=car.display_name,
                    )
                )
        self._take(
            {"parked"},
            state="checked",
            checked_by_id=self.env.uid,
            checked_at=fields.Datetime.now(),
        )
        return True

    def action_hand_back(self):
        """In the morning: the keys go to somebody of the team.

        A car that nobody has checked in the evening is handed back, too: that nobody
        has stays visible.

        :raise AccessError: who has had nothing to do with it
        :raise UserError: to nobody
        """
        self.check_access("read")
        for car in self:
            if not car.handed_to_id:
                raise UserError(
                    self.env._(
                        "Enter who takes the keys of %(name)s.", name=car.display_name
                    )
                )
            if not self._is_manager() and not self._may_hand_back(car):
                raise AccessError(
                    self.env._(
                        "The keys of %(name)s are handed back by who answers for the "
                        "area, checked or parked the car, or by a manager.",
                        name=car.display_name,
                    )
                )
        self._take(
            {"parked", "checked"},
            state="back",
            handed_by_id=self.env.uid,
            handed_at=fields.Datetime.now(),
        )
        self._clear_work("register")
        return True

    def _may_hand_back(self, car):
        return (
            not car.area_id
            or self._keeps(car.area_id)
            or self.env.user in car.checked_by_id | car._concerned_users()
        )


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    night_car_id = fields.Many2one(
        comodel_name="aftersales.6s.night.car",
        string="Car Overnight",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
