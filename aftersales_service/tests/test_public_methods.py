"""What the network may call: every method by name, every window on foreign records.

``call_kw`` is the one gate of JSON-RPC and XML-RPC; what it lets through is listed here
with the reason, and tried by those who may not (INF-1).
"""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, AftersalesCommon

OWN = "odoo.addons.aftersales_service."
LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
WINDOW = "opens a window; what it shows is read with the user's own rights"
WIZARD = "passes on to a method that checks"
RECORD = "record_event checks who may read the request and record this kind of fact"
CLERK = "clerks of the company (_check_clerk)"
CREW = "technicians of the visit, and clerks (_check_mine)"
MANAGER = "service managers, who are asked for by name"
OLD_PART = "who may read it and has the step's role (_check_step_role)"
#: Model → public method → why everybody may call it
PUBLIC = {
    "account.move": {"button_draft": "Odoo's own, which checks; ours follows it"},
    "aftersales.claim.answer": {"action_import": WIZARD},
    "aftersales.claim.collect": {"action_collect": WIZARD},
    "aftersales.claim.hold": {"action_decide": WIZARD},
    "aftersales.clock.pause": dict.fromkeys(
        ("action_approve", "action_refuse"), MANAGER
    ),
    "aftersales.clock.policy": {"action_new_version": "copying takes the right to"},
    "aftersales.clock.rerate": {"action_rerate": "takes the right to write limits"},
    "aftersales.cost.booking": {"action_book": "finance, who is asked for by name"},
    "aftersales.cost.correction": {"action_correct": WIZARD},
    "aftersales.cost.entry": {"action_enter": MANAGER},
    "aftersales.cost.line": {"action_correct": MANAGER},
    "aftersales.delay.report": {"action_report": WIZARD},
    "aftersales.event": {"correct": "who may record the past, and this kind of fact"},
    "aftersales.event.correct": {"action_correct": WIZARD},
    "aftersales.event.record": {"action_record": WIZARD},
    "aftersales.expense.question": {"action_ask": WIZARD},
    "aftersales.holiday.update": {"action_update": "writes days with own rights"},
    "aftersales.intake": dict.fromkeys(
        (
            "action_open_duplicate",
            "action_register",
            "action_register_next",
            "action_remind",
        ),
        "registers with the user's own rights",
    ),
    "aftersales.part.count": {
        **dict.fromkeys(
            (
                "action_approve",
                "action_cancel",
                "action_recount",
                "action_start",
                "action_submit",
            ),
            "who may read the count and has the step's role (_check_step)",
        ),
        "action_print_sheet": "takes the right to read the count",
        "on_barcode_scanned": "writes lines with the user's own rights",
    },
    "aftersales.part.holder": dict.fromkeys(
        (
            "action_start_transfer",
            "action_view_movements",
            "action_view_old_parts",
            "action_view_requests",
            "action_view_stock",
            "action_view_transfers",
        ),
        WINDOW,
    ),
    "aftersales.part.reason": {"action_confirm": WIZARD},
    "aftersales.part.transfer": {
        **dict.fromkeys(
            (
                "action_approve",
                "action_cancel",
                "action_receive",
                "action_redraft",
                "action_refuse",
                "action_reverse",
                "action_submit",
            ),
            "who may read the movement and has the step's role (_check_step)",
        ),
        **dict.fromkeys(
            ("action_print_note", "action_print_receiving"),
            "takes the right to read the movement",
        ),
        **dict.fromkeys(("action_settle", "action_view_pickings"), WINDOW),
    },
    "aftersales.notice": {"action_retry": MANAGER},
    "aftersales.old.part": {
        **dict.fromkeys(
            (
                "action_ask_extension",
                "action_ask_waiver",
                "action_propose_charge",
                "action_receive",
            ),
            OLD_PART,
        ),
        "action_print_tags": "takes the right to read the old parts",
        "action_view_use": WINDOW,
    },
    "aftersales.old.part.box": dict.fromkeys(
        ("action_fill", "action_receive", "action_scan", "action_send"), OLD_PART
    ),
    "aftersales.old.part.charge": dict.fromkeys(
        ("action_confirm", "action_refuse"), OLD_PART
    ),
    "aftersales.old.part.correct": {"action_correct": WIZARD},
    "aftersales.old.part.disposal": dict.fromkeys(
        (
            "action_approve",
            "action_cancel",
            "action_collect",
            "action_done",
            "action_give_back",
            "action_submit",
        ),
        OLD_PART,
    ),
    "aftersales.old.part.receipt": {"action_correct": WINDOW},
    "aftersales.old.part.scan": {
        "action_receive": WIZARD,
        "on_barcode_scanned": "adds to a list in a window; searches with own rights",
    },
    "aftersales.old.part.waiver": {
        **dict.fromkeys(("action_grant", "action_refuse"), OLD_PART),
        "action_withdraw": "who asked",
    },
    "aftersales.month": {
        **dict.fromkeys(
            ("action_check", "action_close", "action_close_stock", "action_reopen"),
            "who may read the month and has the step's role (_check_step)",
        ),
        **dict.fromkeys(
            (
                "action_ask_reopen",
                "action_view_breaks",
                "action_view_ledger",
                "action_view_revaluations",
            ),
            WINDOW,
        ),
        "action_make_statements": "takes the right to make statements",
    },
    "aftersales.month.break": {"action_open": WINDOW},
    "aftersales.month.check": {"action_view_breaks": WINDOW},
    "aftersales.month.reopen": {"action_confirm": WIZARD},
    "aftersales.part.ledger": {
        "action_open_moves": WINDOW,
        "web_search_read": "Odoo's own, in one statement",
    },
    "aftersales.part.statement": dict.fromkeys(
        ("action_new_version", "action_send"),
        "who may read the statement and has one of the roles (_check_role)",
    ),
    "aftersales.part.setup": {
        "action_apply": "finance and service managers of the company (_check_may)"
    },
    "aftersales.part.shortage": {"action_decide": "finance (_check_finance)"},
    "aftersales.pause": {"action_pause": WIZARD},
    "aftersales.part.issue": {"action_confirm": WIZARD},
    "aftersales.part.request.reason": {"action_confirm": WIZARD},
    "aftersales.part.request": {
        **dict.fromkeys(
            (
                "action_cancel",
                "action_check_packing",
                "action_finish",
                "action_issue",
                "action_open_issue",
                "action_pack",
                "action_redraft",
                "action_ship",
                "action_submit",
                "action_unpack",
                "action_withdraw",
            ),
            "who may read the requisition and has the step's role (_check_step)",
        ),
        "action_ask_reason": WINDOW,
        "action_view_pickings": WINDOW,
        "request_validation": "submits, with the step's role",
        "restart_validation": "takes it back, with the step's role",
    },
    "aftersales.profile": dict.fromkeys(("compare", "load"), MANAGER),
    "aftersales.profile.load": dict.fromkeys(("action_compare", "action_load"), WIZARD),
    "aftersales.provision.reverse": {"action_confirm": WIZARD},
    "aftersales.reading": {"action_correct": WINDOW},
    "aftersales.refusal": {"action_refuse": WIZARD},
    "aftersales.return": {
        **dict.fromkeys(
            (
                "action_accept",
                "action_cancel",
                "action_decide",
                "action_inspect",
                "action_pick_up",
                "action_receive",
                "action_refund",
                "action_refuse",
                "action_report",
                "action_send_back",
                "action_ship",
                "action_tell_customer",
            ),
            "who may read the return and has the step's role (_check_step)",
        ),
        **dict.fromkeys(
            ("action_view_delivery", "action_view_receipt", "action_view_refund"),
            WINDOW,
        ),
        "request_validation": "decides, with the step's role",
        "restart_validation": MANAGER,
    },
    "aftersales.service.record": {"action_open_request": WINDOW},
    "aftersales.settings": {"action_save": WINDOW},
    "aftersales.part.reverse": {"action_confirm": WIZARD},
    "aftersales.part.use": {
        **dict.fromkeys(
            (
                "action_approve",
                "action_post",
                "action_reserve",
                "action_reverse",
                "action_sign_freight",
            ),
            "who may read the part and has one of the step's roles (_check_role)",
        ),
        "action_decide_supplier": "buyers and quality, by name (_check_decider)",
        "action_release_claim": "quality, by name (_check_decider)",
    },
    "aftersales.supplier.agreement": {
        "action_new_version": "takes the right to write and copy agreements",
        "action_view_claims": WINDOW,
    },
    "aftersales.supplier.claim": {
        **dict.fromkeys(
            (
                "action_answer",
                "action_cancel",
                "action_check",
                "action_close",
                "action_deem",
                "action_redo",
                "action_send_old_parts",
                "action_settle",
                "action_submit",
            ),
            "who may read the claim and has the step's role (_check_step)",
        ),
        **dict.fromkeys(
            (
                "action_import_answer",
                "action_view_lines",
                "action_view_refund",
            ),
            WINDOW,
        ),
        **dict.fromkeys(
            ("action_print_letter", "action_print_sheet"),
            "takes the right to read the claim",
        ),
        "collect": "buyers, who are asked for by name",
    },
    "aftersales.warranty.override": {"action_decide": WIZARD},
    "aftersales.warranty.provision": dict.fromkeys(
        ("action_post", "action_reckon", "action_reverse"), "finance (_check_finance)"
    ),
    "aftersales.warranty.policy": {
        "action_new_version": "copying takes the right to",
        "action_view_verdicts": WINDOW,
    },
    "aftersales.warranty.verdict": {
        "action_confirm": CLERK,
        "action_override": WINDOW,
        "action_print": "takes the right to read the verdict",
    },
    "aftersales.visit": {
        **dict.fromkeys(
            ("action_cancel", "action_choose_crew", "action_dispatch", "action_file"),
            CLERK,
        ),
        **dict.fromkeys(("action_request_parts", "action_view_part_requests"), WINDOW),
        **dict.fromkeys(
            (
                "action_arrive",
                "action_call_hq",
                "action_depart",
                "action_finish",
                "action_leave",
                "action_sign",
                "book_ticket",
                "record_event",
            ),
            CREW,
        ),
        "action_approve": MANAGER,
        "action_print_old_part_tags": "takes the right to read the old parts",
        "action_view_old_parts": WINDOW,
        "action_view_expenses": WINDOW,
    },
    "aftersales.visit.booking": {"action_confirm": WIZARD},
    "aftersales.visit.cancel": {"action_confirm": WIZARD},
    "aftersales.visit.crew": {"action_confirm": WIZARD},
    "aftersales.visit.link": {"action_send": CREW},
    "aftersales.visit.return": {"action_confirm": WIZARD},
    "aftersales.visit.satisfaction": {"action_confirm": WIZARD},
    "helpdesk.ticket": {
        **dict.fromkeys(
            (
                "action_accept",
                "action_close",
                "action_propose_solution",
                "action_refuse",
                "action_reopen",
                "action_respond",
                "action_resume",
                "record_event",
            ),
            RECORD,
        ),
        **dict.fromkeys(
            (
                "action_dispatch",
                "action_request_parts",
                "action_view_part_requests",
                "action_view_costs",
                "action_view_quotations",
                "action_view_repeats",
                "action_view_returns",
                "action_view_visits",
            ),
            WINDOW,
        ),
        "action_quote": "clerks, who are asked for by name",
        "action_ask_documents": "clerks, who are asked for by name",
        **dict.fromkeys(
            ("make_verdict", "action_make_verdict"),
            "technicians and clerks who may read the request (_check_may_judge)",
        ),
        "action_view_verdicts": WINDOW,
        "action_link_stated_serial": "takes the right to write the request",
    },
    **dict.fromkeys(
        ("hr.employee", "hr.employee.public"),
        {
            "action_open_parts_account": "keepers and service managers, who are asked "
            "for by name"
        },
    ),
    "hr.expense": dict.fromkeys(
        ("action_submit", "action_verify"), "Odoo's own rights decide (can_approve)"
    ),
    "res.company": {"stock_value": "Odoo's own, which reads with the user's rights"},
    "hr.expense.refuse.wizard": {"action_refuse": "Odoo's own rights decide"},
    **dict.fromkeys(
        (
            "report.aftersales_service.month_xlsx",
            "report.aftersales_service.service_record_xlsx",
            "report.aftersales_service.supplier_claim_xlsx",
        ),
        dict.fromkeys(
            ("generate_xlsx_report", "get_workbook_options"),
            "takes a workbook, which no network call can bring",
        ),
    ),
    "res.partner": {
        **dict.fromkeys(
            (
                "action_view_aftersales_lots",
                "action_view_aftersales_tickets",
                "action_view_parts_accounts",
            ),
            WINDOW,
        ),
        "action_open_parts_account": "keepers and service managers, by name",
    },
    "stock.lot": {
        "action_print_card": "takes the right to read the products",
        **dict.fromkeys(
            ("action_revoke_card", "action_send_card"),
            "clerks, who are asked for by name (_check_card_clerk)",
        ),
        "action_view_aftersales_tickets": WINDOW,
        "get_formview_id": "tells the id of a form",
    },
    "stock.warehouse.orderpoint": {
        "action_replenish_parts": "keepers and buyers, who are asked for by name"
    },
    "stock.picking": {"action_print_receiving": "takes the right to read the transfer"},
}
#: Methods of every model, whose rights Odoo checks
GENERAL = set(dir(BaseModel)) - {"load"}

#: What a window may tell: settings of the user's own company
KNOWN = ("display_name", "allowed_kind_ids", "create_uid", "cause", "needs_approval")


@tagged("post_install", "-at_install")
class TestPublicMethods(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_manager, _employee = cls._make_user(
            "foreign_manager", "manager", cls.other_company
        )
        cls.reason = cls.env["aftersales.pause.reason"].create(
            {"code": "gate", "name": "Gate", "company_id": cls.company.id}
        )
        cls.ticket = cls._create_ticket()
        cls.ticket.record_event("blocked", reason=cls.reason)
        cls.visit = cls._create_visit(cls.ticket)

    def setUp(self):
        super().setUp()
        #: What somebody could do or read who may not
        self.leaks = []
        self.maxDiff = None

    def call(self, user, model, method, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[model]
        with self.cr.savepoint(), mute_logger(*LOGGERS, "odoo.sql_db"):
            result = call_kw(target, method, list(args), kwargs)
            self.env.flush_all()
        return result

    def test_inf1_public_methods_are_those_of_the_list(self):
        found = {}
        for name, model in self.registry.items():
            for base in model.__mro__:
                if not base.__module__.startswith(OWN):
                    continue
                for method, what in vars(base).items():
                    if not callable(what) or method in GENERAL:
                        continue
                    try:
                        get_public_method(self.env[name], method)
                    except AccessError:
                        continue
                    found.setdefault(name, set()).add(method)
        self.assertEqual(
            found, {name: set(methods) for name, methods in PUBLIC.items()}
        )

    def outsiders(self):
        return (
            self.owner,
            self.stranger,
            self.nobody,
            self.other_technician,
            self.foreign_clerk,
            self.foreign_manager,
        )

    def test_inf1_outsiders_press_no_button_of_a_request(self):
        records = {
            "helpdesk.ticket": self.ticket,
            "aftersales.visit": self.visit,
            "aftersales.clock.pause": self.ticket.clock_ids.pause_ids[:1],
            "aftersales.event": self.ticket.event_ids[:1],
            "aftersales.clock.policy": self.t02,
        }
        arguments = {
            "action_cancel": ["No need"],
            "book_ticket": [
                "2026-03-02 10:00:00",
                "2026-03-02 09:00:00",
                self.foreign_employee.id,
                "Rail",
            ],
            "correct": ["It was otherwise"],
        }
        facts, done = self.ticket.event_ids, []
        for state in ("draft", "dispatched", "finished", "signed", "approved"):
            if state != "draft":
                self.live(self.visit, state)
                facts = self.ticket.event_ids
            for model, record in records.items():
                for method, why in PUBLIC[model].items():
                    if why == WINDOW:
                        continue
                    args = arguments.get(method, [])
                    if method == "record_event":
                        args = [
                            "hq_called" if model == "aftersales.visit" else "closed"
                        ]
                    for user in self.outsiders():
                        try:
                            self.call(user, model, method, record.ids, *args)
                        except AccessError:
                            continue
                        except UserError as error:
                            done.append((user.login, model, method, state, error))
                        else:
                            done.append((user.login, model, method, state))
        self.assertEqual(done, [])
        self.env.invalidate_all()
        self.assertEqual(self.ticket.event_ids, facts)
        self.assertEqual(self.visit.state, "approved")

    def windows(self):
        """Windows on a request, with values that name it."""
        ticket, visit = self.ticket.id, self.visit.id
        clock = self.clock(self.ticket, self.t02)
        moments = {
            "departure_at": "2026-03-02 09:00:00",
            "arrival_at": "2026-03-02 10:00:00",
        }
        kinds = self.env["aftersales.event.type"]
        responded = kinds.search([("code", "=", "responded")])
        called = kinds.search([("code", "=", "hq_called")])
        return {
            "aftersales.pause": {
                "ticket_id": ticket,
                "reason_id": self.reason.id,
                "note": "x",
            },
            "aftersales.delay.report": {
                "ticket_id": ticket,
                "reason": "x",
                "promised_at": "2026-04-01 00:00:00",
            },
            "aftersales.event.record": {"ticket_id": ticket, "kind_id": responded.id},
            "aftersales.event.record ": {"visit_id": visit, "kind_id": called.id},
            "aftersales.event.correct": {
                "event_id": self.ticket.event_ids[:1].id,
                "note": "x",
            },
            "aftersales.visit.booking": {
                "visit_id": visit,
                "booker_id": self.foreign_employee.id,
                "carrier": "Rail",
                **moments,
            },
            "aftersales.visit.cancel": {"visit_id": visit, "reason": "x"},
            "aftersales.visit.crew": {
                "visit_id": visit,
                "line_ids": [
                    [0, 0, {"employee_id": self.other_engineer.id, "leads": True}]
                ],
            },
            "aftersales.refusal": {"ticket_id": ticket, "reason": "x"},
            "aftersales.cost.entry": {
                "ticket_id": ticket,
                "kind": "freight",
                "reference": "x",
                "amount": 1,
                "reason": "x",
            },
            "aftersales.visit.link": {"visit_id": visit},
            "aftersales.visit.return": {"visit_id": visit, "reason": "x"},
            "aftersales.visit.satisfaction": {"visit_id": visit, "score": "1"},
            "aftersales.clock.rerate": {
                "policy_id": self.t02.id,
                "reason": "x",
                "line_ids": [[0, 0, {"clock_id": clock.id}]],
            },
            "aftersales.intake": {
                "company_id": self.company.id,
                "lot_id": self.lot.id,
                "type_id": self.repair.id,
                "description": "x",
                "new_name": "x",
            },
        }

    def test_inf1_windows_on_foreign_records_do_and_tell_nothing(self):
        """``active_id`` and values of a window are the caller's own words."""
        self.live(self.visit, "finished")
        facts = self.env["aftersales.event"].search(
            [("company_id", "=", self.company.id)]
        )
        tickets = self.env["helpdesk.ticket"].search([])
        for model, values in self.windows().items():
            model = model.strip()
            action = next(m for m in PUBLIC[model] if m.startswith("action"))
            if model == "aftersales.intake":
                action = "action_register"
            for user in self.outsiders():
                with self.subTest(model, user=user.login):
                    self.assert_useless(user, model, values, action)
        self.assertEqual(self.leaks, [])
        self.env.invalidate_all()
        self.assertEqual(
            self.env["aftersales.event"].search([("company_id", "=", self.company.id)]),
            facts,
        )
        self.assertEqual(self.env["helpdesk.ticket"].search([]), tickets)
        self.assertEqual(self.visit.employee_ids, self.engineer)

    def assert_useless(self, user, model, values, action):
        for how in ("values", "defaults", "active_id"):
            context, given = {}, values
            if how == "defaults":
                context = {f"default_{k}": v for k, v in values.items()}
                given = {}
            elif how == "active_id":
                record = next(k for k in values if k.endswith("_id"))
                context = {
                    "active_id": values[record],
                    "active_model": self.env[model]._fields[record].comodel_name,
                }
                given = {k: v for k, v in values.items() if k != record}
            try:
                window = self.call(user, model, "create", given, context=context)
            except (UserError, IntegrityError):
                continue
            self.assert_tells_nothing(user, model, window, values)
            try:
                self.call(user, model, action, [window])
            except UserError:
                continue
            self.leaks.append((user.login, model, action, how))

    def assert_tells_nothing(self, user, model, window, values):
        """What the window follows from the foreign record stays empty."""
        fields = self.env[model]._fields
        told = [
            name
            for name, field in fields.items()
            if (field.related or field.compute)
            and name not in values
            and name not in KNOWN
        ]
        for name in told:
            try:
                (row,) = self.call(user, model, "read", [window], [name])
            except UserError:
                continue
            if row[name]:
                self.leaks.append((user.login, model, name, row[name]))

    def test_inf1_onchange_tells_nothing_of_foreign_records(self):
        self.live(self.visit, "finished")
        for model, values in self.windows().items():
            model = model.strip()
            names = [n for n in values if n.endswith("_id")]
            for user in self.outsiders():
                with self.subTest(model, user=user.login):
                    fields = self.env[model]._fields
                    spec = {name: {} for name in fields if name != "display_name"}
                    try:
                        answer = self.call(
                            user,
                            model,
                            "onchange",
                            [],
                            {k: v for k, v in values.items() if k in names},
                            names,
                            spec,
                        )
                    except UserError:
                        continue
                    for name, value in answer.get("value", {}).items():
                        field = fields[name]
                        if (field.related or field.compute) and name not in (
                            *KNOWN,
                            *values,
                        ):
                            if value:
                                self.leaks.append((user.login, model, name, value))
        self.assertEqual(self.leaks, [])

    def test_vis4_portal_pages_are_no_method(self):
        with self.assertRaises(AccessError):
            self.call(
                self.owner,
                "aftersales.visit",
                "_sign",
                self.visit.ids,
                "x",
                SIGNATURE.decode(),
            )
