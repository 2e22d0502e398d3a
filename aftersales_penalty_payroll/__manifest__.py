{
    "name": "After-Sales Penalties on Payslips",
    "summary": "What the month's sheets of penalties and rewards take and give, as "
    "inputs of payslips",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "Aftersales Suite, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["aftersales_penalty", "payroll"],
    "data": [
        "data/hr_salary_rule_data.xml",
        "views/aftersales_penalty_sheet_views.xml",
    ],
    "auto_install": True,
}
