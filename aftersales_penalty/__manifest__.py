{
    "name": "After-Sales Penalties and Rewards",
    "summary": "Penalties and rewards of after-sales regulations: clauses, cases, "
    "hearings, appeals, the month's sheets",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Aftersales Suite, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["aftersales_service"],
    "data": [
        "security/ir.model.access.csv",
        "security/aftersales_penalty_sheet_rules.xml",
        "data/aftersales_minimum_wage_data.xml",
        "report/aftersales_penalty_sheet_report.xml",
        "wizards/aftersales_penalty_sheet_wizard_views.xml",
        "views/aftersales_penalty_sheet_views.xml",
        "views/aftersales_minimum_wage_views.xml",
        "views/aftersales_penalty_sheet_settings_views.xml",
        "views/aftersales_penalty_sheet_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
