{
    "name": "After-Sales 6S",
    "summary": "6S that people do on the phone: areas, checklists, inspections, "
    "findings with photos, points, and the best and the worst of the week",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "Aftersales Suite, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["aftersales_penalty"],
    "data": [
        "security/ir.model.access.csv",
        "security/aftersales_6s_rules.xml",
        "security/aftersales_6s_inspection_rules.xml",
        "views/aftersales_6s_menus.xml",
        "wizards/aftersales_6s_inspection_cancel_views.xml",
        "wizards/aftersales_settings_6s_photo_views.xml",
        "views/aftersales_6s_photo_views.xml",
        "report/aftersales_6s_inspection_report.xml",
        "views/aftersales_6s_inspection_views.xml",
        "views/aftersales_6s_inspection_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "aftersales_6s/static/src/inspect/*",
        ],
    },
    "application": True,
}
