"""The application's settings, and how Longshore runs the plan: workers, choices, targets."""

from collections.abc import Mapping

from longshore.plan.sections import Count, Duration, Section


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
    """How the embedded broker retries on one queue; it has no settings yet."""


class EmbeddedBroker(Section):
    """What only the embedded broker does."""

    retry: Mapping[str, Retry] = {}


class Targets(Section):
    """What the deployed plan has to reach."""

    throughput_msg_per_s: Count | None = None
