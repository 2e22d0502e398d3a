from odoo import models


class HelpdeskTicket(models.Model):
    """Papers that the customer hands in for a warranty verdict (INT-8, WAR-2).

    Called as superuser after the page has checked who may see the request.
    """

    _inherit = "helpdesk.ticket"

    def _portal_papers(self):
        """What the customer is asked to send: for the type, and for the verdict.

        :return: list of dict ``document`` (id, or False if it isn't on the list yet),
            ``kind`` (id), ``name`` and ``hint``
        """
        self.ensure_one()
        wanted = self._portal_kinds_for_verdict()
        documents = self._missing_documents() | self.document_ids.filtered(
            lambda document: document.kind_id in wanted and not document.received
        )
        listed = [(document.id, document.kind_id) for document in documents]
        more = wanted - self.document_ids.kind_id
        return [
            {
                "document": document_id,
                "kind": kind.id,
                "name": kind.name,
                "hint": kind.hint,
            }
            for document_id, kind in [*listed, *((False, kind) for kind in more)]
        ]

    def _portal_kinds_for_verdict(self):
        """Kinds of papers that the verdict in force still waits for."""
        verdict = self.verdict_id
        if not verdict or verdict.decided_at:
            return self.env["aftersales.document.kind"]
        return verdict._portal_paper_kinds()

    def _portal_asked_document(self, document_id, kind_id):
        """The line of a paper that the customer hands in; empty if none is asked for.

        A paper that only the verdict asks for gets its line now.
        """
        self.ensure_one()
        document = self.document_ids.filtered(lambda line: line.id == document_id)
        if document or not kind_id:
            return document
        kind = self._portal_kinds_for_verdict().filtered(lambda k: k.id == kind_id)
        document = self.document_ids.filtered(lambda line: line.kind_id == kind)
        if kind and not document:
            document = document.create({"ticket_id": self.id, "kind_id": kind.id})
        return document if kind else document.browse()
