from tests.unit.findings.plans import HEAD, script_findings_of

ROLE = "az role assignment create --role Reader --assignee x --scope "


def places(script: str) -> list[tuple[int, int, int]]:
    return [(each.line, each.column, each.width) for each in script_findings_of(HEAD, script, "LS702")]


def test_the_braces_are_underlined() -> None:
    assert places(f'{ROLE}"/subscriptions/{{id}}"') == [(1, len(ROLE) + 17, 4)]


def test_a_variable_that_holds_one_is_told_once_where_it_is_set() -> None:
    script = f'SCOPE="/subscriptions/{{id}}"\n{ROLE}"$SCOPE"\n{ROLE}"$SCOPE/x"\n'

    assert places(script) == [(1, 23, 4)]


def test_a_variable_in_braces_is_none() -> None:
    assert places(f'{ROLE}"/subscriptions/${{id}}"') == []


def test_a_variable_does_not_hide_a_placeholder_of_its_name() -> None:
    assert places(f'{ROLE}"${{id}}/{{id}}"') == [(1, len(ROLE) + 8, 4)]


def test_a_loop_tells_it_once() -> None:
    assert len(places(f"for x in a b; do {ROLE}{{id}}/$x; done")) == 1


def test_what_a_script_can_find_out_it_should() -> None:
    (subscription, principal) = script_findings_of(
        HEAD, f"{ROLE}/subscriptions/{{subscription-id}}/{{app-id}}", "LS702"
    )

    assert "az account show" in subscription.fix
    assert principal.fix.startswith("${APP_ID:?}")
