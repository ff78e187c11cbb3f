from tests.unit.findings.plans import HEAD, findings_of, settled


def test_a_deployment_that_says_no_group_is_fine() -> None:
    assert findings_of(f"{HEAD}deployment: {{resource_group: g}}\n", "LS311") == ()


def test_any_other_part_becomes_the_namespace() -> None:
    text = f"{HEAD}deployment: {{resource_group: g, private_endpoint_group_id: topic}}\n"
    deployment = settled(text, "LS311").deployment

    assert deployment is not None
    assert deployment.private_endpoint_group_id == "namespace"
