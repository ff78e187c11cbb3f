"""Structured log lines on standard error: for people on a terminal, JSON otherwise."""

import sys
from functools import cache
from typing import Any

from longshore.broker.kernel import Log


def make_log() -> Log:
    """Return where the broker says what happened."""

    def log(event: str, **fields: object) -> None:
        _logger().info(event, **fields)

    return log


@cache
def _logger() -> Any:  # noqa: ANN401  # structlog types it so
    """Return the logger; structlog is imported with the first line, since most brokers start without."""
    import structlog  # noqa: PLC0415

    processors = structlog.processors
    structlog.configure(
        processors=[
            processors.add_log_level,
            processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    return structlog.get_logger()
