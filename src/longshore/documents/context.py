"""What stands around a piece of a document: its headings, and the topic that was last described.

Headings only guide: the keys in a block decide what it is. They say what a bare `name` names, whose settings
a list without a name has, and that a section is prose.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from longshore.documents.facts import Path

_HOMES: Final[tuple[tuple[Path, re.Pattern[str]], ...]] = tuple(
    (path, re.compile(pattern, re.IGNORECASE))
    for path, pattern in (
        (("topics", "subscriptions"), r"구독|subscription"),
        (("queues",), r"큐|\bqueues?\b"),
        (("topics",), r"토픽|\btopics?\b"),
        (("private_endpoint",), r"private endpoint|프라이빗"),
        (("namespace",), r"네임스페이스|namespace"),
        (("access_policies",), r"access polic|authorization rule|(?:액세스|접근) 정책"),
        (("metrics",), r"메트릭|지표|\bmetrics?\b"),
        (("alerts",), r"알림|경고|\balerts?\b"),
    )
)
_PROSE: Final = re.compile(
    r"검증|테스트 계획|운영(?! ?환경)|확장|증설"
    r"|verif|validat|\btesting\b|\btest plan|operation|runbook|\bscal(?:ing|e)",
    re.IGNORECASE,
)
_SCALING: Final = re.compile(r"확장|증설|\bscal(?:ing|e)|autoscal", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<![\w.-])[a-z][a-z0-9]*(?:[-._/][a-z0-9]+)+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Context:
    """The headings above a piece of the document, outermost first, and the last topic before it."""

    headings: tuple[str, ...] = ()
    topic: str | None = None

    def under(self, heading: str) -> "Context":
        """Return what stands around the pieces below one more heading, or a bullet that heads others."""
        return replace(self, headings=(*self.headings, heading))

    @property
    def home(self) -> Path:
        """The part of the plan that the nearest heading speaks of; empty where none does."""
        found = (path for text in reversed(self.headings) for path, words in _HOMES if words.search(text))
        return next(found, ())

    @property
    def name(self) -> str | None:
        """The entity that the heading just above names: `ai-events` in "4.1 ai-events (events)"."""
        match = _NAME.search(self.headings[-1]) if self.headings else None
        return match[0] if match else None

    @property
    def is_prose(self) -> bool:
        """Whether the section is for people: how to verify, operate and grow the system."""
        return any(_PROSE.search(text) for text in self.headings)

    @property
    def is_about_scaling(self) -> bool:
        """Whether the section says when to add capacity."""
        return any(_SCALING.search(text) for text in self.headings)
