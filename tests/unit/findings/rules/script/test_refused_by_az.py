from tests.unit.findings.plans import HEAD, script_findings_of

QUEUE = "az servicebus queue create -g demo --namespace-name demo-namespace"


def test_it_quotes_az_names_the_option_that_was_meant_and_says_what_is_not_there() -> None:
    (found,) = script_findings_of(HEAD, f"{QUEUE} -n jobs \\\n  --require-session true\n", "LS701")

    assert (found.line, found.column, found.width) == (2, 3, len("--require-session"))
    assert found.message == "az refuses the command: unrecognized arguments: --require-session true"
    assert found.fix == "--enable-session"
    assert found.on_azure.endswith("queue jobs is never created")


def test_in_a_loop_everything_that_is_not_created_is_named() -> None:
    (found,) = script_findings_of(HEAD, f"for x in a b; do {QUEUE} -n $x --oops; done", "LS701")

    assert found.on_azure.endswith("queue a and queue b are never created")


def test_of_a_command_that_creates_nothing_only_az_is_quoted() -> None:
    (found,) = script_findings_of(HEAD, "az servicebus queue show -n jobs -g demo", "LS701")

    assert "required: --namespace-name" in found.message
    assert found.on_azure.endswith("before it asks Azure for anything")


def test_words_that_only_a_run_knows_are_no_command_that_az_refuses() -> None:
    assert script_findings_of(HEAD, 'exists() { az "$@" >/dev/null; }\naz $VERB list', "LS701") == ()
