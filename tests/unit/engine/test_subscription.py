"""[ASB topic-filters] Which copies of a message a subscription's rules let in, and what they look like."""

import pytest

from longshore.model.entities import (
    DEFAULT_RULE,
    FilterDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TrueFilter,
)
from longshore.model.limits import MAX_HEADER_BYTES

from .world import Podium, World, draft

RED = RuleDescription("red", SqlFilter("colour = 'red'"))
FAILING = RuleDescription("failing", SqlFilter("-colour = 1"))
"""It cannot judge a message whose colour is text."""


def acting(name: str, action: str, condition: FilterDescription | None = None) -> RuleDescription:
    return RuleDescription(name, condition or TrueFilter(), action)


MARK = acting("mark", "SET priority = 1")


def topic_with(*rules: RuleDescription, dead_lettering: bool = True, sessions: bool = False) -> Podium:
    return World().topic(
        {
            "all": SubscriptionDescription(
                rules=rules,
                dead_lettering_on_filter_evaluation_exceptions=dead_lettering,
                requires_session=sessions,
            )
        }
    )


def received(events: Podium) -> list[str]:
    return events.subscription("all").waiting()


def buried(events: Podium) -> list[str]:
    return events.subscription("all").dead_letters.waiting()


# -- rules with actions ------------------------------------------------------------------------------


def test_an_action_changes_the_copy_and_leaves_the_name_of_its_rule() -> None:
    events = topic_with(MARK)
    events.send(draft("a"))
    assert received(events) == ["a|priority=1|RuleName=mark"]


def test_an_action_changes_nothing_for_other_subscriptions() -> None:
    events = World().topic(
        {"marked": SubscriptionDescription(rules=(MARK,)), "plain": SubscriptionDescription()}
    )
    events.send(draft("a"))
    assert events.subscription("plain").waiting() == ["a"]


def test_every_rule_with_an_action_gives_a_copy_of_its_own() -> None:
    events = topic_with(MARK, acting("other", "SET priority = 2"))
    events.send(draft("a"))
    assert received(events) == ["a|priority=1|RuleName=mark", "a|priority=2|RuleName=other"]


def test_rules_without_an_action_give_one_copy_together() -> None:
    events = topic_with(DEFAULT_RULE, RED, RuleDescription("also", TrueFilter()))
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == ["a"]


def test_the_copy_of_the_plain_rules_comes_beside_those_of_the_actions() -> None:
    events = topic_with(MARK, DEFAULT_RULE, RED, acting("other", "SET priority = 2"))
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == ["a|priority=1|RuleName=mark", "a", "a|priority=2|RuleName=other"]


def test_a_rule_whose_condition_does_not_hold_gives_no_copy() -> None:
    events = topic_with(acting("mark", "SET priority = 1", RED.filter))
    events.send(draft("a", properties={"colour": "blue"}))
    assert received(events) == []


def test_an_action_sees_the_message_as_it_was_sent() -> None:
    events = topic_with(
        acting("first", "SET colour = 'blue'"), acting("second", "SET seen = colour", RED.filter)
    )
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == ["a|colour=blue|RuleName=first", "a|seen=red|RuleName=second"]


def test_a_copy_keeps_where_its_message_came_from() -> None:
    events = topic_with(MARK)
    sent = draft("a")
    sent.hops, sent.dead_letter_source = 2, "orders"
    events.send(draft("before"), sent)
    message = events.subscription("all").take(2)[1].message
    assert (message.hops, message.dead_letter_source) == (2, "orders")
    assert message.enqueued_sequence_number == 2


def test_an_action_may_put_its_copy_into_another_session() -> None:
    events = topic_with(acting("move", "SET sys.SessionId = 'b'"), sessions=True)
    events.send(draft("a", session_id="a"))
    assert events.subscription("all").accept("b").waiting() == ["a|RuleName=move"]


def test_an_action_may_give_a_session_to_a_message_without_one() -> None:
    events = topic_with(acting("move", "SET sys.SessionId = 'b'"), sessions=True)
    events.send(draft("a"))
    assert buried(events) == []


def test_copies_that_failed_to_be_stored_were_never_there() -> None:
    events = topic_with(MARK, DEFAULT_RULE)
    with events.world.failing_commit():
        events.send(draft("a"))
    assert received(events) == []
    events.send(draft("a"))
    assert len(received(events)) == 2


# -- rules that fail ---------------------------------------------------------------------------------


def test_a_filter_that_fails_on_a_message_dead_letters_it() -> None:
    events = topic_with(FAILING)
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == []
    (body,) = buried(events)
    assert body.startswith("a|DeadLetterReason=FilterEvaluationException|DeadLetterErrorDescription=")


def test_such_a_message_is_dead_lettered_once_whatever_other_rules_say() -> None:
    events = topic_with(MARK, FAILING, DEFAULT_RULE, RuleDescription("also", SqlFilter("-colour = 2")))
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == []
    assert len(buried(events)) == 1


def test_a_message_that_a_filter_can_judge_is_not_concerned() -> None:
    events = topic_with(FAILING)
    events.send(draft("a", properties={"colour": -1}), draft("b", properties={"colour": 2}))
    assert received(events) == ["a"]
    assert buried(events) == []


def test_unless_asked_for_a_filter_that_fails_lets_nothing_in_and_others_decide() -> None:
    events = topic_with(FAILING, RED, MARK, dead_lettering=False)
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == ["a", "a|priority=1|RuleName=mark"]
    assert buried(events) == []


def test_an_action_that_fails_dead_letters_the_message_as_it_was_sent() -> None:
    events = topic_with(DEFAULT_RULE, acting("odd", "SET size = -colour"))
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == []
    assert buried(events)[0].startswith("a|DeadLetterReason=FilterEvaluationException|")


def test_unless_asked_for_an_action_that_fails_gives_no_copy() -> None:
    events = topic_with(DEFAULT_RULE, acting("odd", "SET size = -colour"), dead_lettering=False)
    events.send(draft("a", properties={"colour": "red"}))
    assert received(events) == ["a"]


def test_a_failing_filter_is_no_business_of_other_subscriptions() -> None:
    events = World().topic(
        {"failing": SubscriptionDescription(rules=(FAILING,)), "plain": SubscriptionDescription()}
    )
    events.send(draft("a", properties={"colour": "red"}))
    assert events.subscription("plain").waiting() == ["a"]


def test_a_message_of_a_session_that_a_filter_fails_on_leaves_no_session_behind() -> None:
    events = topic_with(FAILING, sessions=True)
    events.send(draft("a", session_id="s", properties={"colour": "red"}))
    queue = events.subscription("all").queue
    assert queue.sessions.by_id == {}
    assert events.subscription("all").dead_letters.one().message.session_id == "s"


def test_a_message_without_what_filters_look_at_is_a_mistake_of_ours() -> None:
    events = topic_with(DEFAULT_RULE)
    unread = draft("a")
    unread.properties = None
    with (
        pytest.raises(AssertionError, match="comes with what filters look at"),
        events.world.failing_commit(),
    ):
        events.send(unread)


# -- actions that make too much of it ----------------------------------------------------------------


def test_a_copy_with_too_large_a_header_is_dead_lettered_and_says_whose_it_is() -> None:
    # [ASB dead-letter-queues] DeadLetterReason "HeaderSizeExceeded"
    events = topic_with(acting("grow", "SET text = text + text"))
    events.send(draft("a", properties={"text": "x" * MAX_HEADER_BYTES}))
    assert received(events) == []
    why = f"The action of rule 'grow' makes the message's properties larger than the {MAX_HEADER_BYTES} "
    assert buried(events) == [
        f"a|DeadLetterReason=HeaderSizeExceeded|DeadLetterErrorDescription={why}bytes allowed."
    ]


def test_the_other_copies_come_nevertheless() -> None:
    events = topic_with(acting("grow", "SET text = text + text"), DEFAULT_RULE, MARK)
    events.send(draft("a", properties={"text": "x" * MAX_HEADER_BYTES}))
    assert received(events) == ["a", "a|priority=1|RuleName=mark"]
    assert len(buried(events)) == 1
