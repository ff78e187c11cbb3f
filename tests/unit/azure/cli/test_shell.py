import shlex
import subprocess
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.azure.cli.shell import PROVIDERS, Shell, literal, variable

TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0{"))


@given(TEXTS)
def test_a_text_is_one_word_whatever_is_in_it(text: str) -> None:
    assert shlex.split(Shell().word(text)) == [text]


@given(TEXTS, TEXTS, TEXTS)
def test_placeholders_become_variables_and_the_text_between_them_stays(a: str, b: str, c: str) -> None:
    shell = Shell()

    (word,) = shlex.split(shell.word(f"{a}{{alert-email}}{b}{{alert-email}}{c}"))

    assert word == f"{a}$ALERT_EMAIL{b}$ALERT_EMAIL{c}"
    assert list(shell.placeholders) == ["alert-email"]


def test_bash_reads_a_word_as_it_is_meant() -> None:
    word = Shell().word("it's $HOME `date` {alert-email}!")

    said = subprocess.run(  # noqa: S603  # a word of ours
        ["/usr/bin/env", "bash", "-c", f"printf '[%s]' {word}"],
        env={"ALERT_EMAIL": "two  words; $(date)"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said == "[it's $HOME `date` two  words; $(date)!]"


@pytest.mark.parametrize(("placeholder", "name"), [("alert-email", "ALERT_EMAIL"), ("path", "PLAN_PATH")])
def test_a_variable_is_none_that_the_shell_lives_on(placeholder: str, name: str) -> None:
    assert variable(placeholder) == name


def test_ids_of_the_deployments_own_group_are_short() -> None:
    assert Shell().word(f"{PROVIDERS}/Microsoft.Network/virtualNetworks/net") == (
        '"$providers"/Microsoft.Network/virtualNetworks/net'
    )


def as_az_reads_it(text: str) -> str:
    return text[1:-1].replace("'/", "'") if text.startswith("'") else text


@given(st.one_of(TEXTS, st.sampled_from(["", "null", "??", "'", "'/", "@file"])))
def test_az_takes_no_free_text_for_shorthand(text: str) -> None:
    said = literal(text)

    assert as_az_reads_it(said) == text
    assert said not in {"", "null", "??"}
    assert not said.startswith("@")


def test_a_command_says_each_option_that_has_a_value() -> None:
    command = Shell().az("group create", name="a b", tags=["x=1", "y=2"], force=True, size=3, location=None)

    assert command == "az group create --name 'a b' --tags x=1 y=2 --force true --size 3"


def test_a_value_that_begins_with_a_dash_is_not_taken_for_an_option() -> None:
    assert Shell().option("user_metadata", "-x") == "--user-metadata=-x"


def test_a_long_command_goes_over_several_lines() -> None:
    command = Shell().az("queue create", name="n" * 60, path="p" * 60)

    assert command == f"az queue create --name {'n' * 60} \\\n    --path {'p' * 60}"
