"""[ASB SAS] Tokens as the clients make them, as applications make them by hand, and as nobody should."""

import hmac
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import ALL_RIGHTS, AccessPolicy, Grant, Right
from longshore.security.sas import check_password, path_of, sign, verify

NOW_S = 1_700_000_000
NOW_MS = NOW_S * 1_000
SOON_S = NOW_S + 3_600

ROOT = AccessPolicy("RootManageSharedAccessKey", "first+key/with=signs", "second key", ALL_RIGHTS)
WORKER = AccessPolicy("worker", "worker key", "worker key 2", Right.LISTEN)
POLICIES = (ROOT, WORKER)

ORDERS = "sb://localhost:5672/orders"


def token_by_hand(resource: str, key: str = ROOT.primary_key, name: str = ROOT.name, se: str = "") -> str:
    """Make a token as the documentation's examples do: the resource goes into the token as it stands."""
    expiry = se or str(SOON_S)
    digest = hmac.new(key.encode(), f"{resource}\n{expiry}".encode(), sha256).digest()
    signature = quote_plus(b64encode(digest).decode())
    return f"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={name}"


def verified(token: str, audience: str = ORDERS, now_ms: int = NOW_MS) -> Grant | Refusal:
    return verify(token, audience, POLICIES, now_ms)


def refused(token: str, audience: str = ORDERS, now_ms: int = NOW_MS) -> str:
    """Return why a token is refused."""
    refusal = verified(token, audience, now_ms)
    assert isinstance(refusal, Refusal)
    assert refusal.condition is Condition.UNAUTHORIZED
    return refusal.description


# -- what is granted ---------------------------------------------------------------------------------


def test_a_token_grants_its_policys_rights_on_its_resource_until_it_expires() -> None:
    token = sign(ORDERS, SOON_S, WORKER.name, WORKER.primary_key)
    assert verified(token) == Grant("orders", Right.LISTEN, SOON_S * 1_000)


def test_a_token_looks_as_the_documentation_says() -> None:
    token = sign("sb://localhost/orders", SOON_S, "worker", "key")
    assert token.startswith("SharedAccessSignature sr=sb%3A%2F%2Flocalhost%2Forders&sig=")
    assert token.endswith(f"&se={SOON_S}&skn=worker")


@pytest.mark.parametrize("key", [ROOT.primary_key, ROOT.secondary_key])
def test_either_key_signs(key: str) -> None:
    assert isinstance(verified(sign(ORDERS, SOON_S, ROOT.name, key)), Grant)


@pytest.mark.parametrize(
    "resource",
    [
        "sb://localhost:5672/orders",
        "sb%3A%2F%2Flocalhost%3A5672%2Forders",
        "sb%3a%2f%2flocalhost%3a5672%2forders",
    ],
)
def test_a_resource_may_be_encoded_or_not_when_it_is_signed(resource: str) -> None:
    assert isinstance(verified(token_by_hand(resource)), Grant)


def test_a_resource_that_was_signed_plain_and_sent_encoded_is_good() -> None:
    signature = token_by_hand(ORDERS).partition("&sig=")[2]
    assert isinstance(verified(f"SharedAccessSignature sr={quote_plus(ORDERS)}&sig={signature}"), Grant)


def test_a_resource_that_was_signed_encoded_and_sent_plain_is_good() -> None:
    signature = token_by_hand(quote_plus(ORDERS)).partition("&sig=")[2]
    assert isinstance(verified(f"SharedAccessSignature sr={ORDERS}&sig={signature}"), Grant)


def test_fields_may_come_in_any_order() -> None:
    # [rhea and JS] sig, se, skn, sr
    resource, signature, expiry, name = (
        token_by_hand(ORDERS).removeprefix("SharedAccessSignature ").split("&")
    )
    token = f"SharedAccessSignature {signature}&{expiry}&{name}&{resource}"
    assert isinstance(verified(token), Grant)


@pytest.mark.parametrize(
    ("resource", "audience"),
    [
        ("sb://localhost/orders", "amqps://127.0.0.1:5671/orders"),
        ("https://ns.servicebus.windows.net/", "sb://localhost:5672/orders"),
        ("https://ns.servicebus.windows.net", "sb://localhost:5672/orders"),
        ("sb://LOCALHOST/Orders/", "sb://localhost/orders"),
        ("sb://localhost/events", "sb://localhost/events/Subscriptions/audit/$management"),
        ("sb://localhost/orders", "orders"),
        ("orders", "sb://localhost/orders"),
    ],
)
def test_scheme_host_port_and_case_are_not_compared_and_a_prefix_will_do(
    resource: str, audience: str
) -> None:
    assert isinstance(verified(sign(resource, SOON_S, ROOT.name, ROOT.primary_key), audience), Grant)


@pytest.mark.parametrize(
    ("resource", "audience"),
    [
        ("sb://localhost/orders", "sb://localhost/orders2"),
        ("sb://localhost/orders", "sb://localhost/invoices"),
        ("sb://localhost/orders", "sb://localhost/"),
        ("sb://localhost/events/subscriptions/audit", "sb://localhost/events"),
    ],
)
def test_a_token_for_something_else_is_refused(resource: str, audience: str) -> None:
    why = refused(sign(resource, SOON_S, ROOT.name, ROOT.primary_key), audience)
    assert why == f"The token is for '{path_of(resource)}', not for '{path_of(audience)}'."


# -- what is refused ---------------------------------------------------------------------------------


def test_a_token_is_over_exactly_when_it_expires() -> None:
    token = sign(ORDERS, NOW_S, ROOT.name, ROOT.primary_key)
    assert isinstance(verified(token, now_ms=NOW_MS - 1), Grant)
    assert refused(token, now_ms=NOW_MS) == "The token has expired."


def test_a_key_of_another_policy_does_not_sign() -> None:
    token = sign(ORDERS, SOON_S, ROOT.name, WORKER.primary_key)
    assert refused(token) == "The signature was not made with a key of 'RootManageSharedAccessKey'."


def test_an_unknown_policy_is_named() -> None:
    token = sign(ORDERS, SOON_S, "nobody", ROOT.primary_key)
    assert refused(token) == "There is no shared access policy 'nobody'."


@pytest.mark.parametrize("field", ["sr", "sig", "se", "skn"])
def test_a_token_that_lacks_a_field_is_refused(field: str) -> None:
    fields = token_by_hand(ORDERS).removeprefix("SharedAccessSignature ").split("&")
    kept = "&".join(part for part in fields if not part.startswith(f"{field}="))
    assert refused(f"SharedAccessSignature {kept}") == "The token lacks one of sr, sig, se and skn."


@pytest.mark.parametrize(
    "token", ["", "Bearer abc", "sharedaccesssignature sr=a", "eyJhbGciOiJub25lIn0.e30."]
)
def test_what_is_no_shared_access_signature_is_refused(token: str) -> None:
    assert refused(token) == "The token is not a SharedAccessSignature."


@pytest.mark.parametrize("changed", [("orders", "invoices"), (str(SOON_S), str(SOON_S + 1))])
def test_a_token_that_was_changed_after_signing_is_refused(changed: tuple[str, str]) -> None:
    assert "The signature was not made" in refused(token_by_hand(ORDERS).replace(*changed))


@pytest.mark.parametrize("signature", ["", "%%%", "not+base64!", "\u00e9\u00e9", "YWJj"])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    head, _, tail = token_by_hand(ORDERS).partition("sig=")
    tail = tail.partition("&")[2]
    assert "The signature was not made" in refused(f"{head}sig={signature}&{tail}")


@pytest.mark.parametrize("expiry", ["never", "-1", "1e99", f"{SOON_S}.5", " ", "\u00b2", "9" * 5_000])
def test_an_expiry_that_is_no_plain_number_is_refused_though_it_is_signed(expiry: str) -> None:
    assert refused(token_by_hand(ORDERS, se=expiry)) == "The token has expired."


fields = st.dictionaries(
    st.sampled_from(["sr", "sig", "se", "skn", "x"]),
    st.text(max_size=10)
    | st.sampled_from([quote_plus(ORDERS), ROOT.name, "worker", str(SOON_S), "%zz", "%e9"]),
)
nearly_tokens = fields.map(lambda parts: "&".join(f"{name}={text}" for name, text in parts.items()))


@given(st.text(max_size=60) | nearly_tokens.map("SharedAccessSignature ".__add__), st.text(max_size=20))
@example("SharedAccessSignature &&&", "")
@example("SharedAccessSignature sr&sig&se&skn", "")
@example("SharedAccessSignature sr=\x00&sig=====&se=1&skn=worker", "://")
def test_any_text_is_refused_and_nothing_worse(token: str, audience: str) -> None:
    assert isinstance(verified(token, audience), Refusal)


@given(st.text(max_size=20), st.integers(0, 10**12), st.text(max_size=20), st.text(min_size=1, max_size=20))
@example("sb://h/\u00fc \u00df", SOON_S, "a b&c=d", "k")
def test_what_we_sign_we_accept(path: str, expires_s: int, name: str, key: str) -> None:
    resource = f"sb://localhost/{path}"
    token = sign(resource, expires_s, quote_plus(name), key)
    grant = verify(token, resource, [AccessPolicy(name, "other", key, ALL_RIGHTS)], expires_s * 1_000 - 1)
    assert grant == Grant(path_of(resource), ALL_RIGHTS, expires_s * 1_000)


# -- paths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "path"),
    [
        ("sb://host:5672/orders", "orders"),
        ("sb://host/a/b/c", "a/b/c"),
        ("sb://host/", ""),
        ("sb://host", ""),
        ("orders", "orders"),
        ("/orders/", "orders"),
        ("", ""),
    ],
)
def test_a_path_is_what_stands_behind_the_host(resource: str, path: str) -> None:
    assert path_of(resource) == path


# -- passwords of SASL PLAIN -------------------------------------------------------------------------


@pytest.mark.parametrize("password", [WORKER.primary_key, WORKER.secondary_key])
def test_a_policys_name_and_key_are_user_and_password(password: str) -> None:
    assert check_password("worker", password, POLICIES) == Grant("", Right.LISTEN, None)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("worker", ""),
        ("worker", "wrong"),
        ("worker", WORKER.primary_key + " "),
        ("worker", ROOT.primary_key),
        ("Worker", WORKER.primary_key),
        ("", WORKER.primary_key),
        ("worker", "\u00e9\u0000"),
    ],
)
def test_any_other_pair_grants_nothing(name: str, password: str) -> None:
    assert check_password(name, password, POLICIES) is None


# -- further keys ------------------------------------------------------------------------------------

OPEN_ROOT = replace(ROOT, further_keys=("known to all",))


def test_a_further_key_signs_as_the_others_do() -> None:
    token = sign(ORDERS, SOON_S, ROOT.name, "known to all")
    assert verify(token, ORDERS, [OPEN_ROOT], NOW_MS) == Grant("orders", ALL_RIGHTS, SOON_S * 1_000)
    assert isinstance(verify(token, ORDERS, [ROOT], NOW_MS), Refusal)


def test_a_further_key_is_a_password_as_the_others_are() -> None:
    assert check_password(ROOT.name, "known to all", [OPEN_ROOT]) == Grant("", ALL_RIGHTS, None)
    assert check_password(ROOT.name, "known to all", [ROOT]) is None


@pytest.mark.parametrize("key", [ROOT.primary_key, ROOT.secondary_key])
def test_the_keys_on_file_stay_good_beside_a_further_one(key: str) -> None:
    assert isinstance(verify(sign(ORDERS, SOON_S, ROOT.name, key), ORDERS, [OPEN_ROOT], NOW_MS), Grant)
