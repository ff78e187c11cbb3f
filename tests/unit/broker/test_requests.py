"""`$cbs` and `$management` by request and response."""

from uuid import UUID

import pytest
from tests.unit.broker.world import START_MS, Client, World, message

from longshore.broker.requests import MAX_REQUEST_BYTES, encode_reply, parse_request
from longshore.model.entities import QueueDescription
from longshore.security.sas import sign
from longshore.wire.decode import decode_value
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.performatives import Disposition, Flow, Transfer
from longshore.wire.sections import PROPERTY_NAMES, index_sections, read_list, read_map
from longshore.wire.states import Rejected
from longshore.wire.values import Array, Timestamp, ULong, array_of_symbols

QUEUES = {
    "orders": QueueDescription(lock_duration_ms=60_000),
    "jobs": QueueDescription(requires_session=True, lock_duration_ms=60_000),
}
LATER_S = START_MS // 1_000 + 100


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
    client.attach_receiver(node, handle=8, credit=100)
    client.attach_sender(node, handle=9)
    client.hear()


def ask(world: World, client: Client, payload: bytes) -> tuple[object, dict[object, object], object]:
    """Return (correlation id, application properties, body) of the answer."""
    client.send(payload, handle=9)
    world.commit()
    ((_transfer, reply),) = client.deliveries()
    sections = index_sections(reply)
    correlation_id = read_list(reply, sections.properties, len(PROPERTY_NAMES))[5]
    return (
        correlation_id,
        read_map(reply, sections.application_properties),
        decode_value(reply, sections.body + 3)[0],
    )


class TestCbs:
    def put(self, token: str, audience: str = "sb://h/orders") -> tuple[Client, object]:
        world = World(QUEUES)
        client = world.anonymous()
        attach_node(client, "$cbs")
        properties: dict[object, object] = {"operation": "put-token", "type": "jwt", "name": audience}
        _id, answer, _body = ask(world, client, request(ULong(7), properties, token))
        return client, answer["status-code"]

    def test_a_good_token_opens_the_entity(self) -> None:
        client, status = self.put(sign("sb://h/orders", LATER_S, "root", "root-key"))
        assert status == 202
        client.attach_sender("orders", handle=1)
        assert any(isinstance(frame, Flow) for frame in client.hear())

    def test_a_bad_signature_is_unauthorized(self) -> None:
        assert self.put(sign("sb://h/orders", LATER_S, "root", "wrong"))[1] == 401

    def test_an_expired_token_is_unauthorized(self) -> None:
        assert self.put(sign("sb://h/orders", START_MS // 1_000, "root", "root-key"))[1] == 401

    def test_an_unknown_entity_is_not_found(self) -> None:
        token = sign("sb://h/nothing", LATER_S, "root", "root-key")
        assert self.put(token, "sb://h/nothing")[1] == 404

    def test_a_token_that_runs_out_takes_its_links_along(self) -> None:
        world = World(QUEUES)
        client = world.anonymous()
        attach_node(client, "$cbs")
        token = sign("sb://h/orders", START_MS // 1_000 + 5, "root", "root-key")
        properties: dict[object, object] = {"operation": "put-token", "name": "sb://h/orders"}
        ask(world, client, request("1", properties, token))
        client.attach_sender("orders", handle=1)
        client.hear()
        world.pass_time(4_000)
        assert client.hear() == []
        world.pass_time(2_000)
        assert [type(frame).__name__ for frame in client.hear()] == ["Detach"]


def test_a_request_that_is_too_large_is_rejected_and_the_link_lives() -> None:
    world = World(QUEUES)
    client = world.client()
    attach_node(client, "$cbs")
    client.send(bytes(MAX_REQUEST_BYTES + 1), handle=9)
    (disposition,) = client.hear()
    assert isinstance(disposition, Disposition)
    assert isinstance(disposition.state, Rejected)
    assert disposition.state.error is not None
    assert disposition.state.error.condition == "amqp:link:message-size-exceeded"
    token = sign("sb://h/orders", LATER_S, "root", "root-key")
    properties: dict[object, object] = {"operation": "put-token", "name": "sb://h/orders"}
    assert ask(world, client, request("1", properties, token))[1]["status-code"] == 202


class TestManagement:
    def ready(self, entity: str, *, session: str | None = None) -> tuple[World, Client, bytes]:
        """Return a client with one received message of an entity, and its lock token."""
        world = World(QUEUES)
        client = world.client()
        client.attach_sender(entity)
        client.send(message(b"one", session=session))
        world.commit()
        client.attach_receiver(entity, credit=1, session=session if session is not None else False)
        (tag,) = [frame.delivery_tag for frame in client.hear() if isinstance(frame, Transfer)]
        assert tag is not None
        attach_node(client, f"{entity}/$management")
        return world, client, tag

    def operate(
        self, world: World, client: Client, operation: str, body: object
    ) -> tuple[dict[object, object], object]:
        properties: dict[object, object] = {"operation": f"com.microsoft:{operation}"}
        _id, answer, result = ask(world, client, request(UUID(int=1), properties, body))
        return answer, result

    def test_a_lock_is_renewed_from_now(self) -> None:
        world, client, tag = self.ready("orders")
        world.now_ms += 30_000
        tokens = Array(b"\x98", [UUID(bytes_le=tag)])
        answer, result = self.operate(world, client, "renew-lock", {"lock-tokens": tokens})
        assert answer["statusCode"] == 200
        assert result == {"expirations": [Timestamp(world.now_ms + 60_000)]}

    def test_a_lost_lock_cannot_be_renewed(self) -> None:
        world, client, tag = self.ready("orders")
        world.now_ms += 60_000
        tokens = Array(b"\x98", [UUID(bytes_le=tag)])
        answer, _result = self.operate(world, client, "renew-lock", {"lock-tokens": tokens})
        assert (answer["statusCode"], answer["errorCondition"]) == (410, "com.microsoft:message-lock-lost")

    def test_another_link_may_complete_by_token(self) -> None:
        world, client, tag = self.ready("orders")
        body = {"disposition-status": "completed", "lock-tokens": Array(b"\x98", [UUID(bytes_le=tag)])}
        answer, _result = self.operate(world, client, "update-disposition", body)
        assert answer["statusCode"] == 200
        assert world.namespace.queues["orders"].messages == {}

    def test_session_state_is_kept_and_read(self) -> None:
        world, client, _tag = self.ready("jobs", session="s1")
        body = {"session-id": "s1", "session-state": b"half"}
        assert self.operate(world, client, "set-session-state", body)[0]["statusCode"] == 200
        _answer, result = self.operate(world, client, "get-session-state", {"session-id": "s1"})
        assert result == {"session-state": b"half"}

    def test_a_session_lock_is_renewed(self) -> None:
        world, client, _tag = self.ready("jobs", session="s1")
        world.now_ms += 30_000
        _answer, result = self.operate(world, client, "renew-session-lock", {"session-id": "s1"})
        assert result == {"expiration": Timestamp(world.now_ms + 60_000)}

    def test_a_session_that_nobody_holds_is_lost(self) -> None:
        world, client, _tag = self.ready("jobs", session="s1")
        answer, _result = self.operate(world, client, "renew-session-lock", {"session-id": "other"})
        assert answer["errorCondition"] == "com.microsoft:session-lock-lost"

    @pytest.mark.parametrize("operation", ["peek-message", "schedule-message", "anything"])
    def test_what_is_not_there_yet_is_said_so(self, operation: str) -> None:
        world, client, _tag = self.ready("orders")
        assert self.operate(world, client, operation, {})[0]["statusCode"] == 501


@pytest.mark.parametrize("message_id", [UUID(int=5), ULong(5), "five"])
def test_an_answer_repeats_the_type_of_the_request_id(message_id: object) -> None:
    reply = encode_reply(parse_request(request(message_id, {}, None)), {}, None)
    correlation_id = read_list(reply, index_sections(reply).properties, len(PROPERTY_NAMES))[5]
    if isinstance(message_id, ULong):
        assert reply.count(b"\x53\x05") == 1
    assert correlation_id == message_id


def test_a_client_that_takes_no_answers_does_not_fill_the_memory() -> None:
    world = World(QUEUES)
    client = world.anonymous()
    client.attach_receiver("$cbs", handle=8)
    client.attach_sender("$cbs", handle=9)
    for _ in range(1_100):
        client.send(request("1", {"operation": "nothing"}, array_of_symbols("x")), handle=9)
        client.hear()
    (reply,) = client.peer.replies.values()
    assert len(reply._waiting) == 1_000
