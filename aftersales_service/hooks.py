"""What must happen once, when the addon comes and when it goes."""

MENU = "helpdesk_mgmt.helpdesk_ticket_main_menu"


def post_init_hook(env):
    """Give the tickets that were there before us their first fact.

    Every request starts with its ``registered`` event: an older ticket was registered
    when it was created, and closed when it says so.
    """
    tickets = (
        env["helpdesk.ticket"]
        .with_context(active_test=False)
        .search([("event_ids", "=", False)])
    )
    tickets._record_history()
    for company in env["res.company"].search([]):
        env["aftersales.calendar.day"]._load_for(company)
    # One app for one work: Helpdesk's menu would show the same tickets again.
    env.ref(MENU).active = False


def uninstall_hook(env):
    """Hand the Helpdesk menu back to helpdesk_mgmt."""
    menu = env.ref(MENU, raise_if_not_found=False)
    if menu:
        menu.active = True
