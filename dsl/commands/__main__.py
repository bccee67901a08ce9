"""Owns `python -m dsl.commands`, for machines where the `callwright` script is not on the path."""

import sys

from dsl.commands import main

sys.exit(main())
