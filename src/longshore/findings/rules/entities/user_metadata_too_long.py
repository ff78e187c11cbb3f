"""What a plan notes about an entity has at most 1,024 characters."""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_USER_METADATA_CHARACTERS
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every `user_metadata` that is too long."""
    for entity in draft.entities:
        text = entity.properties.user_metadata or ""
        if len(text) > MAX_USER_METADATA_CHARACTERS:
            path = entity.setting("user_metadata")
            yield Found(
                path=path,
                message=f"{len(text):,} characters of user_metadata on {entity.name}, where Azure takes"
                " 1,024",
                fix="the first 1,024 characters, or shorter words",
                edits=(Put(path, text[:MAX_USER_METADATA_CHARACTERS]),),
            )


RULE = Rule(
    code="LS111",
    name="user-metadata-too-long",
    severity=Severity.ERROR,
    on_azure="the .NET administration client refuses more than 1,024 characters before it asks the service",
    evidence=Evidence.SOURCE,
    reference="AdministrationClientConstants.MaxUserMetadataLength of Azure.Messaging.ServiceBus",
    find=find,
    about=__doc__,
    failing=f"""\
plan: 1
namespace: {{name: demo-namespace}}
queues:
  - queue_name: orders
    properties:
      user_metadata: {"a long story about orders, " * 40}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
    properties:
      user_metadata: owned by the shop
""",
)
