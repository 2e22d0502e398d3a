import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, file_open

from ..rules import visit as visit_rules
from .diary import ZONE, Calendar, Diary, read
from .pictures import photo
from .steps_cost import CostSteps
from .steps_part import PartSteps
from .steps_return import ReturnSteps
from .steps_warranty import WarrantySteps
from .travel import time_travel

MODULE = "aftersales_service"
#: Answers of the checklist that aren't written down for each report
USUAL = {
    "running_hours": "{hours}",
    "mileage": "{km}",
    "temperature": "850",
    "parts_replaced": "{parts}",
    "opened_before": "无",
    "history": "正常使用中突然出现，之前无异常",
    "scope": "在三包期内，属产品质量问题",
    "running_time": "{hours}",
}
#: How fast coaches run on the average, for their working hours
KM_PER_HOUR = 45
#: Certificate, employee, days from today until which it is valid (VIS-10)
CERTIFICATES = (
    ("低压电工作业证", "technician", 800),
    ("低压电工作业证", "technician2", 420),
    ("低压电工作业证", "technician3", -18),
    ("低压电工作业证", "technician4", 12),
    ("燃气具安装维修证", "technician", 510),
    ("燃气具安装维修证", "technician2", 95),
)


class AftersalesDemo(models.AbstractModel):
    """Two months of an after-sales department, lived through for the demo.

    Everybody does what they did with their own rights and at their own time: clocks,
    states and stamps follow from that. The tables lie in ``demo/story``.
    """

    _name = "aftersales.demo"
    _description = "Demo Story of After-Sales"

    @api.model
    def _load_story(self, now=None):
        """Live through the story up to now, once; called when demo data is loaded.

        :param now: the moment of installation, naive UTC; default: the current time
        :raise ValueError: there are no companies of the demo
        """
        company = self._demo("company")
        if self.env["helpdesk.ticket"].search_count([("company_id", "=", company.id)]):
            return
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        if not self.env.lang:
            # files of demo data are loaded in no language; the story has one
            return self.with_context(lang="zh_CN")._load_story(now)
        self._forget_files(self._companies())
        # its terms are loaded after the demo data otherwise; notes are kept as written
        self.env["ir.module.module"].search(
            [("state", "in", ("installed", "to install", "to upgrade"))]
        )._update_translations("zh_CN")
        for each in self._companies():
            self.env["aftersales.calendar.day"]._load_for(each)
        self._certify(now)
        self._open_books()
        self._ask_branch_managers()
        self._sell(now)
        users = self._companies().user_ids
        if "odoobot_state" in users._fields:
            # its greeting would cover the whole screen of a phone
            users.write({"odoobot_state": "disabled"})
        last = {name: self._last_id(name) for name in ("mail.message", "mail.mail")}
        _Story(self, now).live()
        self._after_story(now)
        self._clear_up(last, now)

    @api.model
    def _forget_files(self, companies):
        """Customers from the files have notes of their making, in English."""
        # what the files changed is noted now, and not later amid the story
        self.env.cr.flush()
        customers = self.env["res.partner"].search(
            [("company_id", "in", companies.ids)]
        )
        customers.message_ids.unlink()

    @api.model
    def _demo(self, name):
        return self.env.ref(f"{MODULE}.{name}_demo")

    @api.model
    def _last_id(self, model):
        return self.env[model].sudo().search([], order="id desc", limit=1).id or 0

    def _certify(self, now):
        today = now.date()
        kind = self._demo("skill_type")
        skills = {skill.name: skill for skill in kind.skill_ids}
        for name, employee, days in CERTIFICATES:
            end = today + timedelta(days=days)
            self.env["hr.employee.skill"].create(
                {
                    "employee_id": self._demo(f"employee_{employee}").id,
                    "skill_id": skills[name].id,
                    "skill_type_id": kind.id,
                    "skill_level_id": kind.skill_level_ids.id,
                    "valid_from": end - timedelta(days=3 * 365),
                    "valid_to": end,
                }
            )
        types = self.env["helpdesk.ticket.type"].search(
            [
                ("company_id", "=", self._demo("company").id),
                ("kind", "in", ("repair", "installation")),
            ]
        )
        types.skill_ids = skills[CERTIFICATES[0][0]]

    def _ask_branch_managers(self):
        """Complaints are taken on or refused by the branch manager (INT-6)."""
        self.env["helpdesk.ticket.type"].search(
            [
                ("company_id", "in", self._companies().ids),
                ("kind", "=", "complaint"),
            ]
        ).needs_acceptance = True

    def _clear_up(self, last, now):
        """What the story leaves for the day of installation."""
        self._settle_messages(last, now)
        clocks = self.env["aftersales.clock"]
        clocks.sweep(now)
        clocks.raise_alarms(now)
        self.env["stock.lot"]._warn_of_thresholds()
        # nothing can be printed while modules are being installed
        self.env.ref(f"{MODULE}.ir_cron_print_seals")._trigger()

    @api.model
    def _live_once(self, module, company, model, live, now=None):
        """Live through the story of an addon up to now, once.

        :param module: the addon, whose terms the story speaks
        :param company: the story's company
        :param model: of which the company has nothing yet
        :param live: function of this model, in the story's language, and the moment
        :param now: the moment of installation, naive UTC; default: the current time
        """
        if self.env[model].search_count([("company_id", "=", company.id)], limit=1):
            return
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        # files of demo data are loaded in no language; the story has one
        demo = self if self.env.lang else self.with_context(lang="zh_CN")
        # its terms are loaded after the demo data otherwise; notes are kept as written
        demo.env["ir.module.module"].search(
            [("name", "=", module)]
        )._update_translations("zh_CN")
        last = {name: demo._last_id(name) for name in ("mail.message", "mail.mail")}
        live(demo, now)
        demo._settle_messages(last, now)

    @api.model
    def _settle_messages(self, last, now):
        """Messages lie in the days of the story, and nothing of it is sent.

        :param last: model → the newest id before the story
        """
        self.env.flush_all()
        # messages took the time of the installation by default
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET date = create_date WHERE id > %s",
                last["mail.message"],
            )
        )
        # who reads their messages has read those of the days before
        self.env["mail.notification"].search(
            [
                ("mail_message_id", ">", last["mail.message"]),
                ("mail_message_id.date", "<", now - timedelta(days=1)),
                ("notification_type", "=", "inbox"),
            ]
        ).is_read = True
        # nobody of the story has an address: nothing is sent
        self.env["mail.mail"].search([("id", ">", last["mail.mail"])]).cancel()
        self.env.invalidate_all()

    @api.private
    @api.model
    def print_archived(self):
        """Put the printed report on the requests whose visits were archived.

        A scheduled action of the demo: nothing can be printed while modules are being
        installed. Doing it twice changes nothing.
        """
        company = self._companies()
        # scheduled actions speak no language; the people of the story do
        visits = self.env["aftersales.visit"].with_context(lang="zh_CN")
        for visit in visits.search(
            [("company_id", "in", company.ids), ("state", "=", "archived")]
        ):
            name = f"{visit._get_report_base_filename()}.pdf"
            if name not in visit.ticket_id.message_ids.attachment_ids.mapped("name"):
                visit._attach_report()


class _Story(PartSteps, CostSteps, WarrantySteps, ReturnSteps):
    """Lets the people of the diary do what they did, step by step."""

    def __init__(self, demo, now):
        # a story is no news: customers get no messages about it
        both = demo._companies()
        self.env = demo.with_context(
            install_mode=True, lang="zh_CN", allowed_company_ids=both.ids
        ).env
        self.demo = demo.with_env(self.env)
        self.now = now
        self.companies = {}
        self.tickets = {}
        self.reports = {row["request"]: row for row in read("reports")}
        company = self.demo._demo("company")
        holidays, workdays = self.env["aftersales.calendar.day"]._of(company)
        self.calendar = Calendar(
            now,
            lambda day: day in workdays or (day.weekday() < 5 and day not in holidays),
        )
        self.diary = Diary(self.calendar)
        with file_open(f"{MODULE}/demo/signature_demo.png", "rb") as stream:
            self.signature = base64.b64encode(stream.read())

    def live(self):
        """All steps, each at its moment."""
        with time_travel(self.env) as travel:
            for step in self.diary.steps():
                travel(step.at)
                self._take(step)
                self.env.flush_all()

    def _take(self, step):
        self.step = step
        self.request = self.diary.requests[step.request]
        self.company = self.demo._demo(f"partner_{self.request['customer']}").company_id
        try:
            getattr(self, f"_do_{step.does}", self._record)()
        except Exception as error:
            error.add_note(f"Step of the story: {step}")
            raise

    # Who and what

    def _key(self, who):
        """Key of a person; roles are named as in the tables."""
        if who == "clerk":
            who = self.request["clerk"]
        elif who == "tech":
            who = self.request["crew"].split("+")[0]
        elif who in ("buyer", "keeper") and self.company != self.demo._demo("company"):
            who = "coach_keeper"
        return who

    def _user(self, who=None):
        who = self._key(who or self.step.who)
        if who == "customer":
            # who has no login comes by the link of the message
            portal = self.tickets[self.step.request].partner_id.user_ids[:1]
            return portal or self.env.ref("base.public_user")
        return self.demo._demo(f"user_{who}")

    def _employee(self, who):
        return self._user(who)._employee_in(self.company)

    def _as(self, record):
        """A record as the person of this step has it before them."""
        context = {
            **self.env.context,
            "allowed_company_ids": self.company.ids,
            "tz": str(ZONE),
            # numbers go by the day of the story
            "ir_sequence_date": str(self.company._service_date(self.step.at)),
        }
        # pylint: disable-next=context-overridden
        return record.with_user(self._user()).with_context(context)

    @property
    def ticket(self):
        """The request of this step."""
        return self._as(self.tickets[self.step.request])

    @property
    def visit(self):
        """The latest visit of this request."""
        return self._as(self.tickets[self.step.request].visit_ids.sorted("id")[-1:])

    def _of_company(self, model, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        domain.append(("company_id", "=", self.company.id))
        found = self.env[model].search(domain)
        if len(found) != 1:
            raise ValueError(f"{model} {values}: {len(found)}")
        return found

    # What people do

    def _do_registered(self):
        row = self.request
        clerk = self._employee(row["clerk"])
        machine = row["machine"] and self._of_company("stock.lot", name=row["machine"])
        channel = row["channel"]
        values = {
            "registered_at": self.step.at,
            "name": row["title"],
            "description": f"<p>{row['description']}</p>",
            "company_id": self.company.id,
            "partner_id": self.demo._demo(f"partner_{row['customer']}").id,
            "lot_id": machine.id if machine else False,
            "type_id": self._of_company("helpdesk.ticket.type", code=row["type"]).id,
            "channel_id": self.env.ref(
                channel if "." in channel else f"{MODULE}.channel_{channel}"
            ).id,
            "priority": row["priority"] or "1",
            "is_major": row["priority"] == "3",
            "team_id": self._team().id,
            "user_id": clerk.user_id.id,
            "accountable_id": clerk.id,
            "distance_km": int(row["distance"] or 0),
        }
        if row["fault"]:
            fault = self._of_company("aftersales.fault", code=row["fault"])
            values["fault_id"] = fault.id
        # what the customer read off is a little less than what the engineer finds
        report = self.reports.get(row["key"], {})
        values["reading_hours"] = max(int(report.get("hours") or 0) - 6, 0)
        values["reading_km"] = max(int(report.get("km") or 0) - 60, 0)
        values["reading_explanation"] = report.get("explained")
        if row["caller"]:
            values["caller_name"], values["caller_phone"] = row["caller"].split("|")
        ticket = self._as(self.env["helpdesk.ticket"])
        self.tickets[row["key"]] = ticket.create(values).with_env(self.env)

    def _team(self):
        furnace = self.company == self.demo._demo("company")
        return self.demo._demo("team" if furnace else "team_coach")

    def _record(self):
        """A fact of the visit or of the request."""
        step = self.step
        target = self.visit if step.does in visit_rules.CODES else self.ticket
        asked = self._employee(step.what) if step.what else None
        target.record_event(
            step.does, note=step.text, promised_at=step.then, asked=asked
        )

    def _do_late(self):
        """A fact that is told only now: ``what`` it was, ``then`` when it happened."""
        self.ticket.record_event(self.step.what, at=self.step.then, note=self.step.text)

    def _do_said(self):
        """A message of the customer, or a note among colleagues."""
        by_customer = self.step.who == "customer"
        self.ticket.sudo().message_post(
            body=self.step.text,
            author_id=(
                self.tickets[self.step.request].partner_id
                if by_customer
                else self._user().partner_id
            ).id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if by_customer else "mail.mt_note",
        )

    def _do_moved(self):
        """A clerk draws the request to another column."""
        self.ticket.stage_id = self.env.ref(
            f"helpdesk_mgmt.helpdesk_ticket_stage_{self.step.what}"
        )

    def _do_planned(self):
        crew = [self._employee(who) for who in self.step.what.split("+")]
        visit = self._as(self.env["aftersales.visit"])
        visit.create(
            {
                "ticket_id": self.tickets[self.step.request].id,
                "leader_id": crew[0].id,
                "employee_ids": [(6, 0, [one.id for one in crew])],
                "planned_at": self.step.then,
            }
        )

    def _do_take(self):
        """The list of what to take along: kind, name and quantity."""
        kinds = {"件": "part", "具": "tool", "表": "form"}
        visit = self.visit
        take = self._as(self.env["aftersales.visit.take"])
        for thing in self.step.text.split("；"):
            kind, name, quantity = thing.split("|")
            product = kind == "件" and self._part(name)
            take.create(
                {
                    "visit_id": visit.id,
                    "kind": kinds[kind],
                    "product_id": product.id if product else False,
                    "name": name,
                    "quantity": float(quantity),
                }
            )
        if self.step.what:
            visit.write(
                {"advance_amount": float(self.step.what), "advance_note": "差旅费"}
            )

    def _part(self, name):
        domain = [("name", "=", name), ("company_id", "=", self.company.id)]
        return self.env["product.product"].search(domain, limit=1)

    def _do_packed(self):
        self.visit.sudo().take_ids.filtered(lambda thing: thing.kind != "form").write(
            {"taken": True}
        )

    def _do_dispatched(self):
        self.visit.action_dispatch()

    def _do_ticket_booked(self):
        """``what``: carrier, number, and hours on the way."""
        carrier, number, hours = self.step.what.split("|")
        self.visit.book_ticket(
            arrival_at=self.step.then,
            departure_at=self.step.then - timedelta(hours=float(hours)),
            booker=self._employee(self.step.who),
            carrier=carrier,
            carrier_number=number,
        )

    def _do_wrote(self):
        """The technician writes the report and takes photos."""
        row = self.reports[self.step.request]
        visit = self.visit
        parts = [part.split("|") for part in row["parts"].split("；") if part]
        visit.write(
            {
                "reading_hours": float(row["hours"] or 0),
                "reading_km": float(row["km"] or 0),
                "reading_explanation": row["explained"],
                "opened_before": "no",
                "warranty_scope": row["scope"] or "inside",
                "conditions": row["conditions"],
                "findings": row["findings"],
                "cause": row["cause"],
                "action_taken": row["action"],
                "customer_opinion": row["opinion"],
                "customer_satisfied": "yes" if row["satisfied"] != "no" else "no",
                "part_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self._part(name).id,
                            "name": name,
                            "quantity": float(quantity),
                            "reason": reason,
                            "old_part_taken": True,
                            "is_main_cause": not place,
                        },
                    )
                    for place, (name, quantity, reason, *_from) in enumerate(parts)
                ],
            }
        )
        self._take_from(parts)
        told = {
            **row,
            "hours": row["hours"] or int(row["km"]) // KM_PER_HOUR,
            "parts": "、".join(name for name, *_rest in parts) or "无",
        }
        for line in visit.line_ids:
            code = line.item_id.code
            if line.kind == "check":
                line.done = True
            else:
                line.value = USUAL.get(code, "无").format(**told) or "无"
        for kind in ("nameplate", "meter", "fault", "after"):
            text = {
                "nameplate": visit.lot_id.name,
                "meter": row["hours"] or row["km"],
            }.get(kind, f"{self.step.at:%Y-%m-%d}")
            self._as(self.env["aftersales.visit.photo"]).create(
                {
                    "visit_id": visit.id,
                    "kind": kind,
                    "image": photo(kind, text or "-"),
                }
            )

    def _do_signed(self):
        # the customer's page has checked who signs
        self.visit.sudo()._sign(self.step.what, self.signature, "127.0.0.1 -")

    def _do_judged(self):
        score, _bar, text = self.step.what.partition("|")
        # the customer's page has checked who answers
        self.visit.sudo()._answer_satisfaction(score, text or None)

    def _do_waived(self):
        self.visit._waive_satisfaction(self.step.text)

    def _do_approved(self):
        self.visit.action_approve()

    def _do_returned(self):
        self.visit._return(self.step.text)

    def _do_archived(self):
        # as action_file, but for the printed copy: see print_archived
        visit = self.visit
        visit._check_clerk()
        visit._check_satisfaction()
        visit.sudo().state = visit_rules.ARCHIVED
        inside = visit.warranty_scope == "inside"
        self.ticket.cause_class = "quality" if inside else "other"
        self._settle_parts()

    def _do_cancelled(self):
        self.visit.action_cancel(self.step.text)

    def _do_papers(self):
        """The customer's papers come in: codes, or all that are missing."""
        ticket = self.tickets[self.step.request]
        papers = ticket._missing_documents()
        if self.step.what != "*":
            codes = self.step.what.split("+")
            papers = ticket.document_ids.filtered(lambda one: one.kind_id.code in codes)
        for paper in papers:
            kind = "nameplate" if paper.kind_id.code == "nameplate" else "fault"
            file = self._as(self.env["ir.attachment"]).create(
                {
                    "name": f"{paper.kind_id.name}.jpg",
                    "datas": photo(kind, ticket.lot_id.name or ticket.number),
                }
            )
            self._as(paper)._receive(file)

    def _do_ask_papers(self):
        self.ticket.action_ask_documents()

    def _do_blocked(self):
        reason = self._of_company("aftersales.pause.reason", code=self.step.what)
        self.ticket.record_event("blocked", note=self.step.text, reason=reason)

    def _do_unblocked(self):
        self.ticket.action_resume()

    def _do_pause_approved(self):
        self._asked_pauses().action_approve()

    def _do_pause_refused(self):
        self._asked_pauses().action_refuse()

    def _asked_pauses(self):
        pauses = self.tickets[self.step.request].clock_ids.pause_ids
        return self._as(pauses.filtered(lambda pause: pause.state == "asked"))

    def _do_commissioned(self):
        """The machine is accepted: its warranty begins."""
        lot = self._as(self.tickets[self.step.request].lot_id)
        lot.commissioned_date = self.company._service_date(self.step.at)

    def _do_owner_changed(self):
        """A machine was sold on: ``what`` serial number and new owner."""
        serial, owner = self.step.what.split("|")
        self._as(self.env["aftersales.lot.owner"]).create(
            {
                "lot_id": self._of_company("stock.lot", name=serial).id,
                "partner_id": self.demo._demo(f"partner_{owner}").id,
                "date_from": self.company._service_date(self.step.at),
                "note": self.step.text,
            }
        )

    def _do_corrected(self):
        """``what`` fact happened in truth at ``then``."""
        facts = self.tickets[self.step.request].event_ids
        event = facts.filtered(
            lambda fact: fact.code == self.step.what and fact.is_in_force
        )[:1]
        self._as(event).correct(self.step.text, at=self.step.then)

    def _do_delay_reported(self):
        ticket = self.ticket
        ticket._report_delay(self.step.text, self.step.then, ticket._leader())

    def _do_closed(self):
        self.ticket.action_close()

    def _do_closed_by_customer(self):
        ticket = self.ticket.sudo()
        ticket._portal_close(ticket._portal_closing_stages()[:1])

    def _do_reopened_by_customer(self):
        self.ticket.sudo()._portal_reopen(self.step.text)
