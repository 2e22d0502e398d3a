from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules


class AftersalesOldPartDisposalLine(models.Model):
    """What a line lacks before it is approved, and what happens when it is done."""

    _inherit = "aftersales.old.part.disposal.line"

    def _check_complete(self):
        """:raise UserError: names the first old part that lacks something, and what"""
        for line in self.sudo():  # licences are read whoever submits
            if line.old_part_id.state != rules.RECEIVED:
                raise UserError(
                    self.env._(
                        "Old part %(tag)s isn't here (any more). Take it out of "
                        "disposal %(name)s.",
                        tag=line.old_part_id.name,
                        name=line.disposal_id.name,
                    )
                )
            lacks = rules.lacking(line._facts())
            if lacks:
                raise UserError(line._lacking_text(lacks[0]))

    def _facts(self):
        self.ensure_one()
        today = self.company_id._service_date(fields.Datetime.now())
        recipient = self.recipient_id
        return rules.Disposal(
            fate=self.fate or None,
            hazardous=bool(self.hazard),
            recipient=bool(recipient),
            licensed=bool(recipient) and recipient._has_waste_license(today),
            document=bool((self.document_number or "").strip()),
        )

    def _lacking_text(self, code):
        self.ensure_one()
        named = {
            "tag": self.old_part_id.name,
            "recipient": self.recipient_id.display_name,
        }
        texts = {
            rules.NO_FATE: self.env._(
                "Say what becomes of old part %(tag)s.", tag=named["tag"]
            ),
            rules.NOT_TO_CUSTOMER: self.env._(
                "Old part %(tag)s is hazardous waste and can't be given to the "
                "customer. Scrap it through a licensed collector.",
                tag=named["tag"],
            ),
            rules.NO_RECIPIENT: self.env._(
                "Say who gets old part %(tag)s.", tag=named["tag"]
            ),
            rules.UNLICENSED: self.env._(
                "Old part %(tag)s is hazardous waste, and %(recipient)s has no valid "
                "licence for it. Choose a licensed collector, or enter the licence on "
                "the contact.",
                **named,
            ),
            rules.NO_DOCUMENT: self.env._(
                "Old part %(tag)s is hazardous waste: enter the number of its transfer "
                "document.",
                tag=named["tag"],
            ),
        }
        return texts[code]

    def _carry_out(self):
        """Old parts go where the approved batch says; as the system."""
        for line in self:
            line._check_complete()
            line.old_part_id._lock_rows()
            if line.fate == rules.SUPPLIER and not line.document_number:
                continue  # offered to the supplier's claim, which sends it along
            line.old_part_id._leave(line)
        self.filtered(lambda line: line.fate == rules.REFURBISH)._take_refurbished_in()
