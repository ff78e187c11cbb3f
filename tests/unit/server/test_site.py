from http import HTTPStatus

import pytest

from longshore.server.http1 import Head, Request
from longshore.server.site import answer


def request(method: str, target: str) -> Request:
    return Request(Head(method, target, {}), b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_is_well(method: str) -> None:
    assert answer(request(method, "/healthz")) == (HTTPStatus.OK, "ok\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize(("method", "target"), [("GET", "/"), ("PUT", "/orders"), ("POST", "/healthz")])
def test_whoever_looks_for_something_else_is_told_where_amqp_is(method: str, target: str) -> None:
    response = answer(request(method, target))
    assert response.status is HTTPStatus.NOT_FOUND
    assert "/$servicebus/websocket" in response.body
