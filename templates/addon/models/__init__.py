from . import {{ name|snake }}
