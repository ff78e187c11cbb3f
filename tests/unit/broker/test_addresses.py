import pytest

from longshore.broker.addresses import Address, parse_address, strip_authority
from longshore.engine.message import DEAD_LETTER, MAIN, TRANSFER_DEAD_LETTER


@pytest.mark.parametrize(
    "address",
    [
        "orders",
        "/orders",
        "amqps://127.0.0.1:5672/orders",
        "sb://name.servicebus.windows.net/orders/",
        "amqp://h/orders",
    ],
)
def test_scheme_and_authority_are_optional(address: str) -> None:
    assert strip_authority(address) == "orders"


def test_an_entity_name_may_hold_slashes() -> None:
    assert parse_address("sb://h/a/b/c").path == "a/b/c"


@pytest.mark.parametrize("suffix", ["$DeadLetterQueue", "$deadletterqueue", "$deadLetterQueue"])
def test_the_dead_letter_suffix_is_compared_without_case(suffix: str) -> None:
    assert parse_address(f"orders/{suffix}") == Address(f"orders/{suffix}", "orders", DEAD_LETTER)


@pytest.mark.parametrize("suffix", ["$Transfer/$DeadLetterQueue", "$transfer/$deadletterqueue"])
def test_what_could_not_be_sent_on_has_a_suffix_of_its_own(suffix: str) -> None:
    address = parse_address(f"orders/{suffix}")
    assert (address.path, address.sub_queue) == ("orders", TRANSFER_DEAD_LETTER)


def test_an_entity_itself_is_its_main_sub_queue() -> None:
    assert parse_address("orders").sub_queue is MAIN


def test_a_subscription_keeps_its_whole_path() -> None:
    assert parse_address("t/Subscriptions/s").path == "t/Subscriptions/s"


def test_the_request_node_of_dead_letters_is_both() -> None:
    address = parse_address("orders/$DeadLetterQueue/$management")
    assert (address.path, address.sub_queue, address.management) == ("orders", DEAD_LETTER, True)


def test_what_a_token_must_cover_is_the_whole_address() -> None:
    assert parse_address("sb://h:1/orders/$DeadLetterQueue").claimed == "orders/$DeadLetterQueue"
