"""Thousands of requests to be judged, as after a recall, and the least that it takes.

The policy is like that of order 43 for family cars: covers by class of component,
windows from the first week on, counts of repairs and replacements, a fee by distance.
A quarter of the products have been repaired four times.
"""

from datetime import date, timedelta

from odoo.fields import Command, Datetime
from odoo.tools import SQL

from copies import copy

ASSEMBLIES = ("engine", "gearbox", "steering", "brakes", "battery")
REMEDIES = (
    # code, entitlement, trigger, operator, threshold, what else
    ("week", "refund", "needs_replacement", ">=", 1, {"days": 7}),
    ("safety", "refund", "safety_repairs", ">=", 1, {"days": 60, "km": 3000}),
    ("early", "exchange", "needs_replacement", ">=", 1, {"days": 60, "km": 3000}),
    ("twice", "refund", "safety_repairs", ">=", 2, {}),
    ("assembly", "refund", "replacements", ">=", 2, {}),
    ("days", "exchange", "days_in_repair", ">", 30, {}),
    ("often", "exchange", "same_fault_repairs", ">", 4, {}),
    ("spare", "benefit", "days_of_this_repair", ">=", 6, {}),
)
LINES = (
    ("whole", "whole", {"months": 36, "km": 60_000}),
    ("remedy", "whole", {"months": 24, "km": 50_000, "period": "remedy"}),
    ("assemblies", "main_assembly", {"months": 36, "km": 60_000}),
    ("special", "special_part", {"months": 60, "km": 100_000}),
    ("wear", "wear_part", {"months": 3, "km": 5_000}),
    ("work", "workmanship", {"months": 12, "km": 10_000}),
)


def fill(env, values, number):
    """Make so many requests, each for a product of its own; nothing is judged yet.

    :param values: of a request
    :return: ids of the requests
    """
    own = {"company_id": values["company_id"]}
    components = env["aftersales.component"].create(
        [
            {"code": c, "name": c, "component_class": "main_assembly", **own}
            for c in ASSEMBLIES
        ]
    )
    fault = env["aftersales.fault"].create(
        {"code": "bm", "name": "Leaks", "component_id": components[0].id, **own}
    )
    paper = env["aftersales.document.kind"].create(
        {"code": "bm", "name": "Invoice", "proves_purchase": True, **own}
    )
    misuse = env["aftersales.warranty.condition"].create(
        {"code": "bm", "name": "Run against the manual", **own}
    )
    _policy(env, components, paper, misuse, own)
    product = env["product.product"].create(
        {"name": "Car", "is_storable": True, "tracking": "serial"}
    )
    customer = env["res.partner"].browse(values["partner_id"])
    lot = env["stock.lot"].create(
        {
            "name": "BM",
            "product_id": product.id,
            "aftersales_partner_id": customer.id,
            "purchase_date": "2024-01-01",
            "sale_price": 150_000,
            **own,
        }
    )
    repairs = env["aftersales.repair"].create(
        [
            {
                "lot_id": lot.id,
                "started_at": Datetime.now() - timedelta(days=100 - 20 * place),
                "ended_at": Datetime.now() - timedelta(days=97 - 20 * place),
                "fault_id": fault.id,
                "replaced_ids": [Command.link(components[place % 2].id)],
            }
            for place in range(4)
        ]
    )
    ticket = env["helpdesk.ticket"].create(
        {
            **values,
            "name": "Recall",
            "description": "x",
            "lot_id": lot.id,
            "fault_id": fault.id,
            "needs_replacement": "yes",
            "reading_km": 12_000,
        }
    )
    document = ticket.document_ids
    document.received = True
    finding = env["aftersales.warranty.finding"].create(
        {"ticket_id": ticket.id, "condition_id": misuse.id}
    )
    env.flush_all()
    bought = SQL("%s::date - (n %% 1200)::int", date.today())
    of_customer = SQL("%s + n", copy(env, customer, number))
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE name = %s",
        [customer.name],
    )
    first_lot = copy(
        env,
        lot,
        number,
        name=SQL("'BM' || place"),
        aftersales_partner_id=of_customer,
        purchase_date=bought,
        delivery_date=SQL("%s + 3", bought),
    )
    of_lot = SQL("%s + n", first_lot)
    first_repair = copy(env, repairs, number, lot_id=of_lot)
    field = repairs._fields["replaced_ids"]
    env.cr.execute(
        SQL(
            """DELETE FROM aftersales_repair WHERE id > %(first)s AND lot_id %% 4 != 0;
            INSERT INTO %(table)s (%(repair)s, %(component)s)
            SELECT id, %(replaced)s FROM aftersales_repair WHERE id > %(first)s""",
            first=first_repair,
            table=SQL.identifier(field.relation),
            repair=SQL.identifier(field.column1),
            component=SQL.identifier(field.column2),
            replaced=components[0].id,
        )
    )
    first = copy(
        env,
        ticket,
        number,
        number=SQL("'BMV' || place"),
        access_token=SQL("NULL"),
        lot_id=of_lot,
        partner_id=of_customer,
        reading_km=SQL("n * 7"),
    )
    of_ticket = SQL("%s + n", first)
    copy(env, document, number, ticket_id=of_ticket)
    first_finding = copy(env, finding, number, ticket_id=of_ticket)
    env.cr.execute(
        """DELETE FROM aftersales_warranty_finding
        WHERE id > %s AND ticket_id %% 20 != 0""",
        [first_finding],
    )
    env.invalidate_all()
    return [first + place for place in range(1, number + 1)]


def _policy(env, components, paper, misuse, own):
    env["aftersales.warranty.policy"].create(
        {
            "code": "bm",
            "name": "Like order 43",
            "start_event": "invoice",
            "is_mandatory": True,
            "document_kind_ids": paper.ids,
            "exclusion_ids": misuse.ids,
            "line_ids": [
                Command.create(
                    {"code": code, "name": code, "component_class": kind, **more}
                )
                for code, kind, more in LINES
            ],
            "remedy_ids": [
                Command.create(
                    {
                        "code": code,
                        "name": code,
                        "entitlement": entitlement,
                        "trigger": trigger,
                        "operator": operator,
                        "threshold": threshold,
                        **(more or {"within": "remedy", "fee": "km", "fee_rate": 0.5}),
                        "component_ids": components.ids
                        if trigger in ("needs_replacement", "replacements")
                        else [],
                    }
                )
                for code, entitlement, trigger, operator, threshold, more in REMEDIES
            ],
            **own,
        }
    )


READ = """
    SELECT t.id, t.company_id, t.registered_at, t.lot_id, t.product_id, t.partner_id,
        t.fault_id, t.component_id, t.needs_replacement, t.reading_km, t.reading_hours,
        l.name, l.ex_factory_date, l.purchase_date, l.delivery_date,
        l.registration_date, l.commissioned_date, l.sale_price, l.is_gift,
        l.invoice_id, l.sale_line_id, l.warranty_end_date,
        p.is_company, p.aftersales_customer_type, p.state_id, p.commercial_partner_id,
        papers.*, findings.*, repairs.*
    FROM helpdesk_ticket AS t
    LEFT JOIN stock_lot AS l ON l.id = t.lot_id
    LEFT JOIN res_partner AS p ON p.id = t.partner_id
    LEFT JOIN LATERAL (
        SELECT array_agg(d.kind_id), array_agg(d.received), array_agg(d.unavailable)
        FROM aftersales_ticket_document AS d WHERE d.ticket_id = t.id
    ) AS papers ON TRUE
    LEFT JOIN LATERAL (
        SELECT array_agg(f.condition_id), array_agg(f.answer)
        FROM aftersales_warranty_finding AS f WHERE f.ticket_id = t.id
    ) AS findings ON TRUE
    LEFT JOIN LATERAL (
        SELECT array_agg(r.ticket_id), array_agg(r.started_at), array_agg(r.ended_at),
            array_agg(r.excluded_hours), array_agg(r.fault_id), array_agg(r.is_safety)
        FROM aftersales_repair AS r WHERE r.lot_id = t.lot_id AND r.is_quality
    ) AS repairs ON TRUE
    WHERE t.id = ANY(%s)
"""


def bare_read(cr, ids):
    """Read the columns that verdicts go by with a single statement, as tuples."""
    cr.execute(READ, [ids])
    return cr.fetchall()


def bare_insert(env, rows):
    """Write the same rows with a single INSERT and nothing around it."""
    verdicts = env["aftersales.warranty.verdict"]
    now = Datetime.now()
    common = {
        "state": "proposed",
        "is_current": True,
        "made_at": now,
        "made_by_id": env.uid,
        "create_uid": env.uid,
        "create_date": now,
        "write_uid": env.uid,
        "write_date": now,
    }
    rows = [{**row, **common, "name": f"BMV{row['ticket_id']}-V1"} for row in rows]
    names = list(rows[0])
    casts = (f"%s::{verdicts._fields[name].column_type[1]}[]" for name in names)
    env.cr.execute(
        f"INSERT INTO aftersales_warranty_verdict ({', '.join(names)}) "
        f"SELECT * FROM unnest({', '.join(casts)})",
        [[row[name] for row in rows] for name in names],
    )


def written(cr):
    """What verdicts there are, to be compared: how many of which, and how long."""
    cr.execute(
        """SELECT entitlement, count(*), sum(length(reasons::text)),
            sum(length(facts::text)), sum(fee)::float
        FROM aftersales_warranty_verdict WHERE is_current GROUP BY 1 ORDER BY 1"""
    )
    return cr.fetchall()
