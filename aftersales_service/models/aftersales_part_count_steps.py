from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..rules import count as rules
from .notification import CLOSE, notification

GROUPS = {
    role: f"aftersales_service.group_aftersales_{role}"
    for role in ("keeper", "finance", "manager")
}
#: What may be written of a count before it is started
DRAFT_FIELDS = {"holder_id", "due_date", "blind", "note"}
#: What its counter writes while counting
COUNTING_FIELDS = {"line_ids", "note"}
LINE_FIELDS = {"count_id", "product_id", "lot_id", "counted_qty", "counted", "reason"}
FREE = {
    # what the last scan was, which nothing stores
    "_barcode_scanned",
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}


class AftersalesPartCount(models.Model):
    """Steps of a count, and who may fill in what: through form, import and RPC."""

    _inherit = "aftersales.part.count"

    def _roles(self):
        self.ensure_one()
        user = self.env.user
        found = {role for role, group in GROUPS.items() if user.has_group(group)}
        if user in self.holder_id._answers():
            found.add("holder")
        if user == self.counter_id:
            found.add("counter")
        return found

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            forged = {name for vals in vals_list for name in vals}
            forged -= DRAFT_FIELDS | FREE
            if forged:
                raise UserError(
                    self.env._(
                        "%(fields)s of a new count can't be set: they follow from its "
                        "steps.",
                        fields=", ".join(sorted(map(self._label, forged))),
                    )
                )
        # a default in the context may forge no more than a value may
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesPartCount, plain).create(vals_list)
        sequence = self.env["ir.sequence"].sudo()
        for one in made:
            # numbers follow from the system, nobody writes them
            one.sudo().name = sequence.with_company(one.company_id).next_by_code(
                "aftersales.part.count"
            )
        return made.with_env(self.env)

    @api.model
    def _label(self, name):
        field = self._fields.get(name)
        return field._description_string(self.env) if field else name

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            for one in self if vals.keys() - FREE else ():
                one._check_guarded(vals.keys() - FREE)
        return super().write(vals)

    def _check_guarded(self, names):
        """Who plans counts writes them until they start, their counter from then on."""
        self.ensure_one()
        if self.state == rules.COUNTING:
            allowed = COUNTING_FIELDS
            self._check_counting()
        else:
            allowed = DRAFT_FIELDS if self.state == rules.DRAFT else set()
        forged = names - allowed
        if forged:
            raise UserError(
                self.env._(
                    "“%(field)s” of count %(name)s, which is in state “%(state)s”, "
                    "can't be written. Use the buttons.",
                    field=self._label(sorted(forged)[0]),
                    name=self.name,
                    state=self._label_of("state"),
                )
            )
        if self.state == rules.DRAFT and not self._roles() & GROUPS.keys():
            # who answers for the account doesn't choose when and how it is counted
            raise AccessError(self._why_not_mine(rules.CANCEL))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for one in self:
            raise UserError(
                self.env._(
                    "Count %(name)s is on record and can't be deleted. Cancel it "
                    "instead.",
                    name=one.name,
                )
            )

    @api.depends_context("uid")
    @api.depends("state", "counter_id", "holder_id")
    def _compute_steps(self):
        for one in self:
            mine = one._origin._roles() if one._origin else set()
            steps = [
                step
                for step in rules.TRANSITIONS[one.state or rules.DRAFT]
                if rules.may_take(step, mine)
            ]
            one.steps = ",".join(["", *sorted(steps), ""])

    def _check_step(self, step):
        """Whether this user may take a step on these counts now.

        :raise AccessError: it is somebody else's step
        :raise UserError: the step doesn't fit the count
        """
        self.check_access("read")
        for one in self:
            if not self.env.su and not rules.may_take(step, one._roles()):
                raise AccessError(one._why_not_mine(step))
            if step not in rules.TRANSITIONS[one.state]:
                raise UserError(
                    self.env._(
                        "This step doesn't fit count %(name)s, which is in state "
                        "“%(state)s”.",
                        name=one.name,
                        state=one._label_of("state"),
                    )
                )

    def _why_not_mine(self, step):
        self.ensure_one()
        if step in (rules.APPROVE, rules.RECOUNT):
            return self.env._(
                "Count %(name)s is decided by a service manager who neither counted "
                "nor answers for the account.",
                name=self.name,
            )
        if step == rules.SUBMIT:
            return self.env._(
                "Count %(name)s is handed in by who counts it: %(counter)s.",
                name=self.name,
                counter=self.sudo().counter_id.name or "–",
            )
        return self.env._(
            "You may not take this step on count %(name)s. Ask a spare-part keeper.",
            name=self.name,
        )

    # Steps

    def action_start(self):
        """Write down what the books say now; from here on it is counted."""
        self._check_step(rules.START)
        for one in self:
            # the right to the step has been checked; the books are Odoo's quants
            one.sudo().write(
                {
                    "state": rules.COUNTING,
                    "counter_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": product,
                                "lot_id": lot,
                                "location_id": place,
                                "book_qty": quantity,
                            }
                        )
                        for (place, product, lot), quantity in one.sudo()
                        ._books()
                        .items()
                    ],
                }
            )

    def action_submit(self):
        """Hand the count in, once each line is counted and each difference explained.

        :return: a notice if parts moved meanwhile and must be counted again
        """
        self._check_step(rules.SUBMIT)
        for one in self:
            moved = one.sudo()._count_moved_again()
            if moved:
                return one._notice_of(moved)
            one._check_counted()
            one.sudo().write(
                {"state": rules.SUBMITTED, "submitted_at": fields.Datetime.now()}
            )
            one.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_approve(self):
        """The differences become inventory adjustments on this account.

        :return: a notice if parts moved meanwhile and must be counted again
        """
        self._check_step(rules.APPROVE)
        for one in self:
            # the right to the step has been checked; managers are no stock users
            system = one.sudo()
            self.env["stock.quant"].sudo()._lock_parts(
                system.line_ids.product_id, system.holder_id.location_id
            )
            moved = system._count_moved_again()
            if moved:
                system.state = rules.COUNTING
                return one._notice_of(moved)
            system._adjust()
            system.write(
                {
                    "state": rules.DONE,
                    "approved_at": fields.Datetime.now(),
                    "approved_by_id": self.env.uid,
                }
            )
        return True

    def action_recount(self, reason=None):
        """Send the count back: what differs is counted again."""
        self._check_step(rules.RECOUNT)
        self._check_reason(reason)
        for one in self.sudo():
            one._count_again(one.line_ids.filtered("difference"))
            one.state = rules.COUNTING
            one.message_post(body=reason.strip())

    def action_cancel(self, reason=None):
        """Give the count up; nothing is adjusted."""
        self._check_step(rules.CANCEL)
        self._check_reason(reason)
        for one in self.sudo():
            one.state = rules.CANCELLED
            # the account is free for another one at once
            one.flush_recordset(["state"])
            one.activity_unlink(["mail.mail_activity_data_todo"])
            one.message_post(body=reason.strip())

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why count %(name)s doesn't stand.",
                    name=", ".join(self.mapped("name")),
                )
            )

    def _check_counted(self):
        """Nothing is left out, and what differs has its reason."""
        self.ensure_one()
        books = self.sudo()._books()
        found = {}
        for line in self.line_ids:
            lack = rules.lacks(line._facts(books.get(line._key(), 0)))
            found.setdefault(lack, []).append(line._told())
        for lack, text in (
            (
                rules.NOT_COUNTED,
                self.env._(
                    "Not counted yet in %(name)s: %(parts)s. Tick “Counted” where "
                    "nothing was found."
                ),
            ),
            (
                rules.NO_REASON,
                self.env._(
                    "Say in %(name)s why these differ from the books: %(parts)s."
                ),
            ),
        ):
            if lack in found:
                parts = ", ".join(found[lack])
                raise UserError(text % {"name": self.name, "parts": parts})

    def _notice_of(self, lines):
        """Tells who stands before the screen what must be counted again."""
        self.ensure_one()
        parts = ", ".join(line._told() for line in lines)
        return notification(
            "warning",
            self.env._(
                "Parts moved while they were counted. Count again in %(name)s: "
                "%(parts)s",
                name=self.name,
                parts=parts,
            ),
            sticky=True,
            next=CLOSE,
        )


class AftersalesPartCountLine(models.Model):
    """Who counts writes what was found, while the count runs."""

    _inherit = "aftersales.part.count.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_given({name for vals in vals_list for name in vals})
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        made = super(AftersalesPartCountLine, plain).create(vals_list)
        made = made.with_env(self.env)
        if not self.env.su:
            made.count_id._check_counting()
            # what nobody booked lies at the account's own place, as far as is known
            for line in made.sudo():
                line.location_id = line.count_id.holder_id.location_id
        return made

    def write(self, vals):
        if not self.env.su:
            self._check_given(vals.keys())
            self.count_id._check_counting()
            named = vals.keys() & {"count_id", "product_id", "lot_id"}
            if named and self.filtered("recount_number") | self.filtered(
                lambda line: line.sudo().book_qty
            ):
                raise UserError(
                    self.env._(
                        "What the books say of a count stays. Add a line for what you "
                        "found beside it."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counting(self):
        if self.env.su:
            return
        self.count_id._check_counting()
        if self.filtered(lambda line: line.sudo().book_qty):
            raise UserError(
                self.env._(
                    "What the books say can't be taken out of a count. If it isn't "
                    "there, write down that nothing was found."
                )
            )

    @api.model
    def _check_given(self, names):
        forged = set(names) - LINE_FIELDS
        if forged:
            raise UserError(
                self.env._(
                    "%(fields)s of a count can't be written: they follow from the "
                    "books.",
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env)
                            if name in self._fields
                            else name
                            for name in forged
                        )
                    ),
                )
            )

    def _key(self):
        """Place, part and lot of this line."""
        self.ensure_one()
        line = self.sudo()
        return (line.location_id.id, line.product_id.id, line.lot_id.id)

    def _told(self):
        self.ensure_one()
        names = (self.product_id.display_name, self.lot_id.name)
        return " ".join(name for name in names if name)
