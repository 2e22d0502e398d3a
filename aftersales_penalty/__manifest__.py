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
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
