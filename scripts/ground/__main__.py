"""``python3 scripts/ground COMMAND``."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("error: Python 3.11 or newer is needed: run with one first on the PATH")

from ground.cli import main  # noqa: E402

main(sys.argv[1:])
