"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# No deadline: a busy machine is not a defect. The same examples on every run: a red test stays red.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("quick")
