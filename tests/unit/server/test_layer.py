import pytest

from longshore.server.layer import Layer

from .transports import Socket, Upper


@pytest.fixture
def socket() -> Socket:
    return Socket()


@pytest.fixture
def upper() -> Upper:
    return Upper()


@pytest.fixture
def layer(socket: Socket, upper: Upper) -> Layer:
    layer = Layer(upper)
    layer.connection_made(socket)
    return layer


def test_pressure_is_passed_up(layer: Layer, upper: Upper) -> None:
    layer.pause_writing()
    layer.resume_writing()
    assert upper.events == ["full", "room"]


def test_the_limit_of_what_may_wait_is_passed_down(layer: Layer, socket: Socket) -> None:
    layer.set_write_buffer_limits(high=1_000)
    assert socket.limit == 1_000


def test_reading_is_paused_and_resumed_below(layer: Layer, socket: Socket) -> None:
    layer.pause_reading()
    assert (socket.is_reading(), layer.is_reading()) == (False, False)
    layer.resume_reading()
    assert (socket.is_reading(), layer.is_reading()) == (True, True)


def test_the_end_is_passed_up_to_a_protocol_that_never_heard_of_the_beginning(
    layer: Layer, upper: Upper
) -> None:
    layer.connection_lost(None)
    assert (upper.transport, upper.events) == (None, ["lost"])


def test_aborting_aborts_below(layer: Layer, socket: Socket) -> None:
    layer.abort()
    assert socket.events == ["abort"]
    assert layer.is_closing()


def test_what_is_known_of_the_connection_is_known_above(layer: Layer) -> None:
    assert layer.get_extra_info("peername") == ("127.0.0.1", 7)
    assert layer.get_extra_info("cipher", "none") == "none"


def test_another_protocol_can_take_over(layer: Layer, upper: Upper) -> None:
    another = Upper()
    layer.set_protocol(another)
    layer.pause_writing()
    assert (upper.events, another.events) == ([], ["full"])
    assert layer.get_protocol() is another


def test_all_that_waits_waits_below(layer: Layer, socket: Socket) -> None:
    socket.write(b"four")
    assert layer.get_write_buffer_size() == 4
