import re

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..models.aftersales_warranty_provision import FINANCE
from ..models.helpdesk_ticket_events import MANAGER
from ..models.res_company_part_accounts import ACCOUNT_DOMAIN, NEED
from ..rules import accounts as rules

FLAG = re.compile("^[\U0001f1e6-\U0001f1ff]+ *")
#: Field of the assistant → field of the company
COSTS = {
    "labour_account_id": "aftersales_labour_account_id",
    "freight_account_id": "aftersales_freight_account_id",
    "packing_account_id": "aftersales_packing_account_id",
    "compensation_account_id": "aftersales_compensation_account_id",
}
STATUS = [
    (rules.SET, "Set"),
    (rules.DIFFERS, "Set otherwise than the chart"),
    (rules.FOUND, "Found in the chart"),
    (rules.CREATE, "Will be created"),
    (rules.CHOOSE, "Choose an account"),
    (rules.SHARED, "Shared with another"),
    (rules.UNNEEDED, "Not needed"),
]


def _taken_from(**values):
    return fields.Many2one(
        comodel_name="account.account",
        compute="_compute_settings",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain=ACCOUNT_DOMAIN,
        **values,
    )


class AftersalesPartSetup(models.TransientModel):
    """Assistant: accounts, locations, category and depot of spare parts (CST-6).

    It shows what is set, what the chart has and what is missing, and asks. What is done
    then, ``res.company`` knows; run again it finds nothing left to do.
    """

    _name = "aftersales.part.setup"
    _description = "Set Up Spare Parts Accounts"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    chart = fields.Char(string="Chart of Accounts", compute="_compute_chart")
    small_enterprise = fields.Boolean(
        string="Warranty Is Expensed When Incurred",
        compute="_compute_settings",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Small enterprises (小企业会计准则) keep no provision for warranty. Off: "
        "each month puts by according to its sales (主营业务成本 – 预计负债).",
    )
    parts_on_account = fields.Boolean(
        string="Parts Come from Accounts",
        compute="_compute_settings",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Service reports take replaced parts from the account of a technician, a "
        "station or a depot only.",
    )
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Category of Spare Parts",
        compute="_compute_settings",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Empty: “Spare Parts” is made.",
    )
    cost_method = fields.Selection(
        selection=[
            ("average", "Average cost"),
            ("fifo", "First in, first out"),
            ("standard", "Standard price"),
        ],
        compute="_compute_cost_method",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Of a category that is new to spare parts. That of a category in use "
        "stays; change it at the category.",
    )
    labour_account_id = _taken_from(
        string="Labour Taken from",
        help="Where the wages of the service department are booked. It is credited "
        "with what is charged to who bears it. Empty: labour isn't booked by itself; "
        "what warranty bears of it, the provision takes over.",
    )
    freight_account_id = _taken_from(
        string="Freight Taken from", help="Where freight bills are booked first."
    )
    packing_account_id = _taken_from(
        string="Packing Taken from", help="Where packing material is booked first."
    )
    compensation_account_id = _taken_from(
        string="Compensation Taken from",
        help="Where compensation is booked first, such as other payables.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.part.setup.line",
        inverse_name="setup_id",
        string="Accounts",
        default=lambda self: [
            Command.create({"need": need.code}) for need in rules.NEEDS
        ],
    )
    done = fields.Text(readonly=True)
    todo = fields.Text(string="Left to Do", compute="_compute_todo")

    @api.depends("company_id")
    def _compute_chart(self):
        templates = self.env["account.chart.template"].sudo()
        names = {
            code: chart["name"]
            for code, chart in templates._get_chart_template_mapping().items()
        }
        for setup in self:
            chart = setup.company_id._among_own()._part_chart()
            # Odoo puts a flag first, which not every font has
            setup.chart = FLAG.sub("", names.get(chart, chart) or "") or False

    @api.depends("company_id")
    def _compute_settings(self):
        for setup in self:
            company = setup.company_id._among_own().sudo()
            fresh = not any(company[need.field] for need in rules.NEEDS)
            setup.small_enterprise = company._part_small_default()
            setup.parts_on_account = fresh or company.aftersales_parts_on_account
            setup.category_id = company.aftersales_part_category_id
            for name, setting in COSTS.items():
                setup[name] = company[setting]

    @api.depends("company_id", "category_id")
    def _compute_cost_method(self):
        for setup in self:
            company = setup.company_id._among_own()
            held = company.sudo().aftersales_part_category_id
            if held and held == setup.category_id:
                setup.cost_method = held.with_company(company).property_cost_method
            else:
                setup.cost_method = setup.cost_method or "average"

    @api.depends("company_id", "done")
    def _compute_todo(self):
        for setup in self:
            company = setup.company_id._among_own()
            found = [sentence for _code, sentence in company._part_setup_todo()]
            setup.todo = "\n".join(f"• {sentence}" for sentence in found)

    @api.model_create_multi
    def create(self, vals_list):
        """For the company that the user works in, and nobody else's."""
        self._check_may()
        own = {"company_id": self.env.company.id}
        return super().create(
            [
                {
                    **{name: vals[name] for name in vals.keys() - {"done"}},
                    **own,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        self._check_may()
        if not self.env.su:
            given = vals.keys() - {"company_id", "done"}
            vals = {name: vals[name] for name in given}
        return super().write(vals)

    @api.model
    def _check_may(self):
        user = self.env.user
        if not self.env.su and not (user.has_group(MANAGER) or user.has_group(FINANCE)):
            raise AccessError(
                self.env._(
                    "Accounts of spare parts are set up by finance or a service "
                    "manager. Ask a colleague with that role."
                )
            )

    def action_apply(self):
        """Set and make what is missing, and show what was done and what is left.

        As superuser once the role is checked: finance of after-sales has no right to
        create accounts, locations and categories in Odoo.
        """
        self.ensure_one()
        self._check_may()
        company = self.company_id
        if not self.env.su and company not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You don't work in %(company)s at the moment. Switch to it first.",
                    company=company.name,
                )
            )
        done = company._set_up_parts(
            accounts=self._chosen(),
            small=self.small_enterprise,
            on_account=self.parts_on_account,
            category=self.category_id.sudo(),
            cost_method=self.cost_method,
            costs={setting: self[name].sudo() for name, setting in COSTS.items()},
        )
        self._tell(done or [self.env._("Everything was set already.")])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Up Spare Parts Accounts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _tell(self, done):
        """Show what was done, and the settings as they are now."""
        self.env.add_to_compute(self._fields["category_id"], self)
        lines = self.line_ids
        self.env.add_to_compute(lines._fields["account_id"], lines)
        # the outcome is told by the system
        self.sudo().done = "\n".join(done)

    def _chosen(self):
        """Dict of need → account as the lines have it; what was left empty isn't in it.

        Emptied is only what may be empty.
        """
        return {
            line.need: line.account_id.sudo()
            for line in self.line_ids
            if line.account_id or rules.BY_CODE[line.need].stands_in
        }


class AftersalesPartSetupLine(models.TransientModel):
    """One account that is needed: what is set, what the chart has, what to take."""

    _name = "aftersales.part.setup.line"
    _description = "Account of Spare Parts to Set Up"
    _check_company_auto = True

    setup_id = fields.Many2one(
        comodel_name="aftersales.part.setup",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="setup_id.company_id")
    need = fields.Selection(selection=NEED, string="Needed for", required=True)
    status = fields.Selection(selection=STATUS, compute="_compute_status")
    current_id = fields.Many2one(
        comodel_name="account.account",
        string="Set Now",
        compute="_compute_status",
    )
    found_id = fields.Many2one(
        comodel_name="account.account",
        string="In the Chart",
        compute="_compute_status",
    )
    proposal = fields.Char(string="Will Be Created", compute="_compute_status")
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account to Take",
        compute="_compute_account_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain=ACCOUNT_DOMAIN,
        help="Empty: what the last column says is created.",
    )

    @api.depends(
        "need", "setup_id.company_id", "setup_id.small_enterprise", "setup_id.done"
    )
    def _compute_status(self):
        for line in self:
            company = line.setup_id.company_id._among_own()
            need = rules.BY_CODE[line.need]
            provided = not line.setup_id.small_enterprise
            place = rules.source(need, company._part_chart(), provided)
            line.current_id = company._part_current_account(need, provided)
            line.found_id = company._part_found_account(need, provided)
            line.status = rules.status(
                need, provided, line.current_id, line.found_id, place
            )
            above = company._part_account_place(need, provided)
            line.proposal = (
                self.env._(
                    "%(name)s, below %(account)s",
                    name=self.env._(company._part_account_name(need, provided)),
                    account=above.with_company(company).display_name,
                )
                if line.status == rules.CREATE and above
                else False
            )

    @api.depends("need", "setup_id.company_id", "setup_id.small_enterprise")
    def _compute_account_id(self):
        for line in self:
            needed = line.status != rules.UNNEEDED
            line.account_id = needed and (line.current_id or line.found_id)

    @api.model_create_multi
    def create(self, vals_list):
        self.env["aftersales.part.setup"]._check_may()
        return super().create(vals_list)

    def write(self, vals):
        self.env["aftersales.part.setup"]._check_may()
        return super().write(vals)
