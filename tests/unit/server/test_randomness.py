from base64 import b64decode

from longshore.server.randomness import new_key, new_message_id, token_source


def test_tokens_have_sixteen_bytes_and_do_not_repeat() -> None:
    source = token_source()
    tokens = [source() for _ in range(1_000)]
    assert {len(token) for token in tokens} == {16}
    assert len(set(tokens)) == 1_000


def test_a_message_id_is_32_hex_digits() -> None:
    assert len(bytes.fromhex(new_message_id())) == 16


def test_a_key_is_32_bytes_in_base64() -> None:
    assert len(b64decode(new_key(), validate=True)) == 32
