"""The keeper's window: scanned one after the other, typed, refused (PRT-1)."""

from odoo.tests import Form, tagged

from .request_common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequisitionWindow(RequestCommon):
    def window(self, request, user=None):
        mine = request.with_user(user or self.keeper)
        action = mine.action_open_issue()
        return Form(
            self.env["aftersales.part.issue"]
            .with_user(user or self.keeper)
            .with_context(**action["context"])
        )

    def scan(self, form, code):
        """One scan: the field is empty again for the next one."""
        form.scan = code
        self.assertFalse(form.scan)
        return form.is_trouble, form.message

    def rows(self, form):
        lots = self.env["stock.lot"]
        return [
            (row["lot_id"] and lots.browse(row["lot_id"]).name, row["quantity"])
            for row in form.line_ids._records
        ]

    def test_prt1_serials_one_after_the_other(self):
        request = self.approved((self.board, 2))
        form = self.window(request)
        self.assertEqual(self.scan(form, "B-2"), (False, "B-2: 1 of 2"))
        self.assertEqual(self.scan(form, " B-3 "), (False, "B-3: 2 of 2"))
        self.assertEqual(self.rows(form), [("B-2", 1), ("B-3", 1)])
        form.save().action_confirm()
        self.assertEqual(self.fresh(request).state, "done")
        self.assertEqual(self.lies(self.board, self.holder, self.boards[1]), 1)
        self.assertEqual(self.lies(self.board, self.main, self.boards[0]), 1)

    def test_prt1_scans_that_do_not_fit(self):
        request = self.approved((self.board, 1), (self.fuse, 1))
        form = self.window(request)
        for code, text in (
            ("X-9", "is on no line"),
            ("L-1", "is on no line"),
            ("69Board", "scan that number"),
            ("B-1", "B-1: 1 of 1"),
            ("B-1", "was scanned already"),
            ("B-2", "no more is open"),
        ):
            with self.subTest(code):
                trouble, message = self.scan(form, code)
                self.assertIn(text, message)
                self.assertEqual(trouble, text != "B-1: 1 of 1")

    def test_prt1_serial_that_lies_elsewhere(self):
        self.put(self.board, -1, lot=self.boards[0])
        self.put(self.board, 1, lot=self.boards[0], depot=self.east)
        form = self.window(self.approved((self.board, 1)))
        trouble, message = self.scan(form, "B-1")
        self.assertTrue(trouble)
        self.assertIn("isn't free in Main depot", message)

    def test_prt1_barcodes_are_counted(self):
        request = self.approved((self.fuse, 3))
        form = self.window(request)
        # what lies there is proposed; the first scan begins to count
        self.assertEqual(self.rows(form), [(False, 3)])
        for number in (1, 2):
            self.assertEqual(
                self.scan(form, "69Fuse"),
                (False, f"[FUSE] Fuse: {number} of 3"),
            )
        form.save().action_confirm()
        self.assertEqual(self.fresh(request).line_ids.issued_qty, 2)

    def test_prt1_lots_are_counted_each(self):
        request = self.approved((self.oil, 3))
        form = self.window(request)
        for code in ("L-1", "L-1", "L-2"):
            self.assertFalse(self.scan(form, code)[0])
        self.assertEqual(self.rows(form), [("L-1", 2), ("L-2", 1)])
        form.save().action_confirm()
        self.assertEqual(self.lies(self.oil, self.holder, self.oils[0]), 2)

    def test_prt1_typed_from_another_depot(self):
        request = self.approved((self.fuse, 6))
        form = self.window(request)
        form.depot_id = self.east
        with form.line_ids.edit(0) as row:
            self.assertEqual(row.available, 7)
            row.quantity = 6
        form.save().action_confirm()
        self.assertEqual(self.fresh(request).state, "done")
        self.assertEqual(self.lies(self.fuse, self.east), 1)

    def test_prt10_the_same_window_packs(self):
        request = self.approved((self.fuse, 2), delivery="ship")
        self.window(request).save().action_confirm()
        self.assertEqual(self.fresh(request).state, "packed")

    def test_prt1_reasons_are_asked_for(self):
        request = self.submit(self.ask((self.fuse, 1)))
        mine = request.with_user(self.technician)
        action = mine.with_context(aftersales_step="withdraw").action_ask_reason()
        form = Form(
            self.env["aftersales.part.request.reason"]
            .with_user(self.technician)
            .with_context(**action["context"])
        )
        form.reason = "Wrong part"
        form.save().action_confirm()
        self.assertEqual(self.fresh(request).state, "draft")

    def test_prt1_forms_and_lists_open_for_each_role(self):
        request = self.issue(self.approved((self.fuse, 1)))
        for user in (self.technician, self.clerk, self.keeper, self.general_manager):
            with self.subTest(user.login):
                for view in ("form", "list", "kanban", "search"):
                    request.with_user(user).get_view(view_type=view)
                Form(request.with_user(user))
