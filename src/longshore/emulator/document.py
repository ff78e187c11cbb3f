"""What a Config.json may hold, by the names and with the defaults of the emulator's schema.

Lists and `Logging` may be missing, although the schema asks for them: files in use leave them out. How the
emulator logs is of no concern here, nor are its limits, such as ten deliveries or an hour to live.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from longshore.plan.entities import FilterValue, SqlAction, SqlCondition
from longshore.plan.sections import Count, Duration, EntityPath, RuleName, Section, ShortName, wrong

_HOUR = Duration.parse("PT1H")
_MINUTE = Duration.parse("PT1M")
_DUPLICATE_WINDOW = Duration.parse("PT20S")
_MAX_DELIVERY_COUNT = 3


def _absent_if_empty(written: object) -> object:
    """Return None for an empty text: that is how the emulator's own example says "none"."""
    return None if written == "" else written


def _filter_type(written: object) -> object:
    known = {"sql": "Sql", "correlation": "Correlation"}
    return known.get(written.casefold(), written) if isinstance(written, str) else written


Text = Annotated[str | None, BeforeValidator(_absent_if_empty)]
"""A text, or none."""


class Correlation(Section):
    """Equality on system properties and application properties."""

    ContentType: Text = None
    CorrelationId: Text = None
    Label: Text = None
    MessageId: Text = None
    ReplyTo: Text = None
    ReplyToSessionId: Text = None
    SessionId: Text = None
    To: Text = None
    Properties: Mapping[str, FilterValue] = {}
    RequiresPreprocessing: bool = False  # .NET Aspire writes it; it says nothing about what is compared

    @property
    def compares(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.model_dump(exclude={"RequiresPreprocessing"}, exclude_defaults=True))


class Sql(Section):
    """A SQL condition."""

    SqlExpression: SqlCondition


class RuleAction(Section):
    """What a rule does to the messages it lets through."""

    SqlExpression: Annotated[SqlAction | None, BeforeValidator(_absent_if_empty)] = None


class RuleProperties(Section):
    """A filter of the type that `FilterType` names, and an action; filters of other types do not count."""

    FilterType: Annotated[Literal["Correlation", "Sql"], BeforeValidator(_filter_type)]
    CorrelationFilter: Correlation | None = None
    SqlFilter: Sql | None = None
    Action: RuleAction = RuleAction()

    @model_validator(mode="after")
    def _has_its_filter(self) -> Self:
        if self.FilterType == "Sql" and self.SqlFilter is None:
            raise wrong("SqlFilter: ...", "a rule of FilterType Sql without SqlFilter")
        if self.FilterType == "Correlation" and not (
            self.CorrelationFilter and self.CorrelationFilter.compares
        ):
            message = "a rule of FilterType Correlation whose CorrelationFilter compares nothing"
            raise wrong("CorrelationFilter: ... with a property to compare", message)
        return self


class Rule(Section):
    """A named rule."""

    Name: RuleName
    Properties: RuleProperties


class TopicProperties(Section):
    """A topic's settings."""

    DefaultMessageTimeToLive: Duration = _HOUR
    DuplicateDetectionHistoryTimeWindow: Duration = _DUPLICATE_WINDOW
    RequiresDuplicateDetection: bool = False


class SubscriptionProperties(Section):
    """A subscription's settings."""

    DeadLetteringOnMessageExpiration: bool = False
    DefaultMessageTimeToLive: Duration = _HOUR
    ForwardDeadLetteredMessagesTo: Text = None
    ForwardTo: Text = None
    LockDuration: Duration = _MINUTE
    MaxDeliveryCount: Count = _MAX_DELIVERY_COUNT
    RequiresSession: bool = False


class QueueProperties(SubscriptionProperties, TopicProperties):
    """A queue's settings: it takes messages as a topic does and delivers them as a subscription does."""


class Queue(Section):
    """A queue."""

    Name: EntityPath
    Properties: QueueProperties = QueueProperties()


class Subscription(Section):
    """A subscription; without rules every message comes through."""

    Name: ShortName
    Properties: SubscriptionProperties = SubscriptionProperties()
    Rules: tuple[Rule, ...] = ()


class Topic(Section):
    """A topic and its subscriptions."""

    Name: EntityPath
    Properties: TopicProperties = TopicProperties()
    Subscriptions: tuple[Subscription, ...] = ()


class Namespace(Section):
    """A namespace, which need not be called `sbemulatorns` here."""

    Name: ShortName
    Queues: tuple[Queue, ...] = ()
    Topics: tuple[Topic, ...] = ()


class LogSettings(Section):
    """Where the emulator would log to."""

    Type: str | None = None


class UserSettings(Section):
    """The namespaces, of which there can be one."""

    Namespaces: tuple[Namespace, ...]
    Logging: LogSettings | None = None


class Document(Section):
    """A whole Config.json."""

    UserConfig: UserSettings
