from tests.unit.findings.plans import HEAD, findings_of


def queues(**targets: str) -> str:
    lines = (
        f"  - {{queue_name: {name}, properties: {{forward_dead_lettered_messages_to: {target}}}}}\n"
        for name, target in targets.items()
    )
    return f"{HEAD}queues:\n{''.join(lines)}"


def test_a_circle_is_found_at_its_first_queue_in_any_case() -> None:
    (finding,) = findings_of(queues(start="ONE", one="two", two="One"), "LS126")

    assert finding.line == 5
    assert "one" in finding.message
    assert "start" not in finding.message


def test_a_chain_that_ends_is_none() -> None:
    assert findings_of(queues(one="two", two='""'), "LS126") == ()
