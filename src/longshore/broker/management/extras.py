"""What operators ask for and Azure does not have (vendor `longshore:`): act on single messages by number.

    longshore:delete-message      {sequence-numbers: array of long}                                -> {}
    longshore:move-dead-letter    {sequence-numbers: array of long,
                                   [properties: map], [remove-properties: list of string]}         -> {}

The first works on any sub-queue, the second on dead letters, which go back to the queue or subscription that
they were in. Both are all or nothing.
"""

from longshore.broker.errors import raise_refusal
from longshore.broker.management.arguments import Body, numbers, properties
from longshore.broker.management.scope import Scope
from longshore.engine import operations


def delete_message(scope: Scope, body: Body, _now_ms: int) -> Body:
    """Delete messages that nobody has locked."""
    raise_refusal(operations.delete(scope.queue, scope.sub_queue, numbers(body), scope.unit.changes))
    return {}


def move_dead_letter(scope: Scope, body: Body, now_ms: int) -> Body:
    """Move dead letters back to where they died, with edited properties."""
    removed = body.get("remove-properties")
    raise_refusal(
        operations.move_back(
            scope.queue,
            scope.sub_queue,
            numbers(body),
            properties(body, "properties"),
            frozenset(str(name).lower() for name in removed) if isinstance(removed, list) else frozenset(),
            now_ms,
            scope.unit.changes,
        )
    )
    return {}
