from odoo import api, fields, models

#: Products told of in one go, so that a crash loses little
BATCH = 200


class StockLot(models.Model):
    """Managers hear of a product before repairs turn into an exchange (DMS 预警)."""

    _inherit = "stock.lot"

    warranty_warned = fields.Json(
        copy=False, help="Thresholds that managers have been told of."
    )

    @api.model
    def _warn_of_thresholds(self):
        """Tell of thresholds that come near or are reached, each once; by cron.

        Repairs that still run are counted anew first: their days grow by themselves.
        """
        running = self.env["aftersales.repair"].search([("ended_at", "=", False)])
        running.lot_id.modified(["repair_ids"])
        lots = self.search([("warranty_alert", "!=", False)], order="id")
        open_ = lots.filtered(lambda lot: lot._untold_thresholds())
        for start in range(0, len(open_), BATCH):
            # another server may be telling of the same products
            batch = open_[start : start + BATCH].try_lock_for_update()
            batch.invalidate_recordset(["warranty_warned"])
            for lot in batch.filtered(lambda lot: lot._untold_thresholds()):
                lot._tell_of_thresholds(lot._untold_thresholds())
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(batch))

    def _untold_thresholds(self):
        """Counters that are near or reached, and nobody has been told of yet."""
        told = {tuple(pair) for pair in self.warranty_warned or []}
        return [
            counter
            for counter in self.warranty_counters or []
            if counter["state"] and (counter["ref"], counter["state"]) not in told
        ]

    def _tell_of_thresholds(self, counters):
        company = self.company_id or self.env.company
        request = self.aftersales_ticket_ids.filtered(lambda t: not t.closed)[:1]
        leader = request.team_id.user_id
        for manager in leader or company._service_managers():
            lot = self.with_context(lang=manager.lang)
            lot.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=lot.env._("Close to an exchange or refund"),
                note="<br/>".join(lot._threshold_lines(counters)),
                user_id=manager.id,
            )
        self.warranty_warned = [
            *(self.warranty_warned or []),
            *([counter["ref"], counter["state"]] for counter in counters),
        ]

    def _threshold_lines(self, counters):
        """Each counter in words, in the language of the context."""
        remedies = self.env["aftersales.warranty.policy.remedy"].sudo()
        operators = dict(remedies._fields["operator"]._description_selection(self.env))
        return [
            self.env._(
                "%(remedy)s (%(article)s): %(value)s, needed: %(operator)s "
                "%(threshold)s",
                remedy=remedy.name,
                article=remedy.article or "/",
                value=f"{counter['value']:g}",
                operator=operators[counter["operator"]],
                threshold=f"{counter['threshold']:g}",
            )
            for counter in counters
            if (remedy := remedies.browse(counter["ref"]).exists())
        ]
