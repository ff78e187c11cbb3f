"""What az refuses; that the table is az's own is a matter of tests/peers."""

import pytest

from longshore.azure.script import read_script
from longshore.azure.script.az import _CONFUSED, Refusal, may_say_more, refused
from longshore.azure.script.az_table import az_table
from longshore.plan.text import SourceText

QUEUE = "az servicebus queue create -g rg --namespace-name jobs -n work"


def refusals(text: str) -> tuple[Refusal, ...]:
    return refused(read_script(SourceText("deploy.sh", text)))


def messages(text: str) -> list[str]:
    return [refusal.message for refusal in refusals(text)]


def test_an_option_that_az_does_not_have_is_refused_at_its_place() -> None:
    (refusal,) = refusals(f"{QUEUE} \\\n  --require-session true\n")

    assert refusal.kind == "option"
    assert refusal.message == "unrecognized arguments: --require-session true"
    assert refusal.instead == "--enable-session"
    assert (refusal.position.line, refusal.position.column) == (2, 3)


@pytest.mark.parametrize(
    "options",
    [
        "",
        "--enable-session",
        "--enable-session TRUE",
        "--message-expiration true",
        "--max-delivery=3",
        "-d PT1H",
        "-dPT1H",
        "-o tsv --query id --only-show-errors",
        "--enable-session --help --whatever",
    ],
)
def test_what_az_accepts_is_not(options: str) -> None:
    assert messages(f"{QUEUE} {options}") == []


@pytest.mark.parametrize(
    ("options", "message", "instead"),
    [
        ("--lock-durations PT5M", "unrecognized arguments: --lock-durations PT5M", "--lock-duration"),
        ("--zzz", "unrecognized arguments: --zzz", ""),
        ("--lock-duration PT5M PT6M", "unrecognized arguments: PT6M", ""),
        ("--no-wait", "unrecognized arguments: --no-wait", ""),
        ("--enable-s yes --lock", "argument --lock: expected one argument", ""),
        ("--enable-session maybe", "'maybe' is not a valid value for '--enable-session'", None),
        ("--status activ", "'activ' is not a valid value for '--status'", "Active"),
        ("--max-delivery-count ten", "'ten' is not a whole number for '--max-delivery-count'", ""),
        ("--forward a", "ambiguous option: --forward could match", None),
    ],
)
def test_what_it_does_not_is_refused_with_what_was_meant(
    options: str, message: str, instead: str | None
) -> None:
    (refusal,) = refusals(f"{QUEUE} {options}")

    assert refusal.message.startswith(message)
    assert instead is None or refusal.instead == instead


def test_a_missing_option_is_named() -> None:
    assert messages("az servicebus queue create -n work --namespace jobs") == [
        "the following arguments are required: --resource-group"
    ]


@pytest.mark.parametrize(
    "before",
    [
        "az configure --defaults group=rg location=koreacentral",
        "az config set defaults.group=rg",
        "export AZURE_DEFAULTS_GROUP=rg",
    ],
)
def test_a_default_makes_up_for_it(before: str) -> None:
    assert messages(f"{before}\naz servicebus queue create -n work --namespace jobs") == []


def test_an_id_makes_up_for_names() -> None:
    assert messages("az servicebus queue show --ids $ID") == []
    assert messages("az servicebus queue show -g rg -n work") == [
        "the following arguments are required: --namespace-name"
    ]


def test_a_value_joined_to_its_option_stands_alone() -> None:
    assert messages("az group create -n rg -l x --tags a=1 b=2") == []
    assert messages("az group create -n rg -l x --tags=a=1 b=2") == ["unrecognized arguments: b=2"]


def test_what_only_a_run_knows_is_not_judged() -> None:
    assert messages(f"{QUEUE} --enable-session $1 --status $(cat status)") == []
    assert messages("az servicebus queue create -n work $COMMON") == []
    assert messages("az group create -n rg -l @location.txt --output @format.txt") == []


@pytest.mark.parametrize(
    ("text", "message", "instead"),
    [
        ("az servicebus queue creat -n x", "'creat' is misspelled or not recognized by the system", "create"),
        ("az servicebus queu list", "'queu' is misspelled or not recognized by the system", "queue"),
        ("az servicebus queue", "'servicebus queue' is a group, not a command", ""),
        ("az --debug group create -n rg", "az wants its command before the options", ""),
        ("az group create rg -n rg -l x", "unrecognized arguments: rg", ""),
    ],
)
def test_a_command_that_az_does_not_have_is_refused(text: str, message: str, instead: str) -> None:
    (refusal,) = refusals(text)

    assert (refusal.message, refusal.instead) == (message, instead)


@pytest.mark.parametrize(
    "text",
    ["az vm create --bogus", "az servicebus --help", "az --version", "az servicebus queue list --bogus"],
)
def test_of_commands_outside_the_table_nothing_is_said(text: str) -> None:
    assert messages(text) == []


def test_a_refusal_in_a_loop_is_told_once() -> None:
    assert len(refusals("for x in a b; do az group create -n $x -l y --bogus; done")) == 1


def test_what_is_confused_leads_to_what_some_command_has() -> None:
    names = {name for options in az_table().commands.values() for option in options for name in option.names}

    assert set(_CONFUSED.values()) <= names


def test_every_command_of_the_table_stands_in_its_group() -> None:
    table = az_table()

    for name in table.commands:
        group, _, verb = name.rpartition(" ")
        assert verb in table.groups[group]


@pytest.mark.parametrize(
    ("options", "more"),
    [("", False), ("$MORE", True), ("--status $STATUS", False), ("--enable-session true $MORE", True)],
)
def test_words_that_no_option_takes_may_be_options(options: str, more: bool) -> None:
    (command,) = read_script(SourceText("deploy.sh", f"{QUEUE} {options}")).commands

    assert may_say_more(command) is more
