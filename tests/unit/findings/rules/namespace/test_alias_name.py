import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(alias: str) -> str:
    return (
        "plan: 1\nnamespace: {name: demo-namespace}\n"
        f"geo_dr: {{alias: {alias}, secondary: {{name: demo-secondary, location: koreasouth}}}}\n"
        "connection: {connection_endpoint: shop.servicebus.windows.net, authentication: managed_identity}\n"
    )


@pytest.mark.parametrize(
    ("alias", "becomes"),
    [
        ("shop", "shop-alias"),
        ("demo-namespace", "demo-namespace-alias"),
        ("DEMO-SECONDARY", "DEMO-SECONDARY-alias"),
        ("demo_namespace", "demo-namespace-alias"),
    ],
)
def test_an_alias_becomes_a_name_that_azure_takes_and_nothing_else_has(alias: str, becomes: str) -> None:
    settled_plan = settled(plan(alias), "LS202")

    assert settled_plan.geo_dr is not None
    assert settled_plan.geo_dr.alias == becomes


def test_addresses_follow() -> None:
    settled_plan = settled(plan("shop"), "LS202")

    assert settled_plan.connection is not None
    assert settled_plan.connection.connection_endpoint == "shop-alias.servicebus.windows.net"


@pytest.mark.parametrize("alias", ["shop-bus-sb", '"{alias}"', "shop-alias"])
def test_endings_are_reserved_for_namespaces_only(alias: str) -> None:
    assert findings_of(plan(alias), "LS202") == ()
