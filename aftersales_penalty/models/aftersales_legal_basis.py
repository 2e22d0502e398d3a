from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_penalty_steps import HR

MANAGER = "hr.group_hr_manager"


class AftersalesLegalBasis(models.Model):
    """Why fines may be deducted in a region at all. Without one, they aren't.

    The regulations of 1982 that allowed fines were repealed in 2008, and in some
    provinces fines are forbidden. So an HR manager records law and article, with the
    text or the opinion of a lawyer attached. What was recorded stays; it only ends.
    """

    _name = "aftersales.legal.basis"
    _description = "Legal Basis of Fines"
    _inherit = ["mail.thread"]
    _order = "valid_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Law", required=True)
    article = fields.Char(required=True)
    text = fields.Text(help="What it says, word for word.")
    region_id = fields.Many2one(
        comodel_name="aftersales.wage.region",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    money_type = fields.Selection(
        selection=[("fine", "Fine")], required=True, readonly=True, default="fine"
    )
    valid_from = fields.Date(
        required=True, help="Cases count from that day on, by when they happened."
    )
    valid_to = fields.Date(tracking=True)
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    recorded_at = fields.Datetime(
        string="Recorded", required=True, readonly=True, default=fields.Datetime.now
    )
    paper = fields.Binary(
        string="Document",
        required=True,
        attachment=True,
        help="The text of the law, or the opinion of a lawyer.",
    )
    paper_name = fields.Char()

    _dates = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_to >= valid_from)",
        "It can't end before it begins.",
    )

    def _check_recorder(self):
        """HR managers only, who are in human resources of after-sales too."""
        user = self.env.user
        if not self.env.su and not (user.has_group(HR) and user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "A legal basis of fines is recorded by an HR manager (Employees: "
                    "Administrator) of human resources in after-sales."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorder()
        for vals in vals_list:
            if not vals.get("paper"):
                raise UserError(
                    self.env._(
                        "Attach the text of the law, or a lawyer's opinion, to “%s”.",
                        vals.get("name") or "",
                    )
                )
        if not self.env.su:
            own = {"recorded_by_id": self.env.uid, "recorded_at": fields.Datetime.now()}
            vals_list = [{**vals, **own} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        self._check_recorder()
        changed = {
            name for name in vals if not name.startswith(("message_", "activity_"))
        }
        if not self.env.su and changed - {"valid_to"}:
            raise UserError(
                self.env._(
                    "What was recorded stays as it is. Give %s a last day, and record "
                    "another one.",
                    ", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Sheets may go by %s, so it stays. Give it a last day instead.",
                ", ".join(self.mapped("name")),
            )
        )

    @api.model
    def _in_force(self, company, first, last):
        """Those in force at some time of a month, by region; one query.

        :return: dict of region id → list of (from, to)
        """
        # what a sheet goes by doesn't depend on who makes it
        found = self.sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("money_type", "=", "fine"),
                ("valid_from", "<=", last),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", first),
            ],
            ["region_id", "valid_from", "valid_to"],
        )
        spans = {}
        for one in found:
            spans.setdefault(one.region_id.id, []).append(
                (one.valid_from, one.valid_to)
            )
        return spans
