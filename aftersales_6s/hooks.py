"""What must happen once, when the addon comes and when it goes."""


def post_init_hook(env):
    """Companies that run by a profile get its checklists and rounds."""
    for company in env["res.company"].search([("aftersales_profile", "!=", False)]):
        env["aftersales.profile"].load(company.aftersales_profile, company)


def uninstall_hook(env):
    """Forget the names that profiles gave to records: their tables go."""
    own = [("model", "=like", "aftersales.6s.%")]
    env["ir.model.data"].search([("module", "=", "aftersales_service"), *own]).unlink()
    env["aftersales.profile.line"].search(own).unlink()
