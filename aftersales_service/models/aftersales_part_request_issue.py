from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import requisition as rules


class AftersalesPartRequest(models.Model):
    """Parts leave the depot by a real picking to the account (PRT-1, PRT-3).

    Everything here runs as superuser after the step's right was checked: keepers issue
    parts without being users of the whole stock.
    """

    _inherit = "aftersales.part.request"

    def action_issue(self, issued=None, depot=None):
        """Hand the parts out: they are on the account from now on.

        Safe when several people reach for the last piece at once: one gets it.

        :param issued: list of dict ``line_id``, ``quantity`` and for parts with serial
            or lot numbers ``lot_id``; default: all that is open and there, of parts
            without numbers
        :param depot: ``aftersales.part.holder`` that issues, or its id; default: the
            requisition's
        :return: True
        :raise AccessError: the user is no keeper
        :raise UserError: not approved or not paid, more than was approved, not in
            stock, or a number is missing; nothing is issued then
        """
        for request in self:
            request._take_turns()
            request._check_step(rules.ISSUE)
            request._check_paid()
            depot_ = request._issuing_depot(depot)
            request._hold(depot_)
            picking = request._reserve(request._to_issue(issued, depot_), depot_)
            picking._action_done()
            request._after_issue(rules.ISSUE, picking, depot_)
        return True

    def _after_issue(self, step, picking, depot, note=None):
        """The requisition follows the goods: done, or the rest is on back-order."""
        self.ensure_one()
        self.line_ids.invalidate_recordset()
        self._step(step, issued_at=fields.Datetime.now(), issued_by_id=self.env.uid)
        self._order_rest(picking, depot)
        if step == rules.ISSUE:
            # handed out, it is packed and out in one
            note = self.env._("Handed out to %(name)s", name=self.sudo().holder_id.name)
            self._record_packed(note)
        self._record_out(note)
        self._follow_activities()
        self._tell_holder(
            lambda request: (
                request.env._("%(name)s was issued.", name=request.name)
                if request.state == rules.DONE
                else request.env._("%(name)s was issued in part.", name=request.name)
            )
        )

    def _issuing_depot(self, depot=None):
        """The depot that issues; the requisition's, if nobody says another one."""
        self.ensure_one()
        holders = self.env["aftersales.part.holder"].sudo()
        if isinstance(depot, int):
            depot = holders.browse(depot).exists()
        depot = (depot or self.depot_id).sudo()
        if not depot or depot.kind != "depot" or depot.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "Requisition %(name)s doesn't say which depot issues it. Choose a "
                    "depot of %(company)s.",
                    name=self.name,
                    company=self.company_id.name,
                )
            )
        if depot == self.sudo().holder_id:
            self._check_complete()
        return depot

    def _target(self):
        """The account that the parts go to."""
        self.ensure_one()
        if self.delivery == rules.TO_CUSTOMER:
            return self.env["aftersales.part.holder"]._of_post(self.company_id)
        return self.sudo().holder_id

    def _to_issue(self, issued, depot):
        """Checked rows of what is issued: (line, lot, quantity).

        :raise UserError: more than is open, or a line of another requisition
        """
        self.ensure_one()
        if issued is None:
            return self._all_there(depot)
        lines = {line.id: line for line in self.line_ids}
        lots = self.env["stock.lot"].sudo()
        rows = []
        for row in issued:
            line = lines.get(row.get("line_id"))
            if not line:
                raise UserError(
                    self.env._(
                        "A part isn't on requisition %(name)s. Issue what is on it.",
                        name=self.name,
                    )
                )
            quantity = float(row.get("quantity") or 0)
            if line.uom_id.compare(quantity, 0) > 0:
                lot = lots.browse(row.get("lot_id") or ()).exists()
                rows.append((line, lot, quantity))
        self._check_quantities(rows)
        return rows

    def _all_there(self, depot):
        """All that is open and lies in the depot, of parts without numbers."""
        stock = depot._part_stock(self.line_ids.product_id)
        rows, none = [], self.env["stock.lot"]
        for line in self.line_ids.filtered("open_qty"):
            key = depot.id, line.product_id.id
            quantity = min(line.open_qty, max(stock.get(key, 0), 0))
            if line.uom_id.compare(quantity, 0) > 0:
                rows.append((line, none, quantity))
                stock[key] -= quantity
        if not rows:
            self._refuse_missing(self.line_ids.filtered("open_qty")[:1], depot, 0)
        self._check_quantities(rows)
        return rows

    def _check_quantities(self, rows):
        """Nothing beyond what was approved, and every number that a part has."""
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing of requisition %(name)s is issued. Enter a quantity, or "
                    "scan the parts.",
                    name=self.name,
                )
            )
        sums = {}
        for line, lot, quantity in rows:
            sums[line] = sums.get(line, 0) + quantity
            product = line.product_id
            if product.tracking != "none" and lot.product_id != product:
                raise UserError(
                    self.env._(
                        "%(product)s has serial or lot numbers. Scan the one that is "
                        "handed out for requisition %(name)s.",
                        product=product.display_name,
                        name=self.name,
                    )
                )
            if product.tracking == "serial" and line.uom_id.compare(quantity, 1):
                raise UserError(
                    self.env._(
                        "Serial %(serial)s of %(product)s is one piece, not "
                        "%(quantity)g.",
                        serial=lot.name,
                        product=product.display_name,
                        quantity=quantity,
                    )
                )
        for line, quantity in sums.items():
            if line.uom_id.compare(quantity, line.open_qty) > 0:
                raise UserError(
                    self.env._(
                        "Requisition %(name)s: %(quantity)g of %(product)s is more "
                        "than is still open (%(open)g). Issue less, or ask for the "
                        "rest with another requisition.",
                        name=self.name,
                        quantity=quantity,
                        product=line.product_id.display_name,
                        open=line.open_qty,
                    )
                )

    # Windows

    def action_open_issue(self):
        """The window in which the keeper scans what is handed out or packed."""
        self.ensure_one()
        step = rules.ISSUE if self.delivery == rules.HAND else rules.PACK
        self._check_step(step)
        self._check_paid()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_part_issue_action"
        )
        action["context"] = {"default_request_id": self.id}
        return action

    def action_view_pickings(self):
        """Transfers of this requisition, with the user's own rights."""
        self.ensure_one()
        pickings = self.sudo().picking_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers"),
            "res_model": "stock.picking",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", pickings.ids)],
        }
