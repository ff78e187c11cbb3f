"""Requests to `$cbs` and `$management`, and what is answered."""

from typing import NamedTuple, cast
from uuid import UUID

from longshore.wire.decode import decode_value
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.sections import PROPERTY_NAMES, index_sections, read_list, read_map
from longshore.wire.values import Array, Described, Int, Long
from tests.unit.broker.world import Client, World

_RECEIVING, _SENDING = 8, 9


def request(
    message_id: object, properties: dict[object, object], body: object, reply_to: str | None = None
) -> bytes:
    fields = [message_id, None, None, None, reply_to]
    return (
        b"\x00\x53\x73"
        + encode_value(fields)
        + b"\x00\x53\x74"
        + encode_map(properties)
        + b"\x00\x53\x77"
        + encode_value(body)
    )


def attach_node(client: Client, node: str) -> None:
    client.attach_receiver(node, handle=_RECEIVING, credit=10_000)
    client.attach_sender(node, handle=_SENDING)
    client.hear()


class Reply(NamedTuple):
    """An answer. Maps inside keep the AMQP types of their values."""

    correlation_id: object
    properties: dict[object, object]
    body: object

    @property
    def status(self) -> object:
        return self.properties["statusCode"]

    @property
    def condition(self) -> object:
        return self.properties.get("errorCondition")

    @property
    def map(self) -> dict[object, object]:
        assert isinstance(self.body, dict)
        return self.body

    def entries(self, name: str) -> list[dict[str, object]]:
        """Return the maps in a list of the answer."""
        found = self.map[name]
        assert isinstance(found, list)
        return found

    def messages(self) -> list[bytes]:
        """Return the encoded messages in the answer."""
        return [cast("bytes", entry["message"]) for entry in self.entries("messages")]


def replies(client: Client) -> list[Reply]:
    """Return the answers that came."""
    return [_reply(payload) for _transfer, payload in client.deliveries()]


def _reply(payload: bytes) -> Reply:
    sections = index_sections(payload)
    fields = read_list(payload, sections.properties, len(PROPERTY_NAMES))
    section = decode_value(payload, sections.body)[0]
    assert isinstance(section, Described)
    properties = read_map(payload, sections.application_properties)
    return Reply(fields[PROPERTY_NAMES.index("correlation_id")], properties, section.value)


def ask(world: World, client: Client, payload: bytes) -> Reply:
    client.send(payload, handle=_SENDING)
    world.commit()
    (reply,) = replies(client)
    return reply


class Management:
    """A client's way to one request node, over a connection of its own."""

    def __init__(self, world: World, entity: str, user: str = "root", password: str = "root-key") -> None:
        self._world = world
        self.client = world.client(user, password)
        attach_node(self.client, f"{entity}/$management")

    def request(self, operation: str, body: object) -> None:
        """Send a request that nothing is committed for."""
        name = operation if ":" in operation else f"com.microsoft:{operation}"
        self.client.send(request("1", {"operation": name}, body), handle=_SENDING)

    def replies(self) -> list[Reply]:
        return replies(self.client)

    def ask(self, operation: str, body: object) -> Reply:
        """Return the answer to a request, after a commit."""
        self.request(operation, body)
        self._world.commit()
        (reply,) = self.replies()
        return reply


def longs(*numbers: int) -> Array:
    return Array(b"\x81", [Long(number) for number in numbers])


def uuids(*tokens: bytes) -> Array:
    """Return lock tokens as requests hold them, from delivery tags."""
    return Array(b"\x98", [UUID(bytes_le=token) for token in tokens])


def tags(client: Client) -> list[bytes]:
    """Return the tags of the deliveries that came: they are lock tokens."""
    return [cast("bytes", transfer.delivery_tag) for transfer, _payload in client.deliveries()]


def peeked(world: World, entity: str, **body: object) -> list[bytes]:
    """Return what a peek shows, encoded."""
    asked: dict[object, object] = {"from-sequence-number": Long(0), "message-count": Int(250)}
    asked.update({name.replace("_", "-"): value for name, value in body.items()})
    reply = Management(world, entity).ask("peek-message", asked)
    return [] if reply.status == 204 else reply.messages()
