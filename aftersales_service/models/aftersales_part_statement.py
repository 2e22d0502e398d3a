import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import ledger as rules
from ..rules import part as part_rules
from .aftersales_return_guard import FREE
from .helpdesk_ticket_events import MANAGER

KEEPER = "aftersales_service.group_aftersales_keeper"
FINANCE = "aftersales_service.group_aftersales_finance"
STATE = [
    ("draft", "Draft"),
    ("sent", "Waits for the Station"),
    ("confirmed", "Confirmed"),
    ("disputed", "Disputed"),
]
#: Columns of the ledger that a line shows, in quantity; the value at the end
COLUMNS = tuple(f"{column}_qty" for column in part_rules.COLUMNS)
LINE = ("opening_qty", *COLUMNS, "closing_qty", "closing_value")
OLD = ("old_due_qty", "old_received_qty", "old_waived_qty", "old_outstanding_qty")


class AftersalesPartStatement(models.Model):
    """What a service station held and owes in a month, for it to confirm (PRT-7).

    Once sent, its content is kept word for word with a fingerprint: what the station
    confirms is what it was shown. A disputed one is put right by another version.
    """

    _name = "aftersales.part.statement"
    _description = "Station Statement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "month_date desc, holder_id, version desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    month_id = fields.Many2one(
        comodel_name="aftersales.month",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    month_date = fields.Date(
        related="month_id.date_from", store=True, precompute=True, string="Month of"
    )
    company_id = fields.Many2one(
        related="month_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'station')]",
    )
    partner_id = fields.Many2one(
        related="holder_id.partner_id", store=True, index=True, string="Service Station"
    )
    version = fields.Integer(default=1, readonly=True, required=True)
    content = fields.Json(readonly=True, copy=False)
    digest = fields.Char(
        readonly=True, copy=False, help="Fingerprint of what was sent."
    )
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    sent_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Sent to the Station by",
        readonly=True,
        copy=False,
    )
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        comodel_name="res.partner", string="Answered by", readonly=True, copy=False
    )
    dispute = fields.Text(
        string="What the Station Disputes", readonly=True, copy=False, tracking=True
    )
    closing_value = fields.Monetary(
        string="Value Held", compute="_compute_totals", store=True
    )
    old_outstanding_qty = fields.Float(
        string="Old Parts Owed",
        digits="Product Unit",
        compute="_compute_totals",
        store=True,
    )
    charge_amount = fields.Monetary(
        string="Charged to the Station", compute="_compute_totals", store=True
    )

    _version_uniq = models.UniqueIndex(
        "(month_id, holder_id, version)",
        "This station has a statement of this month already.",
    )

    @api.depends("month_id.name", "holder_id.name", "version")
    def _compute_name(self):
        for one in self:
            name = f"{one.holder_id.name or '/'} {one.month_id.name or '/'}"
            one.name = name if one.version == 1 else f"{name} V{one.version}"

    @api.depends("content")
    def _compute_totals(self):
        for one in self:
            content = one.content or {}
            lines = content.get("lines", [])
            one.closing_value = sum(line["closing_value"] for line in lines)
            one.old_outstanding_qty = sum(line["old_outstanding_qty"] for line in lines)
            one.charge_amount = sum(
                charge["amount"] for charge in content.get("charges", [])
            )

    @api.model
    def _for_month(self, month):
        """Statements of all stations with something in a month, made where missing."""
        rows = self.env["aftersales.part.ledger"].search_fetch(
            [*month._own_rows(), ("kind", "=", part_rules.STATION)], ["holder_id"]
        )
        known = self.search([("month_id", "=", month.id)]).holder_id
        return self.create(
            [
                {"month_id": month.id, "holder_id": holder.id}
                for holder in rows.holder_id - known
            ]
        )

    # Steps

    def _check_role(self, *groups):
        self.check_access("read")
        if self.env.su or any(self.env.user.has_group(group) for group in groups):
            return
        names = ", ".join(self.env.ref(group).sudo().name for group in groups)
        raise AccessError(
            self.env._(
                "You may not do this with statement %(name)s. Ask a colleague with the "
                "role %(roles)s.",
                name=", ".join(self.mapped("name")),
                roles=names,
            )
        )

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in self:
            if one.state != state:
                raise UserError(
                    self.env._(
                        "Statement %(name)s is “%(state)s”; this step doesn't fit.",
                        name=one.name,
                        state=labels[one.state],
                    )
                )

    def action_send(self):
        """Keep the content as it is now, and ask the station to confirm it.

        :raise UserError: the month isn't closed yet: its ledger may still change
        """
        self._check_role(KEEPER, MANAGER, FINANCE)
        self._check_state("draft")
        for one in self:
            if one.month_id.state != rules.CLOSED:
                raise UserError(
                    self.env._(
                        "Month %(month)s isn't closed yet; close it before statement "
                        "%(name)s is sent.",
                        month=one.month_id.name,
                        name=one.name,
                    )
                )
            content = one._content()
            # content and state follow from this step, whose right has been checked
            one.sudo().write(
                {
                    "state": "sent",
                    "content": content,
                    "digest": self._digest(content),
                    "sent_at": fields.Datetime.now(),
                    "sent_by_id": self.env.uid,
                }
            )
            one._tell_station()
        return True

    def _tell_station(self):
        """Tell the station; its contacts follow the statement in the portal."""
        self.ensure_one()
        # who sends it need not be allowed to write followers
        self.sudo().message_post(
            body=self.env._(
                "Statement %(name)s is ready. Please confirm it, or say what isn't "
                "right.",
                name=self.name,
            ),
            partner_ids=self.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def action_new_version(self):
        """Another version in place of one that the station disputes."""
        self.ensure_one()
        self._check_role(KEEPER, MANAGER, FINANCE)
        self._check_state("disputed")
        made = self.sudo().create(
            {
                "month_id": self.month_id.id,
                "holder_id": self.holder_id.id,
                "version": self.version + 1,
            }
        )
        return made.with_env(self.env).get_formview_action()

    def _confirm(self, partner):
        """The station confirms what it was sent.

        :param partner: contact of the station who says so
        :raise AccessError: it is another station's
        :raise UserError: nothing was sent, or it was answered already
        """
        self._answer(partner, {"state": "confirmed"})
        self.message_post(
            body=self.env._("Confirmed by %(name)s", name=partner.name),
            author_id=partner.id,
        )

    def _dispute(self, partner, text):
        """The station says what isn't right.

        :param partner: contact of the station who says so
        :raise AccessError: it is another station's
        :raise UserError: it says nothing; nothing was sent, or it was answered already
        """
        if not isinstance(text, str) or not text.strip():
            raise UserError(
                self.env._(
                    "Say what isn't right in statement %(name)s.", name=self.name
                )
            )
        self._answer(partner, {"state": "disputed", "dispute": text})
        self.message_post(
            body=self.env._(
                "Disputed by %(name)s: %(text)s", name=partner.name, text=text
            ),
            author_id=partner.id,
        )

    def _answer(self, partner, vals):
        """Write a station's answer; as superuser, the station has checked no rights."""
        self.ensure_one()
        if partner.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise AccessError(
                self.env._(
                    "Statement %(name)s is that of another station.", name=self.name
                )
            )
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        self._check_state("sent")
        if not self._is_as_sent():
            raise UserError(
                self.env._(
                    "Statement %(name)s isn't as it was sent. Please call us.",
                    name=self.name,
                )
            )
        self.sudo().write(
            {
                **vals,
                "answered_at": fields.Datetime.now(),
                "answered_by_id": partner.id,
            }
        )

    # Content

    def _content(self):
        """What the statement says: lines of the ledger and charges, as plain data."""
        self.ensure_one()
        names = ("product_id", *LINE, *OLD)
        domain = [
            *self.month_id._own_rows(),
            ("holder_id", "=", self.holder_id.id),
        ]
        rows = (
            self.env["aftersales.part.ledger"]
            .sudo()
            .with_context(allowed_company_ids=self.company_id.ids)
            .search_fetch(domain, names, order="product_id")
        )
        return {
            "station": self.partner_id.display_name,
            "month": self.month_id.name,
            "lines": [
                {
                    "part": row.product_id.display_name,
                    "unit": row.product_id.uom_id.name,
                    **{name: row[name] for name in (*LINE, *OLD)},
                }
                for row in rows
            ],
            "charges": self._charges(),
        }

    def _charges(self):
        """What the station is charged for in this month. Override for more kinds.

        :return: list of dicts: ``name``, ``amount``
        """
        self.ensure_one()
        return []

    def _shown(self):
        """What the statement says now: as it was sent, or as it would be."""
        self.ensure_one()
        return self.content or self._content()

    def _quantity(self, number):
        """A quantity as people write it."""
        return f"{number:,.3f}".rstrip("0").rstrip(".")

    @api.model
    def _digest(self, content):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_as_sent(self):
        self.ensure_one()
        return self._digest(self.content) == self.digest

    def _get_report_base_filename(self):
        return self.env._("Statement %(name)s", name=self.name)

    # Guard

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            forged = vals.keys() - {"month_id", "holder_id"} - FREE
            if forged and not self.env.su:
                self._refuse(forged)
        return super().create(vals_list)

    def write(self, vals):
        forged = vals.keys() - FREE
        if forged and not self.env.su:
            self.check_access("write")
            self._refuse(forged)
        if self.env.su and {"content", "digest"} & vals.keys():
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(one.state != "draft" for one in self):
            raise UserError(
                self.env._(
                    "Statement %(name)s was sent and stays on record.",
                    name=", ".join(self.mapped("name")),
                )
            )

    def _refuse(self, names):
        raise UserError(
            self.env._(
                "“%(field)s” of a statement follows from its steps and can't be "
                "written.",
                field=", ".join(
                    self._fields[name]._description_string(self.env)
                    for name in sorted(names)
                    if name in self._fields
                ),
            )
        )
