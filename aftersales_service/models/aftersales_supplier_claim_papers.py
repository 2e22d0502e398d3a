from odoo import Command, api, fields, models

from ..rules import claim as rules

SHEET = "aftersales_service.aftersales_supplier_claim_xlsx"
LETTER = "aftersales_service.aftersales_supplier_claim_report"
PACKING = "aftersales_service.aftersales_supplier_claim_packing_report"
TEMPLATE = "aftersales_service.mail_template_supplier_claim"


class AftersalesSupplierClaim(models.Model):
    """Sheet and letter in the supplier's layout and language, kept on the claim."""

    _inherit = "aftersales.supplier.claim"

    paper_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="aftersales_supplier_claim_paper_rel",
        string="Papers",
        readonly=True,
        copy=False,
        bypass_search_access=True,
        help="As they were handed in.",
    )

    def _paper_lang(self):
        """The supplier's language, or else the company's, of those installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for code in (self.partner_id.lang, self.company_id.partner_id.lang):
            if code in installed:
                return code
        return self.env.lang or "en_US"

    def _in_paper_lang(self):
        """This claim as its papers read it."""
        self.ensure_one()
        # who reads the claim reads the names on it
        return self.sudo().with_context(lang=self._paper_lang())

    def _for_report(self):
        self.ensure_one()
        self.check_access("read")
        return self._in_paper_lang()

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Supplier claim %(name)s", name=self._file_name())

    def _file_name(self):
        self.ensure_one()
        return self.name.replace("/", "-")

    def _layout(self):
        """Columns of this claim's sheet, titles in its language."""
        self.ensure_one()
        claim = self._in_paper_lang()
        columns = claim.env["aftersales.supplier.agreement.column"]
        return columns._layout(claim.agreement_id)

    def _paper_rows(self):
        """Lines as papers print them: list of dict of column → value."""
        self.ensure_one()
        return [line._paper_row() for line in self._in_paper_lang().line_ids]

    def _make_papers(self):
        """Sheet and letter, as they are handed in."""
        self.ensure_one()
        claim = self._in_paper_lang()
        reports = self.env["ir.actions.report"].sudo()
        # as a document goes out it is made, also in a test
        reports = reports.with_context(lang=claim.env.lang)
        sheet, _kind = reports._render_xlsx(SHEET, claim.ids, {})
        letter, _kind = reports._render_qweb_pdf(LETTER, claim.ids)
        name = claim._get_report_base_filename()
        self._keep({f"{name}.xlsx": sheet, f"{name}.pdf": letter})

    def _print_packing_list(self):
        self.ensure_one()
        claim = self._in_paper_lang()
        reports = self.env["ir.actions.report"].sudo()
        reports = reports.with_context(lang=claim.env.lang)
        pdf, _kind = reports._render_qweb_pdf(PACKING, claim.ids)
        name = claim.env._("Packing list %(name)s", name=claim._file_name())
        self._keep({f"{name}.pdf": pdf})

    def _keep(self, files):
        """Attach files to the claim."""
        self.ensure_one()
        attachments = self._system("ir.attachment").create(
            [
                {
                    "name": name,
                    "raw": raw,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                }
                for name, raw in files.items()
            ]
        )
        self._put({"paper_ids": [Command.link(one.id) for one in attachments]})
        return attachments

    def _mail_papers(self):
        """Mail the papers; a supplier without an address gets them by hand."""
        self.ensure_one()
        system = self._as_system()
        if not system.partner_id.email:
            system.message_post(
                body=self.env._(
                    "%(supplier)s has no e-mail address: hand the papers in yourself.",
                    supplier=system.partner_id.name,
                )
            )
            return
        template = self.env.ref(TEMPLATE).sudo()
        template.with_context(lang=self._paper_lang()).send_mail(
            self.id,
            email_values={"attachment_ids": system.paper_ids.ids},
            email_layout_xmlid="mail.mail_notification_light",
        )

    def action_print_letter(self):
        """The letter as it stands now."""
        self.check_access("read")
        return self.env.ref(LETTER).report_action(self)

    def action_print_sheet(self):
        """The sheet as it stands now."""
        self.check_access("read")
        return self.env.ref(SHEET).report_action(self)


class AftersalesSupplierClaimLine(models.Model):
    _inherit = "aftersales.supplier.claim.line"

    def _paper_name(self):
        """What a line is for, on papers and entries."""
        self.ensure_one()
        charge = dict(self._fields["charge"]._description_selection(self.env))
        return " · ".join(
            filter(
                None,
                [
                    f"{self.claim_id.name}-{self.number}",
                    self.name or charge[self.charge],
                    self.product_id.display_name,
                    self.ticket_id.number,
                ],
            )
        )

    def _paper_row(self):
        """Column → value; numbers and days as such."""
        self.ensure_one()
        use, ticket = self.use_id, self.ticket_id
        charge = dict(self._fields["charge"]._description_selection(self.env))
        role = self.env._("Consequential") if self.main_use_id else self.env._("Main")
        repaired = use._claim_repaired_on() if use else False
        return {
            "number": self.number,
            "ticket": ticket.number,
            "machine": ticket.product_id.display_name,
            "serial": ticket.lot_id.name,
            "km": ticket.reading_km or None,
            "repaired": repaired,
            "fault": (use.fault_id or ticket.fault_id).display_name,
            "cause": use.reason or use.visit_id.cause,
            "product_code": self.product_id.default_code,
            "product": self.product_id.name,
            "removed": self.serial_removed,
            "installed": use.lot_id.name if self.charge == rules.PART else None,
            "tag": ", ".join(use.old_part_ids.mapped("name"))
            if self.charge == rules.PART
            else None,
            "main": role if use else None,
            "charge": self.name or charge[self.charge],
            "quantity": self.quantity,
            "hours": self.hours or None,
            "cost": self.cost,
            "rate": self.rate or None,
            "claimed": self.claimed,
            "accepted": self.accepted if self.decision else None,
            "reason": self.reason_id.code,
            "note": self.note,
        }

    @api.model
    def _columns_of_money(self):
        return ("cost", "claimed", "accepted")
