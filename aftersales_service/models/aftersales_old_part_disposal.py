from odoo import api, fields, models
from odoo.exceptions import UserError

STATE = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("done", "Done"),
    ("cancelled", "Called Off"),
]


class AftersalesOldPartDisposal(models.Model):
    """What becomes of the old parts of a month (旧件处置).

    | state     | next, and who takes the step                               |
    |-----------|------------------------------------------------------------|
    | draft     | a keeper collects what came in, says what becomes of each,  |
    |           | and submits it; or calls it off                            |
    | submitted | approved or given back by a manager who didn't submit it    |
    | approved  | done by a keeper                                           |
    """

    _name = "aftersales.old.part.disposal"
    _description = "Disposal of Old Parts"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.old.part.steps"]
    _order = "month desc, id desc"
    _check_company_auto = True
    _open_fields = frozenset({"note"})

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="First day of the month.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.old.part.disposal.line",
        inverse_name="disposal_id",
        string="Old Parts",
        copy=False,
    )
    note = fields.Text(copy=False)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", string="Submitted by", readonly=True, copy=False
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", string="Approved by", readonly=True, copy=False
    )
    approved_at = fields.Datetime(string="Approved", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done", readonly=True, copy=False)

    @api.model
    def _default_month(self):
        today = self.env.company.sudo()._service_date(fields.Datetime.now())
        return today.replace(day=1)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_step_role("dispose")
            for vals in vals_list:
                self._check_writable(
                    {n: v for n, v in vals.items() if n not in ("month", "line_ids")}
                )
        made = super(AftersalesOldPartDisposal, self._plain()).create(vals_list)
        for one in made:
            sequence = self.env["ir.sequence"].sudo().with_company(one.company_id)
            # the number is the system's
            one.sudo().write(
                {
                    "name": sequence.next_by_code("aftersales.old.part.disposal"),
                    "month": one.month.replace(day=1),
                }
            )
        return made.with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_writable(
                {n: v for n, v in vals.items() if n not in ("month", "line_ids")}
            )
            if vals.keys() & {"month", "line_ids"}:
                self._check_step_role("dispose")
                self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Disposal %(name)s is on record and can't be deleted. Call it off.",
                name=", ".join(self.mapped("name")),
            )
        )

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in self:
            if one.state not in states:
                raise UserError(
                    self.env._(
                        "Disposal %(name)s is “%(state)s”; this is done while it is "
                        "“%(wanted)s”.",
                        name=one.name,
                        state=labels[one.state],
                        wanted=labels[states[0]],
                    )
                )
