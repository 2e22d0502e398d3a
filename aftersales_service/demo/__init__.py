from . import aftersales_demo
from . import aftersales_demo_trade
from . import aftersales_demo_part
from . import aftersales_demo_desk
from . import aftersales_demo_cost
