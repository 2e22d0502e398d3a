{%- set dotted = name|snake|replace('_', '.') -%}
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon


@tagged("post_install", "-at_install")
class Test{{ name|snake|pascal }}(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["{{ dotted }}"]
        cls.record = cls.model.create({"name": "First"})
        cls.user = new_test_user(cls.env, "somebody", groups="base.group_user")

    def test_name_is_unique_in_its_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.model.create({"name": "First"})

    def test_user_reads_but_does_not_write(self):
        record = self.record.with_user(self.user)
        self.assertEqual(record.name, "First")
        with self.assertRaises(AccessError):
            record.name = "Second"

    def test_other_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.record.company_id = other
        found = self.model.with_user(self.user).search([("name", "=", "First")])
        self.assertFalse(found)
