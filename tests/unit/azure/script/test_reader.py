"""What a bash script has az do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.azure.script import Command, Script, read_script
from longshore.plan import PlanError
from longshore.plan.text import SourceText


def script(text: str) -> Script:
    return read_script(SourceText("deploy.sh", text))


def commands(text: str) -> list[str]:
    return [command.name for command in script(text).commands]


def only(text: str) -> Command:
    (command,) = script(text).commands
    return command


def values(text: str, option: str = "-n") -> list[str]:
    """The values of one option in all commands."""
    return [value.text for command in script(text).commands for value in command.options[option].values]


def unread(text: str) -> list[tuple[str, int]]:
    return [(each.what, each.position.line) for each in script(text).unread]


CREATE = """\
#!/bin/bash
# 큐 생성
az servicebus queue create \\
  --name  "작업 queue" --namespace-name=jobs \\
  -g rg   # in the group
"""


def test_a_command_has_its_words_and_its_options() -> None:
    command = only(CREATE)

    assert command.words == ("servicebus", "queue", "create")
    assert {name: option.text for name, option in command.options.items()} == {
        "--name": "작업 queue",
        "--namespace-name": "jobs",
        "-g": "rg",
    }


def test_every_word_has_its_place_in_characters() -> None:
    command = only(CREATE)
    options = [command.position, *(option.position for option in command.written)]
    texts = [value.position for option in command.written for value in option.values]

    assert [(place.line, place.column) for place in options] == [(3, 1), (4, 3), (4, 22), (5, 3)]
    assert [(place.line, place.column) for place in texts] == [(4, 11), (4, 39), (5, 6)]
    assert command.position.file == "deploy.sh"


def test_a_command_keeps_its_text() -> None:
    assert only("az a \\\n  -n 'x y' # why\n").source == "az a \\\n  -n 'x y'"


@pytest.mark.parametrize("text", ["/usr/bin/az a", "AZ='az a'; $AZ", "'az' a", "X=1 az a", ">log az a"])
def test_az_may_be_called_in_other_ways(text: str) -> None:
    assert commands(text) == ["a"]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("plain", "plain"),
        ("'$Default'", "$Default"),
        ('"a \\"b\\" \\$c \\d"', 'a "b" $c \\d'),
        ("a\\ b", "a b"),
        ("'a'b\"c\"", "abc"),
        ("$'a\\tb'", "a\tb"),
        ('"a\\\nb"', "ab"),
        ("{subscription-id}", "{subscription-id}"),
        ("'{\"a\": [1]}'", '{"a": [1]}'),
        ('""', ""),
        ("4", "4"),
        ("-1", "-1"),
        ("'-a b'", "-a b"),
        ("@file.json", "@file.json"),
    ],
)
def test_quotes_come_off_as_bash_takes_them_off(word: str, text: str) -> None:
    assert values(f"az a -n {word}") == [text]


@pytest.mark.parametrize(
    ("before", "word", "texts"),
    [
        ("X=a", "$X", ["a"]),
        ("X=a", '"${X}-b"', ["a-b"]),
        ("X=a", "'$X'", ["$X"]),
        ("X=a; Y=$X/$X", "$Y", ["a/a"]),
        ("X='a b'", "$X", ["a", "b"]),
        ("X='a b'", "x$X", ["xa", "b"]),
        ("X='a b'", '"$X"', ["a b"]),
        ("X=", "$X", []),
        ("X=", '"$X"', [""]),
        ("X=a; Y=b", '"$X $Y c"', ["a b c"]),
        ("X=a; X+=b", "$X", ["ab"]),
        ("export X=a", "$X", ["a"]),
        ("X=(a 'b c')", '"${X[@]}"', ["a", "b c"]),
        ("X=(a); X+=(b)", '"${X[@]}"', ["a", "b"]),
        ("X=a", "${X:-b}", ["a"]),
        ("X=", "${X:-b}", ["b"]),
        ("X=", '"${X-b}"', [""]),
        ("true", "${X:-b}", ["b"]),
        ("X=a", "${X:?is missing}", ["a"]),
    ],
)
def test_variables_are_filled_in(before: str, word: str, texts: list[str]) -> None:
    assert values(f"{before}\naz a -n {word}") == texts


@pytest.mark.parametrize("word", ["$X", "${X}", "$1", "$(cat name)", "`cat name`", '"$(cat name)"', "${X%y}"])
def test_what_only_a_run_knows_stays_as_written(word: str) -> None:
    (value,) = only(f"az a -n {word}").options["-n"].values

    assert (value.text, value.known) == (word.strip('"'), False)


def test_what_a_variable_got_from_a_command_stays_as_written_where_it_is_used() -> None:
    text = "SUB=$(az account show --query id -o tsv)\naz a --scope /subscriptions/$SUB"

    *_, command = script(text).commands
    assert command.options["--scope"].text == "/subscriptions/$(az account show --query id -o tsv)"
    assert not command.options["--scope"].known


def test_a_command_within_a_word_stands_before_the_one_that_uses_it() -> None:
    assert commands('az a -n "x$(az b)"') == ["b", "a"]


def test_options_after_a_redirection_belong_to_the_command() -> None:
    assert values("az a >&2 -n x 2>/dev/null -n y") == ["y"]


def test_a_remark_amid_the_lines_of_a_command_is_no_part_of_it() -> None:
    assert values("az a `# why` \\\n  -n x\naz b -n y\n") == ["x", "y"]


def test_what_is_said_in_a_here_document_is_no_command() -> None:
    assert commands("cat > x.json <<EOF\naz a\nEOF\naz b\n") == ["b"]


def test_a_loop_runs_its_commands_once_for_each_word() -> None:
    text = 'for x in a "b c"; do\n  az one -n "$x-q"\n  az two -n $x\ndone\n'

    assert commands(text) == ["one", "two", "one", "two"]
    assert values(text) == ["a-q", "a", "b c-q", "b", "c"]
    assert [dict(command.loop) for command in script(text).commands][::2] == [{"x": "a"}, {"x": "b c"}]
    assert unread(text) == []


def test_loops_may_stand_in_loops() -> None:
    text = 'for x in a b; do for y in 1 2; do az c -n "$x$y"; done; done'

    assert values(text) == ["a1", "a2", "b1", "b2"]


@pytest.mark.parametrize("words", ["$(az list)", '"$@"', "$UNKNOWN"])
def test_a_loop_over_what_only_a_run_knows_is_read_once(words: str) -> None:
    text = f"for x in {words}; do az a -n $x; done"

    *_, command = script(text).commands
    assert command.conditional
    assert not command.options["-n"].known
    assert unread(text) == [("a loop over what only a run knows", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "if true; then az a; fi",
        "if true; then :; elif true; then az a; fi",
        "if true; then :; else az a; fi",
        "true || az a",
        "true && az a",
        "true && { az a; }",
        "case x in y) az a;; esac",
        "f() { az a; }",
        "while true; do az a; done",
    ],
)
def test_a_command_that_may_not_run_is_conditional(text: str) -> None:
    assert only(text).conditional


@pytest.mark.parametrize(
    "text",
    ["if az a; then :; fi", "if ! az a; then :; fi", "az a || true", "(az a)", "{ az a; }", "[ $(az a) ]"],
)
def test_a_command_that_runs_whatever_comes_is_not(text: str) -> None:
    assert not only(text).conditional


def test_a_variable_set_in_a_branch_is_known_in_it_alone() -> None:
    text = "X=a\nif true; then X=b; az in -n $X; else az in -n $X; fi\naz after -n $X"

    assert values(text) == ["b", "a", "$X"]


def test_a_variable_read_from_the_input_is_not_known() -> None:
    assert values("X=a\nread -r X\naz a -n $X") == ["$X"]


def test_variables_are_told_with_their_last_value_and_place() -> None:
    variables = script("X=a\nX=b\nY=$(az c)\nZ=(1 2)\n").variables

    assert {name: (word.text, word.known, word.position.line) for name, word in variables.items()} == {
        "X": ("b", True, 2),
        "Y": ("$(az c)", False, 3),
        "Z": ("1 2", True, 4),
    }


@pytest.mark.parametrize(
    "text", ["#!/bin/bash -e\naz a", "set -e\naz a", "set -euo pipefail\naz a", "set -o errexit; az a"]
)
def test_a_script_may_end_where_a_command_fails(text: str) -> None:
    assert only(text).errexit


@pytest.mark.parametrize(
    "text", ["az a\nset -e", "set -e\nset +e\naz a", "set -u\naz a", "#!/bin/bash\naz a"]
)
def test_or_go_on(text: str) -> None:
    assert not only(text).errexit


def test_the_shells_settings_are_told_with_their_place() -> None:
    settings = script("\nset -euo pipefail\nset +u\n").settings

    assert [(each.name, each.on, each.position.line) for each in settings] == [
        ("errexit", True, 2),
        ("nounset", True, 2),
        ("pipefail", True, 2),
        ("nounset", False, 3),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("f() { :; }", "a function"),
        ("while true; do :; done", "a while or until loop"),
        ("for ((;;)); do :; done", "a for loop that counts"),
        ("case x in y) ;; esac", "case"),
        ("az a | jq .id", "a pipe"),
        ("az a &", "a command in the background"),
        ("sudo az a", "what sudo does"),
        ("source more.sh", "what source does"),
        ("eval $X", "what eval does"),
        ("$DO it", "what $DO does"),
        ("X[1]=a", "an array's element"),
        ("echo ${X%y}", "the expansion ${X%y}"),
        (": ${X:=y}", "the expansion ${X:=y}"),
        ("az a -n q{1,2}", "brace expansion"),
        ("az a 'not closed", "what is not bash"),
    ],
)
def test_what_is_not_followed_is_named(text: str, what: str) -> None:
    assert unread(f"\n{text}\n") == [(what, 2)]


def test_a_pipe_that_az_has_no_part_in_does_not_matter() -> None:
    assert unread("echo hello | tee log") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("$(" * 2000 + ")" * 2000, "nested too deeply"),
        ("".join(f"for x{n} in {'a ' * 50}; do " for n in range(5)) + "done;" * 5, "unrolls too far"),
        ("X=ab\n" + "X=$X$X\n" * 40, "the variable X grows too long"),
    ],
)
def test_a_small_script_cannot_say_more_than_memory_holds(text: str, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        script(text)


WORDS = [
    "az",
    " a",
    "x=",
    "$x",
    "'",
    '"',
    "\\",
    "\n",
    ";",
    "$(",
    ")",
    "if ",
    "then ",
    "fi",
    "for x in ",
    "do ",
]


@given(
    st.lists(
        st.sampled_from([*WORDS, "done", "|", "&", "<<EOF", "EOF", "{", "}", "-n ", "#", "`", "=(", "한"])
    )
)
def test_any_text_is_read_and_every_command_stands_where_it_says(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.split("\n")

    for command in script(text).commands:
        place = command.position
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert rest.startswith(command.source)


@pytest.mark.parametrize("words", ['"$@"', "servicebus $KIND list"])
def test_a_command_that_only_a_run_knows_is_named_but_not_read(words: str) -> None:
    found = script(f"az {words}")

    assert found.commands == ()
    assert [each.what for each in found.unread] == [f"what az {words.strip(chr(34))} does"]
