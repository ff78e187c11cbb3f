"""`$cbs`: claims-based security. A client puts a token for an audience before it attaches a link there.

[ASB AMQP protocol guide: claims-based authorization]. Python sends `type = jwt` even with a shared access
signature, so the token's own text decides what it is. A token for an entity that does not exist answers
404: for clients that authenticate here, this is how they learn of it.
"""

from collections.abc import Callable, Iterable, Mapping

from longshore.broker.addresses import parse_address
from longshore.broker.peer import MAX_GRANTS, Peer
from longshore.broker.requests import Answer, Request
from longshore.engine.namespace import Namespace
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import AccessPolicy, Grant
from longshore.security.sas import verify
from longshore.wire.values import Int


class CbsNode:
    """The connection's authorization node."""

    def __init__(self, namespace: Namespace, policies: Callable[[], Iterable[AccessPolicy]]) -> None:
        self._namespace = namespace
        self._policies = policies
        self.lead_ms = 0
        """How far the broker's clock was put forward by hand; clients date their tokens by their own."""

    def handle(self, peer: Peer, request: Request, answer: Answer, now_ms: int) -> Refusal | None:
        """Take one put-token; a refusal is also returned, for the log."""
        outcome = self._put_token(request, now_ms)
        audience = request.text("name") or ""
        if isinstance(outcome, Grant) and len(peer.grants) >= MAX_GRANTS and audience not in peer.grants:
            outcome = Refusal(
                Condition.RESOURCE_LIMIT_EXCEEDED, f"A connection may hold {MAX_GRANTS} tokens."
            )
        if isinstance(outcome, Refusal):
            answer(_status(outcome.condition.status, outcome.description), None)
            return outcome
        peer.grants[audience] = outcome
        answer(_status(202, "Accepted"), None)
        return None

    def _put_token(self, request: Request, now_ms: int) -> Grant | Refusal:
        if request.text("operation") != "put-token":
            return Refusal(Condition.NOT_IMPLEMENTED, "$cbs understands put-token only.")
        audience, token = request.text("name"), request.body
        if audience is None or not isinstance(token, str):
            return Refusal(
                Condition.ARGUMENT_ERROR, "put-token needs a name and a token in an amqp-value body."
            )
        grant = verify(token, audience, self._policies(), now_ms - self.lead_ms)
        if isinstance(grant, Refusal):
            return grant
        path = parse_address(audience).path
        known = not path or self._namespace.sendable(path) or self._namespace.receivable(path)
        if not known:
            return self._namespace.not_found(path)
        return grant.put_forward(self.lead_ms)


def _status(code: int, description: str) -> Mapping[object, object]:
    return {"status-code": Int(code), "status-description": description}
