{
    "name": "{{ name|replace('_', ' ')|title }}",
    "summary": "One sentence that says what it is for",
    "version": "19.0.1.0.0",
    "category": "Services/After-Sales",
    "author": "Aftersales Suite, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["mail"],
    "data": [
        "security/ir.model.access.csv",
        "security/{{ name|snake }}_rules.xml",
        "views/{{ name|snake }}_views.xml",
        "views/{{ name|snake }}_menus.xml",
    ],
    "demo": ["demo/{{ name|snake }}_demo.xml"],
}
