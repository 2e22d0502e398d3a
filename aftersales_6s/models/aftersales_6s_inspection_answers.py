from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import inspection as rules


class Aftersales6sInspection(models.Model):
    """Answers come from the phone in batches, perhaps late and twice (S6-4).

    One call takes any number of them with the same number of statements.
    """

    _inherit = "aftersales.6s.inspection"

    def record(self, answers, phone_now=None):
        """Keep what was tapped. What was sent before changes nothing.

        Of an item the last answer counts, by when it was tapped; one without a result
        takes the answer back. A wrong answer or photo doesn't hold up the others.

        :param answers: list of dict of ``uid``, ``item_id``, ``result``, ``note``,
            ``employee_id`` (whose it is), ``at`` (UTC), ``photos``: list of dict of
            ``uid``, ``name``, ``data`` (base64; none if it was sent before)
        :param phone_now: what the phone's clock says; a wrong one is corrected by it
        :return: dict of uid → ``{"ok": True}``, with ``photos`` (uid → message) if some
            were refused; or ``{"error": message}``
        :raise AccessError: it isn't the user's to inspect
        """
        self.ensure_one()
        self._check_may_inspect()
        me = self._inspector()
        self._hold()
        # superuser: answers are written by this step only, whose right was checked;
        # the company's, whichever the user works in at the moment
        inspection = self.sudo().with_company(self.company_id)
        outcome, told = {}, []
        for sent in answers if isinstance(answers, list) else []:
            try:
                told.append(rules.answer(sent))
            except rules.Malformed:
                uid = sent.get("uid") if isinstance(sent, dict) else None
                outcome[str(uid)] = {"error": self._unreadable()}
        now = fields.Datetime.now()
        behind = rules.shift(self._phone_moment(phone_now), now)
        if self.state in rules.STARTABLE and told:
            # it began with the first tap, which may have been without a network
            self._start(me, min(one.at + behind for one in told))
        lines = {
            line.item_id.id: line
            for line in inspection.line_ids._search_rows(
                [("inspection_id", "=", self.id)]
            )
        }
        if self.state != rules.RUNNING:
            return outcome | self._too_late(told, lines)
        told = inspection._accepted(told, outcome)
        outcome.update({one.uid: {"ok": True} for one in told})
        moments = {
            one: rules.when(one.at, behind, self.started_at, now)
            for one in rules.newest(told)
        }
        counted = {
            one: at
            for one, at in moments.items()
            if not inspection._is_older(one, at, lines.get(one.item_id))
        }
        inspection._keep(counted, lines, me, outcome)
        return outcome

    def _phone_moment(self, phone_now):
        if phone_now is None:
            return None
        try:
            return rules.moment(phone_now)
        except rules.Malformed as error:
            raise UserError(self._unreadable()) from error

    def _unreadable(self):
        return self.env._(
            "This answer can't be read. Reload the page and answer again, please."
        )

    def _too_late(self, told, lines):
        """It is over: what had been kept is fine, all else is refused."""
        message = self.env._(
            "Inspection %(name)s was signed or cancelled before this answer arrived. "
            "Report it as a finding, please.",
            name=self.name,
        )
        outcome = {}
        for one in told:
            line = lines.get(one.item_id)
            held = line and line.answer_uid == one.uid
            outcome[one.uid] = {"ok": True} if held else {"error": message}
        return outcome

    def _accepted(self, told, outcome):
        """Answers to items of this inspection, about people of this company."""
        items = set(self._items().ids)
        employees = {one.employee_id for one in told if one.employee_id}
        ours = set()
        if employees:
            ours = set(
                self.env["hr.employee"]
                .search(
                    [
                        ("id", "in", list(employees)),
                        ("company_id", "=", self.company_id.id),
                    ]
                )
                .ids
            )
        accepted = []
        for one in told:
            if one.item_id not in items:
                outcome[one.uid] = {
                    "error": self.env._(
                        "This item isn't part of inspection %(name)s.", name=self.name
                    )
                }
            elif one.employee_id and one.employee_id not in ours:
                outcome[one.uid] = {
                    "error": self.env._(
                        "Only employees of %(company)s can be named.",
                        company=self.company_id.display_name,
                    )
                }
            else:
                accepted.append(one)
        return accepted

    def _is_older(self, one, at, line):
        """Another answer to the same item was given after this one."""
        if not line or not line.answered_at or line.answer_uid == one.uid:
            return False
        return at < line.answered_at

    # Keeping

    def _keep(self, counted, lines, me, outcome):
        """Write answers and photos, and make or take back the findings.

        :param counted: dict of answer → its moment
        :param lines: dict of id of item → line; those that are new are added
        """
        values = {one: self._line_values(one, at, me) for one, at in counted.items()}
        counted = self._take_back(counted, values, lines, outcome)
        model = self.env["aftersales.6s.inspection.line"]
        fresh = [one for one in counted if one.item_id not in lines]
        made = model.create(
            [
                {"inspection_id": self.id, "item_id": one.item_id, **values[one]}
                for one in fresh
            ]
        )
        changed = {
            lines[one.item_id]: lines[one.item_id]._differing(values[one])
            for one in counted
            if one.item_id in lines
        }
        model._write_rows({line: vals for line, vals in changed.items() if vals})
        lines.update((one.item_id, line) for one, line in zip(fresh, made, strict=True))
        self._keep_photos(counted, lines, outcome)
        kept = model.browse(lines[one.item_id].id for one in counted)
        failed = kept.filtered(
            lambda line: line.result == rules.FAIL and not line.finding_id
        )
        if failed:
            self.env["aftersales.6s.finding"]._from_answers(failed)

    def _line_values(self, one, at, me):
        return {
            "result": one.result or False,
            "note": one.note or False,
            "employee_id": one.employee_id or False,
            "answered_at": at,
            "answered_by_id": me.id,
            "answer_uid": one.uid,
        }

    def _take_back(self, counted, values, lines, outcome):
        """Findings of answers that say something else now; returns what may be kept."""
        stale = defaultdict(list)
        for one in counted:
            line = lines.get(one.item_id)
            if line and line.finding_id:
                names = ("result", "note", "employee_id")
                if line._differing({name: values[one][name] for name in names}):
                    stale[line].append(one)
        refused = self._take_back_findings(
            self.env["aftersales.6s.inspection.line"].browse(line.id for line in stale)
        )
        for line, message in refused.items():
            outcome.update({one.uid: {"error": message} for one in stale[line]})
        return {
            one: at
            for one, at in counted.items()
            if lines.get(one.item_id) not in refused
        }

    def _take_back_findings(self, lines):
        """Take back all at once; if one can't be, one by one.

        :return: dict of line → why its finding stays
        """
        if not lines:
            return {}
        try:
            with self.env.cr.savepoint():
                # the photos are the answer's, and stay with it
                lines.photo_ids.write({"finding_id": False})
                lines.finding_id._take_back()
        except UserError as error:
            if len(lines) == 1:
                return {lines: str(error)}
        else:
            return {}
        finally:
            lines.invalidate_recordset(["finding_id", "photo_ids"])
        refused = {}
        for line in lines:
            refused.update(self._take_back_findings(line))
        return refused

    # Photos

    def _keep_photos(self, counted, lines, outcome):
        """Add what is new, delete what an answer no longer shows."""
        photos = self.env["aftersales.6s.photo"]
        held = {}
        wanted = [photo.uid for one in counted for photo in one.photos]
        by_line = photos.search_fetch(
            [("line_id", "in", [lines[one.item_id].id for one in counted])],
            ["uid", "line_id"],
        )
        if wanted:
            held = {
                photo.uid: photo.line_id
                for photo in photos.search_fetch(
                    [("uid", "in", wanted), ("company_id", "=", self.company_id.id)],
                    ["uid", "line_id"],
                )
            }
        shown = {
            lines[one.item_id]: {photo.uid for photo in one.photos} for one in counted
        }
        by_line.filtered(lambda photo: photo.uid not in shown[photo.line_id]).unlink()
        rows = []
        for one, at in counted.items():
            refused = {}
            line = lines[one.item_id]
            for number, photo in enumerate(one.photos, 1):
                if photo.uid in held and held[photo.uid] == line:
                    continue
                try:
                    image = self._new_photo(photo, number, photo.uid in held)
                except UserError as error:
                    refused[photo.uid] = str(error)
                else:
                    held[photo.uid] = line
                    rows.append(self._photo_values(one, at, line, photo, image))
            if refused:
                outcome[one.uid]["photos"] = refused
        if rows:
            photos.create(rows)

    def _new_photo(self, photo, number, is_elsewhere):
        """The cleaned picture of a photo that isn't here yet.

        :raise UserError: it can't be kept
        """
        limit = self.company_id.aftersales_6s_photo_max
        if number > limit:
            raise UserError(
                self.env._(
                    "An answer has %(limit)s photos at most. Keep the best ones.",
                    limit=limit,
                )
            )
        if is_elsewhere or not photo.data:
            raise UserError(
                self.env._(
                    "%(name)s hasn't arrived. Take the photo again, please.",
                    name=photo.name or self.env._("The photo"),
                )
            )
        return self.env["aftersales.6s.photo"]._clean(photo.data, photo.name)

    def _photo_values(self, one, at, line, photo, image):
        return {
            "kind": "passed" if one.result == rules.PASS else "before",
            "line_id": line.id,
            "finding_id": line.finding_id.id,
            "company_id": self.company_id.id,
            "image": image,
            "name": photo.name or False,
            "uid": photo.uid,
            "taken_at": at,
        }
