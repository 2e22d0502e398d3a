from odoo import models
from odoo.exceptions import UserError

from ..rules import claim as rules


class AftersalesSupplierClaim(models.Model):
    """The supplier's answer, as its sheet came back."""

    _inherit = "aftersales.supplier.claim"

    def _take_answers(self, rows):
        """Write answers on lines; none at all if one of them is wrong."""
        self.ensure_one()
        by_number = {line.number: line for line in self.line_ids}
        reasons = {reason.code.upper(): reason for reason in self._agreed_reasons()}
        wrong, answers = [], {}
        for place, row in rows:
            try:
                line = by_number[int(float(row["number"]))]
            except (KeyError, ValueError, TypeError):
                wrong.append(
                    self.env._(
                        "row %(row)s: there is no line %(number)s",
                        row=place,
                        number=row["number"],
                    )
                )
                continue
            if row["accepted"] in (None, ""):
                continue
            answer = self._answer_of(line, row, reasons)
            if isinstance(answer, str):
                wrong.append(
                    self.env._("row %(row)s: %(what)s", row=place, what=answer)
                )
            elif line in answers:
                wrong.append(
                    self.env._(
                        "row %(row)s: line %(number)s stands there twice",
                        row=place,
                        number=line.number,
                    )
                )
            else:
                answers[line] = answer
        if wrong or not answers:
            raise UserError(
                self.env._(
                    "Nothing was read from the answer to claim %(name)s. %(wrong)s",
                    name=self.name,
                    wrong="; ".join(wrong)
                    or self.env._("No line has an accepted amount."),
                )
            )
        for line, answer in answers.items():
            line.write(answer)

    def _answer_of(self, line, row, reasons):
        """Values of one line, or what is wrong with its row."""
        try:
            accepted = line.currency_id.round(
                float(str(row["accepted"]).replace(",", "").strip())
            )
        except ValueError:
            return self.env._("“%(value)s” is no amount", value=row["accepted"])
        if not 0 <= accepted <= line.claimed:
            return self.env._(
                "%(value)s isn't between nothing and the %(claimed)s claimed",
                value=accepted,
                claimed=line.claimed,
            )
        decision = rules.outcome(line.claimed, accepted) if line.claimed else "all"
        code = str(row.get("reason") or "").strip().split(" ")[0].upper()
        if code and code not in reasons:
            return self.env._("there is no reason “%(code)s”", code=code)
        if decision != "all" and not code:
            return self.env._("the reason code is missing")
        return {
            "decision": decision,
            "accepted": accepted,
            "reason_id": reasons[code].id if code else False,
            "note": str(row.get("note") or "").strip() or False,
        }

    def _agreed_reasons(self):
        """Reasons that the supplier may give."""
        self.ensure_one()
        agreed = self.sudo().agreement_id.reason_ids
        return agreed or self.env["aftersales.claim.reason"].search(
            [("company_id", "in", [self.company_id.id, False])]
        )

    def action_import_answer(self):
        """Open the window that reads the supplier's sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import the Answer"),
            "res_model": "aftersales.claim.answer",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_claim_id": self.id},
        }
