from odoo import api, fields, models
from odoo.exceptions import UserError

#: Who received a paper and when is what the system saw, not what somebody writes
SEEN = {"received_at", "received_by_id"}


class AftersalesTicketDocument(models.Model):
    """A paper of one request: asked for, or received (INT-8).

    | role       | sees                     | may                      |
    |------------|--------------------------|--------------------------|
    | technician | of requests they visit   | nothing                  |
    | clerk      | all of the company       | receive, attach, note    |
    | customer   | their own, portal        | hand in, by the portal   |
    """

    _name = "aftersales.ticket.document"
    _inherit = "aftersales.rows"
    _description = "Paper of a Request"
    _order = "ticket_id, sequence, id"
    _check_company_auto = True
    _rec_name = "kind_id"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    kind_id = fields.Many2one(
        comodel_name="aftersales.document.kind",
        string="Paper",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    sequence = fields.Integer(
        related="kind_id.sequence",
        store=True,
        precompute=True,
    )
    hint = fields.Text(related="kind_id.hint")
    required = fields.Boolean(related="kind_id.required")
    received = fields.Boolean(copy=False)
    received_at = fields.Datetime(readonly=True, copy=False)
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        readonly=True,
        copy=False,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Files",
        copy=False,
    )
    note = fields.Char()
    unavailable = fields.Boolean(
        string="Can't Be Had",
        copy=False,
        help="The customer says that there is none. Verdicts go by it.",
    )

    _ticket_kind_uniq = models.Constraint(
        "UNIQUE(ticket_id, kind_id)", "This paper is already on the request's list."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # said outright, so that no default_… of the caller's context says otherwise
        documents = super().create(
            [self._with_receipt({"received": False, **vals}) for vals in vals_list]
        )
        documents._claim_attachments()
        return documents

    def write(self, vals):
        if {"ticket_id", "kind_id"} & vals.keys():
            self._check_same(vals)
        vals = self._with_receipt(vals)
        if vals.get("received"):
            # what was received before keeps its time
            fresh = self.filtered(lambda document: not document.received)
            kept = {k: v for k, v in vals.items() if k not in SEEN}
            super(AftersalesTicketDocument, self - fresh).write(kept)
            super(AftersalesTicketDocument, fresh).write(vals)
        else:
            super().write(vals)
        if "attachment_ids" in vals:
            self._claim_attachments()
        if {"received", "unavailable"} & vals.keys():
            self.ticket_id._judge_again()
        return True

    def _check_same(self, vals):
        for document in self:
            for name in ("ticket_id", "kind_id"):
                if name in vals and document[name].id != vals[name]:
                    raise UserError(
                        self.env._(
                            "“%(paper)s” belongs to request %(number)s and stays "
                            "there. Add a new line instead.",
                            paper=document.kind_id.name,
                            number=document.ticket_id.number,
                        )
                    )

    @api.model
    def _with_receipt(self, vals):
        """Values with the time and the person of the receipt that they report."""
        vals = {name: value for name, value in vals.items() if name not in SEEN}
        if "received" in vals:
            received = vals["received"]
            vals["received_at"] = fields.Datetime.now() if received else False
            vals["received_by_id"] = self.env.uid if received else False
        return vals

    def _claim_attachments(self):
        for document in self:
            document.attachment_ids._claim_for(document.ticket_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        for document in self:
            if document.received:
                raise UserError(
                    self.env._(
                        "“%(paper)s” of request %(number)s was received and stays on "
                        "its list.",
                        paper=document.kind_id.name,
                        number=document.ticket_id.number,
                    )
                )

    def _receive(self, attachments):
        """The customer or a clerk hands in files for this paper.

        :param attachments: ``ir.attachment`` records that the caller has just made for
            this request; they are added to those that are there
        """
        self.ensure_one()
        self.write(
            {
                "received": True,
                "attachment_ids": [(4, attachment.id) for attachment in attachments],
            }
        )
