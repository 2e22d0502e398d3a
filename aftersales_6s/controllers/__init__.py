from . import area
from . import tool
