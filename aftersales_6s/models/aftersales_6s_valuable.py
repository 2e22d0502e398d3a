from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATE = [
    ("found", "Found"),
    ("told", "Adviser Told"),
    ("handed", "Handed over"),
]


class Aftersales6sValuable(models.Model):
    """Something valuable found in a customer's car, until the customer has it (S6-8).

    Seen by the finder, the adviser (SA) and managers only.
    """

    _name = "aftersales.6s.valuable"
    _description = "Valuable Found"
    _inherit = ["aftersales.6s.register"]
    _order = "found_at desc, id desc"

    _prefix = "VF"
    _closed = frozenset({"handed"})
    _finding_link = "valuable_id"
    _entered = frozenset(
        {
            "area_id",
            "plate",
            "ticket_id",
            "what",
            "where_found",
            "image",
            "adviser_id",
            "recipient",
            "signature",
            "note",
        }
    )

    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="found",
        index=True,
        tracking=True,
    )
    plate = fields.Char(required=True, tracking=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        groups="aftersales_service.group_aftersales_technician",
    )
    what = fields.Char(required=True, tracking=True)
    where_found = fields.Char(string="Where in the Car", required=True)
    image = fields.Image(string="Photo", required=True, max_width=1920, max_height=1920)
    found_at = fields.Datetime(
        string="Found",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    finder_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Found by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self._own_employee(),
    )
    adviser_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Service Adviser",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
    )
    told_at = fields.Datetime(string="Adviser Told", readonly=True, copy=False)
    recipient = fields.Char(
        string="Handed to", copy=False, help="Name of the customer who has it now."
    )
    signature = fields.Image(copy=False, max_width=1024, max_height=512)
    handed_at = fields.Datetime(string="Handed over", readonly=True, copy=False)
    handed_by_id = fields.Many2one(
        comodel_name="res.users", string="Handed over by", readonly=True, copy=False
    )

    # Computed

    @api.depends("name", "what")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " ".join(filter(None, (one.name, one.what)))

    def _overdue_domain(self, now):
        """The adviser should have been told within a day, the customer have it in a
        week."""
        return [
            "|",
            "&",
            ("state", "=", "found"),
            ("found_at", "<", fields.Datetime.subtract(now, days=1)),
            "&",
            ("state", "=", "told"),
            ("found_at", "<", fields.Datetime.subtract(now, days=7)),
        ]

    def _concerned_users(self):
        one = self.sudo()
        return (
            super()._concerned_users() | one.finder_id.user_id | one.adviser_id.user_id
        )

    def _overdue_users(self):
        return self._concerned_users() | super()._overdue_users()

    # Creation and change

    @api.model_create_multi
    def create(self, vals_list):
        photos = self.env["aftersales.6s.photo"]
        vals_list = [
            {**vals, "image": photos._clean(vals["image"], vals.get("what"))}
            if vals.get("image")
            else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("image"):
            photos = self.env["aftersales.6s.photo"]
            vals = {**vals, "image": photos._clean(vals["image"], self[:1].what)}
        return super().write(vals)

    def _check_writable(self, names):
        """The photo of a valuable is evidence, and isn't exchanged."""
        if "image" in names:
            self._refuse_fields({"image"})
        return super()._check_writable(names)

    # Steps

    def action_tell(self):
        """The adviser has been told, and gets it into their hands.

        :raise AccessError: neither finder, nor adviser, nor manager
        """
        self._check_concerned()
        self._take({"found"}, state="told", told_at=fields.Datetime.now())
        for one in self.sudo():
            user = one.adviser_id.user_id.filtered("active")
            if user:
                local = one.with_context(lang=user.lang)
                one.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=local.env._("A valuable was found: %s", local.what),
                    body=local.env._(
                        "Car %(plate)s, %(where)s",
                        plate=local.plate,
                        where=local.where_found,
                    ),
                )
        return True

    def action_hand_over(self):
        """The customer has it, and has signed.

        :raise AccessError: neither the adviser nor a manager
        :raise UserError: name or signature is missing, or the adviser wasn't told
        """
        self._check_concerned()
        for one in self:
            adviser = one.sudo().adviser_id.user_id == self.env.user
            if not (adviser or self._is_manager()):
                raise AccessError(
                    self.env._(
                        "%(name)s is handed over by the service adviser, or by a "
                        "manager.",
                        name=one.display_name,
                    )
                )
            if not (one.recipient and one.signature):
                raise UserError(
                    self.env._(
                        "Enter who takes %(name)s, and let them sign.",
                        name=one.display_name,
                    )
                )
        self._take(
            {"told"},
            state="handed",
            handed_at=fields.Datetime.now(),
            handed_by_id=self.env.uid,
        )
        self._clear_work("register")
        return True

    def _check_concerned(self):
        self.check_access("read")
        for one in self:
            if not one.can_change:
                raise AccessError(
                    self.env._(
                        "%(name)s is seen to by the finder, the service adviser, or a "
                        "manager.",
                        name=one.display_name,
                    )
                )


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    valuable_id = fields.Many2one(
        comodel_name="aftersales.6s.valuable",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
