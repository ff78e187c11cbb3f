"""Requests and responses, and `$cbs` with them."""

from uuid import UUID

import pytest

from longshore.broker.requests import MAX_REQUEST_BYTES, encode_reply, parse_request
from longshore.model.entities import QueueDescription
from longshore.security.sas import sign
from longshore.wire.performatives import RECEIVER, Attach, Disposition, Flow
from longshore.wire.sections import PROPERTY_NAMES, index_sections, read_list
from longshore.wire.states import Rejected, Source, Target
from longshore.wire.values import ULong, array_of_symbols
from tests.unit.broker.asking import ask, attach_node, request
from tests.unit.broker.world import START_MS, Client, World

QUEUES = {"orders": QueueDescription()}
LATER_S = START_MS // 1_000 + 100


class TestCbs:
    def put(self, token: str, audience: str = "sb://h/orders") -> tuple[Client, object]:
        world = World(QUEUES)
        client = world.anonymous()
        attach_node(client, "$cbs")
        properties: dict[object, object] = {"operation": "put-token", "type": "jwt", "name": audience}
        answer = ask(world, client, request(ULong(7), properties, token))
        return client, answer.properties["status-code"]

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
    assert ask(world, client, request("1", properties, token)).properties["status-code"] == 202


@pytest.mark.parametrize("address", [["a", "list"], {"a": "map"}, None, ULong(5)])
def test_an_answer_finds_its_link_though_another_has_an_address_of_any_kind(address: object) -> None:
    world = World(QUEUES)
    client = world.anonymous()
    client.say(Attach("odd", 7, RECEIVER, source=Source("$cbs"), target=Target(address)))
    attach_node(client, "$cbs")
    answer = ask(world, client, request("1", {"operation": "nothing"}, None, reply_to="in-8"))
    assert answer.properties["status-code"] == 501


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
