from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules.period import Limits, Start
from ..rules.warranty_facts import Promise
from . import bulk
from .aftersales_warranty_policy import START_EVENT

PROMISE_KIND = [("card", "Warranty card"), ("contract", "Contract")]


class AftersalesWarrantyPromise(models.Model):
    """A period that is printed on a card or agreed in a contract (WAR-1, INT-7).

    It takes the place of the policy's, or adds to a statutory one. What goes beyond the
    policy is honoured, and marked as the seller's promise.
    """

    _name = "aftersales.warranty.promise"
    _description = "Warranty Promise"
    _order = "lot_id, id"
    _check_company_auto = True
    _rec_name = "reference"

    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    kind = fields.Selection(selection=PROMISE_KIND, required=True, default="card")
    reference = fields.Char(string="Number", help="Number of the card or the contract.")
    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        help="Only this part and what belongs to it. Empty: the whole product.",
    )
    months = fields.Integer(help="0: no limit in months.")
    km = fields.Integer(string="Mileage (km)", help="0: no limit in km.")
    hours = fields.Float(string="Working Hours", help="0: no limit in hours.")
    end_date = fields.Date(
        string="Printed End", help="The last day, if one is printed."
    )
    start_event = fields.Selection(
        selection=START_EVENT, string="Starts with", help="Empty: as the policy says."
    )
    seller_id = fields.Many2one(
        comodel_name="res.users",
        string="Promised by",
        check_company=True,
        help="Who sold it. An extra beyond the policy is theirs (INT-7).",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Document",
        help="The card or the contract. Without it the promise isn't proven.",
    )

    _not_negative = models.Constraint(
        "CHECK(months >= 0 AND km >= 0 AND hours >= 0)",
        "Months, km and hours of a promise can't be less than nothing.",
    )
    _has_limits = models.Constraint(
        "CHECK(months > 0 OR km > 0 OR hours > 0 OR end_date IS NOT NULL)",
        "Say what was promised: months, km, hours or the printed end.",
    )

    @api.depends("lot_id.company_id")
    def _compute_company_id(self):
        for promise in self:
            promise.company_id = promise.lot_id.company_id or self.env.company

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._claim_documents()
        promises._judge_again()
        return promises

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._claim_documents()
        self._judge_again()
        return result

    def _judge_again(self):
        self.lot_id.aftersales_ticket_ids._judge_again()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        """A promise that a verdict went by is part of its grounds."""
        verdict = (
            self.env["aftersales.warranty.verdict"]
            .sudo()
            .search([("lot_id", "in", self.lot_id.ids)], limit=1)
        )
        if verdict:
            raise UserError(
                self.env._(
                    "Verdict %(verdict)s went by the promises for %(serial)s. Correct "
                    "the promise instead: a new verdict follows.",
                    verdict=verdict.name,
                    serial=verdict.lot_id.name,
                )
            )

    def _claim_documents(self):
        """Files that were just uploaded belong to the promise."""
        for promise in self:
            fresh = promise.attachment_ids.sudo().filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            fresh.write({"res_model": self._name, "res_id": promise.id})

    @api.model
    def _rules(self, domain):
        """Pairs of lot id and ``rules.warranty.Promise``, with few queries."""
        promises = self.search_fetch(
            domain, [n for n, f in self._fields.items() if f.store and f.column_type]
        )
        shown = bulk.links(promises, "attachment_ids")
        sellers = {user.id: user.name for user in promises.seller_id}
        for promise in promises:
            yield (
                promise.lot_id.id,
                Promise(
                    ref=promise.id,
                    kind=promise.kind,
                    limits=Limits(
                        promise.months,
                        0,
                        promise.km,
                        promise.hours,
                        promise.end_date or None,
                    ),
                    start=Start(promise.start_event) if promise.start_event else None,
                    component=promise.component_id.id or None,
                    shown=promise.id in shown,
                    seller=sellers.get(promise.seller_id.id, ""),
                ),
            )
