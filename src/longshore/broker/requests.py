"""Request and response over AMQP: what `$cbs` and `$management` share [ASB AMQP protocol guide].

A request is a message; its answer goes to a receiving link of the same connection. Clients name that link
in different ways: by its target address, by its name, or not at all, when there is only one at the node.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from longshore.amqp.events import Delivered
from longshore.amqp.link import ReceiverLink, SenderLink
from longshore.amqp.states import LinkState
from longshore.broker.errors import rejected
from longshore.broker.peer import Peer
from longshore.model.refusal import Condition, Refusal
from longshore.wire.decode import DecodeError, decode_value
from longshore.wire.encode import encode_list, encode_map, encode_value
from longshore.wire.sections import (
    AMQP_VALUE,
    PROPERTY_NAMES,
    index_sections,
    read_map,
)
from longshore.wire.states import ACCEPTED, Target
from longshore.wire.values import Described

REQUEST_CREDIT: Final = 100
MAX_REQUEST_BYTES: Final = 1_048_576
MAX_WAITING_REPLIES: Final = 1_000
"""A client that asks and asks but takes no answers gets no more of them."""

_TOO_LARGE: Final = Refusal(
    Condition.MESSAGE_SIZE_EXCEEDED, f"A request may have {MAX_REQUEST_BYTES} bytes at most."
)

_MESSAGE_ID: Final = PROPERTY_NAMES.index("message_id")
_REPLY_TO: Final = PROPERTY_NAMES.index("reply_to")
_CORRELATION_ID: Final = PROPERTY_NAMES.index("correlation_id")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a node sees it. `message_id` keeps its AMQP type: the answer must repeat it."""

    message_id: object
    reply_to: str | None
    properties: Mapping[object, object]
    body: object

    def text(self, name: str) -> str | None:
        """Return an application property, if it is text."""
        value = self.properties.get(name)
        return str(value) if isinstance(value, str) else None


def parse_request(payload: bytes) -> Request:
    """Return the request in a message. Raises DecodeError when it is none."""
    sections = index_sections(payload)
    properties = _typed_properties(payload, sections.properties)
    reply_to = properties[_REPLY_TO]
    body: object = None
    if sections.body >= 0:
        section, _ = decode_value(payload, sections.body)
        if isinstance(section, Described) and section.descriptor == AMQP_VALUE:
            body = section.value
    return Request(
        properties[_MESSAGE_ID],
        reply_to if isinstance(reply_to, str) else None,
        read_map(payload, sections.application_properties),
        body,
    )


def _typed_properties(payload: bytes, pos: int) -> list[object]:
    """Return the properties with the width of every number, which the answer's correlation-id repeats."""
    fields = decode_value(payload, pos)[0] if pos >= 0 else []
    if not isinstance(fields, list):
        raise DecodeError(pos, "the properties section must be a list")
    return fields + [None] * (len(PROPERTY_NAMES) - len(fields))


def encode_reply(request: Request, properties: Mapping[object, object], body: object) -> bytes:
    """Return an answer: correlation-id as the request's message-id, an amqp-value body."""
    fields: list[object] = [None] * (_CORRELATION_ID + 1)
    fields[_CORRELATION_ID] = request.message_id
    return b"".join(
        (
            b"\x00\x53\x73",
            encode_list([encode_value(field) for field in fields]),
            b"\x00\x53\x74",
            encode_map(properties),
            b"\x00\x53\x77",
            encode_value(body),
        )
    )


class ReplyLink:
    """A link on which answers leave; they wait here for credit."""

    __slots__ = ("_link", "_new_tag", "_waiting", "node")

    def __init__(self, link: SenderLink, node: str, new_tag: Callable[[], bytes]) -> None:
        self._link = link
        self._waiting: deque[bytes] = deque()
        self._new_tag = new_tag
        self.node = node

    def answers_to(self, reply_to: str) -> bool:
        """Say whether a request means this link by its reply-to."""
        target = self._link.attach.target
        address = target.address if isinstance(target, Target) else None
        return reply_to in (address, self._link.attach.name)  # an address may be anything, a list too

    def send(self, payload: bytes) -> None:
        """Send an answer, now or when there is credit."""
        if len(self._waiting) < MAX_WAITING_REPLIES:
            self._waiting.append(payload)
        self.flush()

    def flush(self) -> None:
        """Send what has credit."""
        link = self._link
        while self._waiting and link.credit > 0 and link.state is LinkState.ATTACHED:
            link.deliver(self._new_tag(), self._waiting.popleft())
        if link.drain and link.state is LinkState.ATTACHED:
            link.drained()


class Node(Protocol):
    """What answers requests."""

    def handle(self, peer: Peer, request: Request, answer: "Answer", now_ms: int) -> Refusal | None:
        """Take a request; call `answer` once, now or later. A refusal is also returned, for the log."""


Answer = Callable[[Mapping[object, object], object], None]
"""(application properties, body) of the answer."""


class RequestLink:
    """A link on which requests come; it leads to a node."""

    __slots__ = ("_link", "_node", "_node_address", "_peer")

    def __init__(self, peer: Peer, link: ReceiverLink, node: Node, node_address: str) -> None:
        self._peer = peer
        self._link = link
        self._node = node
        self._node_address = node_address
        link.accept(REQUEST_CREDIT, MAX_REQUEST_BYTES)

    def receive(self, delivered: Delivered, now_ms: int) -> Refusal | None:
        """Take a request; returns a refusal, for the log.

        One that cannot be read stays unanswered: it names nobody to tell.
        """
        too_large = delivered.oversize_bytes > 0
        if not delivered.settled:
            outcome = rejected(_TOO_LARGE) if too_large else ACCEPTED.encode()
            self._link.session.settle_received(delivered.delivery_id, delivered.delivery_id, outcome)
        self._link.replenish(0)
        if too_large:
            return _TOO_LARGE
        try:
            request = parse_request(delivered.payload)
        except DecodeError as error:
            return Refusal(Condition.DECODE_ERROR, f"The request cannot be read: {error}.")
        reply_link = self._reply_link(request)
        if reply_link is None:
            return Refusal(Condition.NOT_FOUND, "There is no link to answer the request on.")

        def answer(properties: Mapping[object, object], body: object) -> None:
            reply_link.send(encode_reply(request, properties, body))

        return self._node.handle(self._peer, request, answer, now_ms)

    def _reply_link(self, request: Request) -> ReplyLink | None:
        """[protocol guide] By reply-to on this connection, else the last one attached to the same node."""
        replies = list(self._peer.replies.values())
        if request.reply_to is not None:
            for reply in replies:
                if reply.answers_to(request.reply_to):
                    return reply
        at_node = [reply for reply in replies if reply.node == self._node_address]
        return at_node[-1] if at_node else None
