"""The broker of a test: the one of `longshore up`, in this process, with a clock and faults to play with."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

from longshore.security.rights import ALL_RIGHTS, AccessPolicy
from longshore.server.datafolder import ROOT_POLICY
from longshore.server.randomness import new_key
from longshore.testing.definition import Definition, Entities, Plan, Properties
from longshore.testing.faults import Faults
from longshore.testing.host import SteeredHost
from longshore.testing.loop import LoopThread
from longshore.testing.messages import StoredMessage

_HOST: Final = "127.0.0.1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Broker:
    """A namespace of its own, on a port of its own, from `start` to `stop` or for a `with` block.

    Args:
        plan: A plan file, or its values, that says which entities there are.
        queues: Names of more queues, or their properties by name.
        topics: Names of more topics, or their properties and `subscriptions` by name.

    Raises:
        PlanError: The entities are not described as a plan would; it says what is wrong.
    """

    def __init__(self, *, plan: Plan | None = None, queues: Entities = (), topics: Entities = ()) -> None:
        self._definition = Definition(plan, queues, topics)
        self._key = new_key()
        self._port = 0
        self._host: SteeredHost | None = None

    # -- life --------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Accept connections."""
        with ExitStack() as undo:
            folder = undo.enter_context(TemporaryDirectory(prefix="longshore-"))
            policy = AccessPolicy(ROOT_POLICY, self._key, new_key(), ALL_RIGHTS)
            host = SteeredHost(self.namespace, Path(folder, "store.sqlite3"), policy)
            host.provision(self._definition.topology)
            thread = LoopThread(f"longshore-{self.namespace}")
            undo.callback(thread.stop)
            self._port = thread.call(host.start(_HOST, 0))
            undo.callback(lambda: thread.call(host.stop()))
            self._closing = undo.pop_all()
        self._thread, self._host, self._faults = thread, host, Faults(thread, host)
        return self

    def stop(self) -> None:
        """Close every connection, and forget everything."""
        self._running()
        self._host = None
        self._closing.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _running(self) -> SteeredHost:
        if self._host is None:
            raise RuntimeError(
                "this broker does not run: use it in a `with` block, or between start and stop"
            )
        return self._host

    # -- how to reach it ---------------------------------------------------------------------------

    @property
    def namespace(self) -> str:
        """The namespace's name."""
        return self._definition.namespace

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        self._running()
        return self._port

    @property
    def connection_string(self) -> str:
        """What a ServiceBusClient is made from; it allows everything."""
        return (
            f"Endpoint=sb://{_HOST}:{self.port};SharedAccessKeyName={ROOT_POLICY};"
            f"SharedAccessKey={self._key};UseDevelopmentEmulator=true"
        )

    @property
    def faults(self) -> Faults:
        """What may go wrong."""
        self._running()
        return self._faults

    # -- time --------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time by the broker's clock: what a message that is to come later is scheduled from."""
        return _EPOCH + timedelta(milliseconds=self._running().clock())

    def advance(self, seconds: float) -> None:
        """Let time pass for the broker, and for nobody else.

        When it returns, all that became due on the way has happened, each at its own time and on disk:
        locks and messages have ended, scheduled messages have come, clients have been told. Connections
        and tokens of clients do not grow older.
        """
        if seconds < 0:
            raise ValueError(f"time does not go backwards, nor by {seconds} seconds")
        host = self._running()
        self._thread.call(host.advance(round(seconds * 1_000)))

    # -- entities ----------------------------------------------------------------------------------

    def create_queue(self, name: str, **properties: Any) -> None:  # noqa: ANN401  # a plan's own properties
        """Create a queue, or change one, by a plan's properties. Raises PlanError, or ValueError."""
        self._running()
        self._definition.add(queues={name: properties})
        self._create()

    def create_topic(self, name: str, *, subscriptions: Entities = (), **properties: Any) -> None:  # noqa: ANN401  # as above
        """Create a topic with subscriptions, or change one. Raises PlanError, or ValueError."""
        self._running()
        self._definition.add(topics={name: {**properties, "subscriptions": subscriptions}})
        self._create()

    def create_subscription(self, topic: str, name: str, **properties: Any) -> None:  # noqa: ANN401  # as above
        """Create a subscription, or change one. Raises PlanError, LookupError, or ValueError."""
        self._running()
        self._definition.add_subscription(topic, name, properties)
        self._create()

    def _create(self) -> None:
        host = self._running()
        self._thread.call(host.create(self._definition.topology))

    # -- what is in it -----------------------------------------------------------------------------

    def messages(self, entity: str) -> list[StoredMessage]:
        """Return what is in a queue or subscription (`topic/Subscriptions/name`), whatever its state.

        Of a topic, the scheduled messages; of `<entity>/$DeadLetterQueue`, the dead letters.
        """
        host = self._running()
        return self._thread.call(host.look(entity))

    def dead_letters(self, entity: str) -> list[StoredMessage]:
        """Return the dead letters of a queue or subscription."""
        return self.messages(f"{entity}/$DeadLetterQueue")

    def count(self, entity: str) -> int:
        """Return how many messages are in a queue or subscription, whatever their state."""
        return len(self.messages(entity))


__all__ = ["Broker", "Entities", "Plan", "Properties"]
