"""A clock that follows the system's, and that a test may put forward."""

from longshore.server.clock import wall_clock


class MovableClock:
    """A `server.clock.Clock`."""

    def __init__(self) -> None:
        self._wall = wall_clock()
        self._lead_ms = 0

    def __call__(self) -> int:
        """Return the time in milliseconds."""
        return self._wall() + self._lead_ms

    def put_forward(self, ms: int) -> None:
        """Be later by that much from now on."""
        self._lead_ms += ms
