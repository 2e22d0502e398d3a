from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import cost as cost_rules
from ..rules import expense as rules

KIND = [
    (cost_rules.TRAVEL, "Travel"),
    (cost_rules.FREIGHT, "Freight"),
    (cost_rules.PACKING, "Packing"),
]
PLACE = [
    (rules.SAME, "Where the trip went"),
    (rules.OTHER, "Somewhere else"),
    (rules.UNKNOWN, "Not known"),
]
#: What is settled once the claim is approved
SETTLED = {
    "aftersales_visit_id",
    "aftersales_ticket_id",
    "aftersales_place",
    "aftersales_explanation",
    "aftersales_kind",
}


class HrExpense(models.Model):
    """Expense claims of visits: whose, for which request, from which place (CST-5)."""

    _inherit = "hr.expense"

    aftersales_visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        string="Visit",
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The trip that it was spent on; only who went claims it.",
    )
    aftersales_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Service Request",
        compute="_compute_aftersales_ticket_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    aftersales_kind = fields.Selection(
        selection=KIND,
        string="Cost of the Request as",
        default=cost_rules.TRAVEL,
    )
    aftersales_place = fields.Char(
        string="Place of the Bill",
        help="City that stands on the bill, or where it was made out.",
    )
    aftersales_place_check = fields.Selection(
        selection=PLACE,
        string="Bill Is from",
        compute="_compute_aftersales_place_check",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    aftersales_explanation = fields.Char(
        string="Why from Somewhere Else",
        help="Needed if the bill isn't from where the trip went, such as for a change "
        "of trains.",
    )

    @api.depends("aftersales_visit_id")
    def _compute_aftersales_ticket_id(self):
        for expense in self:
            # technicians see requests by their visits
            ticket = expense.aftersales_visit_id.sudo().ticket_id.sudo(self.env.su)
            expense.aftersales_ticket_id = ticket or expense.aftersales_ticket_id

    @api.depends(
        "aftersales_place",
        "aftersales_visit_id.service_address",
        "aftersales_ticket_id.service_address",
        "aftersales_ticket_id.partner_id.city",
        "aftersales_ticket_id.partner_id.state_id.name",
    )
    def _compute_aftersales_place_check(self):
        for expense in self:
            ticket, visit = expense.aftersales_ticket_id, expense.aftersales_visit_id
            partner = visit.partner_id or ticket.partner_id
            expense.aftersales_place_check = ticket and rules.place(
                expense.aftersales_place,
                partner.city,
                partner.state_id.name,
                visit.service_address or ticket.service_address,
            )

    @api.depends("aftersales_ticket_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for expense in self:
            # a technician's claim takes over what only the office sees
            ticket = expense.aftersales_ticket_id.sudo()
            expense.analytic_distribution = (
                ticket.analytic_distribution or expense.analytic_distribution
            )
        return result

    @api.constrains("aftersales_visit_id", "aftersales_ticket_id", "employee_id")
    def _check_aftersales_trip(self):
        """Who wasn't on the visit has spent nothing on it (CST-5)."""
        for expense in self.sudo():
            visit, ticket = expense.aftersales_visit_id, expense.aftersales_ticket_id
            if visit and visit.ticket_id != ticket:
                raise ValidationError(
                    self.env._(
                        "Visit %(visit)s belongs to request %(number)s. Choose that "
                        "request for claim “%(claim)s”, or no visit.",
                        visit=visit.name,
                        number=visit.ticket_id.number,
                        claim=expense.name,
                    )
                )
            if visit and expense.employee_id not in visit.employee_ids:
                raise ValidationError(
                    self.env._(
                        "%(employee)s wasn't on visit %(visit)s. Choose a visit that "
                        "claim “%(claim)s” was spent on.",
                        employee=expense.employee_id.name,
                        visit=visit.name,
                        claim=expense.name,
                    )
                )

    @api.constrains("aftersales_ticket_id", "date")
    def _check_aftersales_date(self):
        for expense in self.filtered("aftersales_ticket_id"):
            today = expense.company_id._service_date(fields.Datetime.now())
            if not expense.date or expense.date > today:
                raise ValidationError(
                    self.env._(
                        "Claim “%(claim)s” needs the day on which it was spent, today "
                        "or earlier.",
                        claim=expense.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        expenses._check_aftersales_seen()
        return expenses

    def write(self, vals):
        if SETTLED & vals.keys():
            self._check_aftersales_open()
        result = super().write(vals)
        if {"aftersales_visit_id", "aftersales_ticket_id"} & vals.keys():
            self._check_aftersales_seen()
        return result

    def _check_aftersales_seen(self):
        """Nobody claims for what they may not see."""
        if not self.env.su:
            self.aftersales_visit_id.check_access("read")
            self.filtered(
                lambda claim: not claim.aftersales_visit_id
            ).aftersales_ticket_id.check_access("read")

    def _check_aftersales_open(self):
        for expense in self:
            if expense.state not in ("draft", "submitted"):
                raise UserError(
                    self.env._(
                        "Claim “%(claim)s” is approved: what it was spent on doesn't "
                        "change any more. Reset it first.",
                        claim=expense.name,
                    )
                )

    def action_submit(self):
        """Bills of a trip name their place; one from elsewhere is explained."""
        for expense in self.filtered("aftersales_ticket_id"):
            if not (expense.aftersales_place or "").strip():
                raise UserError(
                    self.env._(
                        "Say which place stands on the bill of claim “%(claim)s”.",
                        claim=expense.name,
                    )
                )
            told = (expense.aftersales_explanation or "").strip()
            if expense.aftersales_place_check == rules.OTHER and not told:
                raise UserError(
                    self.env._(
                        "The bill of claim “%(claim)s” is from %(place)s, but request "
                        "%(number)s took you to %(address)s. Explain it, or claim it "
                        "for another visit.",
                        claim=expense.name,
                        place=expense.aftersales_place,
                        # who claims sees a request by the visit only
                        number=expense.sudo().aftersales_ticket_id.number,
                        address=expense.sudo()._trip_address(),
                    )
                )
        return super().action_submit()

    def _trip_address(self):
        self.ensure_one()
        visit, ticket = self.aftersales_visit_id, self.aftersales_ticket_id
        return (
            visit.service_address
            or ticket.service_address
            or ticket.partner_id.city
            or "/"
        )


class AftersalesVisit(models.Model):
    _inherit = "aftersales.visit"

    def action_view_expenses(self):
        """Claims of this visit; a new one is for it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.hr_expense_action_visit"
        )
        return {
            **action,
            "domain": [("aftersales_visit_id", "=", self.id)],
            "context": {"default_aftersales_visit_id": self.id},
        }
