"""The application's settings, and how Longshore runs the plan: workers, choices, targets."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from longshore.plan.sections import Count, Duration, Section, wrong


def _share(value: float) -> float:
    if 0 <= value <= 1:
        return value
    raise wrong("a number from 0 to 1")


Share = Annotated[
    float, AfterValidator(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]
"""A part of a whole."""


class ServiceBusSettings(Section):
    """Where the application finds the namespace."""

    Namespace: str
    UseManagedIdentity: bool = False
    ConnectionString: str | None = None


class AISettings(Section):
    """How the application processes its jobs."""

    MaxProcessingTime: Duration | None = None
    ModelParallelism: Count | None = None
    BatchSize: Count | None = None


class Application(Section):
    """The application's settings; `Queues` and `Topics` map its logical names to the plan's entities."""

    ServiceBus: ServiceBusSettings | None = None
    Queues: Mapping[str, str] = {}
    Topics: Mapping[str, str] = {}
    AI: AISettings = AISettings()


class Worker(Section):
    """How the jobs of one queue are run."""

    max_processing_time: Duration | None = None
    concurrency: Count | None = None


class Resolve(Section):
    """How to resolve the plan for a target that leaves a choice."""

    partitions: Count | None = None


class Retry(Section):
    """How long a message of one queue or subscription rests before it is delivered again."""

    initial_delay: Duration
    max_delay: Duration
    multiplier: Annotated[float, Field(ge=1)] = 2.0
    jitter: Share = 0.2

    @field_validator("max_delay")
    @classmethod
    def _not_below_initial_delay(cls, max_delay: Duration, others: ValidationInfo) -> Duration:
        initial_delay: Duration | None = others.data.get("initial_delay")
        if initial_delay is None or initial_delay.ms <= max_delay.ms:
            return max_delay
        raise wrong(f"{initial_delay} or more", f"max_delay is shorter than initial_delay, {initial_delay}")


class EmbeddedBroker(Section):
    """What only the embedded broker does; `retry` is by queue name or `topic/Subscriptions/name`."""

    retry: Mapping[str, Retry] = {}


class Targets(Section):
    """What the deployed plan has to reach."""

    throughput_msg_per_s: Count | None = None
