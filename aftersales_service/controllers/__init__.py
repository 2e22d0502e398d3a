from . import portal_product
from . import portal_promises
from . import portal_quotation
from . import portal_ticket
from . import portal_ticket_new
from . import portal_verdict
from . import portal_visit
from . import visit_satisfaction
