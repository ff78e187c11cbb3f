import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

NAMESPACE = "az servicebus namespace create -g demo -n demo-namespace\n"
IN = "-g demo --namespace-name demo-namespace"
QUEUE = f"az servicebus queue create {IN} -n "
QUEUES = HEAD + "queues: [{queue_name: orders},\n {queue_name: invoices},\n {queue_name: jobs}]\n"
ENDPOINT = (
    "private_endpoint: {name: pe, subnet: s, vnet: net, private_dns_zone: zone}\n"
    "geo_dr: {alias: a, secondary: {name: other, location: Japan East}}\n"
)


def messages(plan: str, script: str) -> list[str]:
    return [each.message for each in script_findings_of(plan, script, "LS705")]


def test_one_finding_names_all_that_is_missing_with_the_lines_of_the_plan() -> None:
    (found,) = script_findings_of(QUEUES, f"{NAMESPACE}{QUEUE}Jobs\naz group show -n demo\n", "LS705")

    assert found.message == "2 queues are never created: orders and invoices (lines 3 and 4 of plan.yaml)"
    assert (found.line, found.width) == (2, len("az servicebus queue create"))


def test_without_any_of_a_kind_it_stands_at_the_last_command() -> None:
    (found,) = script_findings_of(QUEUES, f"{NAMESPACE}az group show -n demo\n", "LS705")

    assert found.line == 2


def test_a_script_without_commands_has_nothing_at_its_first_line() -> None:
    (found,) = script_findings_of(HEAD, "echo done\n", "LS705")

    assert (found.line, found.message) == (
        1,
        "the namespace demo-namespace is never created (line 2 of plan.yaml)",
    )


@pytest.mark.parametrize(
    "line",
    [
        "az deployment group create -g demo --template-file all.json",
        'for x in "$@"; do ' + QUEUE + "$x; done",
        f"for x in orders invoices jobs; do az servicebus queue show {IN} -n $x; done",
        f"for x in orders invoices jobs; do az servicebus queue show {IN} -n $x || {QUEUE}$x; done",
    ],
)
def test_what_may_be_there_is_not_missing(line: str) -> None:
    assert messages(QUEUES, NAMESPACE + line) == []


def test_what_is_deleted_again_is_missing() -> None:
    plan = HEAD + "queues: [{queue_name: orders}]\n"

    assert messages(plan, f"{NAMESPACE}{QUEUE}orders\naz servicebus queue delete {IN} -n orders") == [
        "the queue orders is never created (line 3 of plan.yaml)"
    ]


def test_a_subscription_belongs_to_its_topic() -> None:
    plan = HEAD + "topics: [{topic_name: one, subscriptions: [{name: all}]}]\n"
    script = f"az servicebus topic create {IN} -n one\n"
    script += f"az servicebus topic subscription create {IN} --topic-name two -n all\n"

    assert messages(plan, NAMESPACE + script) == [
        "the subscription all is never created (line 3 of plan.yaml)"
    ]


def test_what_follows_from_a_private_endpoint_and_a_pair_is_wanted() -> None:
    kinds = [message.partition(" is never")[0] for message in messages(HEAD + ENDPOINT, NAMESPACE)]

    assert kinds[:2] == ["the namespace other", "the Geo-DR alias a"]
    assert kinds[3:] == [
        "the private DNS zone zone",
        "the DNS zone link from zone to net",
        "the DNS zone group for pe",
    ]


def test_any_endpoint_of_a_namespace_will_do() -> None:
    script = NAMESPACE + "\n".join(
        f"az network private-endpoint create -g demo -n {name} --subnet s --connection-name c"
        f" --private-connection-resource-id /subscriptions/s/providers/a/b/{namespace}"
        for name, namespace in [("one", "demo-namespace"), ("two", "other")]
    )

    assert not [each for each in messages(HEAD + ENDPOINT, script) if "private endpoint" in each]


@pytest.mark.parametrize("role", ["Azure Service Bus Data Owner", "090c5cfd-751d-490a-894a-3ce6f1109419"])
def test_a_role_goes_by_its_name_or_by_its_id(role: str) -> None:
    plan = HEAD + (
        "role_assignments: [{principal_id: p, role_definition: Azure Service Bus Data Owner, scope: s}]\n"
    )
    assign = f'az role assignment create --assignee p --scope /subscriptions/x --role "{role}"'

    assert messages(plan, NAMESPACE + assign) == []
    assert len(messages(plan, NAMESPACE)) == 1


def test_a_secret_is_read_off_the_reference_to_it() -> None:
    reference = "@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/connection/)"
    settings = f'{{Namespace: demo, ConnectionString: "{reference}"}}'
    plan = HEAD + f"application: {{ServiceBus: {settings}}}\n"

    assert messages(plan, NAMESPACE) == [
        "the key vault secret connection in vault is never created (line 3 of plan.yaml)"
    ]
    assert (
        messages(plan, f"{NAMESPACE}az keyvault secret set --vault-name vault -n connection --value x") == []
    )
