"""A finding, and the rule that finds it.

A `Rule` looks at a draft and yields what it `Found`: a place in the plan, what is wrong with it, what to do,
and, where a machine can do it, the edits that do. A `ScriptRule` looks at a script beside the plan that it is
to deploy, and yields what it `FoundInScript`: the same at a place in the script, where nothing is edited. A
`Finding` is either, together with what the rule knows in general and the place in the file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from longshore.plan.edits import Edit
from longshore.plan.problems import Position
from longshore.plan.source import TreePath

if TYPE_CHECKING:
    from longshore.findings.deployment import Deployment
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
class Said:
    """What a rule says of one place: what is wrong, and in words what to do.

    What is not given here is as the rule says.
    """

    message: str
    fix: str
    severity: Severity | None = None
    on_azure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Said):
    """What a rule found at one place of the plan.

    `path` leads to the value, or with `at_key` to its key. `edits` do what `fix` says, and a rule finds
    nothing any more where its edits were made.
    """

    path: TreePath
    edits: tuple[Edit, ...] = ()
    at_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInScript(Said):
    """What a rule found at one place of the script; `width` in characters, by default the word there."""

    position: Position
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyRule:
    """What every rule says of itself.

    `code` never changes its meaning. `about` is the explanation for the rule's page: the docstring of its
    file. `reference` names what `evidence` rests on.
    """

    code: str
    name: str
    severity: Severity
    on_azure: str
    evidence: Evidence
    reference: str
    about: str | None
    targets: frozenset[Target] = AZURE_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(AnyRule):
    """One thing that can be wrong with a plan; `failing` and `passing` are whole plans."""

    find: "Callable[[Draft], Iterable[Found]]"
    failing: str
    passing: str


@dataclass(frozen=True, slots=True)
class Example:
    """A plan, and a script that is to deploy it."""

    plan: str
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRule(AnyRule):
    """One thing that can be wrong with a script that is to deploy a plan."""

    find: "Callable[[Deployment], Iterable[FoundInScript]]"
    failing: Example
    passing: Example


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
