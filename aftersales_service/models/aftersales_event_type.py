from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

RECORDER = [
    ("system", "Only by the system"),
    ("clerk", "Clerks"),
    ("technician", "Clerks and the technicians of the visit"),
    ("role", "Only by the roles named"),
]


class AftersalesEventType(models.Model):
    """A kind of fact: ``registered``, ``responded``, ``arrived`` …

    The standard codes ship with the addon and other code relies on them; a company may
    add its own as data. A code in use can't be renamed, or its facts would lose their
    meaning.
    """

    _name = "aftersales.event.type"
    _description = "Kind of Service Event"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Technical name by which clock policies and reports refer to this fact.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    recorder = fields.Selection(
        selection=RECORDER,
        string="May be recorded by",
        required=True,
        default="clerk",
        help="Who may record this fact by hand. Managers may record whatever clerks "
        "may; facts of the system come from a button that checks more.",
    )
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Roles",
        domain="[('privilege_id', '!=', False)]",
        help="Roles that may record this fact besides, such as the buyer a booked "
        "ticket.",
    )
    stage_id = fields.Many2one(
        comodel_name="helpdesk.ticket.stage",
        string="Moves the Request to",
        domain="[('closed', '=', False)]",
        help="An open request moves to this stage when the fact is recorded.",
    )

    takes_promise = fields.Boolean(
        string="Promises a Moment",
        help="The window that records it asks for the moment that was promised.",
    )
    takes_person = fields.Boolean(
        string="Asks a Person",
        help="The window that records it asks whose turn it is now.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "There is already a kind of event with this code."
    )

    @api.constrains("code")
    def _check_code(self):
        for kind in self:
            if not kind.code.replace("_", "").isalnum() or kind.code != (
                kind.code.lower()
            ):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” can't be the code of an event: use lower-case "
                        "letters, digits and underscores only.",
                        code=kind.code,
                    )
                )

    @api.constrains("recorder", "group_ids")
    def _check_roles(self):
        for kind in self:
            if kind.recorder == "role" and not kind.group_ids:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is recorded only by the roles named: name one.",
                        kind=kind.name,
                    )
                )
            if kind.recorder == "system" and kind.group_ids:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is recorded only by the system: no role can "
                        "record it by hand. Take the roles away.",
                        kind=kind.name,
                    )
                )

    @tools.ormcache("self.env.lang")
    def _labels(self):
        """Pairs (code, label) of all kinds, archived ones too."""
        kinds = self.sudo().with_context(active_test=False).search([("id", ">", 0)])
        return tuple((kind.code, kind.name) for kind in kinds)

    @api.model
    def _selection(self):
        """Selection of every field that holds the code of an event."""
        return list(self._labels())

    @api.model_create_multi
    def create(self, vals_list):
        kinds = super().create(vals_list)
        self.env.registry.clear_cache()
        return kinds

    def write(self, vals):
        if "code" in vals:
            self._check_unused(vals["code"])
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _check_unused(self, new_code):
        changed = self.filtered(lambda kind: kind.code != new_code)
        for kind in changed:
            if kind._is_used():
                raise ValidationError(
                    self.env._(
                        "The code “%(code)s” is used by recorded facts or by a limit "
                        "and can't change. Archive this kind and add a new one "
                        "instead.",
                        code=kind.code,
                    )
                )

    def _is_used(self):
        """Do facts or limits of any company know this code?"""
        self.ensure_one()
        policies = self.env["aftersales.clock.policy"].sudo()
        waiting = ["|", ("start_event", "=", self.code), ("stop_event", "=", self.code)]
        return bool(
            self.env["aftersales.event"]
            .sudo()
            .search([("code", "=", self.code)], limit=1)
            or policies.with_context(active_test=False).search(waiting, limit=1)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused(False)

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
