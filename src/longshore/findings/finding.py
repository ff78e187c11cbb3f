"""A finding, and the rule that finds it.

A rule looks at a draft and yields what it `Found`: a place, what is wrong with it, what to do, and, where a
machine can do it, the edits that do. A `Finding` is that, together with what the rule knows in general and
the place in the file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from longshore.plan.edits import Edit
from longshore.plan.source import TreePath

if TYPE_CHECKING:
    from longshore.findings.draft import Draft


class Severity(IntEnum):
    """How bad it is; the worst comes first."""

    ERROR = 0
    """Azure, or `az`, refuses it."""
    WARNING = 1
    """Azure accepts it, and changes it in silence or lets it have no effect."""
    NOTE = 2
    """Incomplete, inconsistent, or a risk in production."""


class Evidence(Enum):
    """How we know; nothing was run against a live Azure subscription."""

    DOCUMENTED = "documented"
    """Microsoft's documentation says so."""
    SOURCE = "source"
    """The code of a client or of a provider says so."""
    OBSERVED = "observed"
    """Someone published the live service's own answer, or the real `az` was run."""
    INFERRED = "inferred"
    """Concluded from what is documented."""


class Target(Enum):
    """What the plan is to run on."""

    AZURE = "azure"
    LOCAL = "local"


AZURE_ONLY = frozenset({Target.AZURE})
EVERYWHERE = frozenset(Target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found at one place of the plan.

    `path` leads to the value, or with `at_key` to its key. `fix` says in words what to do; `edits` do it, and
    a rule finds nothing any more where its edits were made. What is not given here is as the rule says.
    """

    path: TreePath
    message: str
    fix: str
    edits: tuple[Edit, ...] = ()
    at_key: bool = False
    severity: Severity | None = None
    on_azure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a plan.

    `code` never changes its meaning. `about` is the explanation for the rule's page: the docstring of its
    file. `reference` names what `evidence` rests on. `failing` and `passing` are whole plans.
    """

    code: str
    name: str
    severity: Severity
    on_azure: str
    evidence: Evidence
    reference: str
    find: "Callable[[Draft], Iterable[Found]]"
    about: str | None
    failing: str
    passing: str
    targets: frozenset[Target] = AZURE_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, at its place.

    Lines and columns count from 1; `width` is how many characters of `source_line` it is about.
    """

    code: str
    name: str
    severity: Severity
    file: str
    line: int
    column: int
    source_line: str
    width: int
    message: str
    on_azure: str
    fix: str
    evidence: Evidence
    reference: str
    edits: tuple[Edit, ...] = ()

    @property
    def url(self) -> str:
        """The page about this kind of finding."""
        return f"docs/findings/{self.code}.md"
