import json

import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(tags: dict[str, str]) -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, tags: {json.dumps(tags)}}}\n"


def test_fifty_tags_are_taken() -> None:
    assert findings_of(plan({f"t{n}": "v" for n in range(50)}), "LS218") == ()


def test_of_fifty_one_only_you_know_which_to_leave_out() -> None:
    (finding,) = findings_of(plan({f"t{n}": "v" for n in range(51)}), "LS218")

    assert finding.message == "51 tags, where a resource has 50 at most"
    assert finding.edits == ()


@pytest.mark.parametrize(
    ("tags", "right"),
    [
        ({"a<b>c%d&e\\f?g/h": "v"}, {"abcdefgh": "v"}),
        ({"n" * 513: "v"}, {"n" * 512: "v"}),
        ({"n": "v" * 257}, {"n": "v" * 256}),
        ({"n": ""}, {"n": "-"}),
        ({"/": "v"}, {"tag": "v"}),
        ({"a/b": "first", "ab": "second"}, {"ab": "first"}),
    ],
)
def test_what_azure_does_not_take_is_taken_out(tags: dict[str, str], right: dict[str, str]) -> None:
    assert settled(plan(tags), "LS218").namespace.tags == right


@pytest.mark.parametrize("tags", [{"n" * 512: "v" * 256}, {"한국": "서울"}, {}])
def test_what_azure_takes_stays(tags: dict[str, str]) -> None:
    assert findings_of(plan(tags), "LS218") == ()
