"""How long a large plan takes to be read, checked and resolved: `python -m bench.check`.

A quarter of the entities are topics, with a subscription each and a filter of two parts; every lock, size and
partition is one that Azure refuses.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.resolve import resolve
from longshore.plan.load import load_plan

Result = TypeVar("Result")

QUEUE = """\
  - queue_name: queue-{n}
    properties:
      max_size_in_megabytes: 51200
      default_message_time_to_live: "P7D"
      lock_duration: "PT2H" # two hours
      max_delivery_count: 2
      enable_partitioning: true
      enable_duplicate_detection: true
      duplicate_detection_history_time_window: "PT24H"
      enable_sessions: true
"""
TOPIC = """\
  - topic_name: topic-{n}
    properties: {{max_size_in_megabytes: 15360, enable_partitioning: false}}
    subscriptions:
      - name: subscription
        properties:
          lock_duration: "PT30M"
          default_rule: {{filter: "EventType = 'Made{n}' OR EventType LIKE '%Done{n}%'"}}
"""


def plan_of(entities: int) -> str:
    """Return the text of a plan with that many queues, topics and subscriptions."""
    topics = entities // 4
    queues = "".join(QUEUE.format(n=n) for n in range(entities - 2 * topics))
    return (
        "plan: 1\nnamespace: {name: large-namespace, location: Korea Central}\nqueues:\n"
        + queues
        + "topics:\n"
        + "".join(TOPIC.format(n=n) for n in range(topics))
    )


def timed(what: str, call: Callable[[], Result]) -> Result:
    """Call something and print how long it took."""
    begun = time.perf_counter()
    result = call()
    print(f"{what:<8} {time.perf_counter() - begun:6.2f} s")
    return result


def main() -> None:
    """Measure once, from a file to its findings and to its resolved text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=1_000)
    entities = parser.parse_args().entities
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_text(plan_of(entities), encoding="utf-8")
        plan = timed("read", lambda: load_plan(path))
        findings = timed("check", lambda: check(Draft(plan)))
        timed("resolve", lambda: resolve(plan))
    print(f"{entities} entities, {len(findings)} findings")


if __name__ == "__main__":
    main()
