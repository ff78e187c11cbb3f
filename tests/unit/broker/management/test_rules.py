"""add-rule, remove-rule and enumerate-rules."""

from typing import cast

import pytest

from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    FalseFilter,
    FilterDescription,
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)
from longshore.wire.values import Described, Int, Long, Timestamp, ULong
from tests.unit.broker.asking import Management, Reply
from tests.unit.broker.world import World, application_properties_of, message
from tests.unit.wire.typed import typed

ALL = "events/Subscriptions/all"
SQL: dict[object, object] = {"sql-filter": {"expression": "colour = 'red'"}}


def with_rules(*rules: RuleDescription) -> World:
    subscription = SubscriptionDescription(rules=rules)
    return World(topics={"events": TopicDescription(subscriptions={"all": subscription})})


def rules_of(world: World) -> tuple[RuleDescription, ...]:
    """Return the rules in memory, which must be those on disk."""
    for namespace in (world.namespace, world.restarted()):
        found = namespace.topics["events"].subscriptions["all"].description.rules
    assert found == world.namespace.topics["events"].subscriptions["all"].description.rules
    return found


def add(world: World, description: object, name: str = "new") -> Reply:
    return Management(world, ALL).ask("add-rule", {"rule-name": name, "rule-description": description})


def remove(world: World, name: object) -> Reply:
    return Management(world, ALL).ask("remove-rule", {"rule-name": name})


def passed(world: World, properties: dict[object, object]) -> list[dict[object, object]]:
    """Return what the subscription gets of a message: the application properties of each copy."""
    world.send("events", message(b"news", properties=properties))
    receiver = world.receive(ALL, credit=10)
    copies = [application_properties_of(payload) for _transfer, payload in receiver.deliveries()]
    receiver.settle(0, 10)
    world.kernel.lost(receiver.peer, world.now_ms)
    world.commit()
    return copies


class TestAdd:
    def test_an_sql_filter_lets_messages_in_from_now_on(self) -> None:
        world = with_rules()
        assert passed(world, {"colour": "red"}) == []
        reply = add(world, SQL)
        assert (reply.status, reply.body) == (200, {})
        assert passed(world, {"colour": "red"}) == [{"colour": "red"}]
        assert passed(world, {"colour": "blue"}) == []
        assert rules_of(world) == (RuleDescription("new", SqlFilter("colour = 'red'")),)

    def test_a_correlation_filter_has_eight_fields_and_properties(self) -> None:
        world = with_rules()
        filters = {
            "correlation-id": "c",
            "message-id": "m",
            "to": "t",
            "reply-to": "r",
            "label": "l",
            "session-id": "s",
            "reply-to-session-id": "rs",
            "content-type": "ct",
            "properties": {
                "colour": "red",
                "size": Int(3),
                "ratio": 0.5,
                "new": True,
                "raw": b"x",
                "no": None,
            },
        }
        add(world, {"correlation-filter": filters})
        (rule,) = rules_of(world)
        assert rule.filter == CorrelationFilter(
            correlation_id="c",
            message_id="m",
            to="t",
            reply_to="r",
            label="l",
            session_id="s",
            reply_to_session_id="rs",
            content_type="ct",
            properties={"colour": "red", "size": 3, "ratio": 0.5, "new": True, "raw": b"x", "no": None},
        )

    def test_a_correlation_filter_compares_any_width_of_number(self) -> None:
        world = with_rules()
        add(world, {"correlation-filter": {"properties": {"size": Int(3)}}})
        assert len(passed(world, {"size": Long(3)})) == 1

    @pytest.mark.parametrize("value", [[1], {"a": 1}, Timestamp(1)])
    def test_a_value_that_cannot_be_compared_is_refused(self, value: object) -> None:
        reply = add(with_rules(), {"correlation-filter": {"properties": {"size": value}}})
        assert reply.condition == "com.microsoft:argument-error"

    @pytest.mark.parametrize(
        ("description", "expected"),
        [({"true-filter": {}}, TrueFilter()), ({"false-filter": {}}, FalseFilter())],
    )
    def test_there_are_filters_that_say_always_and_never(
        self, description: object, expected: FilterDescription
    ) -> None:
        world = with_rules()
        add(world, description)
        assert rules_of(world)[0].filter == expected

    def test_an_action_changes_its_own_copy(self) -> None:
        world = with_rules()
        add(world, {**SQL, "sql-rule-action": {"expression": "SET size = 5"}})
        assert typed(passed(world, {"colour": "red"})) == typed(
            [{"colour": "red", "size": Long(5), "RuleName": "new"}]
        )

    @pytest.mark.parametrize("action", [None, {}, {"expression": ""}, {"expression": None}])
    def test_an_empty_action_is_none(self, action: object) -> None:
        world = with_rules()
        add(world, {**SQL, "sql-rule-action": action})
        assert rules_of(world)[0].action is None

    def test_a_rule_that_is_there_already_is_refused_in_any_case(self) -> None:
        world = with_rules(DEFAULT_RULE)
        reply = add(world, SQL, "$DEFAULT")
        assert (reply.status, reply.condition) == (409, "com.microsoft:entity-already-exists")
        assert rules_of(world) == (DEFAULT_RULE,)

    @pytest.mark.parametrize(
        "description",
        [
            None,
            {},
            {"sql-filter": {}},
            {"sql-filter": {"expression": ""}},
            {"sql-filter": {"expression": "price >"}},
            {"sql-filter": {"expression": "sys.Unheard = 1"}},
            {"sql-filter": {"expression": "a = " + "1" * 1_024}},
            {**SQL, "sql-rule-action": {"expression": "REMOVE"}},
        ],
    )
    def test_what_is_no_rule_is_refused(self, description: object) -> None:
        world = with_rules()
        reply = add(world, description)
        assert (reply.status, reply.condition) == (400, "com.microsoft:argument-error")
        assert rules_of(world) == ()

    def test_a_name_has_50_characters_at_most(self) -> None:
        world = with_rules()
        assert add(world, SQL, "x" * 51).condition == "com.microsoft:argument-error"
        assert add(world, SQL, "x" * 50).status == 200

    def test_a_failing_commit_undoes_it(self) -> None:
        world = with_rules()
        node = Management(world, ALL)
        node.request("add-rule", {"rule-name": "new", "rule-description": SQL})
        world.fail()
        assert [reply.status for reply in node.replies()] == [403]
        assert rules_of(world) == ()
        assert passed(world, {"colour": "red"}) == []

    def test_two_rules_in_a_failing_commit_are_both_undone(self) -> None:
        world = with_rules(DEFAULT_RULE)
        node = Management(world, ALL)
        for name in ("one", "two"):
            node.request("add-rule", {"rule-name": name, "rule-description": SQL})
        world.fail()
        assert rules_of(world) == (DEFAULT_RULE,)

    def test_a_message_behind_the_rule_in_the_same_commit_meets_it(self) -> None:
        world = with_rules()
        Management(world, ALL).request("add-rule", {"rule-name": "new", "rule-description": SQL})
        world.send("events", message(b"news", properties={"colour": "red"}))
        assert world.receive(ALL).bodies() == [b"news"]


class TestRemove:
    def test_without_rules_nothing_comes(self) -> None:
        world = with_rules(DEFAULT_RULE)
        reply = remove(world, "$default")
        assert (reply.status, reply.body) == (200, {})
        assert passed(world, {}) == []
        assert rules_of(world) == ()

    def test_an_unknown_rule_is_not_found(self) -> None:
        reply = remove(with_rules(DEFAULT_RULE), "other")
        assert (reply.status, reply.condition) == (404, "amqp:not-found")

    @pytest.mark.parametrize("name", [None, "", Int(1)])
    def test_the_rule_must_be_named(self, name: object) -> None:
        assert remove(with_rules(DEFAULT_RULE), name).condition == "com.microsoft:argument-error"

    def test_a_failing_commit_undoes_it(self) -> None:
        world = with_rules(DEFAULT_RULE)
        Management(world, ALL).request("remove-rule", {"rule-name": "$Default"})
        world.fail()
        assert rules_of(world) == (DEFAULT_RULE,)
        assert len(passed(world, {})) == 1


def described(code: int, *fields: object) -> Described:
    return Described(ULong(code), list(fields))


EMPTY_ACTION = described(1335734829061)


class TestEnumerate:
    def page(self, world: World, skip: int = 0, top: int = 100) -> Reply:
        return Management(world, ALL).ask("enumerate-rules", {"skip": Int(skip), "top": Int(top)})

    def only(self, *, action: str | None = None, condition: FilterDescription) -> object:
        reply = self.page(with_rules(RuleDescription("r", condition, action)))
        assert reply.status == 200
        (entry,) = reply.entries("rules")
        return entry["rule-description"]

    def rule(self, condition: object, action: object = EMPTY_ACTION) -> object:
        return typed(described(1335734829060, condition, action, "r"))

    def test_an_sql_filter_has_its_text_and_level(self) -> None:
        found = self.only(condition=SqlFilter("a = 1"))
        assert typed(found) == self.rule(described(83483426822, "a = 1", Int(20)))

    @pytest.mark.parametrize(
        ("condition", "code"), [(TrueFilter(), 83483426823), (FalseFilter(), 83483426824)]
    )
    def test_constant_filters_are_empty_lists(self, condition: FilterDescription, code: int) -> None:
        assert typed(self.only(condition=condition)) == self.rule(described(code))

    def test_a_correlation_filter_has_nine_fields(self) -> None:
        found = self.only(condition=CorrelationFilter(label="l", session_id="s", properties={"a": 1}))
        fields = [None, None, None, None, "l", "s", None, None, {"a": Long(1)}]
        assert typed(found) == self.rule(described(83483426825, *fields))

    def test_an_action_has_its_text_and_level(self) -> None:
        found = self.only(condition=TrueFilter(), action="SET a = 1")
        action = described(1335734829062, "SET a = 1", Int(20))
        assert typed(found) == self.rule(described(83483426823), action)

    def names(self, reply: Reply) -> list[object]:
        descriptions = [cast("Described", entry["rule-description"]) for entry in reply.entries("rules")]
        return [cast("list[object]", description.value)[2] for description in descriptions]

    def test_pages(self) -> None:
        world = with_rules(*(RuleDescription(name, TrueFilter()) for name in "abc"))
        assert self.names(self.page(world)) == ["a", "b", "c"]
        assert self.names(self.page(world, skip=1, top=1)) == ["b"]

    def test_behind_the_last_page_there_is_nothing(self) -> None:
        assert self.page(with_rules(DEFAULT_RULE), skip=1).status == 204

    def test_a_negative_page_is_refused(self) -> None:
        assert self.page(with_rules(DEFAULT_RULE), skip=-1).condition == "com.microsoft:argument-error"

    def test_what_was_added_is_listed(self) -> None:
        world = with_rules()
        add(world, SQL)
        assert self.names(self.page(world)) == ["new"]


@pytest.mark.parametrize("operation", ["add-rule", "remove-rule", "enumerate-rules"])
def test_a_queue_has_no_rules(operation: str) -> None:
    reply = Management(World({"orders": QueueDescription()}), "orders").ask(operation, {"rule-name": "r"})
    assert (reply.status, reply.condition) == (400, "amqp:not-allowed")
