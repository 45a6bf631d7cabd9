"""`python -m dip_core`: the command line."""

import sys

from dip_core.cli import main

sys.exit(main())
