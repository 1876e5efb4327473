"""Settings of the project's own tests.

The plugin under test is the installed one, switched on in pyproject.toml (`scrapelint = true`); naming it here as well would
load it twice.
"""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["pytester"]

# No deadline in any: a shared machine may stand still for a second, and no property is about time.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
