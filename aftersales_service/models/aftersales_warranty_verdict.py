from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ..rules import warranty as rules
from . import bulk
from .helpdesk_ticket_events import CLERK, MANAGER

ENTITLEMENT = [
    (rules.REFUND, "Refund"),
    (rules.EXCHANGE, "Exchange"),
    (rules.REPAIR, "Free repair"),
    (rules.PAID, "Paid service"),
    (rules.GOODWILL, "Goodwill"),
    (rules.UNDETERMINED, "Undetermined"),
]
VERDICT_STATE = [
    ("proposed", "Proposed"),
    ("confirmed", "Confirmed"),
    ("overridden", "Decided Otherwise"),
]
#: What a person's decision, or a later verdict, changes; everything else is frozen
DECISION = {
    "entitlement",
    "state",
    "decided_by_id",
    "decided_at",
    "override_reason",
    "evidence_ids",
}


class AftersalesWarrantyVerdict(models.Model):
    """What a request is entitled to, clause by clause, at one moment (WAR-3).

    The system proposes it from the facts and one version of a policy; a person
    confirms it or decides otherwise. From then on it doesn't change: new facts make a
    new verdict beside it.

    | role       | may                                                     |
    |------------|---------------------------------------------------------|
    | technician | read; make verdicts on the requests they visit          |
    | clerk      | make verdicts, confirm those that are determined, print |
    | manager    | decide otherwise, with reason and evidence              |
    """

    _name = "aftersales.warranty.verdict"
    _inherit = ["aftersales.rows"]
    _description = "Warranty Verdict"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, index="trigram")
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    lot_id = fields.Many2one(
        comodel_name="stock.lot", string="Serial Number", index="btree_not_null"
    )
    product_id = fields.Many2one(comodel_name="product.product", index="btree_not_null")
    policy_id = fields.Many2one(
        comodel_name="aftersales.warranty.policy",
        index="btree_not_null",
        ondelete="restrict",
    )
    policy_version = fields.Integer()
    made_at = fields.Datetime(required=True)
    made_by_id = fields.Many2one(comodel_name="res.users", required=True)
    is_current = fields.Boolean(
        string="In Force", help="No later verdict has taken its place."
    )

    # What came out
    proposed = fields.Selection(
        selection=ENTITLEMENT,
        string="By the Rules",
        required=True,
        help="What follows from the facts and the policy.",
    )
    entitlement = fields.Selection(
        selection=ENTITLEMENT,
        required=True,
        index=True,
        help="What the customer is entitled to: as proposed, or as a person decided.",
    )
    state = fields.Selection(selection=VERDICT_STATE, required=True, index=True)
    remedy_id = fields.Many2one(
        comodel_name="aftersales.warranty.policy.remedy", ondelete="restrict"
    )
    reasons = fields.Json(help="Each clause with its result and the fact it used.")
    facts = fields.Json(help="What was known, and where it came from.")
    rights = fields.Json()
    pending = fields.Json()
    missing = fields.Json(string="Facts Missing")
    facts_key = fields.Char(help="Equal facts and policy have equal keys.")
    fee = fields.Monetary(
        string="Fee for Use", help="What the customer pays for the use so far."
    )
    fee_known = fields.Boolean()
    over_promise_id = fields.Many2one(
        comodel_name="aftersales.warranty.promise",
        ondelete="restrict",
        help="Without this promise the repair would not be free (INT-7).",
    )
    over_promise_seller = fields.Char(string="Promised by")
    reply_due = fields.Date(string="Answer Due")
    done_due = fields.Date()

    # Decision
    decided_by_id = fields.Many2one(comodel_name="res.users", string="Decided by")
    decided_at = fields.Datetime(string="Decided")
    override_reason = fields.Text(string="Why Otherwise")
    evidence_ids = fields.Many2many(comodel_name="ir.attachment")

    # Told in the reader's language
    summary = fields.Char(compute="_compute_told")
    reasons_html = fields.Html(
        string="Clause by Clause", compute="_compute_told", sanitize=False
    )
    missing_text = fields.Text(string="Missing", compute="_compute_told")

    _current_uniq = models.UniqueIndex("(ticket_id) WHERE is_current")
    _reason_for_override = models.Constraint(
        "CHECK(state != 'overridden' OR override_reason IS NOT NULL)",
        "Say why the verdict is decided otherwise.",
    )

    def write(self, vals):
        """Only decisions, once, by the buttons; nothing else changes a verdict."""
        if not self.env.su or vals.keys() - DECISION:
            raise AccessError(
                self.env._(
                    "Verdict %(name)s is frozen. Record what is new on its request: a "
                    "new verdict follows, and this one stays.",
                    name=format_list(self.env, self.mapped("name")) or "/",
                )
            )
        decided = self.filtered("decided_at")
        if decided:
            raise UserError(
                self.env._(
                    "Verdict %(name)s was decided by %(user)s and doesn't change any "
                    "more.",
                    name=decided[0].name,
                    user=decided[0].decided_by_id.name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for verdict in self:
            raise UserError(self.env._("Verdict %(name)s is kept.", name=verdict.name))

    # Rows

    @api.model
    def _in_force(self, tickets):
        """Dict of ticket id → id and key of its verdict in force."""
        domain = [("ticket_id", "in", tickets.ids), ("is_current", "=", True)]
        found = bulk.rows(self, domain, ["ticket_id", "id", "facts_key"])
        return {ticket: (id_, key) for ticket, id_, key in found}

    @api.model
    def _append(self, rows):
        """Add verdicts of different requests, which take the place of earlier ones.

        :param rows: columns as ``Case.row`` makes them
        :return: dict of ticket id → id of the new verdict
        """
        if not rows:
            return {}
        ids = [row["ticket_id"] for row in rows]
        numbers = self._take_turns(ids)
        now = fields.Datetime.now()
        common = {
            "state": "proposed",
            "is_current": True,
            "made_at": now,
            "made_by_id": self.env.uid,
        }
        verdicts = self._insert_rows(
            [{**row, **common, "name": numbers[row["ticket_id"]]} for row in rows]
        )
        self.env.cr.execute(
            SQL(
                """UPDATE helpdesk_ticket AS t
                SET verdict_id = v.id, warranty_verdict = v.entitlement
                FROM aftersales_warranty_verdict AS v
                WHERE v.ticket_id = t.id AND v.id = ANY(%s)""",
                list(verdicts.ids),
            )
        )
        shown = ["verdict_id", "warranty_verdict"]
        tickets = self.env["helpdesk.ticket"].sudo().browse(ids)
        tickets.invalidate_recordset(shown, flush=False)
        tickets.modified(shown)
        return dict(zip(ids, verdicts.ids, strict=True))

    @api.model
    def _take_turns(self, ticket_ids):
        """Retire the verdicts in force; returns ticket id → number of the next one.

        Two transactions judge a request one after the other only: PostgreSQL refuses
        the second one, since the first changes the request, and Odoo runs it anew. It
        then sees the other's verdict.
        """
        self.env["helpdesk.ticket"].flush_model(
            ["number", "verdict_id", "warranty_verdict"]
        )
        found = self.env.execute_query(
            SQL(
                """SELECT t.id, t.number, (
                    SELECT count(*) FROM aftersales_warranty_verdict AS v
                    WHERE v.ticket_id = t.id)
                FROM helpdesk_ticket AS t WHERE t.id = ANY(%s)
                ORDER BY t.id FOR NO KEY UPDATE OF t""",
                ticket_ids,
            )
        )
        if any(count for _id, _number, count in found):
            self.flush_model(["is_current"])
            self.env.cr.execute(
                SQL(
                    """UPDATE aftersales_warranty_verdict SET is_current = FALSE
                    WHERE is_current AND ticket_id = ANY(%s)""",
                    ticket_ids,
                )
            )
            self.invalidate_model(["is_current"])
        return {id_: f"{number}-V{count + 1}" for id_, number, count in found}

    # Decision

    def action_confirm(self):
        """Confirm what the rules propose.

        :raise UserError: it is undetermined, was decided before, or isn't in force
        :raise AccessError: the user isn't a clerk
        """
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(self.env._("Ask a clerk to confirm the verdict."))
        self.check_access("read")
        for verdict in self:
            verdict._check_open()
            if verdict.proposed == rules.UNDETERMINED:
                raise UserError(
                    self.env._(
                        "Verdict %(name)s is undetermined. Supply what is missing, or "
                        "let a manager decide.",
                        name=verdict.name,
                    )
                )
        self._decide({"state": "confirmed"})
        return True

    def action_override(self):
        """Open the window in which a manager decides otherwise."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide Otherwise"),
            "res_model": "aftersales.warranty.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verdict_id": self.id},
        }

    @api.private
    def _override(self, entitlement, reason, evidence):
        """A manager decides, with a reason and evidence (WAR-3, WAR-5).

        :raise AccessError: the user isn't a service manager
        :raise UserError: no reason or no evidence, or it was decided before
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a service manager decides otherwise than the rules.")
            )
        self.check_access("read")
        self._check_open()
        if not (reason or "").strip() or not evidence:
            raise UserError(
                self.env._(
                    "Give the reason for deciding verdict %(name)s otherwise, and "
                    "attach what shows it.",
                    name=self.name,
                )
            )
        evidence._claim_for(self.ticket_id)
        self._decide(
            {
                "state": "overridden",
                "entitlement": entitlement,
                "override_reason": reason.strip(),
                "evidence_ids": [(6, 0, evidence.ids)],
            }
        )

    def _check_open(self):
        if self.decided_at or not self.is_current:
            raise UserError(
                self.env._(
                    "Verdict %(name)s was decided already, or a later one has taken "
                    "its place. Open the verdict in force on request %(number)s.",
                    name=self.name,
                    number=self.ticket_id.number,
                )
            )

    def _decide(self, values):
        """Write the decision as superuser, whose right to decide was checked."""
        self.sudo().write(
            {
                **values,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.ticket_id._verdict_decided(self)
