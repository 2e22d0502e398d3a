from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import part as rules

KIND = [
    (rules.TECHNICIAN, "Technician"),
    (rules.STATION, "Service Station"),
    (rules.DEPOT, "Depot"),
    (rules.POST, "Sent by Post"),
]
OWNER = [
    ("company", "Ours"),
    ("station", "The station's own"),
]


class AftersalesPartHolder(models.Model):
    """Who answers for spare parts: a technician, a service station, a depot (PRT-7).

    Each has a stock location of its own; what lies there is the account, nothing is
    counted a second time. Parts that a station owns itself have no stock with us: it
    is paid for what it installs.
    """

    _name = "aftersales.part.holder"
    _description = "Spare Parts Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "kind, name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )
    kind = fields.Selection(
        selection=KIND, required=True, default=rules.TECHNICIAN, index=True
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Technician",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Service Station",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    owner = fields.Selection(
        selection=OWNER,
        string="Parts Belong to",
        required=True,
        default="company",
        tracking=True,
        help="Ours: they lie at the station on its account until they are installed. "
        "The station's own: we keep no stock of them and pay for what is installed.",
    )
    location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Stock Location",
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('usage', '=', 'internal')]",
        help="Made by itself. What lies here is on this account.",
    )
    keeper_id = fields.Many2one(
        comodel_name="res.users",
        help="Who is told of requisitions to this depot.",
    )

    _employee_uniq = models.UniqueIndex(
        "(company_id, employee_id) WHERE employee_id IS NOT NULL",
        "This technician has a spare parts account already.",
    )
    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_id, owner) WHERE partner_id IS NOT NULL",
        "This service station has such an account already.",
    )
    _location_uniq = models.UniqueIndex(
        "(location_id) WHERE location_id IS NOT NULL",
        "Another account lies at this location already.",
    )
    _post_uniq = models.UniqueIndex(
        "(company_id) WHERE kind = 'post'",
        "There is one account for what is sent by post.",
    )

    @api.depends("employee_id", "partner_id")
    def _compute_name(self):
        for holder in self:
            # users may not read employees' files
            who = holder.sudo().employee_id.name or holder.partner_id.display_name
            holder.name = holder.name or who

    @api.constrains("kind", "employee_id", "partner_id", "owner")
    def _check_whose(self):
        for holder in self:
            if holder.kind == rules.TECHNICIAN and not holder.employee_id:
                raise ValidationError(
                    self.env._(
                        "Say which technician account %(name)s belongs to.",
                        name=holder.name,
                    )
                )
            if holder.kind == rules.STATION and not holder.partner_id:
                raise ValidationError(
                    self.env._(
                        "Say which service station account %(name)s belongs to.",
                        name=holder.name,
                    )
                )
            if holder.owner == "station" and holder.kind != rules.STATION:
                raise ValidationError(
                    self.env._(
                        "Only service stations have parts of their own; account "
                        "%(name)s is none.",
                        name=holder.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        holders = super().create(vals_list)
        holders._ensure_location()
        return holders

    def write(self, vals):
        fixed = {"kind", "company_id", "location_id", "owner"} & vals.keys()
        if fixed and not self.env.su:
            self._check_unused()
        result = super().write(vals)
        if "name" in vals:
            for holder in self:
                # a location is named as its account; keepers don't write locations
                holder.location_id.sudo().filtered(
                    lambda place, h=holder: place.location_id == h._parent_location()
                ).name = holder.name
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        moves = self.env["stock.move"].sudo()
        for holder in self:
            if moves.search_count(
                [
                    "|",
                    ("aftersales_from_id", "=", holder.id),
                    ("aftersales_to_id", "=", holder.id),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "Parts have moved on account %(name)s; what it is can't "
                        "change any more. Archive it and open another one.",
                        name=holder.name,
                    )
                )

    def _parent_location(self):
        """Under which location those of accounts are made."""
        self.ensure_one()
        return self.company_id.sudo()._part_root_location()

    def _ensure_location(self):
        """Give each account its own location; the station's own parts have none.

        As superuser: who opens accounts need not configure the stock.
        """
        for holder in self.sudo():
            if holder.location_id or holder.owner == "station":
                continue
            holder.location_id = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": holder.name,
                        "usage": "internal",
                        "location_id": holder._parent_location().id,
                        "company_id": holder.company_id.id,
                    }
                )
            )

    @api.model
    def _of_employee(self, employee, company):
        """The account of a technician, made if there is none yet."""
        found = self.sudo().search(
            [("employee_id", "=", employee.id), ("company_id", "=", company.id)]
        )
        return found or self.sudo().create(
            {
                "kind": rules.TECHNICIAN,
                "employee_id": employee.id,
                "company_id": company.id,
            }
        )

    @api.model
    def _of_post(self, company):
        """The account of what was sent by post, made if there is none yet (PRT-3)."""
        found = self.sudo().search(
            [("kind", "=", rules.POST), ("company_id", "=", company.id)]
        )
        return found or self.sudo().create(
            {
                "kind": rules.POST,
                "name": self.env._("Sent by post"),
                "company_id": company.id,
            }
        )

    def _make_picking(self, source, target, lines, origin, **values):
        """A confirmed picking between two locations, by the company's warehouse.

        As superuser; the caller has checked the right to the step.

        :param lines: list of dicts of ``stock.move``: ``product_id``,
            ``product_uom_qty`` (in the unit of the product), more if need be
        :param origin: what the picking is for
        """
        company = (source | target).company_id[:1]
        products = self.env["product.product"].sudo()
        products = products.browse({line["product_id"] for line in lines})
        if source.sudo()._part_holders()[source.id]:
            self.env["stock.quant"].sudo()._lock_parts(products, source)
        warehouse = company.sudo()._part_warehouse()
        kind = warehouse.int_type_id
        if target.usage not in ("internal", "transit"):
            kind = warehouse.out_type_id
        elif source.usage not in ("internal", "transit"):
            kind = warehouse.in_type_id
        picking = (
            self.env["stock.picking"]
            .sudo()
            .with_company(company)
            .create(
                {
                    "picking_type_id": kind.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "origin": origin,
                    "user_id": False,
                    "company_id": company.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_uom": products.browse(
                                    line["product_id"]
                                ).uom_id.id,
                                "location_id": source.id,
                                "location_dest_id": target.id,
                                "company_id": company.id,
                                "picking_type_id": kind.id,
                                "procure_method": "make_to_stock",
                                **line,
                            }
                        )
                        for line in lines
                    ],
                    **values,
                }
            )
        )
        picking.action_confirm()
        return picking
