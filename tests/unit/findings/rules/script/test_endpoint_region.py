from tests.unit.findings.plans import HEAD, script_findings_of

ENDPOINT = "az network private-endpoint create -g demo -n pe --connection-name c --vnet-name net --subnet sub"


def test_an_endpoint_says_its_region() -> None:
    (found,) = script_findings_of(HEAD, ENDPOINT, "LS713")

    assert found.fix == "--location with the region of the network net"
    assert script_findings_of(HEAD, f"{ENDPOINT} -l koreacentral", "LS713") == ()
    assert script_findings_of(HEAD, f"{ENDPOINT} -l $LOCATION", "LS713") == ()


def test_what_only_a_run_knows_may_hold_it() -> None:
    assert script_findings_of(HEAD, "az network private-endpoint create $OPTIONS", "LS713") == ()
    assert script_findings_of(HEAD, f"{ENDPOINT} $OPTIONS", "LS713") == ()
