"""A process that holds one database open and measures on it what it is told.

``python worker.py DATABASE SIDE`` reads calls on stdin and answers on stdout, both one
JSON list or object a line: ``["tickets", 50]``.
"""

import json
import os
import sys

import odoo.init  # noqa: F401
from odoo.tools import config


def main(database, side):
    """Answer until there are no more calls."""
    # what Odoo and its addons print is no answer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    options = [f"--database={database}", "--no-http", "--log-level=warn"]
    config.parse_config(options, setup_logging=True)
    # they import our addons, which Python finds once Odoo knows where they are
    from calls import Calls

    calls = Calls(database, side)
    print("null", file=answers, flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        answer = getattr(calls, name)(*arguments)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
