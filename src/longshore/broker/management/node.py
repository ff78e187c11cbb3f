"""Takes requests at `<entity>/$management`, checks rights, answers when the disk has what they changed."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from longshore.broker.errors import NOT_STORED, Unacceptable, raise_refusal
from longshore.broker.faults import Act
from longshore.broker.management import extras, locks, messages, rules, sessions
from longshore.broker.management.arguments import Body
from longshore.broker.management.scope import Scope
from longshore.broker.peer import Peer
from longshore.broker.requests import Answer, Request
from longshore.engine.topic import Topic
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.decode import DecodeError
from longshore.wire.values import Int, Symbol

Run = Callable[[Scope, Body, int], Body | None]
"""Does what a request asks for; None is "nothing there"."""


class Operation(NamedTuple):
    """What a request can ask for, and the right it takes [ASB service-bus-sas: rights required]."""

    run: Run
    right: Right
    on_topics: bool = False


OPERATIONS: Final[Mapping[str, Operation]] = {
    "com.microsoft:renew-lock": Operation(locks.renew_lock, Right.LISTEN),
    "com.microsoft:renew-session-lock": Operation(locks.renew_session_lock, Right.LISTEN),
    "com.microsoft:update-disposition": Operation(locks.update_disposition, Right.LISTEN),
    "com.microsoft:get-session-state": Operation(sessions.get_session_state, Right.LISTEN),
    "com.microsoft:set-session-state": Operation(sessions.set_session_state, Right.LISTEN),
    "com.microsoft:get-message-sessions": Operation(sessions.get_message_sessions, Right.LISTEN),
    "com.microsoft:peek-message": Operation(messages.peek_message, Right.LISTEN, on_topics=True),
    "com.microsoft:receive-by-sequence-number": Operation(messages.receive_by_sequence_number, Right.LISTEN),
    "com.microsoft:schedule-message": Operation(messages.schedule_message, Right.SEND, on_topics=True),
    "com.microsoft:cancel-scheduled-message": Operation(
        messages.cancel_scheduled_message, Right.SEND, on_topics=True
    ),
    "com.microsoft:batch-delete-messages": Operation(messages.batch_delete_messages, Right.LISTEN),
    "com.microsoft:add-rule": Operation(rules.add_rule, Right.LISTEN),
    "com.microsoft:remove-rule": Operation(rules.remove_rule, Right.LISTEN),
    "com.microsoft:enumerate-rules": Operation(rules.enumerate_rules, Right.LISTEN),
    "longshore:delete-message": Operation(extras.delete_message, Right.LISTEN),
    "longshore:move-dead-letter": Operation(extras.move_dead_letter, Right.LISTEN | Right.SEND),
}


class ManagementNode:
    """The request node of one entity, or of one of its sub-queues."""

    def __init__(self, claimed: str, scope: Scope) -> None:
        self._claimed = claimed
        self._scope = scope

    def handle(self, peer: Peer, request: Request, answer: Answer, now_ms: int) -> Refusal | None:
        """Take one request; what changes something durable is answered when that is on disk.

        A refusal is also returned, for the log. Who finds no message may look for one whose settlement is not
        on disk yet: azure-servicebus before 7.15, for one, does not wait for the answer to a deferral. So the
        request is taken again when all that came before it is there.
        """
        try:
            return self._take(peer, request, answer, now_ms)
        except Unacceptable as problem:
            if problem.refusal.condition is not Condition.MESSAGE_NOT_FOUND:
                return _refuse(answer, problem.refusal)
            self._scope.unit.outbox.ask_again(
                peer, lambda later_ms: self._take_again(peer, request, answer, later_ms)
            )
            return None

    def _take_again(self, peer: Peer, request: Request, answer: Answer, now_ms: int) -> Refusal | None:
        try:
            return self._take(peer, request, answer, now_ms)
        except Unacceptable as problem:
            return _refuse(answer, problem.refusal)

    def _take(self, peer: Peer, request: Request, answer: Answer, now_ms: int) -> Refusal | None:
        """Raises Unacceptable, and has answered nothing then."""
        try:
            body = self._run(peer, request, now_ms)
        except DecodeError as error:
            return _refuse(answer, Refusal(Condition.DECODE_ERROR, f"The request cannot be read: {error}."))
        self._scope.unit.outbox.reply(
            lambda stored: answer(*(_done(body) if stored else _refused(NOT_STORED)))
        )
        return None

    def _run(self, peer: Peer, request: Request, now_ms: int) -> Body | None:
        name = request.text("operation") or ""
        operation = OPERATIONS.get(name)
        if operation is None:
            raise Unacceptable(Refusal(Condition.NOT_IMPLEMENTED, f"There is no operation '{name}'."))
        if isinstance(self._scope.entity, Topic) and not operation.on_topics:
            raise Unacceptable(
                Refusal(Condition.NOT_ALLOWED, f"'{name}' is for queues and subscriptions, not for topics.")
            )
        for right in operation.right:
            if not peer.may(self._claimed, right, now_ms):
                claim = str(right.name).capitalize()
                raise Unacceptable(
                    Refusal(Condition.UNAUTHORIZED, f"'{claim}' claims on '{self._claimed}' are required.")
                )
        if peer.faults is not None:
            raise_refusal(peer.faults.objection(Act.REQUEST, self._scope.path, now_ms))
        self._scope.use(now_ms)
        if not isinstance(request.body, dict):
            raise Unacceptable(Refusal(Condition.ARGUMENT_ERROR, "The body of a request is a map."))
        return operation.run(self._scope, request.body, now_ms)


def _done(body: Body | None) -> tuple[Mapping[object, object], object]:
    """[source: azure-sdk-for-js `managementClient.ts`, `_deleteMessages`] 204 has a condition, too."""
    if body is None:
        nothing = Symbol(Condition.MESSAGE_NOT_FOUND.amqp)
        return {
            "statusCode": Int(204),
            "statusDescription": "No content",
            "errorCondition": nothing,
        }, {}
    return {"statusCode": Int(200), "statusDescription": "OK"}, body


def _refuse(answer: Answer, refusal: Refusal) -> Refusal:
    answer(*_refused(refusal))
    return refusal


def _refused(refusal: Refusal) -> tuple[Mapping[object, object], object]:
    condition = refusal.condition
    return {
        "statusCode": Int(condition.status),
        "statusDescription": refusal.description,
        "errorCondition": Symbol(condition.amqp),
    }, {}
