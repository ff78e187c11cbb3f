"""Tags have limits of their own: fifty of them, names without some characters, and lengths.

They are Azure Resource Manager's limits, the same for every resource, and a deployment fails for them like
for any other value. What makes a name or a value too long, or is in a name and may not be, is taken out.
"""

from collections.abc import Iterator, Mapping

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import (
    MAX_TAG_NAME_CHARACTERS,
    MAX_TAG_VALUE_CHARACTERS,
    MAX_TAGS,
    TAG_NAME_BANS,
)
from longshore.plan.edits import Put

_PATH = ("namespace", "tags")


def find(draft: Draft) -> Iterator[Found]:
    """Yield one finding for tags that are too many, and one for those that are not well formed."""
    tags = draft.plan.namespace.tags
    if len(tags) > MAX_TAGS:
        yield Found(
            path=_PATH,
            at_key=True,
            message=f"{len(tags)} tags, where a resource has {MAX_TAGS} at most",
            fix="the tags that nobody asks for left out",
        )
    elif (right := _allowed(tags)) != dict(tags):
        wrong = next(name for name, value in tags.items() if right.get(name) != value)
        yield Found(
            path=(*_PATH, wrong),
            at_key=True,
            message=f"a tag called {wrong[:40]!r} whose name or value Azure does not take",
            fix=f"a name of 1 to {MAX_TAG_NAME_CHARACTERS} characters without {TAG_NAME_BANS}, and a value of"
            f" 1 to {MAX_TAG_VALUE_CHARACTERS}",
            edits=(Put(_PATH, right),),
        )


def _allowed(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags as Azure takes them; of two that come to have the same name the first stays."""
    allowed: dict[str, str] = {}
    for name, value in tags.items():
        kept = "".join(char for char in name if char not in TAG_NAME_BANS)[:MAX_TAG_NAME_CHARACTERS]
        allowed.setdefault(kept or "tag", value[:MAX_TAG_VALUE_CHARACTERS] or "-")
    return allowed


RULE = Rule(
    code="LS218",
    name="tags",
    severity=Severity.ERROR,
    on_azure="Resource Manager refuses the namespace: InvalidTagNameCharacters, or a tag that is too long",
    evidence=Evidence.DOCUMENTED,
    reference="Resource name rules: Microsoft.Resources/tagNames; Use tags to organize your Azure resources",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace:
  name: demo-namespace
  tags: {cost/centre: "42"}
""",
    passing="""\
plan: 1
namespace:
  name: demo-namespace
  tags: {cost-centre: "42"}
""",
)
