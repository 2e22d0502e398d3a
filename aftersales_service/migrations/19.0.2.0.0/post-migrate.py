"""From limits around the clock to calendars, warnings and alarms."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give clocks what 19.0.1.0.0 didn't know.

    Those that run learn when to warn. Those that were missed before alarms existed
    alarm nobody now.
    """
    if not version:
        return
    cr.execute(
        "UPDATE aftersales_clock SET alarm = 'missed' "
        "WHERE state = 'missed' AND alarm IS NULL"
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    for company in env["res.company"].search([]):
        env["aftersales.calendar.day"]._load_for(company)
        company._rejudge_clocks()
