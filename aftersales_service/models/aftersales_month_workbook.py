from odoo import models

REPORT = "aftersales_service.aftersales_month_report_xlsx"


class AftersalesMonth(models.Model):
    """The workbook stays with the month as it was closed."""

    _inherit = "aftersales.month"

    def _after_close(self):
        result = super()._after_close()
        content, _kind = self.env["ir.actions.report"]._render_xlsx(
            REPORT, self.ids, {}
        )
        # the month's own paper, kept by the system
        paper = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {"name": f"{self._get_report_base_filename()}.xlsx", "raw": content}
            )
        )
        self.message_post(
            body=self.env._("Month %(month)s closed.", month=self.name),
            attachment_ids=paper.ids,
        )
        return result

    def _get_report_base_filename(self):
        return self.env._(
            "Reconciliation %(company)s %(month)s",
            company=self.company_id.name,
            month=self.name,
        )

    def action_make_statements(self):
        """Statements of all stations that held or owed something, to be sent."""
        self.ensure_one()
        statements = self.env["aftersales.part.statement"]
        statements.check_access("create")
        statements._for_month(self)
        return self._window(
            "aftersales_part_statement_action", [("month_id", "=", self.id)]
        )
