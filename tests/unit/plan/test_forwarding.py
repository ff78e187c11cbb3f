"""Forwarding: what works nowhere, and what does although it may look odd."""

import json
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .plans import HEAD, problems_of

QUEUES = "abcdef"

chains = st.dictionaries(st.sampled_from(QUEUES), st.sampled_from(QUEUES)).map(
    lambda chain: {name: to for name, to in chain.items() if name != to}
)
"""Where queues forward to; never to themselves."""


def plan_with(chain: dict[str, str]) -> str:
    queues = [
        {"queue_name": name, "properties": {"forward_to": chain[name].upper()} if name in chain else {}}
        for name in QUEUES
    ]
    return json.dumps({"plan": 1, "namespace": {"name": "demo"}, "queues": queues})


def goes_round(chain: dict[str, str]) -> bool:
    try:
        TopologicalSorter({name: [to] for name, to in chain.items()}).prepare()
    except CycleError:
        return True
    return False


@settings(deadline=None)
@given(chains)
def test_forwarding_is_a_problem_if_and_only_if_it_goes_round(chain: dict[str, str]) -> None:
    messages = [problem.message for problem in problems_of(plan_with(chain))]

    assert bool(messages) == goes_round(chain)
    assert all(message.startswith("forwarding goes round: ") for message in messages)


def test_each_of_two_loops_is_a_problem_of_its_own() -> None:
    chain = {"a": "b", "b": "a", "c": "d", "d": "e", "e": "c", "f": "a"}

    assert [problem.message for problem in problems_of(plan_with(chain))] == [
        "forwarding goes round: a -> B -> A",
        "forwarding goes round: c -> D -> E -> C",
    ]


def test_a_long_chain_is_no_problem_of_the_plan() -> None:
    chain = {"a": "b", "b": "c", "c": "d", "d": "e", "e": "f"}

    assert not problems_of(plan_with(chain))


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param("{enable_sessions: true, forward_dead_lettered_messages_to: other}", id="dead-letters"),
        pytest.param("{enable_sessions: true, forward_to: ''}", id="nowhere"),
        pytest.param("{enable_sessions: false, forward_to: other}", id="without-sessions"),
    ],
)
def test_with_sessions_dead_letters_alone_go_on(properties: str) -> None:
    queues = f"queues:\n  - queue_name: orders\n    properties: {properties}\n  - queue_name: other\n"

    assert not problems_of(HEAD + queues)


def test_what_has_sessions_may_be_forwarded_to() -> None:
    queues = (
        "queues:\n  - {queue_name: orders, properties: {forward_to: other}}\n"
        "  - {queue_name: other, properties: {enable_sessions: true}}\n"
    )

    assert not problems_of(HEAD + queues)


def test_dead_letters_may_go_back_and_forth() -> None:
    queues = (
        "queues:\n  - {queue_name: orders, properties: {forward_dead_lettered_messages_to: other}}\n"
        "  - {queue_name: other, properties: {forward_dead_lettered_messages_to: orders}}\n"
    )

    assert not problems_of(HEAD + queues)
