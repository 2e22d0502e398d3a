from . import test_{{ name|snake }}
