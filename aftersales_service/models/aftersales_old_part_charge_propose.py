from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules
from ..rules import part as part_rules


class AftersalesOldPartCharge(models.Model):
    """What is given back when old parts come late, and what statements list."""

    _inherit = "aftersales.old.part.charge"

    def _give_back(self, outstanding):
        """Counter rows for what these confirmed charges asked too much by now."""
        vals_list = []
        for charge in self:
            currency = charge.currency_id
            back = -sum(charge.reversal_ids.mapped("amount"))
            cents = rules.counter(
                _cents(charge.amount, currency),
                charge.quantity,
                outstanding[charge.old_part_id],
                _cents(back, currency),
            )
            if not cents:
                continue
            vals_list.append(
                {
                    **charge.old_part_id._charge_base(),
                    "quantity": charge.quantity - outstanding[charge.old_part_id],
                    "unit_value": charge.unit_value,
                    "share": charge.share,
                    "amount": -cents * currency.rounding,
                    "state": "confirmed",
                    "kind": charge.kind,
                    "reverses_id": charge.id,
                    "decided_at": fields.Datetime.now(),
                    "decision_note": self.env._("Came late, or was waived"),
                }
            )
        return self.create(vals_list)

    @api.model
    def _for_statement(self, holders, date_from, date_to):
        """What the statements of stations list: confirmed charges and what was given
        back of them, by their day.

        :return: the rows, superuser's
        """
        return self.sudo().search(
            [
                ("holder_id", "in", holders.ids),
                ("kind", "=", "station"),
                ("state", "=", "confirmed"),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ],
            order="date, id",
        )


class AftersalesOldPart(models.Model):
    _inherit = "aftersales.old.part"

    charged_amount = fields.Monetary(
        string="Charged",
        compute="_compute_charged_amount",
        help="Confirmed, less what was given back.",
    )

    @api.depends("charge_ids.amount", "charge_ids.state")
    def _compute_charged_amount(self):
        for old in self:
            rows = old.charge_ids.filtered(lambda one: one.state == "confirmed")
            old.charged_amount = sum(rows.mapped("amount"))

    def action_propose_charge(self):
        """Propose to charge what didn't come; somebody else decides.

        :raise UserError: it isn't overdue, or nobody could pay it
        """
        self._check_step_role("charge")
        for old in self:
            if old.state != rules.OVERDUE:
                raise UserError(
                    self.env._(
                        "Old part %(tag)s isn't overdue; nothing is charged for it.",
                        tag=old.name,
                    )
                )
            if not old._charged_kind():
                raise UserError(
                    self.env._(
                        "Old part %(tag)s lies on account %(account)s, which is "
                        "neither a technician's nor a station's. Nobody can be "
                        "charged.",
                        tag=old.name,
                        account=old.sudo().holder_id.name,
                    )
                )
        # the role was checked; the proposal names who made it
        made = self.sudo()._propose_charges(self.env.uid)
        missing = self - self.browse(made.old_part_id.ids)
        if missing:
            raise UserError(
                self.env._(
                    "A charge for old part %(tag)s stands already, or the part has no "
                    "value.",
                    tag=", ".join(missing.mapped("name")),
                )
            )
        return True

    def _charged_kind(self):
        """Who would pay: an employee, a station, or nobody."""
        self.ensure_one()
        kinds = {part_rules.TECHNICIAN: "employee", part_rules.STATION: "station"}
        return kinds.get(self.sudo().holder_id.kind)

    def _charge_base(self):
        self.ensure_one()
        return {
            "old_part_id": self.id,
            "date": self.company_id._service_date(fields.Datetime.now()),
        }

    def _propose_charges(self, uid):
        """Rows for what isn't charged yet of these old parts; as the system.

        :param uid: who proposes
        """
        vals_list = []
        for old in self:
            standing = old.charge_ids.filtered(
                lambda one: one.state in ("proposed", "confirmed") and one.amount > 0
            )
            refused = old.charge_ids.filtered(lambda one: one.state == "refused")
            kind = old._charged_kind()
            if standing or not kind or (refused and uid == self.env.uid):
                continue
            company, unit = old.company_id, old._unit_value()
            share = company.aftersales_old_part_charge_share
            quantity = old.outstanding_quantity
            currency = company.currency_id
            cents = rules.charge(_cents(unit, currency), share, quantity)
            if cents:
                vals_list.append(
                    {
                        **old._charge_base(),
                        "kind": kind,
                        "quantity": quantity,
                        "unit_value": unit,
                        "share": share,
                        "amount": cents * currency.rounding,
                        "proposed_by_id": uid,
                    }
                )
        return self.env["aftersales.old.part.charge"].create(vals_list)

    def _unit_value(self):
        """What one of the new parts cost: by its movements, else the cost of today."""
        self.ensure_one()
        use = self.part_line_id
        if use.state == "posted" and use.value:
            return self.currency_id.round(use.value / use.quantity)
        product = use.product_id.with_company(self.company_id)
        lot = use.lot_id.with_company(self.company_id)
        cost = lot.standard_price if product.lot_valuated else product.standard_price
        return self.currency_id.round(cost)

    def _settle_charges(self):
        """What came late or was waived isn't charged (any more)."""
        outstanding = {old: old.outstanding_quantity for old in self}
        charges = self.sudo().charge_ids.filtered(lambda one: not one.reverses_id)
        less = charges.filtered(lambda one: outstanding[one.old_part_id] < one.quantity)
        less.filtered(lambda one: one.state == "proposed").write({"state": "withdrawn"})
        less.filtered(lambda one: one.state == "confirmed")._give_back(outstanding)


def _cents(amount, currency):
    """An amount in the smallest unit of its currency."""
    return round(amount / currency.rounding)
