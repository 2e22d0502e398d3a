from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import claim as rules

CLAIM_STATE = [
    ("none", "Not for a Supplier"),
    ("held", "Held"),
    ("open", "To Claim"),
    ("claimed", "On a Claim"),
    ("missed", "Window Missed"),
]
SOURCE = [
    (rules.REMOVED, "Receipt of the old part"),
    (rules.INSTALLED, "Receipt of the new part"),
    (rules.LISTED, "Vendor list of that day"),
    (rules.PERSON, "Named by a person"),
    (rules.DECIDED, "Decided by purchasing or quality"),
]
HELD = [
    (rules.UNKNOWN, "Supplier not known"),
    (rules.MISMATCH, "Another supplier delivered it"),
    (rules.NO_MAIN, "No main cause on the request"),
    (rules.MAIN_NOT_SUPPLIER, "Main cause isn't a supplier's"),
    (rules.SAME_OLD_PART, "Old part was claimed before"),
    (rules.DUPLICATE, "Same fault was claimed before"),
    (rules.MILEAGE, "Mileage falls"),
    (rules.WRONG_SERIAL, "Serial number doesn't fit"),
]
#: Fields of a part used whose change may make it another supplier's
DERIVED_FROM = {"bearer", "supplier_id", "is_main_cause", "fault_id", "serial_removed"}
QUALITY = "aftersales_service.group_aftersales_quality"
BUYER = "aftersales_service.group_aftersales_buyer"


class AftersalesPartUse(models.Model):
    """Whether a part used is claimed on its supplier, and until when (PRT-9).

    All of this follows from facts, ``_derive_claims`` writes it; what a person decides
    on a doubtful one stands beside it with the reason.
    """

    _inherit = "aftersales.part.use"

    claim_state = fields.Selection(
        selection=CLAIM_STATE,
        string="Supplier Claim",
        readonly=True,
        required=True,
        default="none",
        copy=False,
        index=True,
    )
    claim_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Claimed On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    claim_source = fields.Selection(
        selection=SOURCE, string="Known From", readonly=True, copy=False
    )
    claim_hold = fields.Selection(
        selection=HELD, string="Held Because", readonly=True, copy=False
    )
    claim_hold_detail = fields.Char(string="Detail", readonly=True, copy=False)
    claim_hold_text = fields.Char(
        string="What to Do", compute="_compute_claim_hold_text"
    )
    claim_main_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Main Cause It Follows From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    claim_agreement_id = fields.Many2one(
        comodel_name="aftersales.supplier.agreement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    claim_deadline = fields.Date(
        string="Claim by", readonly=True, copy=False, index="btree_not_null"
    )
    claim_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_claim_days_left",
        search="_search_claim_days_left",
        help="Until the window for the claim closes; negative: closed.",
    )
    claim_warned_on = fields.Date(string="Warned on", readonly=True, copy=False)
    claim_line_ids = fields.One2many(
        comodel_name="aftersales.supplier.claim.line",
        inverse_name="use_id",
        string="Claim Lines",
    )

    # What a person decided
    claim_decided_partner_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, copy=False, ondelete="restrict"
    )
    claim_decided_reason = fields.Char(
        string="Why This Supplier", readonly=True, copy=False, tracking=True
    )
    claim_decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Supplier Decided by",
        readonly=True,
        copy=False,
        tracking=True,
    )
    claim_released = fields.Char(
        readonly=True,
        copy=False,
        help="Codes of objections that quality let pass, with commas around.",
    )
    claim_release_reason = fields.Char(
        string="Why It Is Claimed All the Same",
        readonly=True,
        copy=False,
        tracking=True,
    )
    claim_released_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Let Pass by",
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.depends("claim_deadline", "claim_state")
    def _compute_claim_days_left(self):
        today = {
            company: company._service_date(fields.Datetime.now())
            for company in self.company_id
        }
        for use in self:
            waits = use.claim_state in ("open", "held", "claimed")
            end = use.claim_deadline if waits else None
            use.claim_days_left = rules.days_left(end or None, today[use.company_id])

    @api.model
    def _search_claim_days_left(self, operator, value):
        if operator not in ("<", "<=", ">", ">=", "="):
            return NotImplemented
        today = self.env.company._service_date(fields.Datetime.now())
        return [
            ("claim_deadline", operator, fields.Date.add(today, days=int(value))),
            ("claim_state", "in", ("open", "held", "claimed")),
        ]

    @api.depends("claim_hold", "claim_hold_detail")
    def _compute_claim_hold_text(self):
        for use in self:
            use.claim_hold_text = use.claim_hold and use._hold_message()

    def _hold_message(self):
        """Why this part isn't claimed, and the way out."""
        self.ensure_one()
        known = {
            "name": self.name,
            "part": self.product_id.display_name,
            "detail": self.claim_hold_detail or "/",
        }
        return {
            rules.UNKNOWN: self.env._(
                "Nobody knows who supplied %(part)s of %(name)s (%(detail)s). A buyer "
                "or quality decides on the supplier.",
                **known,
            ),
            rules.MISMATCH: self.env._(
                "%(part)s of %(name)s came from %(detail)s, not from the supplier "
                "named. A buyer or quality decides on the supplier.",
                **known,
            ),
            rules.NO_MAIN: self.env._(
                "The request of %(name)s has no part that is the main cause. Mark one "
                "on the service report.",
                **known,
            ),
            rules.MAIN_NOT_SUPPLIER: self.env._(
                "%(name)s follows from %(detail)s, which isn't claimed on a supplier. "
                "Correct who bears one of them.",
                **known,
            ),
            rules.SAME_OLD_PART: self.env._(
                "Old part %(detail)s of %(name)s is on a claim already: one piece "
                "fails once. Correct the serial number on the report.",
                **known,
            ),
            rules.DUPLICATE: self.env._(
                "The same fault of %(part)s on the same machine was claimed with "
                "%(detail)s. Quality says why %(name)s is claimed all the same.",
                **known,
            ),
            rules.MILEAGE: self.env._(
                "The mileage of the machine of %(name)s falls: %(detail)s. Correct the "
                "reading, or quality says why it is claimed all the same.",
                **known,
            ),
            rules.WRONG_SERIAL: self.env._(
                "Serial number %(detail)s of %(name)s was never installed, or never "
                "came from this supplier. Correct it, or quality says why it is "
                "claimed all the same.",
                **known,
            ),
        }[self.claim_hold]

    def action_decide_supplier(self, partner_id, reason):
        """A buyer or quality says whose part it was, and why.

        :param partner_id: id of the supplier
        :raise AccessError: somebody else's decision
        :raise UserError: it isn't in doubt, or the reason is missing
        """
        self._check_decider((BUYER, QUALITY), reason)
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        for use in self:
            if use.claim_hold not in rules.DECIDABLE:
                raise UserError(
                    self.env._(
                        "The supplier of %(name)s isn't in doubt.", name=use.name
                    )
                )
        # its right has been checked above
        system = self.sudo()
        system.write(
            {
                "claim_decided_partner_id": partner.commercial_partner_id.id,
                "claim_decided_reason": reason,
                "claim_decided_by_id": self.env.uid,
            }
        )
        system._derive_claims()
        return True

    def action_release_claim(self, reason):
        """Quality lets an objection pass, and says why.

        :raise AccessError: the user has another role
        :raise UserError: it can't be let pass, or the reason is missing
        """
        self._check_decider((QUALITY,), reason)
        for use in self:
            if use.claim_hold not in rules.RELEASABLE:
                raise UserError(
                    use.claim_hold_text
                    or self.env._("%(name)s isn't held.", name=use.name)
                )
        # its right has been checked above
        for use in self.sudo():
            released = {*filter(None, (use.claim_released or "").split(","))}
            use.write(
                {
                    "claim_released": ",".join(
                        ["", *sorted({*released, use.claim_hold}), ""]
                    ),
                    "claim_release_reason": reason,
                    "claim_released_by_id": self.env.uid,
                }
            )
        self.sudo()._derive_claims()
        return True

    def _check_decider(self, groups, reason):
        self.check_access("read")
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            names = (self.env.ref(group).sudo().name for group in groups)
            raise AccessError(
                self.env._(
                    "You may not decide on the claim for %(name)s. Ask a colleague "
                    "with the role %(roles)s.",
                    name=", ".join(self.mapped("name")),
                    roles=", ".join(names),
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why, for %(name)s.", name=", ".join(self.mapped("name"))
                )
            )

    def write(self, vals):
        """What follows from facts is written by nobody else."""
        forged = {name for name in vals if name.startswith("claim_")}
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(field)s” of %(name)s follows from facts and can't be written. "
                    "Use the buttons.",
                    field=self._fields[min(forged)]._description_string(self.env),
                    name=", ".join(self.mapped("name")),
                )
            )
        # of one that is just being booked, its own step derives the claim
        known = DERIVED_FROM & vals.keys()
        changed = self.sudo().filtered("bearer") if known else self.browse()
        result = super().write(vals)
        if changed:
            # who decides on the bearer need not read receipts
            changed._derive_claims()
        return result
