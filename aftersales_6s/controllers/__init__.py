from . import tool
from . import area
