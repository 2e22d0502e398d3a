from . import area
