"""What a document's az script adds."""

from longshore.documents import Standing

from .markdown import bash, imported, leftover, leftovers, plan_of, queue_of, yaml

RECOVERY = """\
SECONDARY_LOCATION=koreasouth
az servicebus namespace create -g rg --name tests -l koreacentral --sku Premium --capacity 2
az servicebus namespace create -g rg --name other --capacity 1
az servicebus georecovery-alias set -g rg --namespace-name tests -a dr --partner-namespace /a/namespaces/other
"""


def test_names_that_only_the_script_has() -> None:
    plan = plan_of(bash(RECOVERY))

    assert plan.geo_dr is not None
    assert plan.geo_dr.model_dump(exclude_unset=True) == {
        "alias": "dr",
        "secondary": {"name": "other", "location": "koreasouth", "capacity": 1},
    }
    assert plan.deployment is not None
    assert plan.deployment.model_dump(exclude_unset=True) == {
        "resource_group": "rg",
        "location": "koreacentral",
        "secondary_location": "koreasouth",
    }
    assert (plan.namespace.capacity, plan.namespace.location) == (2, "koreacentral")


def test_a_private_endpoint() -> None:
    command = (
        "az network private-endpoint create -g rg -n pe --vnet-name v --subnet /a/b/s --group-id namespace"
    )
    plan = plan_of(
        bash(f"{command} --connection-name c\naz network private-dns zone create -g rg -n zone.example")
    )

    assert plan.private_endpoint is not None
    assert plan.private_endpoint.model_dump(exclude_unset=True) == {
        "name": "pe",
        "subnet": "s",
        "vnet": "v",
        "private_dns_zone": "zone.example",
        "connection_name": "c",
    }
    assert plan.deployment is not None
    assert plan.deployment.private_endpoint_group_id == "namespace"


def test_a_queue_that_only_the_script_creates() -> None:
    queue = queue_of(bash("az servicebus queue create -g rg --namespace-name tests -n jobs --max-size 1024"))
    assert (queue.queue_name, queue.properties.max_size_in_megabytes) == ("jobs", 1024)


def test_a_subscription_and_its_rule() -> None:
    plan = plan_of(
        bash(
            "az servicebus topic subscription create --topic-name news --name all --enable-session\n"
            "az servicebus topic subscription rule create --topic-name news --subscription-name all -n r"
            " --filter-sql-expression 'a = 1'"
        )
    )
    (subscription,) = plan.topics[0].subscriptions
    assert subscription.properties.enable_sessions
    assert subscription.properties.default_rule is not None
    assert subscription.properties.default_rule.filter == "a = 1"


def test_an_access_policy() -> None:
    (policy,) = plan_of(
        bash("az servicebus namespace authorization-rule create -n app --rights Send Listen")
    ).access_policies
    assert (policy.name, policy.rights) == ("app", ("Send", "Listen"))


def test_the_document_stands_even_where_the_script_comes_first() -> None:
    result = imported(
        bash("az servicebus queue create -n q --max-delivery-count 9")
        + yaml("queue_name: q\nmax_delivery_count: 2")
    )

    (queue,) = result.plan.queues
    assert queue.properties.max_delivery_count == 2
    assert [each.standing for each in result.leftovers] == [Standing.OVERRULED]


def test_two_spellings_of_one_value_are_no_contradiction() -> None:
    script = bash("az servicebus queue create -n q --default-message-time-to-live PT72H")
    assert leftovers(yaml("queue_name: q\nttl: P3D") + script) == []


def test_what_only_a_run_knows_is_not_understood() -> None:
    only = leftover(bash("az servicebus namespace create -n $1 --sku Premium"))
    assert (only.standing, only.reason) == (Standing.UNKNOWN, "only a run of the script knows what --name is")


def test_an_option_that_no_key_has() -> None:
    only = leftover(bash("az servicebus namespace create --sku Premium \\\n  --mi-system-assigned"))
    assert (only.text, only.reason) == (
        "--mi-system-assigned",
        "no key of a plan comes from --mi-system-assigned",
    )
