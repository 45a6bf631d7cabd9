"""`python -m dip_core`: the command line."""

import sys

try:
    # Ctrl-C while the command line is imported is quiet too. What the package itself imports comes
    # before this file; `dip-studio` guards that as well.
    from dip_core.cli import main

    code = main()
except KeyboardInterrupt:
    code = 130
sys.exit(code)
