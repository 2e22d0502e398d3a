"""The customer judges the service on the page of the report (VIS-10)."""

import re

from odoo.tests import tagged

from .common import SIGNATURE, AftersalesHttpCommon


@tagged("post_install", "-at_install")
class TestPortalSatisfaction(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def setUp(self):
        super().setUp()
        self.live(self.visit, "finished")
        self.move(250)
        self.visit._sign("Mr. Wang", SIGNATURE)
        self.url = self.visit.get_portal_url()

    def answer(self, url=None, **values):
        page = self.url_open(self.url).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        url = url or self.visit.get_portal_url(suffix="/satisfaction")
        data = {"csrf_token": token and token[1], **values}
        return self.url_open(url, data=data)

    def test_vis10_customer_answers_on_the_page(self):
        page = self.answer(score="4", text="  Quick <b>work</b> ").text
        self.env.invalidate_all()
        self.assertRecordValues(
            self.visit,
            [
                {
                    "satisfaction_score": "4",
                    "satisfaction_text": "Quick <b>work</b>",
                    "satisfaction_source": "portal",
                    "satisfaction_by_id": False,  # a guest: nobody we have a name of
                    "satisfaction_due": False,
                }
            ],
        )
        self.assertIn("Thank you", page)
        self.assertNotIn("<b>work</b>", page)

    def test_vis10_without_a_score_the_page_asks_again(self):
        for score in ("", "9"):
            page = self.answer(score=score).text
            self.assertIn("Please choose one of the five", page)
        self.env.invalidate_all()
        self.assertFalse(self.visit.satisfaction_score)

    def test_vis10_no_answer_without_the_link(self):
        for url in (
            f"/my/visit/{self.visit.id}/satisfaction",
            f"/my/visit/{self.visit.id}/satisfaction?access_token=forged",
        ):
            self.answer(url, score="1")
        self.env.invalidate_all()
        self.assertFalse(self.visit.satisfaction_score)

    def test_vis10_the_answer_stays(self):
        self.answer(score="2")
        self.url_open(
            self.visit.get_portal_url(suffix="/satisfaction"), data={"score": "5"}
        )
        self.env.invalidate_all()
        self.assertEqual(self.visit.satisfaction_score, "2")
