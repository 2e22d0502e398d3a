"""What must happen once, when the addon comes and when it goes."""


def post_init_hook(env):
    """Companies that run by a profile get its clauses, to be adopted by them."""
    for company in env["res.company"].search([("aftersales_profile", "!=", False)]):
        env["aftersales.profile"].load(company.aftersales_profile, company)


def uninstall_hook(env):
    """Forget the names that profiles gave to clauses: their tables go."""
    own = [("model", "=like", "aftersales.penalty%")]
    regulation = [("model", "=like", "aftersales.regulation%")]
    for domain in (own, regulation):
        rows = env["ir.model.data"].search(
            [("module", "=", "aftersales_service"), *domain]
        )
        rows.unlink()
        env["aftersales.profile.line"].search(domain).unlink()
