"""Messages to the customer: what they say, in which language, and when."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestPortalNotice(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["aftersales.notice"]
        cls.notices.search([]).unlink()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.owner.partner_id.lang = "en_US"
        cls.company.partner_id.write({"email": "service@x.test", "phone": "400-1"})
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def queued(self):
        return self.notices.search([]).mapped("kind")

    def sent(self, ticket=None):
        """Send what is queued; the messages that this made, oldest first."""
        ticket = ticket or self.ticket
        before = ticket.message_ids
        self.notices.send_due()
        return (ticket.message_ids - before).sorted("id")

    def test_received_names_number_and_promises(self):
        (message,) = self.sent()
        for text in (self.ticket.number, "Limit T-02", "promised by", "400-1"):
            self.assertIn(text, message.body)
        # 3 hours after 10:00 in Shanghai
        self.assertIn("2026-03-02 13:00", message.body)
        self.assertIn(self.ticket.get_portal_url(), message.body.replace("&amp;", "&"))
        self.assertEqual(message.author_id, self.company.partner_id)
        self.assertIn(self.owner.partner_id, message.notified_partner_ids)
        self.assertIn("service@x.test", message.email_from)
        self.assertFalse(message.subtype_id.internal)

    def test_customer_sees_the_message_in_the_portal(self):
        (message,) = self.sent()
        seen = self.env["mail.message"].with_user(self.owner).search([])
        self.assertIn(message, seen)
        self.assertIn(message, self.ticket.website_message_ids)

    def test_each_is_sent_once(self):
        self.assertEqual(len(self.sent()), 1)
        self.assertFalse(self.sent())
        self.assertFalse(self.queued())

    def test_visit_appointed_and_moved(self):
        self.sent()
        self.visit.with_user(self.clerk).action_dispatch()
        (message,) = self.sent()
        self.assertIn("2026-03-02 12:00", message.body)
        self.assertIn("Monday", message.body)
        self.assertIn(self.engineer.name, message.body)
        self.visit.with_user(self.clerk).planned_at = NOW + timedelta(days=1)
        (message,) = self.sent()
        self.assertIn("2026-03-03 10:00", message.body)
        # the same time again, or a word on something else, is no news
        self.visit.with_user(self.clerk).planned_at = NOW + timedelta(days=1)
        self.visit.with_user(self.clerk).findings = "x"
        self.assertFalse(self.queued())

    def test_moving_twice_in_a_minute_is_told_once(self):
        self.sent()
        self.visit.with_user(self.clerk).action_dispatch()
        for hours in (3, 4, 5):
            self.visit.planned_at = NOW + timedelta(hours=hours)
        (message,) = self.sent()
        self.assertIn("2026-03-02 15:00", message.body)

    def test_draft_visit_is_nobodys_business(self):
        self.sent()
        self.visit.planned_at = NOW + timedelta(days=3)
        self.assertFalse(self.queued())

    def test_visit_called_off_before_it_was_told(self):
        self.sent()
        self.visit.with_user(self.clerk).action_dispatch()
        self.visit.with_user(self.clerk).action_cancel("Customer away")
        self.assertFalse(self.sent())
        self.assertFalse(self.queued())

    def test_report_ready_brings_the_link_to_sign(self):
        self.live(self.visit, "finished")
        messages = self.sent()
        link = self.visit.get_portal_url()
        (message,) = [m for m in messages if link in m.body.replace("&amp;", "&")]
        self.assertIn("sign", message.subject)

    def test_closed_says_how_to_reopen(self):
        self.sent()
        self.ticket.with_user(self.clerk).action_close()
        (message,) = self.sent()
        self.assertIn("within 30 days", message.body)
        self.company.aftersales_reopen_days = 0
        self.ticket.with_user(self.clerk).action_reopen()
        self.ticket.with_user(self.clerk).action_close()
        (message,) = self.sent()
        self.assertNotIn("days", message.body)

    def test_closed_and_reopened_at_once_is_no_news(self):
        self.sent()
        self.ticket.with_user(self.clerk).action_close()
        self.ticket.with_user(self.clerk).action_reopen()
        self.assertFalse(self.sent())

    def test_closing_by_the_stage_is_told_too(self):
        self.sent()
        self.ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.assertEqual(self.queued(), ["closed"])

    def test_each_company_switches_each_off(self):
        self.notices.search([]).unlink()
        switches = ("received", "visit", "report", "closed")
        self.company.write({f"aftersales_tell_{kind}": False for kind in switches})
        ticket = self._create_ticket()
        self.live(self._create_visit(ticket), "finished")
        ticket.with_user(self.clerk).action_close()
        self.assertFalse(self.queued())
        self.company.aftersales_tell_closed = True
        ticket.with_user(self.clerk).action_reopen()
        ticket.with_user(self.clerk).action_close()
        self.assertEqual(self.queued(), ["closed"])

    def test_nobody_is_told_of_the_past(self):
        self.notices.search([]).unlink()
        self._create_ticket(registered_at=NOW - timedelta(days=2), late_reason="x")
        self.assertFalse(self.queued())
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
            [NOW, self.ticket.id],
        )
        self.ticket.invalidate_recordset()
        self.ticket._record_history()
        self.assertFalse(self.queued())

    def test_request_without_a_customer(self):
        self.notices.search([]).unlink()
        self._create_ticket(partner_id=False)
        self.assertFalse(self.queued())

    def test_customer_without_address_reads_it_in_the_portal(self):
        self.notices.search([]).unlink()
        partner = self.env["res.partner"].create({"name": "No Mail"})
        ticket = self._create_ticket(partner_id=partner.id)
        (message,) = self.sent(ticket)
        self.assertFalse(message.notified_partner_ids & partner)

    def test_mail_speaks_chinese_to_a_chinese_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("aftersales_service.mail_template_received")
        template.with_context(lang="zh_CN").write(
            {
                "subject": "我们已收到您的服务请求 {{ object.number }}",
                "body_html": "<p>您好，<t t-out='object.number'/> 已收到。</p>",
            }
        )
        self.owner.partner_id.lang = "zh_CN"
        (message,) = self.sent()
        self.assertEqual(
            message.subject, f"我们已收到您的服务请求 {self.ticket.number}"
        )
        self.assertIn("您好", message.body)
        self.assertNotIn("Dear", message.body)

    def test_mails_hold_nothing_internal(self):
        self.ticket.write({"late_reason": "SECRET-LATE"})
        self.ticket.with_user(self.clerk).record_event("help_asked", note="SECRET-NOTE")
        self.live(self.visit, "finished")
        self.ticket.with_user(self.clerk).record_event("closed", note="SECRET-CLOSE")
        for message in self.sent():
            mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
            for text in (message.body, *mails.mapped("body_html")):
                self.assertNotIn("SECRET", text)
                self.assertNotIn(self.clerk_employee.name, text)
                self.assertNotIn(self.clerk.login, text)
                self.assertNotIn("Contactor", text)

    def test_broken_template_stops_nobody(self):
        other = self._create_ticket()
        broken = self.env.ref("aftersales_service.mail_template_received")
        templates = self.registry["mail.template"]
        render = templates._generate_template

        def fail(template, *args):
            if template == broken:
                raise ValueError("Broken template")
            return render(template, *args)

        self.ticket.with_user(self.clerk).action_close()
        with (
            patch.object(templates, "_generate_template", fail),
            mute_logger("odoo.addons.aftersales_service.models.aftersales_notice"),
        ):
            messages = self.sent()
        self.assertEqual(len(messages), 1)  # of closing
        failed = self.notices.search([])
        self.assertEqual(failed.ticket_id, self.ticket | other)
        self.assertEqual(set(failed.mapped("error")), {"Broken template"})
        self.assertFalse(self.sent())  # not tried again by itself
        with self.assertRaises(AccessError):
            failed.with_user(self.clerk).action_retry()
        failed.with_user(self.manager).action_retry()
        self.assertEqual(len(self.sent()), 1)
        self.assertFalse(self.queued())

    def test_who_sees_and_forges_messages(self):
        notice = self.notices.search([])
        self.assertTrue(notice.with_user(self.manager).read(["kind"]))
        for user in (self.clerk, self.technician, self.owner, self.foreign_clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                notice.with_user(user).read(["kind"])
        for user in (self.manager, self.clerk, self.owner):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.notices.with_user(user).create(
                    {"kind": "closed", "ticket_id": self.ticket.id}
                )

    def test_queueing_many_takes_no_more_queries(self):
        tickets = {
            size: self.env["helpdesk.ticket"].concat(
                *(self._create_ticket() for _i in range(size))
            )
            for size in (2, 5, 20)
        }
        counts = {}
        for size, found in tickets.items():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.notices._queue("received", found)
            self.env.flush_all()
            counts[size] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[20], counts[5])

    def test_scheduled_action_asks_for_another_turn(self):
        for _i in range(3):
            self._create_ticket()
        with patch.object(self.registry["ir.cron"], "_trigger") as trigger:
            self.assertEqual(self.notices.send_due(batch=2), 2)
            trigger.assert_called_once()
            self.notices.send_due(batch=50)
        self.assertFalse(self.queued())


@tagged("post_install", "-at_install")
class TestVisitLink(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def wizard(self, user):
        wizard = self.env["aftersales.visit.link"].with_user(user)
        return wizard.create({"visit_id": self.visit.id})

    def test_vis4_technician_shows_code_and_link(self):
        self.live(self.visit, "finished")
        wizard = self.wizard(self.technician)
        self.assertIn(self.visit.sudo().get_portal_url(), wizard.url)
        self.assertTrue(wizard.qr_code)

    def test_vis4_link_is_sent_to_the_customer(self):
        self.live(self.visit, "finished")
        self.env["aftersales.notice"].search([]).unlink()
        for user in (self.technician, self.clerk):
            with self.subTest(user.login):
                before = self.ticket.message_ids
                self.wizard(user).action_send()
                message = self.ticket.message_ids - before
                self.assertIn(self.visit.access_token, message.body)
                self.assertIn(self.owner.partner_id, message.notified_partner_ids)
                self.assertEqual(message.author_id, self.company.partner_id)

    def test_vis4_others_get_no_link(self):
        self.live(self.visit, "finished")
        for user in (
            self.other_technician,
            self.foreign_clerk,
            self.nobody,
            self.owner,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.wizard(user).read(["url"])

    def test_vis4_no_link_before_the_work_is_done(self):
        with self.refused(Exception, "can be signed once"):
            self.wizard(self.clerk).action_send()

    def test_vis4_request_without_customer(self):
        self.ticket.partner_id = False
        self.live(self.visit, "finished")
        with self.refused(Exception, "names no customer"):
            self.wizard(self.clerk).action_send()
