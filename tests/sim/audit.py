"""The broker looked at from inside: memory within its limit, counts as they are, memory equal to the disk."""

from longshore.amqp.link import SenderLink
from longshore.broker.producer import CREDIT, Producer
from longshore.broker.turns import UNCOMMITTED_BYTES_MAX
from longshore.engine.message import Kind, SubQueue
from longshore.engine.queue import Queue

from .facts import Facts, facts
from .host import Host
from .ledger import Violation


def check_recovered(host: Host, possible: list[Facts]) -> None:
    """What is found after a power cut is what the last commit left, or the one that the cut came in."""
    found = facts(host.connection)
    if possible and found not in possible:
        expected = possible[-1]
        missing, more = set(expected) - set(found), set(found) - set(expected)
        raise Violation(f"recovery: lost {sorted(missing)[:3]}, got {sorted(more)[:3]}")


def audit(host: Host, *, at_rest: bool) -> None:
    """Compare what the broker says of itself with what is there."""
    _check_memory(host)
    _check_credit(host)
    for queue in host.namespace.all_queues():
        _check_counts(queue)
    if at_rest:
        _check_disk(host)


def _check_memory(host: Host) -> None:
    context = host.namespace.context
    resident_bytes = sum(
        message.size_bytes
        for queue in host.namespace.all_queues()
        for message in queue.messages.values()
        if message.payload is not None
    )
    if resident_bytes != context.resident_bytes:
        raise Violation(f"memory: {resident_bytes} bytes of bodies, counted are {context.resident_bytes}")
    if resident_bytes > context._budget_bytes:
        raise Violation(f"memory: {resident_bytes} bytes of bodies, {context._budget_bytes} are allowed")
    if host.kernel.uncommitted_bytes > UNCOMMITTED_BYTES_MAX + 4_000_000:
        raise Violation(f"memory: {host.kernel.uncommitted_bytes} bytes wait for the disk")


def _check_credit(host: Host) -> None:
    for peer in host.kernel.peers:
        for guarded in peer.links:
            link = guarded.link
            if isinstance(link, SenderLink) and link.credit < 0:
                raise Violation(f"credit: {link.credit} on a link that receives from {guarded.path}")
            if isinstance(guarded, Producer) and not 0 <= guarded._undecided <= CREDIT:
                raise Violation(f"credit: {guarded._undecided} undecided on a link to {guarded.path}")


def _check_counts(queue: Queue) -> None:
    messages = queue.messages.values()
    for sub_queue in SubQueue:
        there = sum(message.sub_queue is sub_queue for message in messages)
        if queue.count(sub_queue) != there:
            raise Violation(
                f"counts: {queue.path} {sub_queue.name} says {queue.count(sub_queue)}, has {there}"
            )
    for kind in Kind:
        there = sum(message.kind is kind for message in messages)
        if queue.count_of(kind) != there:
            raise Violation(f"counts: {queue.path} {kind.name} says {queue.count_of(kind)}, has {there}")


def _check_disk(host: Host) -> None:
    """What the broker has in memory is what it would find on the disk, and is counted by size, too."""
    rows = host.connection.execute(
        "SELECT key, sub_queue, kind, expires_ms, delivery_count, session_id, dead_letter_source,"
        " length(header) + length(annotations) + length(payload) FROM message"
    )
    on_disk = {row[0]: tuple(row[1:]) for row in rows}
    in_memory = {
        message.key: (
            int(message.sub_queue),
            int(message.kind),
            message.expires_ms,
            message.delivery_count,
            message.session_id,
            message.dead_letter_source,
            message.size_bytes,
        )
        for queue in host.namespace.all_queues()
        for message in queue.messages.values()
    }
    if on_disk != in_memory:
        wrong = [key for key in on_disk.keys() | in_memory.keys() if on_disk.get(key) != in_memory.get(key)]
        key = min(wrong)
        raise Violation(f"memory and disk: {len(wrong)} differ, {on_disk.get(key)} is {in_memory.get(key)}")
    for queue in host.namespace.all_queues():
        size_bytes = sum(message.size_bytes for message in queue.messages.values())
        if queue.size_bytes != size_bytes:
            raise Violation(f"counts: {queue.path} says {queue.size_bytes} bytes, has {size_bytes}")
    numbers = dict(host.connection.execute("SELECT entity_id, last_used FROM sequence"))
    for entity_id, entity in host.namespace.by_id.items():
        if entity.intake._last_number < numbers.get(entity_id, 0):
            raise Violation(f"sequence: {entity.path} goes on at {entity.intake._last_number}")
