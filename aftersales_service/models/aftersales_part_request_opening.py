from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..rules import requisition as rules
from .aftersales_part_request_guard import GIVEN, KEEPER
from .helpdesk_ticket_events import CLERK


class AftersalesPartRequest(models.Model):
    """A new requisition: for whose account, from which depot, which parts (PRT-1)."""

    _inherit = "aftersales.part.request"

    @api.depends("delivery", "visit_id")
    def _compute_holder_id(self):
        """The technician's own account, else that of who leads the visit."""
        for request in self:
            if request.delivery == rules.TO_CUSTOMER:
                request.holder_id = False
            elif not request.holder_id:
                request.holder_id = request._usual_holder()

    def _usual_holder(self):
        self.ensure_one()
        # users may not read employees' files
        company = self.company_id.sudo() or self.env.company
        own = self.env.user._employee_in(company)
        leader = self.visit_id.sudo().leader_id
        helps = self.env.user.has_group(CLERK) or self.env.user.has_group(KEEPER)
        who = leader if leader and helps else own.sudo()
        holders = self.env["aftersales.part.holder"].sudo()
        return holders.search(
            [("employee_id", "=", who.id), ("company_id", "=", company.id)], limit=1
        ).sudo(self.env.su)

    @api.depends("company_id", "line_ids.product_id")
    def _compute_depot_id(self):
        for company, requests in self.grouped("company_id").items():
            empty = requests.filtered(lambda request: not request.depot_id)
            if not empty:
                continue
            company = company or self.env.company
            depots = company._part_depots()
            stock = depots._part_stock(empty.line_ids.product_id)
            usual = company.sudo().aftersales_part_depot_id.id or None
            for request in empty:
                wanted = {}
                for line in request.line_ids.filtered("product_id"):
                    product = line.product_id._origin.id
                    wanted[product] = wanted.get(product, 0) + line.quantity
                found = rules.best_depot(
                    wanted,
                    [
                        rules.Depot(
                            depot.id, {p: stock.get((depot.id, p), 0) for p in wanted}
                        )
                        for depot in depots
                    ],
                    usual,
                )
                request.depot_id = depots.browse(found or ())

    @api.depends("delivery", "ticket_id", "holder_id")
    def _compute_address(self):
        for request in self:
            if request.delivery == rules.TO_CUSTOMER and request.ticket_id:
                # superuser: who sends parts reads where to, whosever request it is
                ticket = request.ticket_id.sudo()
                person = ticket.partner_id
                names = person.commercial_partner_id.name, person.name
                lines = (
                    " · ".join(dict.fromkeys(filter(None, names))),
                    ticket.service_address or _place(person),
                    ticket.customer_phone or person.phone,
                )
            elif request.delivery == rules.TO_HOLDER and request.holder_id:
                holder = request.holder_id.sudo()
                person = holder.partner_id or holder.employee_id.work_contact_id
                lines = (holder.name, _place(person), person.phone)
            else:
                lines = ()
            request.address = "\n".join(filter(None, lines)) or request.address

    @api.model_create_multi
    def create(self, vals_list):
        # a form sends what it shows, too: what is empty forges nothing
        vals_list = [
            {name: value for name, value in vals.items() if value or name in GIVEN}
            for vals in vals_list
        ]
        for vals in vals_list:
            self._check_only(self, vals, GIVEN)
        # a default in the context may forge no more than a value may
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesPartRequest, plain).create(vals_list).with_env(self.env)
        for company, ours in made.grouped("company_id").items():
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            for request in ours:
                request._put({"name": sequence.next_by_code("aftersales.part.request")})
        made._check_own_account()
        return made

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """A requisition keeps its number; it is cancelled, not deleted."""
        for request in self:
            raise UserError(
                self.env._(
                    "Requisition %(name)s is on record and can't be deleted. Cancel it "
                    "instead.",
                    name=request.name,
                )
            )

    def _check_complete(self):
        """Whether it says all that is needed to approve and to issue it."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "Requisition %(name)s asks for nothing yet. Add the parts.",
                    name=self.name,
                )
            )
        if self.delivery == rules.TO_CUSTOMER:
            if not self.ticket_id:
                raise UserError(
                    self.env._(
                        "Requisition %(name)s is posted to a customer, but doesn't say "
                        "for which request. Choose the request.",
                        name=self.name,
                    )
                )
        elif not self.holder_id:
            raise UserError(
                self.env._(
                    "Requisition %(name)s doesn't say for whose account. Choose the "
                    "account; a keeper opens one for a new technician.",
                    name=self.name,
                )
            )
        # superuser: who asks need not see the accounts of others
        holder = self.sudo().holder_id
        if holder and not holder.location_id:
            raise UserError(
                self.env._(
                    "Account %(account)s holds parts of the station's own; nothing is "
                    "issued to it. Choose its account of our parts.",
                    account=holder.name,
                )
            )
        if holder and holder == self.sudo().depot_id:
            raise UserError(
                self.env._(
                    "Requisition %(name)s would move parts from %(account)s to itself. "
                    "Choose another depot.",
                    name=self.name,
                    account=holder.name,
                )
            )


def _place(partner):
    """The address in one line, without empty parts and without the name."""
    names = {partner.name, partner.commercial_partner_id.name}
    parts = (partner.contact_address_inline or "").split(", ")
    return ", ".join(part for part in parts if part.strip() and part not in names)
