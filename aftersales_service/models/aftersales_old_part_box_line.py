from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import old_part as rules


class AftersalesOldPartBoxLine(models.Model):
    """One old part on the list of a box."""

    _name = "aftersales.old.part.box.line"
    _description = "Old Part in a Box"
    _order = "id"
    _check_company_auto = True

    box_id = fields.Many2one(
        comodel_name="aftersales.old.part.box",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="box_id.company_id", store=True, index=True, precompute=True
    )
    holder_id = fields.Many2one(related="box_id.holder_id")
    box_state = fields.Selection(
        related="box_id.state", store=True, precompute=True, string="State of the Box"
    )
    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('holder_id', '=', holder_id), ('state', 'in', ('due', 'overdue'))]",
    )
    product_id = fields.Many2one(related="old_part_id.product_id")
    due_date = fields.Date(related="old_part_id.due_date")
    hazard = fields.Selection(related="old_part_id.hazard")
    quantity = fields.Float(
        digits="Product Unit",
        required=True,
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    arrived_quantity = fields.Float(
        string="Came", digits="Product Unit", compute="_compute_arrived", store=True
    )
    missing_quantity = fields.Float(
        string="Missing", digits="Product Unit", compute="_compute_arrived", store=True
    )

    _once_in_a_box = models.Constraint(
        "UNIQUE(box_id, old_part_id)", "This old part is in the box already."
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity in a box must be more than zero."
    )

    @api.depends("old_part_id")
    def _compute_quantity(self):
        for line in self:
            line.quantity = line.old_part_id.outstanding_quantity or 1

    @api.depends("quantity", "box_id.receipt_ids.quantity", "box_id.receipt_ids.counts")
    def _compute_arrived(self):
        for line in self:
            came = line.box_id.receipt_ids.filtered(
                lambda one, old=line.old_part_id: one.old_part_id == old and one.counts
            )
            line.arrived_quantity = sum(came.mapped("quantity"))
            line.missing_quantity = max(line.quantity - line.arrived_quantity, 0)

    @api.depends("old_part_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.old_part_id.display_name

    def _remarks(self):
        """What the keeper found of this part in this box."""
        self.ensure_one()
        receipts = self.box_id.receipt_ids.filtered(
            lambda one: one.old_part_id == self.old_part_id
        )
        labels = dict(receipts._fields["condition"]._description_selection(self.env))
        found = [
            one.deduction_id.name or labels[one.condition]
            for one in receipts
            if one.quantity > 0
        ]
        return "; ".join(found)

    @api.constrains("old_part_id", "box_id", "quantity")
    def _check_packable(self):
        for line in self:
            old = line.old_part_id
            if old.holder_id != line.box_id.holder_id:
                raise ValidationError(
                    self.env._(
                        "Old part %(tag)s is owed by %(account)s and goes into a box "
                        "of that account.",
                        tag=old.name,
                        account=old.sudo().holder_id.name,
                    )
                )
            if old.state not in rules.OWED:
                raise ValidationError(
                    self.env._(
                        "Old part %(tag)s isn't owed any more; leave it out of the "
                        "box.",
                        tag=old.name,
                    )
                )
            others = old.sudo().box_line_ids.filtered(
                lambda one: one.box_state != "received"
            )
            if sum(others.mapped("quantity")) > old.outstanding_quantity:
                raise ValidationError(
                    self.env._(
                        "More of old part %(tag)s would be packed than the %(owed)s "
                        "that are owed. It is in box %(boxes)s.",
                        tag=old.name,
                        owed=old.outstanding_quantity,
                        boxes=", ".join(others.box_id.mapped("name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals)
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_given(vals)
        self._check_open()
        result = super().write(vals)
        # a line may not be moved into a box that is on its way either
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_open()

    def _check_given(self, vals):
        """What follows from the box and its receipts is nobody's to write."""
        forged = vals.keys() - {"box_id", "old_part_id", "quantity"}
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s of a line on a packing list can't be written.",
                    fields=", ".join(sorted(forged)),
                )
            )

    def _check_open(self):
        if not self.env.su:
            self.box_id._check_mine()
            self.box_id._check_state("packing")


class AftersalesOldPart(models.Model):
    _inherit = "aftersales.old.part"

    def _boxed(self):
        """Those that are in a box which hasn't been unpacked yet."""
        # a box of a colleague is a box
        lines = self.env["aftersales.old.part.box.line"].sudo()
        found = lines.search(
            [("old_part_id", "in", self.ids), ("box_state", "!=", "received")]
        )
        return self.browse(found.old_part_id.ids)
