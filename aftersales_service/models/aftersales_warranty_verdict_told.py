from markupsafe import Markup

from odoo import fields, models

from ..rules import period
from ..rules import warranty as rules

#: Result → symbol and colour
MARK = {
    period.PASSED: ("fa-check", "text-success"),
    period.FAILED: ("fa-times", "text-danger"),
    period.UNKNOWN: ("fa-question", "text-warning"),
}


class AftersalesWarrantyVerdict(models.Model):
    """A verdict in words: sentences, what is missing, and who can supply it."""

    _inherit = "aftersales.warranty.verdict"

    def _compute_told(self):
        for verdict in self:
            verdict.summary = verdict._summary()
            verdict.missing_text = "\n".join(verdict._missing_lines())
            groups = [verdict._group_html(group) for group in verdict._told_groups()]
            verdict.reasons_html = Markup().join(groups)

    def _summary(self):
        """What is owed, in one sentence for the customer."""
        env = self.env
        return {
            rules.REFUND: env._("You may return the product and get your money back."),
            rules.EXCHANGE: env._("You may exchange the product for a new one."),
            rules.REPAIR: env._("The repair is free of charge."),
            rules.PAID: env._(
                "The warranty doesn't cover this. We offer the repair at a price, "
                "which you accept before we begin."
            ),
            rules.GOODWILL: env._(
                "The warranty doesn't cover this, but we repair it free of charge "
                "this time."
            ),
            rules.UNDETERMINED: env._(
                "We can't say yet whether the warranty covers this. Something is "
                "still missing."
            ),
        }[self.entitlement]

    def _told_groups(self):
        """Clauses that mattered, with names and sentences in the user's language.

        :return: list of dict ``title``, ``article``, ``result``, ``clauses``: list of
            dict ``text``, ``result``, ``source``
        """
        names = self._names()
        told = []
        for group in self.reasons or []:
            if not group["clauses"]:
                continue
            told.append(
                {
                    "kind": group["kind"],
                    "title": self._title(group, names),
                    "article": group["article"],
                    "result": group["result"],
                    "clauses": [
                        {
                            "text": self._sentence(clause, names),
                            "result": clause["result"],
                            "source": clause.get("source") or "",
                        }
                        for clause in group["clauses"]
                    ],
                }
            )
        return told

    def _names(self):
        """Code → name of papers, conditions, covers and remedies of the policy."""
        # a customer reads the names of what applies to them, not the settings
        policy = self.policy_id.sudo().with_context(active_test=False)
        both = policy | policy.parent_id
        kinds = self.env["aftersales.document.kind"].sudo()
        kinds = kinds.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id)]
        )
        conditions = self.env["aftersales.warranty.condition"].sudo()
        conditions = conditions.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id)]
        )
        rows = (*both.line_ids, *both.remedy_ids, *kinds, *conditions)
        return {(row._name, row.code): row.name for row in rows}

    def _title(self, group, names):
        env, code = self.env, group["code"]
        kind = group["kind"]
        if kind in ("cover", "workmanship"):
            return names.get(("aftersales.warranty.policy.line", code), code)
        if kind == "remedy":
            return names.get(("aftersales.warranty.policy.remedy", code), code)
        return {
            "policy": env._("Policy"),
            "exclusion": env._("Exclusions"),
            "papers": env._("Papers"),
            "other": env._("Another part"),
            "promise": env._("Contract")
            if code == "contract"
            else env._("Warranty card"),
        }[kind]

    def _sentence(self, clause, names):
        """One clause in words."""
        env, values, result = self.env, clause["values"], clause["result"]
        code = clause["code"]
        if code == "time":
            return self._time_sentence(values, result)
        if code in ("km", "hours"):
            return self._usage_sentence(code, values)
        if code == "trigger":
            return self._trigger_sentence(values)
        named = names.get(
            (
                "aftersales.document.kind"
                if code == "paper"
                else "aftersales.warranty.condition",
                values.get("code"),
            ),
            values.get("code"),
        )
        return {
            "policy": env._("No warranty policy fits this customer and product."),
            "paper": env._("%(paper)s is there", paper=named),
            "condition": env._("%(condition)s is confirmed", condition=named),
            "exclusion": env._("%(exclusion)s, with evidence", exclusion=named),
            "excluded_item": env._("This part is not covered."),
            "component": env._("It isn't known yet which part is broken."),
            "fault": env._("The fault is one that this rule names."),
            "concerned": env._("The part is one that this rule names."),
            "promise_shown": env._("The document of the promise is attached."),
            "unstated": env._("The policy doesn't say how long this is covered."),
        }[code]

    def _time_sentence(self, values, result):
        env = self.env
        events = dict(
            env["aftersales.warranty.policy"]
            ._fields["start_event"]
            ._description_selection(env)
        )
        event = events.get(values.get("event"), values.get("event"))
        if values.get("end"):
            day = self._day(values["end"])
            if result == period.PASSED:
                text = env._("The period lasts until %(day)s.", day=day)
            else:
                text = env._("The period ended on %(day)s.", day=day)
        elif result == period.UNKNOWN:
            text = env._("The period can't be told without its start.")
        else:
            text = env._("The period is known even without the exact start.")
        if values.get("start"):
            start = self._day(values["start"])
            text += " " + env._(
                "It began on %(day)s (%(event)s).", day=start, event=event
            )
        elif event and result == period.UNKNOWN:
            text += " " + env._("Missing: %(event)s.", event=event)
        if values.get("extra"):
            text += " " + env._(
                "%(days)s days in repair are added.", days=values["extra"]
            )
        return text

    def _usage_sentence(self, code, values):
        env = self.env
        limit, value = f"{values['limit']:g}", values["value"]
        shown = env._("not known") if value is None else f"{value:g}"
        if code == "km":
            return env._("%(value)s of %(limit)s km", value=shown, limit=limit)
        return env._("%(value)s of %(limit)s working hours", value=shown, limit=limit)

    def _trigger_sentence(self, values):
        env = self.env
        remedy = env["aftersales.warranty.policy.remedy"]
        triggers = dict(remedy._fields["trigger"]._description_selection(env))
        operators = dict(remedy._fields["operator"]._description_selection(env))
        value = values["value"]
        return env._(
            "%(trigger)s: %(value)s, needed: %(operator)s %(threshold)s",
            trigger=triggers[values["trigger"]],
            value=env._("not known") if value is None else f"{value:g}",
            operator=operators[values["operator"]],
            threshold=f"{values['threshold']:g}",
        )

    def _day(self, text):
        return fields.Date.to_string(fields.Date.to_date(text))

    def _group_html(self, group):
        rows = Markup().join(
            Markup(
                '<li><i class="fa fa-fw %s %s"></i> %s '
                '<span class="text-muted">%s</span></li>'
            )
            % (*MARK[clause["result"]], clause["text"], clause["source"])
            for clause in group["clauses"]
        )
        return Markup(
            '<div class="mb-2"><i class="fa fa-fw %s %s"></i> <strong>%s</strong> '
            '<span class="text-muted">%s</span>'
            '<ul class="list-unstyled ms-4 mb-0">%s</ul></div>'
        ) % (*MARK[group["result"]], group["title"], group["article"], rows)

    def _missing_lines(self):
        """What would settle the verdict, and who can supply it."""
        env = self.env
        who = {
            "customer": env._("customer"),
            "seller": env._("sales"),
            "technician": env._("technician"),
            "clerk": env._("clerk"),
            "manager": env._("service manager"),
        }
        return [
            env._("%(fact)s – from: %(who)s", fact=what, who=who[supplier])
            for _fact, _code, what, supplier in self._missing_facts()
        ]

    def _missing_facts(self):
        """What would settle the verdict.

        :return: list of (fact, its code, its name, who can supply it)
        """
        env = self.env
        names = self._names() if self.missing else {}
        facts = {
            "invoice": env._("Date of the invoice"),
            "delivery": env._("Day of the delivery"),
            "registration": env._("Day of the registration"),
            "installation": env._("Day the installation was completed"),
            "repair": env._("Day the repair was completed"),
            "ex_factory": env._("Day it left the factory"),
            "km": env._("Mileage now"),
            "hours": env._("Working hours now"),
            "component": env._("Which part is broken"),
            "fault": env._("Which fault it is"),
            "needs_replacement": env._("Whether the part must be replaced"),
            "promise": env._("The card or contract that promises it"),
            "price": env._("The price of the invoice"),
            "policy": env._("A warranty policy that fits"),
        }
        found = []
        for fact, code in self.missing or []:
            model = {
                "paper": "aftersales.document.kind",
                "condition": "aftersales.warranty.condition",
                "exclusion": "aftersales.warranty.condition",
            }.get(fact)
            what = names.get((model, code), code) if model else facts.get(fact, fact)
            found.append((fact, code, what, rules.SUPPLIERS.get(fact, "clerk")))
        return found
