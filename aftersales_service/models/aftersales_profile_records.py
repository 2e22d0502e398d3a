from .aftersales_used import USES

MODULE = "aftersales_service"
#: Model → what a record belongs to; a code or a name is told apart only inside it
OWNERS = {
    "aftersales.warranty.policy.line": "policy_id",
    "aftersales.warranty.policy.remedy": "policy_id",
    "product.category": "parent_id",
}
#: Model with versions → lists of the rows that a new version copies
ROWS = {
    "aftersales.clock.policy": (),
    "aftersales.warranty.policy": ("line_ids", "remedy_ids"),
}


class Records:
    """The company's records that the names in the files stand for.

    A name is an external id of the company. It goes on meaning the same thing when a
    limit or a warranty policy gets a new version: then it stands for the newest.
    """

    def _named(self, name):
        """The record of a name; one with a dot belongs to another addon."""
        if "." in name:
            return self.env.ref(name, raise_if_not_found=False)
        return self.records.get(name)

    def _xmlid(self, name):
        return f"{MODULE}.company_{self.company.id}_{name}"

    def _own_company(self, model):
        """Value of the company; product categories belong to all of them."""
        field = model._fields.get("company_id")
        return {"company_id": self.company.id} if field and not field.related else {}

    def _known_records(self):
        """Name → record of this company, as far as it exists."""
        prefix = self._xmlid("").partition(".")[2]
        found = self.env["ir.model.data"].search_fetch(
            [("module", "=", MODULE), ("name", "=like", f"{prefix}%")],
            ["name", "model", "res_id"],
        )
        records = {}
        for model, data in found.grouped("model").items():
            if model not in self.env:
                continue  # of an addon that has gone
            # an underscore is a wildcard: company 11 is not company 1
            data = data.filtered(lambda line: line.name.startswith(prefix))
            there = self.env[model].browse(data.mapped("res_id")).exists()
            newest = self._newest_versions(there)
            for line in data:
                if line.res_id in newest:
                    record = newest[line.res_id]
                    records[line.name.removeprefix(prefix)] = record
        return records

    def _newest_versions(self, records):
        """Id → the record that stands for it now, if there still is one.

        A model of another addon says so itself, in ``_profile_newest``.
        """
        if hasattr(records, "_profile_newest"):
            return records._profile_newest()
        if records._name in ROWS:
            return self._newest_policies(records)
        if OWNERS.get(records._name) == "policy_id":
            return self._newest_rows(records)
        return {record.id: record for record in records}

    def _newest_policies(self, policies):
        versions = policies.with_context(active_test=False).search(
            [
                ("company_id", "=", self.company.id),
                ("code", "in", policies.mapped("code")),
            ],
            order="version",
        )
        newest = {version.code: version for version in versions}
        return {one.id: newest[one.code].with_env(self.env) for one in policies}

    def _newest_rows(self, rows):
        """Rows of the newest version of their policy; a dropped one isn't there."""
        newest = self._newest_policies(rows.policy_id)
        policies = rows.policy_id.browse([one.id for one in newest.values()])
        there = {
            (row.policy_id.id, row.code): row
            for row in rows.search([("policy_id", "in", policies.ids)])
        }
        keys = {row.id: (newest[row.policy_id.id].id, row.code) for row in rows}
        return {id_: there[key] for id_, key in keys.items() if key in there}

    def _adopt(self, model, name, columns, cells, values):
        """What the company made itself under the same code is the same thing."""
        key = "code" if "code" in columns else "name"
        texts = [values[key]]
        if not model._fields[key].translate:
            texts += [cells[h] for h in cells if h == key or h.startswith(f"{key}@")]
        domain = [(key, "in", texts)]
        domain += [(field, "=", id_) for field, id_ in self._own_company(model).items()]
        owner = OWNERS.get(model._name)
        if owner:
            domain.append((owner, "=", values.get(f"{owner}:id", False)))
        found = model.with_context(active_test=False).search(domain, limit=1)
        found = found.with_env(self.env)
        if found:
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": self._xmlid(name), "record": found, "noupdate": True}]
            )
            self.records[name] = found
        return found

    def _make_room(self, model, rows):
        """Before rows are created: names that stood for dropped rows are free again,
        and policies in use, which don't change, are followed by a new version.
        """
        names = [self._xmlid(name).partition(".")[2] for name in rows]
        stale = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("name", "in", names)]
        )
        if stale:  # it empties all caches
            stale.unlink()
        if OWNERS.get(model._name) != "policy_id":
            return
        opened = {}
        for _columns, _cells, values in rows.values():
            id_ = values["policy_id:id"]
            if id_ not in opened:
                policy = self.env["aftersales.warranty.policy"].browse(id_)
                # a row before this one may have opened it already
                newest = self._newest_policies(policy)[id_]
                opened[id_] = self._open(newest).id
            values["policy_id:id"] = opened[id_]

    def _open(self, record):
        """The record as it may be changed: of a new version, if this one is in use.

        A model of another addon says so itself, in ``_profile_open``.
        """
        if hasattr(record, "_profile_open"):
            return record._profile_open()
        policy = record
        if OWNERS.get(record._name) == "policy_id":
            policy = record.policy_id
        if not self._is_used(policy):
            return record
        action = policy.action_new_version()
        newer = policy.browse(action["res_id"])
        heirs = {policy: newer}
        for name in ROWS[policy._name]:
            by_code = {row.code: row for row in newer[name]}
            heirs |= {row: by_code[row.code] for row in policy[name]}
        self.records = {
            name: heirs.get(known, known) for name, known in self.records.items()
        }
        return heirs[record]

    def _is_used(self, record):
        """Do clocks or verdicts name this version of a policy?"""
        if record._name not in ROWS:
            return False
        model, field = USES[record._name][0]
        return bool(self.env[model].search([(field, "=", record.id)], limit=1))
