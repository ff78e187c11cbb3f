"""The broker: whatever clients do, in any order, it raises nothing, and memory says what the disk says.

An input is a list of steps: frames that are well-formed and name few things, frames that are not, requests,
commits that succeed or fail, time that passes, connections that are lost. What is on disk in the end is what
a broker would find that started then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from tests.unit.amqp.peer import frame
from tests.unit.broker.asking import request
from tests.unit.broker.audit import audit
from tests.unit.broker.world import START_MS, Client, World, message

from fuzz.drawing import Drawer
from fuzz.target import Target
from longshore.broker.ingest import BATCH_FORMAT
from longshore.broker.management.node import OPERATIONS
from longshore.model.entities import (
    QueueDescription,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.wire.fields import Fielded
from longshore.wire.performatives import (
    RECEIVER,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Transfer,
)
from longshore.wire.performatives import SENDER as SENDING
from longshore.wire.states import (
    Accepted,
    Coordinator,
    Declare,
    Discharge,
    Error,
    Modified,
    Rejected,
    Released,
    Source,
    TransactionalState,
)
from longshore.wire.states import Target as To
from longshore.wire.values import Array, Described, Int, Long, Symbol, Timestamp, UInt

Map = Mapping[str, object] | None

_STEPS_MAX: Final = 60

QUEUES: Final = {
    "q": QueueDescription(
        max_delivery_count=2, requires_duplicate_detection=True, default_message_time_to_live_ms=60_000
    ),
    "s": QueueDescription(requires_session=True, lock_duration_ms=5_000, retry=RetryPolicy(100, 1_000)),
    "f": QueueDescription(forward_to="q", forward_dead_lettered_messages_to="s"),
}
TOPICS: Final = {
    "t": TopicDescription(
        subscriptions={
            "all": SubscriptionDescription(forward_to="q"),
            "some": SubscriptionDescription(
                rules=(
                    RuleDescription(
                        "r", SqlFilter("a > 1 OR sys.Label LIKE 'x%'"), "SET b = a + 1; REMOVE c"
                    ),
                ),
                dead_lettering_on_message_expiration=True,
            ),
        }
    )
}

_ADDRESSES: Final = (
    *(
        "q",
        "s",
        "f",
        "t",
        "t/subscriptions/some",
        "q/$deadletterqueue",
        "t/subscriptions/some/$deadletterqueue",
    ),
    *(
        "q/$management",
        "s/$management",
        "t/$management",
        "t/subscriptions/some/$management",
        "$cbs",
        "nowhere",
        "",
    ),
)
_LINK_PROPERTIES: Final[Sequence[dict[object, object] | None]] = (
    None,
    {Symbol("com.microsoft:timeout"): UInt(1_000)},
    {Symbol("com.microsoft:timeout"): "soon"},
)
_TAG: Final = (1).to_bytes(16, "big")
_TXN: Final = bytes.fromhex(f"{1:032x}")
_VALUES: Final[Sequence[object]] = (
    *(
        None,
        True,
        0,
        1,
        -1,
        Int(2),
        Long(2**63 - 1),
        UInt(7),
        Timestamp(START_MS + 1_000),
        2.5,
        "",
        "a",
        "b",
        "x",
        "1=1",
    ),
    *(
        b"",
        b"\x00\xff",
        UUID(bytes_le=_TAG),
        Symbol("a"),
        "SET a = 1",
        "completed",
        "suspended",
        "defered",
        "abandoned",
    ),
    *([], [Long(1)], [1, "a"], {}, {"a": 1}, {"expression": "a = 1"}, Described(Symbol("x:y"), [1])),
    *(
        Array(b"\x81", [Long(1), Long(2)]),
        Array(b"\x98", [UUID(bytes_le=_TAG)]),
        {"message-id": "1", "message": message(b"m")},
    ),
    [{"message-id": "1", "message": message(b"m", scheduled_ms=START_MS + 5_000)}],
)
_KEYS: Final = (
    *(
        "sequence-numbers",
        "lock-tokens",
        "session-id",
        "session-state",
        "message-count",
        "from-sequence-number",
    ),
    *("disposition-status", "properties-to-modify", "deadletter-reason", "messages", "receiver-settle-mode"),
    *(
        "rule-name",
        "rule-description",
        "top",
        "skip",
        "last-updated-time",
        "enqueued-time-utc",
        "omit-message-body",
    ),
    *("sql-filter", "correlation-filter", "true-filter", "sql-rule-action", "expression", "properties"),
)
_OUTCOMES: Final[Sequence[object]] = (
    Accepted(),
    Released(),
    Modified(),
    Modified(True, True),
    Modified(True, False, {Symbol("a"): 1}),
    Rejected(),
    Rejected(
        Error(Symbol("com.microsoft:dead-letter"), "why", {Symbol("DeadLetterReason"): "r", Symbol("a"): 1})
    ),
    TransactionalState(_TXN),
    TransactionalState(_TXN, Accepted()),
    TransactionalState(b"x", Rejected()),
    None,
)
_OPERATIONS: Final = (*OPERATIONS, "put-token", "none")
_TIMES_MS: Final = (1, 100, 5_000, 60_000, 3_600_000)


class Story:
    """A world, one client in it, and what an input makes of them."""

    def __init__(self, data: bytes) -> None:
        self._draw = Drawer(data)
        self._world = World(QUEUES, TOPICS)
        self._client = self._world.client()
        self._steps: Sequence[Callable[[], object]] = (
            self._garbage,
            self._attach,
            self._attach,
            self._flow,
            self._flow,
            self._transfer,
            self._transfer,
            self._transfer,
            self._disposition,
            self._disposition,
            self._request,
            self._request,
            self._world.commit,
            self._fail,
            self._pass_time,
            self._detach,
            self._transaction,
            self._another_client,
            self._session,
        )

    def run(self) -> None:
        """Take the steps, let everybody go, and compare memory with the disk."""
        for _ in range(_STEPS_MAX):
            if self._draw.done:
                break
            self._draw.choice(self._steps)()
            self._client.peer.connection.data_to_send(self._world.now_ms)
        self._world.kernel.lost(self._client.peer, self._world.now_ms)
        self._world.commit()
        audit(self._world)

    # -- frames ------------------------------------------------------------------------------------

    def _say(self, performative: Fielded, payload: bytes = b"") -> None:
        self._client.say_raw(frame(performative, payload, channel=0))

    def _garbage(self) -> None:
        body = self._draw.rest(self._draw.byte() % 64)
        self._client.say_raw((8 + len(body)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + body)

    def _attach(self) -> None:
        draw = self._draw
        handle, is_sender, address = draw.byte() % 4, draw.byte() % 2, draw.choice(_ADDRESSES)
        properties = draw.choice(_LINK_PROPERTIES)
        if is_sender:
            target = draw.choice((To(address), To(address), Coordinator(), None, To(7)))
            self._say(
                Attach(
                    f"l{handle}", handle, SENDING, source=Source("c"), target=target, initial_delivery_count=0
                )
            )
            return
        session = draw.choice((False, None, "a", "b", 7, ""))
        filters: dict[object, object] | None = None
        if session is not False:
            filters = {Symbol("com.microsoft:session-filter"): session}
        mode = draw.choice((0, 1, 2))
        source = draw.choice((Source(address, filter=filters), Source(address, filter=filters), None))
        self._say(
            Attach(f"l{handle}", handle, RECEIVER, mode, source=source, target=To("c"), properties=properties)
        )

    def _flow(self) -> None:
        draw = self._draw
        handle = draw.choice((0, 1, 2, 3, None))
        credit, window = draw.choice((1, 5, 1_000, 0, None)), draw.choice((1_000, 2, 0))
        self._say(Flow(0, window, 0, 1_000, handle, draw.byte() % 3, credit, drain=draw.choice((None, True))))

    def _transfer(self) -> None:
        draw = self._draw
        transfer = Transfer(
            draw.byte() % 4,
            draw.choice((0, 1, 2, 3, 4, 5, None)),
            draw.choice((b"tag", None)),
            draw.choice((0, 0, 0, BATCH_FORMAT, None)),
            draw.choice((None, False, True)),
            draw.choice((None, None, None, True)),
            state=draw.choice((None, None, TransactionalState(_TXN), Accepted())),
            aborted=draw.choice((None, None, None, None, True)),
        )
        self._say(transfer, self._message())

    def _message(self) -> bytes:
        draw = self._draw
        if draw.byte() % 8 == 7:
            return draw.rest(draw.byte() % 64)
        name = draw.choice(("id", "1", None, "x" * 129))
        properties: Map = draw.choice((None, {"a": 2, "c": "x"}, {"a": self._value(0)}))
        annotations: Map = draw.choice((None, None, {"x-opt-partition-key": "a"}, {"a": self._value(0)}))
        return message(
            draw.rest(draw.byte() % 8),
            message_id=name,
            session=draw.choice((None, "a", "b", "")),
            properties=dict(list((properties or {}).items())),
            annotations={Symbol(key): value for key, value in (annotations or {}).items()},
            scheduled_ms=draw.choice((None, None, START_MS + 5_000, 0)),
        )

    def _disposition(self) -> None:
        draw = self._draw
        first, more, state = draw.byte() % 4, draw.choice((None, 0, 3)), draw.choice(_OUTCOMES)
        last = None if more is None else first + more
        self._say(Disposition(RECEIVER, first, last, draw.choice((True, False, None)), state))

    def _detach(self) -> None:
        self._say(Detach(self._draw.byte() % 4, closed=self._draw.choice((True, None))))

    def _session(self) -> None:
        self._say(self._draw.choice((End(), Begin(None, 0, 1_000, 1_000), Begin(None, 0, 1, 1), Close())))

    def _transaction(self) -> None:
        done = self._draw.choice(
            (Declare(), Discharge(_TXN, False), Discharge(_TXN, True), Discharge(b"x", None))
        )
        transfer = Transfer(self._draw.byte() % 4, self._draw.byte() % 6, b"t", 0)
        self._say(transfer, b"\x00\x53\x77" + done.encode())

    # -- requests ----------------------------------------------------------------------------------

    def _request(self) -> None:
        draw = self._draw
        body = {draw.choice(_KEYS): self._value(2) for _ in range(draw.byte() % 5)}
        operation = draw.choice(_OPERATIONS)
        payload = request(
            draw.choice(_VALUES), {"operation": operation}, body, draw.choice((None, "c", "l1"))
        )
        self._say(Transfer(draw.byte() % 4, draw.byte() % 6, b"t", 0), payload)

    def _value(self, nesting: int) -> object:
        draw = self._draw
        if nesting and draw.byte() % 4 == 3:
            return {draw.choice(_KEYS): self._value(nesting - 1) for _ in range(draw.byte() % 4)}
        return draw.choice(_VALUES)

    # -- the world ---------------------------------------------------------------------------------

    def _fail(self) -> None:
        if self._world.kernel.take_unit() is not None:
            self._world.kernel.failed(self._world.now_ms)

    def _pass_time(self) -> None:
        self._world.pass_time(self._draw.choice(_TIMES_MS))

    def _another_client(self) -> None:
        self._world.kernel.lost(self._client.peer, self._world.now_ms)
        self._client = self._draw.choice((self._world.client, self._world.anonymous, self._listener))()

    def _listener(self) -> Client:
        return self._world.client("listener", "listen-key")


def run(data: bytes) -> None:
    """Take the steps of an input."""
    Story(data).run()


def seeds() -> Iterable[bytes]:
    """Return a send and a receive in each entity, settled in every way."""
    send = bytes((1, 0, 1)), bytes((5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 12))
    for address in range(len(_ADDRESSES)):
        for outcome in range(len(_OUTCOMES)):
            attach = bytes((1, 1, 0, address, 0, 0, 0, 0, 3, 1, 1, 0, 0, 0))
            yield (
                send[0]
                + bytes((address, 0, 0))
                + send[1]
                + attach
                + bytes((8, 0, 0, outcome, 0, 12, 14, 3, 12))
            )


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(bytes((step,)) for step in range(32)),
    bytes_max=400,
    cpu_ms_max=1_000,
    memory_max=(20_000_000, 10_000),
    traced=4,
    inputs=1_000,
)
