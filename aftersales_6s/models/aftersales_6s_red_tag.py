from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import red_tag as rules

STATE = [
    (rules.OPEN, "To Decide"),
    (rules.DECIDED, "Decided"),
    (rules.DONE, "Done"),
    (rules.KEPT, "Kept Here"),
]
FATE = [
    (rules.UNDECIDED, "Undecided"),
    (rules.KEEP, "Keep here"),
    (rules.MOVE, "Move to another area"),
    (rules.STORE, "Return to the store"),
    (rules.SELL, "Sell"),
    (rules.SCRAP, "Scrap"),
]


class Aftersales6sRedTag(models.Model):
    """A red tag on a thing that nobody needs here: what it is, and what becomes of it.

    | state   | next, and by what                                                  |
    |---------|--------------------------------------------------------------------|
    | open    | decided: a manager says what becomes of it, by when; kept: needed  |
    | decided | done: it is gone, with a photo and the day                         |
    | done    | –                                                                  |
    | kept    | –                                                                  |
    """

    _name = "aftersales.6s.red.tag"
    _description = "6S Red Tag"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.6s.guarded",
    ]
    _order = "tagged_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.OPEN,
        index=True,
        tracking=True,
    )
    thing = fields.Char(required=True, help="What hangs the tag on: one kind of thing.")
    quantity = fields.Float(default=1, digits=(16, 2))
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="area_id.company_id", store=True, precompute=True, index=True
    )
    finding_id = fields.Many2one(
        comodel_name="aftersales.6s.finding",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="It can't be closed while the tag is open.",
    )
    reason = fields.Char(
        string="Why It Isn't Needed", required=True, help="Such as: broken, spare, old."
    )
    image = fields.Image(string="Photo", required=True, max_width=1920, max_height=1920)
    thumbnail = fields.Image(
        related="image", string="Small", max_width=256, max_height=256, store=True
    )
    owner_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Whose Thing",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    tagged_on = fields.Date(required=True, readonly=True, copy=False)
    tagged_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Tagged by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    due_date = fields.Date(
        index=True,
        tracking=True,
        help="Until it is decided, by when; then, by when it must be gone.",
    )
    fate = fields.Selection(
        selection=FATE,
        string="What Becomes of It",
        required=True,
        readonly=True,
        copy=False,
        default=rules.UNDECIDED,
        tracking=True,
    )
    target_area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        string="Move to",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decision_note = fields.Text(string="Decision", readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Done by", readonly=True, copy=False
    )
    done_image = fields.Image(
        string="Photo after It",
        readonly=True,
        copy=False,
        max_width=1920,
        max_height=1920,
    )
    is_told = fields.Boolean(
        readonly=True, copy=False, help="Managers were told that it is overdue."
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _quantity = models.Constraint(
        "CHECK(quantity > 0)", "A red tag hangs on one thing or more."
    )
    _target = models.Constraint(
        "CHECK(target_area_id IS NULL OR target_area_id != area_id)",
        "A thing is moved to another area than where it is.",
    )

    # Computed

    @api.depends("name", "thing")
    def _compute_display_name(self):
        for tag in self:
            tag.display_name = " ".join(filter(None, (tag.name, tag.thing)))

    @api.depends("state")
    def _compute_is_open(self):
        for tag in self:
            tag.is_open = tag.state in rules.ACTIVE

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = "in" if True in value else "not in"
        return [("state", held, sorted(rules.ACTIVE))]

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        for tag in self:
            tag.is_overdue = bool(
                tag.is_open and tag.due_date and tag.due_date < tag._today()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._service_date(fields.Datetime.now())
        overdue = [("state", "in", sorted(rules.ACTIVE)), ("due_date", "<", today)]
        return overdue if True in value else ["!", "&", *overdue]

    @api.depends_context("uid")
    def _compute_can_decide(self):
        self.can_decide = self.env["aftersales.6s.finding"]._is_manager()

    def _today(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        return company._service_date(fields.Datetime.now())

    # Steps

    def _step(self, step, **values):
        """Take a step whose right has been checked.

        :raise UserError: a tag isn't in a state for it, or somebody else is at it
        """
        self._hold()
        for tag in self:
            state = rules.next_state(tag.state, step)
            if not state:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Red tag %(name)s is in state “%(state)s”; this step doesn't "
                        "fit. Reload the page: somebody may have been faster.",
                        name=tag.name,
                        state=states[tag.state],
                    )
                )
            # superuser: states move by steps only, whose right has been checked
            tag.sudo().write({"state": state, **values})

    def action_decide(self, fate, due_date=None, target_area_id=None, note=None):
        """Say what becomes of the thing.

        :param fate: one of the fates but undecided
        :param due_date: day by which it must be gone; not for what is kept
        :param target_area_id: id of the area it is moved to
        :raise AccessError: no manager
        :raise UserError: day or area is missing, or it has been decided
        """
        self.check_access("read")
        for tag in self:
            if not tag.can_decide:
                raise AccessError(
                    self.env._(
                        "What becomes of red tag %(name)s is decided by a manager.",
                        name=tag.name,
                    )
                )
        target = self.env["aftersales.6s.area"].browse(target_area_id or []).exists()
        if fate not in rules.FATES:
            raise UserError(self.env._("Choose what becomes of the thing."))
        for tag in self:
            if fate == rules.MOVE and (
                not target or target.company_id != tag.company_id
            ):
                raise UserError(
                    self.env._(
                        "Choose the area that the thing of %(name)s is moved to.",
                        name=tag.name,
                    )
                )
        due = fields.Date.to_date(due_date)
        if fate != rules.KEEP and not due:
            raise UserError(self.env._("Give a day by which the thing must be gone."))
        self._step(
            rules.KEEP_IT if fate == rules.KEEP else rules.DECIDE,
            fate=fate,
            due_date=due,
            target_area_id=target.id if fate == rules.MOVE else False,
            decided_by_id=self.env.uid,
            decided_at=fields.Datetime.now(),
            decision_note=note.strip() if isinstance(note, str) else False,
            is_told=False,
        )
        return True

    def action_done(self, image=None):
        """The thing is gone, and a photo shows it.

        :param image: base64
        :raise AccessError: neither who hung the tag, nor who answers for the area or
            the thing, nor a manager
        :raise UserError: no photo, or nobody has decided yet
        """
        self.check_access("read")
        findings = self.env["aftersales.6s.finding"]
        mine, manages = findings._my_areas(), findings._is_manager()
        for tag in self:
            concerned = self.env.user in (
                tag.tagged_by_id | tag.sudo().owner_id.user_id
            )
            if not (manages or concerned or tag.area_id.id in mine):
                raise AccessError(
                    self.env._(
                        "Red tag %(name)s is seen to by who answers for the area or "
                        "the thing, by who hung it there, or by a manager.",
                        name=tag.name,
                    )
                )
        if not image:
            raise UserError(
                self.env._("Take a photo that shows that the thing is gone.")
            )
        clean = self.env["aftersales.6s.photo"]._clean(image, self[:1].name)
        for tag in self:
            tag._step(
                rules.FINISH,
                done_on=tag._today(),
                done_by_id=self.env.uid,
                done_image=clean,
            )
        self._clear_work("red_tag")
        return True

    # Scheduled

    @api.private
    @api.model
    def sweep(self, now=None):
        """Tell managers once of each tag whose day has passed.

        Safe to run twice: whom has been told is kept on the tag, in the same
        transaction.

        :param now: naive UTC; default: the current time
        :return: the tags that they were told of
        """
        now = now or fields.Datetime.now()
        found = self.browse()
        # the scheduled action is the system's, and looks at all companies
        for company in self.env["res.company"].sudo().search_fetch([], ["name"]):
            found += self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", sorted(rules.ACTIVE)),
                    ("due_date", "<", company._service_date(now)),
                    ("is_told", "=", False),
                ]
            )
        found = found.try_lock_for_update(allow_referencing=True)
        found.is_told = True
        found._give_work(
            "red_tag",
            lambda tag: tag.company_id._service_managers(),
            lambda tag: tag.env._("Red tag overdue: %s", tag.display_name),
            lambda tag: tag.due_date,
        )
        return found
