"""What the broker answers to HTTP requests."""

from http import HTTPStatus

from longshore.server.http1 import WEBSOCKET_PATH, Request, Response


def answer(request: Request) -> Response:
    """Say that we are well to whoever asks for that, and where AMQP is to everyone else."""
    if request.head.path == "/healthz" and request.head.method in {"GET", "HEAD"}:
        return Response(HTTPStatus.OK, "ok\n")
    return Response(
        HTTPStatus.NOT_FOUND,
        f"There is nothing at this path; AMQP over WebSocket is at {WEBSOCKET_PATH}.\n",
    )
