"""Cases of WAR-4: what keeps anybody from a repair that the customer pays."""

from odoo.addons.aftersales_service.rules.paid import Invoice, Quotation

DRAFT, SENT = Quotation("draft"), Quotation("sent")
OWES, PAID = Quotation("sale"), Quotation("sale", owes=False)
CANCELLED = Quotation("cancel")
#: entitlement, payment first, quotations, let go → obstacle
OBSTACLES = [
    # nothing to pay: no quotation is asked for
    ("", True, [], False, ""),
    (False, True, [], False, ""),
    ("repair", True, [], False, ""),
    ("refund", True, [DRAFT], False, ""),
    ("exchange", True, [], False, ""),
    ("goodwill", True, [CANCELLED], False, ""),
    # somebody goes to find out
    ("undetermined", True, [], False, ""),
    # accepted before work
    ("paid", False, [], False, "no_quotation"),
    ("paid", False, [DRAFT], False, "not_sent"),
    ("paid", False, [SENT], False, "not_answered"),
    ("paid", False, [CANCELLED], False, "refused"),
    ("paid", False, [CANCELLED, DRAFT], False, "not_sent"),
    ("paid", False, [CANCELLED, SENT, DRAFT], False, "not_answered"),
    ("paid", False, [OWES], False, ""),
    ("paid", False, [PAID], False, ""),
    ("paid", False, [OWES, SENT], False, ""),
    ("paid", False, [CANCELLED, OWES], False, ""),
    # paid before service
    ("paid", True, [], False, "no_quotation"),
    ("paid", True, [SENT], False, "not_answered"),
    ("paid", True, [OWES], False, "not_paid"),
    ("paid", True, [PAID], False, ""),
    ("paid", True, [PAID, OWES], False, "not_paid"),
    ("paid", True, [PAID, SENT], False, ""),
    ("paid", True, [Quotation("draft", owes=False)], False, "not_sent"),
    # a manager lets it go
    ("paid", True, [], True, ""),
    ("paid", True, [OWES], True, ""),
    ("paid", False, [CANCELLED], True, ""),
]
#: online, invoices → money received
RECEIVED = [
    (0, [], 0),
    (100, [], 100),
    (0, [Invoice(100, 100)], 0),
    (0, [Invoice(100, 0, "paid")], 100),
    (0, [Invoice(100, 0, "in_payment")], 100),
    # a payment without journal entry leaves the residual
    (0, [Invoice(100, 100, "in_payment")], 100),
    (0, [Invoice(100, 40, "partial")], 60),
    # online money is on the invoice too: it counts once
    (100, [Invoice(100, 0, "paid")], 100),
    (50, [Invoice(100, 0, "paid")], 100),
    (50, [Invoice(100, 50, "partial")], 50),
    # deposit and rest
    (0, [Invoice(30, 0, "paid"), Invoice(70, 0, "paid")], 100),
    (0, [Invoice(30, 0, "paid"), Invoice(70, 70)], 30),
    # credit notes
    (0, [Invoice(100, 0, "reversed"), Invoice(100, 0, "paid", is_refund=True)], 0),
    (
        0,
        [
            Invoice(100, 0, "reversed"),
            Invoice(100, 0, "paid", is_refund=True),
            Invoice(100, 0, "paid"),
        ],
        100,
    ),
    (0, [Invoice(100, 0, "paid"), Invoice(30, 30, is_refund=True)], 70),
    (0, [Invoice(100, 100), Invoice(100, 100, is_refund=True)], 0),
    # one invoice for several orders
    (0, [Invoice(100, 0, "paid", share=0.25)], 25),
    (0, [Invoice(100, 40, "partial", share=0.5)], 30),
]
