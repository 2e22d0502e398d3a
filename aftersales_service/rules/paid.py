"""Repairs that the customer pays: what must be settled before anybody goes (WAR-4).

A quotation (labour, parts, travel) is accepted before work; where the type of request
says so, it is also paid before (收费时限). Amounts are in the quotation's currency.
"""

from dataclasses import dataclass

PAID = "paid"  # the entitlement of a verdict: the customer pays
DRAFT, SENT, ACCEPTED, CANCELLED = "draft", "sent", "sale", "cancel"
#: States of an invoice in which nothing of it is owed any more
SETTLED = frozenset({"in_payment", "paid", "reversed"})
#: What stands in the way, from farthest to nearest
OBSTACLES = ("no_quotation", "refused", "not_sent", "not_answered", "not_paid")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation of a request.

    :param state: of the sales order: draft, sent, sale, cancel
    :param owes: it costs something, and that isn't paid in full
    """

    state: str
    owes: bool = True


@dataclass(frozen=True, slots=True)
class Invoice:
    """A posted invoice or credit note with lines of a quotation.

    :param total: what it says
    :param residual: what is still open of it
    :param state: its payment state in Odoo: not_paid, partial, in_payment …
    :param share: part of it that is this quotation's, 0 to 1
    :param is_refund: a credit note
    """

    total: float
    residual: float = 0.0
    state: str = "not_paid"
    share: float = 1.0
    is_refund: bool = False

    def settled(self):
        """What it says about money received; credit notes take it away.

        An invoice that a credit note settles counts as settled here, and the credit
        note takes the same amount away again.
        """
        if self.is_refund:
            return -self.total * self.share
        if self.state in SETTLED:
            return self.total * self.share
        if self.state == "partial":
            return (self.total - self.residual) * self.share
        return 0.0


def received(online, invoices):
    """Money received for a quotation.

    Online payments end up on invoices too. Nothing tells which, so the larger sum
    counts, never both: nobody goes for money that was counted twice.

    :param online: sum of the online payments that are done
    :param invoices: ``Invoice`` facts of the quotation
    """
    return max(online, sum(invoice.settled() for invoice in invoices), 0.0)


def obstacle(entitlement, payment_first, quotations, let_go=False):
    """What keeps anybody from being sent to a repair that the customer pays.

    :param entitlement: of the verdict in force, empty if there is none
    :param payment_first: the type of request wants payment before service
    :param quotations: ``Quotation`` facts of the request
    :param let_go: a manager allowed it without payment, with a reason
    :return: one of ``OBSTACLES``; empty if nothing does
    """
    if entitlement != PAID or let_go:
        return ""
    states = {quotation.state for quotation in quotations}
    if ACCEPTED in states:
        accepted = (q for q in quotations if q.state == ACCEPTED)
        unpaid = payment_first and any(quotation.owes for quotation in accepted)
        return "not_paid" if unpaid else ""
    if SENT in states:
        return "not_answered"
    if DRAFT in states:
        return "not_sent"
    return "refused" if CANCELLED in states else "no_quotation"
