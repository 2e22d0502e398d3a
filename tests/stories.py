"""The company of the browser journeys, and its people at their desks and phones."""

import os

import screens

#: Run in ``odoo shell``: company, people and one furnace sold. A journey may add more.
#: ``profile`` is the code of the profile that the company loads.
PEOPLE = """
env.ref("base.CNY").active = True
company = env["res.company"].create(
    {"name": "沪东工业炉有限公司", "currency_id": env.ref("base.CNY").id})
calendar = env["resource.calendar"].create(
    {"name": "标准工时", "tz": "Asia/Shanghai", "company_id": company.id})
company.resource_calendar_id = calendar
env["aftersales.profile"].load(profile, company)
common = {"company_id": company.id, "company_ids": [(6, 0, company.ids)],
          "lang": "zh_CN", "tz": "Asia/Shanghai",
          "odoobot_state": "disabled"}  # its greeting would cover the phone's screen
def person(login, name, group):
    user = env["res.users"].create(
        {**common, "name": name, "login": login, "password": login,
         "group_ids": [(6, 0, env.ref(group).ids)]})
    return env["hr.employee"].create(
        {"name": name, "user_id": user.id, "company_id": company.id})
for role, name in (("clerk", "李雯"), ("technician", "王建国"), ("manager", "陈国栋")):
    person(role, name, f"aftersales_service.group_aftersales_{role}")
for login, name, phone, firm in (
        ("customer", "周敏", "138 0013 8000", "宁波永固锻造有限公司"),
        ("stranger", "孙磊", "139 0512 6618", "苏州恒力轴承有限公司")):
    parent = env["res.partner"].create(
        {"name": firm, "is_company": True, "company_id": company.id, "lang": "zh_CN"})
    partner = env["res.partner"].create(
        {"name": name, "parent_id": parent.id, "phone": phone,
         "email": f"{login}@customer.example", "company_id": company.id,
         "lang": "zh_CN", "tz": "Asia/Shanghai"})
    env["res.users"].create(
        {**common, "partner_id": partner.id, "login": login, "password": login,
         "group_ids": [(6, 0, env.ref("base.group_portal").ids)]})
product = env["product.product"].create(
    {"name": "台车式电阻炉 RT2-180-9", "is_storable": True, "tracking": "serial",
     "company_id": company.id})
lot = env["stock.lot"].create(
    {"name": "RT2-2025-0042", "product_id": product.id, "company_id": company.id})
"""


class Journey:
    """The people of the story, each with a browser of their own."""

    def __init__(self, name, browser, url, behind):
        self.name = name
        self.browser = browser
        self.url = url
        self.behind = behind
        """Run code in ``odoo shell`` and commit it; returns what it printed."""
        self.pages = {}
        self.errors = []
        self.english = {}

    def page(self, login, size=screens.DESKTOP):
        """The browser of a person; ``guest`` is somebody without a login."""
        key = login, size["width"]
        if key not in self.pages:
            page = screens.context(self.browser, size).new_page()
            page.set_default_timeout(60000)
            screens.watch(page, self.errors)
            if login != "guest":
                screens.log_in(page, self.url, login)
            self.pages[key] = page
        return self.pages[key]

    def call(self, login, model, method, arguments, named=None):
        """What a method answers that the web client of somebody calls."""
        answer = self.page(login).request.post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}",
            data={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": arguments,
                    "kwargs": named or {},
                },
            },
        )
        return answer.json()["result"]

    def read(self, page, name):
        """Note the English words of a screen under its name.

        With a folder in AFTERSALES_PICTURES a picture of it is kept there.
        """
        if folder := os.environ.get("AFTERSALES_PICTURES"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        words = screens.english_on(page)
        if words:
            self.english[name] = words

    def close(self, failures=None):
        """Close all browsers; with a folder, keep a picture of what each showed."""
        for (login, width), page in self.pages.items():
            if failures:
                name = f"{self.name}-{login}-{width}.png"
                page.screenshot(path=failures / name)
            page.context.close()
