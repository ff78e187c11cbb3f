"""Forwarding, as the pump does it: whatever came into an entity that forwards goes on."""

from hypothesis.stateful import precondition, rule

from longshore.engine.forwarding import forward as engine_forward
from tests.oracle.machine import Machine
from tests.oracle.naive.forwarding import forward
from tests.oracle.naive.message import DEAD, MAIN, REASON, Item
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import destination


class Moving(Machine):
    """What the broker does by itself, as soon as it can."""

    def _forwarding(self) -> list[tuple[Queue, str]]:
        return [
            (queue, lane)
            for queue in self.queues()
            for lane in (MAIN, DEAD)
            if destination(queue, lane) is not None and queue.ready(lane)
        ]

    @precondition(lambda self: self._forwarding())
    @rule()
    def forward(self) -> None:
        """Send on what is ready; the engine must have asked for all that came since to be looked at."""
        touched = self.broker.namespace.context.touched
        for naive, name in self._forwarding():
            lane = self.broker.lane(naive.path, name)
            assert lane.open
            ready = naive.ready(name)
            if {item.number for item in ready} - self.forwarded.get((naive.path, name), set()):
                assert lane in touched
            engine_forward(self.broker.namespace, lane, self.now_ms, self.broker.changes)
            forward(self.naive, naive, name)
            self.forwarded[naive.path, name] = {item.number for item in naive.ready(name)}
            for item in ready:
                self.note(_outcome(item))
        touched.clear()


def _outcome(item: Item) -> str:
    if item.goes_to is not None:
        return f"forward refused: {item.goes_to.properties[REASON]}"
    return "forward" if item.gone else "a dead letter stays"
