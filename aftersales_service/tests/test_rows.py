"""What the system writes with one statement is what was given, row by row."""

from datetime import timedelta

from odoo.tests import tagged

from .common import NOW, AftersalesCommon

#: More than Odoo inserts with one statement, and more than it flushes at once
MANY = 1100


@tagged("post_install", "-at_install")
class TestRows(AftersalesCommon):
    def _kinds(self, count):
        return self.env["aftersales.document.kind"].create(
            [
                {"name": f"Paper {n}", "code": f"P{n}", "company_id": self.company.id}
                for n in range(count)
            ]
        )

    def test_rows_keep_their_order_and_their_own_values(self):
        """Rows may name different fields; what a row doesn't name is empty."""
        ticket = self._create_ticket()
        values = [
            {"ticket_id": ticket.id, "kind_id": kind.id, "note": f"it's {n}"}
            if n % 3
            else {"ticket_id": ticket.id, "kind_id": kind.id, "received": True}
            for n, kind in enumerate(self._kinds(MANY))
        ]
        papers = self.env["aftersales.ticket.document"].create(values)
        expected = [
            (v["kind_id"], v.get("note", False), "note" not in v) for v in values
        ]

        def rows():
            return [(p.kind_id.id, p.note, p.received) for p in papers]

        self.assertEqual(rows(), expected)
        self.assertEqual(set(papers.mapped("company_id")), {self.company})
        self.assertEqual(papers.sorted("id"), papers)
        self.assertEqual(len(ticket.document_ids), MANY)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(rows(), expected)
        self.assertEqual(set(papers.mapped("company_id")), {self.company})
        self.assertEqual(papers[0].received_by_id, self.env.user)

    def test_files_are_linked_as_by_odoo(self):
        ticket = self._create_ticket()
        file = self.env["ir.attachment"].create({"name": "x.txt", "raw": b"x"})
        with_file, without = self.env["aftersales.ticket.document"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "kind_id": kind.id,
                    "attachment_ids": [(4, file.id)] if number == 0 else [],
                }
                for number, kind in enumerate(self._kinds(2))
            ]
        )
        self.env.invalidate_all()
        self.assertEqual(with_file.attachment_ids, file)
        self.assertFalse(without.attachment_ids)

    def test_each_row_is_written_its_own_value(self):
        ticket = self._create_ticket()
        papers = self.env["aftersales.ticket.document"].create(
            [{"ticket_id": ticket.id, "kind_id": k.id} for k in self._kinds(MANY)]
        )
        expected = {
            paper: {"note": f"{n}", "received_at": NOW + timedelta(minutes=n)}
            if n % 2
            else {"note": False, "received": True}
            for n, paper in enumerate(papers)
        }
        self.env.flush_all()
        papers._write_rows(expected)
        self.env.flush_all()
        self.env.invalidate_all()
        for paper, values in expected.items():
            self.assertEqual(paper._differing(values), {})
            self.assertEqual(paper.received, "received" in values)
        self.assertEqual(set(papers.mapped("write_uid")), {self.env.user})

    def test_what_depends_on_written_rows_is_computed(self):
        """Next due of the request follows a clock that was written with others."""
        ticket = self._create_ticket()
        clocks = ticket.clock_ids.sudo()
        clocks._write_rows(
            {clock: {"due_at": NOW + timedelta(days=2)} for clock in clocks}
        )
        self.assertEqual(ticket.next_due_at, NOW + timedelta(days=2))
        clocks._write_rows({clocks[0]: {"due_at": NOW + timedelta(days=1)}})
        self.assertEqual(ticket.next_due_at, NOW + timedelta(days=1))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(ticket.next_due_at, NOW + timedelta(days=1))

    def test_writing_nothing_asks_nothing(self):
        clocks = self._create_ticket().clock_ids.sudo()
        self.env.flush_all()
        with self.assertQueryCount(0):
            clocks._write_rows({clock: {} for clock in clocks})
            self.assertFalse(clocks.create([]))
            self.env.flush_all()
