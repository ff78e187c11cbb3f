"""What is there after a script ran."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.azure.script import read_script
from longshore.azure.script.az import refused
from longshore.azure.script.az_table import az_table, meant
from longshore.azure.script.kinds import KINDS
from longshore.azure.script.resources import Resource, Resources, resources
from longshore.plan.entities import QueueProperties, StoringProperties, SubscriptionProperties
from longshore.plan.text import SourceText

SUBSCRIPTION = "az servicebus topic subscription create -g rg --namespace-name Jobs --topic-name events"
ID = "/subscriptions/$SUB/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/jobs"


def made_by(text: str) -> Resources:
    return resources(read_script(SourceText("deploy.sh", text)))


def only(text: str) -> Resource:
    (resource,) = made_by(text).made
    return resource


def properties(resource: Resource | None) -> dict[str, str]:
    assert resource is not None
    return {key: word.text for key, word in resource.properties.items()}


def test_a_queue_has_the_plans_names_for_its_properties() -> None:
    queue = only(
        "az servicebus queue create -g rg --namespace-name jobs -n work --max-size 1024"
        " --lock-duration PT5M --message-expiration --enable-session yes --enable-partitioning F"
    )

    assert (queue.kind, queue.path) == ("queue", ("jobs", "work"))
    assert properties(queue) == {
        "max_size_in_megabytes": "1024",
        "lock_duration": "PT5M",
        "dead_lettering_on_message_expiration": "true",
        "enable_sessions": "true",
        "enable_partitioning": "false",
    }


def test_a_property_stands_where_its_value_does() -> None:
    queue = only("az servicebus queue create -g rg --namespace jobs -n work \\\n  --lock-duration PT5M")

    place = queue.properties["lock_duration"].position
    assert (place.line, place.column) == (2, 19)
    assert queue.command.position.line == 1


def test_an_option_by_another_name_says_what_was_meant() -> None:
    queue = only("az servicebus queue create -g rg --namespace jobs -n work --require-session true")

    assert properties(queue) == {"enable_sessions": "true"}


def test_names_compare_without_case_and_a_topic_may_name_its_subscription() -> None:
    made = made_by(f"for x in user trip; do {SUBSCRIPTION} -n $x-service --max-delivery-count 3; done")

    assert [resource.name for resource in made.of("subscription")] == ["user-service", "trip-service"]
    assert made.find("subscription", "EVENTS", "Trip-Service") is made.of("subscription")[1]
    assert made.find("subscription", "other", "trip-service") is None


@pytest.mark.parametrize(
    "resource_id",
    [
        f"{ID}",
        f"{ID.lower()}/",
        "$(az servicebus namespace show -g rg -n jobs --query id -o tsv)",
        "$NS",
    ],
)
def test_an_id_leads_to_a_name(resource_id: str) -> None:
    before = "X=jobs; NS=$(az servicebus namespace show -g rg -n $X --query id -o tsv 2>/dev/null)\n"
    endpoint = f'az network private-endpoint create --private-connection-resource-id "{resource_id}"'

    word = only(before + endpoint).properties["namespace"]
    assert (word.text, word.known) == ("jobs", True)


def test_what_only_a_run_knows_stays_so() -> None:
    word = only("az role assignment create --role x --scope $SCOPE --assignee $1").properties["scope"]

    assert (word.text, word.known) == ("$SCOPE", False)


def test_a_name_is_known_or_left_to_a_run() -> None:
    queues = made_by("for x in a $1; do az servicebus queue create -g rg --namespace jobs -n $x; done").made

    assert [(queue.name, queue.known) for queue in queues] == [("a", True), ("$1", False)]


def test_what_an_option_does_not_take_is_none_of_its_value() -> None:
    assert only("az servicebus queue create -g rg --namespace jobs -n work $MORE").name == "work"


def test_a_later_command_may_change_what_an_earlier_one_made() -> None:
    text = (
        "az servicebus namespace create -g rg -n jobs --sku Premium --capacity 1\n"
        "az servicebus namespace update -g rg -n JOBS --capacity 2\n"
    )

    assert properties(only(text)) == {"sku": "Premium", "capacity": "2"}


def test_what_is_changed_but_not_made_is_not_made() -> None:
    assert made_by("az servicebus queue update -g rg --namespace jobs -n work --status Active").made == ()


def test_a_namespace_comes_with_network_rules_which_are_only_changed() -> None:
    rules = only(
        "az servicebus namespace network-rule-set update -g rg --namespace-name jobs --default-action Deny"
    )

    assert (rules.kind, rules.path) == ("network_access", ("jobs",))
    assert properties(rules) == {"default_action": "Deny"}


def test_what_is_deleted_is_told_apart() -> None:
    rule = "-g rg --namespace-name jobs --topic-name events --subscription-name all -n '$Default'"
    resources = made_by(
        f"{SUBSCRIPTION} -n all\naz servicebus topic subscription rule delete {rule}\n"
        "az servicebus topic subscription delete -g rg --namespace-name jobs --topic-name events -n all"
    )

    assert resources.made == ()
    assert [(each.kind, each.name) for each in resources.deleted] == [
        ("rule", "$Default"),
        ("subscription", "all"),
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("az servicebus queue show -g rg --namespace-name jobs -n work", ("jobs", "work")),
        ("az group exists -n rg", ("rg",)),
        ("az network vnet subnet show --ids /subscriptions/$S/providers/n/v/net/s/sub", ("net", "sub")),
        ("az network vnet subnet show --ids $SUBNET", ("", "")),
    ],
)
def test_what_is_asked_for_is_not_made(text: str, path: tuple[str, ...]) -> None:
    found = made_by(text)

    assert found.made == ()
    assert [each.path for each in found.asked] == [path]


def test_an_alert_adds_up_its_conditions_and_actions() -> None:
    alert = only(
        "az monitor metrics alert create -g rg -n busy --scopes $NS"
        ' --condition "avg A > 1" --condition "max B > 2" --action one -a two'
    )

    assert alert.properties["condition"].text == "avg A > 1 max B > 2"
    assert alert.properties["action_group"].text == "one two"


def test_a_rule_has_its_filter() -> None:
    rule = "-g rg --namespace-name jobs --topic-name events --subscription-name all -n '$Default'"
    made = only(f'az servicebus topic subscription rule create {rule} --filter-sql-expression "a = 1"')

    assert (made.path, properties(made)) == (("jobs", "events", "all", "$Default"), {"filter": "a = 1"})


@pytest.mark.parametrize("group", KINDS)
def test_what_makes_a_kind_has_the_options_that_it_is_known_by(group: str) -> None:
    commands = [
        options
        for verb in ("create", "set", "add")
        if (options := az_table().commands.get(f"{group} {verb}")) is not None
    ]

    assert commands
    for options in commands:
        for name in {*KINDS[group].path, *KINDS[group].properties.values()}:
            assert len(meant(name, options)) == 1, name


@pytest.mark.parametrize(
    ("group", "model"),
    [
        ("queue", QueueProperties),
        ("topic", StoringProperties),
        ("topic subscription", SubscriptionProperties),
    ],
)
def test_an_entitys_properties_are_those_of_the_plan(
    group: str, model: type[QueueProperties | StoringProperties | SubscriptionProperties]
) -> None:
    assert set(KINDS[f"servicebus {group}"].properties) == set(model.model_fields) - {"default_rule", "rules"}


WORDS = [
    *KINDS,
    "create",
    "update",
    "delete",
    "-n",
    "x",
    "--name=y",
    "$X",
    "$(az group show -n z)",
    f"'{ID}'",
    "\n",
]


@given(
    st.lists(st.sampled_from([*WORDS, "--namespace-name", "--scope", "--bogus", "--status", "--ids", "az"]))
)
def test_whatever_a_script_says_its_resources_have_names_and_its_mistakes_places(words: list[str]) -> None:
    script = read_script(SourceText("deploy.sh", "az " + " ".join(words)))

    assert all(len(resource.path) >= 1 for resource in resources(script).made)
    assert all(refusal.position.line <= words.count("\n") + 1 for refusal in refused(script))
