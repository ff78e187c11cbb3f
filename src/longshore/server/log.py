"""Structured log lines on standard error: for people on a terminal, JSON otherwise."""

import sys

import structlog

from longshore.broker.kernel import Log


def make_log() -> Log:
    """Return where the broker says what happened."""
    on_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logger = structlog.get_logger()

    def log(event: str, **fields: object) -> None:
        logger.info(event, **fields)

    return log
