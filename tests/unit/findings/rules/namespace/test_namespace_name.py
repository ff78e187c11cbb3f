import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.findings.rules.namespace._names import deployable, is_free, is_name
from tests.unit.findings.plans import findings_of, settled

PAIR = "geo_dr: {{alias: demo-alias, secondary: {{name: {name}, location: koreasouth}}}}\n"


def plan(name: str, more: str = "") -> str:
    return f'plan: 1\nnamespace: {{name: "{name}"}}\n{more}'


@pytest.mark.parametrize("name", ["abcdef", "a" * 50, "demo-9", "{name}", "Demo-Namespace"])
def test_names_that_azure_takes_or_that_are_filled_in_are_fine(name: str) -> None:
    assert findings_of(plan(name), "LS201") == ()


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("abcde", "abcde-namespace"),
        ("a" * 51, "a" * 50),
        ("9lives-here", "namespace-9lives-here"),
        ("under_score", "under-score"),
        ("demo-bus-", "demo-bus"),
        ("orders-sb", "orders-sb-namespace"),
        ("Orders-MGMT", "Orders-MGMT-namespace"),
        ("주문", "namespace"),
    ],
)
def test_others_become_the_nearest_that_it_takes(name: str, becomes: str) -> None:
    assert settled(plan(name), "LS201").namespace.name == becomes


@given(st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=60))
def test_any_name_becomes_one_that_azure_takes_and_keeps_it(name: str) -> None:
    new = deployable(name, "namespace")

    assert is_name(new)
    assert is_free(new)
    assert deployable(new, "namespace") == new


def test_addresses_and_ids_get_the_new_name_and_other_texts_stay() -> None:
    text = plan(
        "shop",
        "service: shop\n"
        "connection:\n"
        "  connection_endpoint: shop.servicebus.windows.net\n"
        "  authentication: managed_identity\n"
        "  fallback_connection_string: Endpoint=sb://SHOP.servicebus.windows.net/;X=workshop.servicebus.windows.net\n"
        "role_assignments:\n"
        "  - {principal_id: x, role_definition: y, scope: /s/namespaces/shop}\n"
        "  - {principal_id: x, role_definition: y, scope: /s/namespaces/shop-other}\n",
    )

    settled_plan = settled(text, "LS201")

    assert settled_plan.connection is not None
    assert settled_plan.connection.connection_endpoint == "shop-namespace.servicebus.windows.net"
    assert settled_plan.connection.fallback_connection_string == (
        "Endpoint=sb://shop-namespace.servicebus.windows.net/;X=workshop.servicebus.windows.net"
    )
    assert [each.scope for each in settled_plan.role_assignments] == [
        "/s/namespaces/shop-namespace",
        "/s/namespaces/shop-other",
    ]
    assert settled_plan.service == "shop"


def test_the_secondary_has_a_name_of_its_own() -> None:
    settled_plan = settled(plan("demo-namespace", PAIR.format(name="Demo-Namespace")), "LS201")

    assert settled_plan.geo_dr is not None
    assert settled_plan.geo_dr.secondary.name == "Demo-Namespace-secondary"
    assert settled_plan.namespace.name == "demo-namespace"


def test_two_names_that_become_one_are_told_apart_at_once() -> None:
    settled_plan = settled(plan("demo", PAIR.format(name="demo")), "LS201")

    assert settled_plan.geo_dr is not None
    assert settled_plan.geo_dr.secondary.name == "demo-namespace-secondary"
    assert settled_plan.namespace.name == "demo-namespace"
