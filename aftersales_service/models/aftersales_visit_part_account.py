from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .bulk import rows


class AftersalesVisitPart(models.Model):
    """From whose account a replaced part came, and which one it was (PRT-2).

    What lies on accounts is looked up as superuser: technicians don't read the stock.
    """

    _inherit = "aftersales.visit.part"

    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Account",
        compute="_compute_holder_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="On whose account the new part lay. It is taken from there when the "
        "customer signs.",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial or Lot In",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
        help="Which piece of the account was installed.",
    )
    serial_installed = fields.Char(
        compute="_compute_serial_installed",
        store=True,
        readonly=False,
        precompute=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    on_hand = fields.Float(
        string="On the Account",
        digits="Product Unit",
        compute="_compute_on_hand",
        compute_sudo=True,
        help="How many lie free on the account.",
    )
    fault_id = fields.Many2one(
        comodel_name="aftersales.fault",
        check_company=True,
        ondelete="restrict",
        compute="_compute_fault_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    is_main_cause = fields.Boolean(
        string="Main Cause",
        help="The part that failed first; what it damaged besides is consequence. "
        "Exactly one part of a report.",
    )
    use_ids = fields.One2many(
        comodel_name="aftersales.part.use", inverse_name="visit_part_id"
    )

    @api.depends("product_id", "visit_id.leader_id")
    def _compute_holder_id(self):
        """The account of who leads the visit, if it holds parts at all."""
        # users may not read employees' files
        leaders = self.visit_id.sudo().leader_id
        holders = self.env["aftersales.part.holder"].sudo()
        found = holders.search([("employee_id", "in", leaders.ids)])
        by_leader = {holder.employee_id.id: holder for holder in found}
        for part in self:
            if part.product_id.is_storable and not part.holder_id:
                leader = part.visit_id.sudo().leader_id
                part.holder_id = by_leader.get(leader.id, holders)
            elif not part.product_id.is_storable:
                part.holder_id = False
            else:
                part.holder_id = part.holder_id

    @api.depends("lot_id")
    def _compute_serial_installed(self):
        for part in self:
            part.serial_installed = part.lot_id.name or part.serial_installed

    @api.depends("visit_id.ticket_id.fault_id")
    def _compute_fault_id(self):
        for part in self:
            part.fault_id = part.fault_id or part.visit_id.ticket_id.fault_id

    @api.depends("holder_id", "product_id", "lot_id")
    def _compute_on_hand(self):
        free = self.holder_id._free_quantities(self.product_id)
        for part in self:
            part.on_hand = free.get(
                (part.holder_id.id, part.product_id.id, part.lot_id.id or None), 0
            )

    @api.constrains("holder_id", "product_id", "lot_id", "quantity")
    def _check_on_account(self):
        """A part comes from an account, and lies there (PRT-2).

        :raise ValidationError: names the part, the account and what lies there
        """
        for part in self:
            part._check_taken()

    def _check_taken(self):
        self.ensure_one()
        product, holder = self.product_id, self.holder_id
        if not holder:
            if product.is_storable and self.company_id.aftersales_parts_on_account:
                raise ValidationError(
                    self.env._(
                        "Say from which account %(part)s came: parts are installed "
                        "from the stock of a technician, a station or a depot only.",
                        part=self.name,
                    )
                )
            return
        if not product.is_storable:
            raise ValidationError(
                self.env._(
                    "“%(part)s” isn't kept in stock and can't come from account "
                    "%(account)s. Choose the part that was installed.",
                    part=self.name,
                    account=holder.name,
                )
            )
        if product.tracking == "serial" and self.quantity != 1:
            raise ValidationError(
                self.env._(
                    "%(part)s has serial numbers: write one line for each piece.",
                    part=self.name,
                )
            )
        if product.tracking != "none" and not self.lot_id:
            raise ValidationError(
                self.env._(
                    "Choose which %(part)s was installed: its serial or lot number is "
                    "on the piece.",
                    part=self.name,
                )
            )
        if holder.owner != "company" or self.use_ids:
            return
        if product.uom_id.compare(self.on_hand, self.quantity) < 0:
            raise ValidationError(
                self.env._(
                    "Account %(account)s holds %(held)s of %(part)s %(serial)s, not "
                    "%(wanted)s. Ask the spare-part keeper to issue or to transfer it "
                    "first.",
                    account=holder.name,
                    held=self.on_hand,
                    part=self.name,
                    serial=self.lot_id.name or "",
                    wanted=self.quantity,
                )
            )

    @api.constrains("is_main_cause", "visit_id")
    def _check_one_main_cause(self):
        for visit in self.visit_id:
            if len(visit.part_ids.filtered("is_main_cause")) > 1:
                raise ValidationError(
                    self.env._(
                        "Visit %(name)s has more than one main cause. Leave the mark "
                        "at the part that failed first.",
                        name=visit.name,
                    )
                )


class AftersalesPartHolder(models.Model):
    _inherit = "aftersales.part.holder"

    def _free_quantities(self, products):
        """What lies on accounts and isn't reserved; one query for all.

        As superuser: whose account it is need not read the stock.

        :return: dict of (account id, product id, lot id) → quantity in the unit of the
            product; the key with lot None has the sum of all lots
        """
        holders = self.sudo().filtered("location_id")
        if not holders or not products:
            return {}
        places = {holder.location_id.id: holder for holder in holders}
        found = rows(
            self.env["stock.quant"].sudo(),
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", list(places)),
                ("owner_id", "=", False),
            ],
            ["location_id", "product_id", "lot_id", "quantity", "reserved_quantity"],
        )
        locations = self.env["stock.location"].sudo().browse({row[0] for row in found})
        above = locations._part_holders()
        free = {}
        for place, product, lot, quantity, reserved in found:
            holder = above[place]
            for key in {(holder.id, product, lot), (holder.id, product, None)}:
                free[key] = free.get(key, 0) + (quantity or 0) - (reserved or 0)
        return free


class AftersalesVisit(models.Model):
    _inherit = "aftersales.visit"

    def _missing_entries(self):
        """Of the parts from accounts, one is the main cause."""
        missing = super()._missing_entries()
        taken = self.part_ids.filtered("holder_id")
        if len(taken) == 1 and not self.part_ids.filtered("is_main_cause"):
            return missing  # it can't be another one
        if taken and not self.part_ids.filtered("is_main_cause"):
            missing.append(self.env._("Which part was the main cause"))
        return missing

    def _signed_facts(self, events=None):
        """Accounts and pieces are signed as well, where a report names them."""
        facts = super()._signed_facts(events)
        by_id = {entry["id"]: entry for entry in facts["part_ids"]}
        for part in self.sudo().part_ids.filtered("holder_id"):
            by_id[part.id].update(
                account=part.holder_id.id,
                lot=part.lot_id.id,
                fault=part.fault_id.id,
                main_cause=part.is_main_cause,
            )
        return facts

    def _sign(self, *args, **kwargs):
        events = super()._sign(*args, **kwargs)
        # the customer signs, who has no right of their own
        self.env["aftersales.part.use"].sudo()._open_for(self.sudo())
        return events

    def _return(self, reason):
        """What a returned report installed isn't installed until it is signed again."""
        result = super()._return(reason)
        # managers don't keep the stock
        uses = self.env["aftersales.part.use"].sudo()
        uses.search([("visit_id", "in", self.ids), ("state", "=", "open")])._void()
        return result

    def _check_approvable(self):
        result = super()._check_approvable()
        for part in self.sudo().part_ids.filtered("use_ids"):
            use = part.use_ids.filtered(lambda use: use.state == "open")[:1]
            if use and not use._is_reserved():
                raise UserError(
                    self.env._(
                        "%(part)s of visit %(name)s isn't on account %(account)s any "
                        "more. Have it issued or transferred there first, then reserve "
                        "it under Spare Parts › Write-offs.",
                        part=part.name,
                        name=self.name,
                        account=part.holder_id.name,
                    )
                )
        return result
