"""Properties are not timed: how long an example takes says more of the machine than of the code."""

from hypothesis import settings

settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")
