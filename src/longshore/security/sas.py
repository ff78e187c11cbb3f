r"""Shared access signatures [ASB SAS], and the passwords of SASL PLAIN, which are the same keys.

    SharedAccessSignature sr=<resource>&sig=<signature>&se=<expiry, seconds>&skn=<policy name>

The signature is HMAC-SHA256 over `<sr as it stands in the token>\n<se>`, keyed by the text of the key.
Applications sign encoded and unencoded resources, so the text itself is what counts; decoded and newly
encoded forms are tried as well. The resource must be a prefix of the audience; scheme, host, port and
case are not compared, because clients name a local broker in many ways.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import quote_plus, unquote, unquote_plus

from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import AccessPolicy, Grant

PREFIX = "SharedAccessSignature "

_EXPIRY_DIGITS_MAX = 15
"""Thirty million years; more digits are a mistake, and thousands of them an attack on `int`."""


def _refused(description: str) -> Refusal:
    return Refusal(Condition.UNAUTHORIZED, description)


def sign(resource: str, expires_s: int, policy_name: str, key: str) -> str:
    """Return a token for a resource, valid until `expires_s` (seconds since 1970)."""
    encoded = quote_plus(resource)
    signature = quote_plus(_signature(key, encoded, str(expires_s)))
    return f"{PREFIX}sr={encoded}&sig={signature}&se={expires_s}&skn={policy_name}"


def _signature(key: str, resource: str, expiry: str) -> str:
    digest = hmac.new(key.encode(), f"{resource}\n{expiry}".encode(), sha256).digest()
    return b64encode(digest).decode()


def path_of(resource: str) -> str:
    """Return the entity path of `scheme://host:port/path`; empty for a namespace."""
    behind_scheme = resource.partition("://")[2]
    path = behind_scheme.partition("/")[2] if behind_scheme else resource
    return path.strip("/")


def verify(token: str, audience: str, policies: Iterable[AccessPolicy], now_ms: int) -> Grant | Refusal:
    """Return what a token grants for an audience, or why it grants nothing."""
    if not token.startswith(PREFIX):
        return _refused("The token is not a SharedAccessSignature.")
    fields = dict(part.partition("=")[::2] for part in token[len(PREFIX) :].strip().split("&"))
    if not {"sr", "sig", "se", "skn"} <= fields.keys():
        return _refused("The token lacks one of sr, sig, se and skn.")
    name = unquote_plus(fields["skn"])
    policy = next((known for known in policies if known.name == name), None)
    if policy is None:
        return _refused(f"There is no shared access policy '{name}'.")
    if not _signed_by(policy, fields):
        return _refused(f"The signature was not made with a key of '{name}'.")
    expires_ms = _expiry_ms(fields["se"])
    if expires_ms <= now_ms:
        return _refused("The token has expired.")
    granted, wanted = path_of(unquote_plus(fields["sr"])), path_of(audience)
    grant = Grant(granted, policy.rights, expires_ms)
    if not grant.covers(wanted, policy.rights, now_ms):
        return _refused(f"The token is for '{granted}', not for '{wanted}'.")
    return grant


def _expiry_ms(text: str) -> int:
    """Return when a token ends; one that does not say so in digits has ended."""
    return int(text) * 1_000 if text.isdecimal() and len(text) <= _EXPIRY_DIGITS_MAX else 0


def _signed_by(policy: AccessPolicy, fields: dict[str, str]) -> bool:
    try:
        given = b64decode(unquote(fields["sig"]), validate=True)
    except (Base64Error, ValueError):
        return False
    resource = fields["sr"]
    forms = {resource, unquote_plus(resource), quote_plus(unquote_plus(resource))}
    return any(
        hmac.compare_digest(given, b64decode(_signature(key, form, fields["se"])))
        for key in policy.keys
        for form in forms
    )


def check_password(name: str, password: str, policies: Iterable[AccessPolicy]) -> Grant | None:
    """Return what SASL PLAIN grants: the user is a policy's name, the password one of its keys."""
    for policy in policies:
        if policy.name == name and any(
            hmac.compare_digest(password.encode(), key.encode()) for key in policy.keys
        ):
            return Grant("", policy.rights, None)
    return None
