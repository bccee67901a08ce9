"""Owns what holds for every test: properties are tried on the same examples each time, so that nothing turns red by chance.

The scripts of `bench` look for what nobody thought of; `HYPOTHESIS_PROFILE=default` lets the properties look too.
"""

import os

from hypothesis import settings

settings.register_profile("alike", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "alike"))
