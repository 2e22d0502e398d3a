from . import aftersales_event_type
from . import aftersales_event
from . import aftersales_event_correction
from . import aftersales_fault
from . import aftersales_document_kind
from . import aftersales_ticket_document
from . import aftersales_clock_policy
from . import aftersales_clock
from . import aftersales_clock_derive
from . import aftersales_clock_alarm
from . import aftersales_pause_reason
from . import aftersales_clock_pause
from . import aftersales_calendar_day
from . import aftersales_report_item
from . import aftersales_visit
from . import aftersales_visit_report
from . import aftersales_visit_order
from . import aftersales_visit_crew
from . import aftersales_visit_board
from . import aftersales_visit_actions
from . import aftersales_visit_signature
from . import aftersales_visit_approval
from . import aftersales_visit_satisfaction
from . import aftersales_visit_line
from . import aftersales_visit_take
from . import aftersales_visit_part
from . import aftersales_visit_photo
from . import aftersales_visit_seal
from . import aftersales_visit_portal
from . import aftersales_profile
from . import helpdesk_ticket_type
from . import helpdesk_ticket
from . import helpdesk_ticket_events
from . import helpdesk_ticket_intake
from . import helpdesk_ticket_documents
from . import helpdesk_ticket_delay
from . import helpdesk_ticket_portal
from . import helpdesk_ticket_repeat
from . import helpdesk_ticket_team
<<<<<<< HEAD
from . import aftersales_notice
from . import ir_attachment
=======
from . import hr_employee
>>>>>>> main
from . import ir_http
from . import mail_activity
from . import res_company
<<<<<<< HEAD
from . import res_company_portal
=======
from . import resource_calendar
from . import res_partner
from . import res_company_visit
from . import res_config_settings
>>>>>>> main
from . import res_users
from . import stock_lot
