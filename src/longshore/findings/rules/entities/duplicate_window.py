"""Duplicates are remembered for twenty seconds at least, and for seven days at most.

Within the window a message with a known id is accepted and dropped. Where duplicate detection is off the
window means nothing, whatever its length.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_DUPLICATE_WINDOW_MS, MIN_DUPLICATE_WINDOW_MS
from longshore.plan.edits import Put

_SHORTEST, _LONGEST = "PT20S", "P7D"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every window of duplicate detection that is too short or too long."""
    for entity in draft.entities:
        if entity.storing is None or not entity.storing.enable_duplicate_detection:
            continue
        window = entity.storing.duplicate_detection_history_time_window
        if MIN_DUPLICATE_WINDOW_MS <= window.ms <= MAX_DUPLICATE_WINDOW_MS:
            continue
        nearest = _SHORTEST if window.ms < MIN_DUPLICATE_WINDOW_MS else _LONGEST
        path = entity.setting("duplicate_detection_history_time_window")
        yield Found(
            path=path,
            message=f"{entity.name} remembers duplicates for {window}, where Azure takes 20 seconds to"
            " 7 days",
            fix=nearest,
            edits=(Put(path, nearest),),
        )


RULE = Rule(
    code="LS106",
    name="duplicate-window",
    severity=Severity.ERROR,
    on_azure="refused: the window is 20 seconds at least and 7 days at most",
    evidence=Evidence.DOCUMENTED,
    reference="Duplicate detection: duplicate detection history window size",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: payments
    properties:
      enable_duplicate_detection: true
      duplicate_detection_history_time_window: P30D
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: payments
    properties:
      enable_duplicate_detection: true
      duplicate_detection_history_time_window: P7D
""",
)
