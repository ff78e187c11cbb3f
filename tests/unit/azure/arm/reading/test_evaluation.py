"""What expressions come to before a deployment."""

import pytest

from longshore.azure.arm.reading.evaluation import Evaluator
from longshore.azure.arm.reading.functions import UnknownError
from longshore.azure.arm.resource import Json

MINE = "/subscriptions/{subscription-id}"
GROUP = MINE + "/resourceGroups/{rg-name}"
TEMPLATE: dict[str, Json] = {
    "parameters": {
        "stage": {"type": "string", "defaultValue": "Test"},
        "alertEmail": {"type": "string"},
        "secret": {"type": "secureString", "metadata": {"placeholder": "{my secret}"}},
        "count": {"type": "int"},
        "around": {"type": "string", "defaultValue": "[parameters('around')]"},
        "sizes": {"type": "object", "defaultValue": {"small": [1, 2]}},
    },
    "variables": {
        "name": "[concat('bus-', toLower(parameters('stage')))]",
        "twice": "[concat(variables('name'), variables('name'))]",
    },
}


def value_of(written: Json) -> Json:
    return Evaluator(TEMPLATE).value(written)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[parameters('STAGE')]", "Test"),
        ("[parameters('alertEmail')]", "{alert-email}"),
        ("[parameters('secret')]", "{my secret}"),
        ("[parameters('sizes').small[1]]", 2),
        ("[variables('twice')]", "bus-testbus-test"),
        ("[concat(createArray(1), createArray('a'))]", [1, "a"]),
        ("[concat('a', 1, true())]", "a1True"),
        ("[format('{0}/{1} {{x}}', 'a', 2)]", "a/2 {x}"),
        ("[resourceId('A.B/c/d', 'e', 'f')]", f"{GROUP}/providers/A.B/c/e/d/f"),
        (
            "[resourceId('net', 'A.B/c', 'e')]",
            f"{MINE}/resourceGroups/net/providers/A.B/c/e",
        ),
        ("[resourceId('1', 'net', 'A.B/c', 'e')]", "/subscriptions/1/resourceGroups/net/providers/A.B/c/e"),
        ("[subscriptionResourceId('A.B/c', 'e')]", "/subscriptions/{subscription-id}/providers/A.B/c/e"),
        ("[extensionResourceId('/x', 'A.B/c', 'e')]", "/x/providers/A.B/c/e"),
        ("[resourceGroup().location]", "{rg-location}"),
        ("[subscription().subscriptionId]", "{subscription-id}"),
        ("[if(equals('a', 'A'), 'same', parameters('count'))]", "same"),
        ("[if(equals(1, true()), 'same', 'other')]", "other"),
        ("[and(not(false()), or(false(), true()))]", True),
        ("[coalesce(null(), 'x')]", "x"),
        ("[empty('')]", True),
        ("[contains('abc', 'b')]", True),
        ("[contains(createObject('Key', 1), 'key')]", True),
        ("[contains(createArray(1, 2), 3)]", False),
        ("[join(split('a,b;c', createArray(',', ';')), '-')]", "a-b-c"),
        ("[last(split('a/b', '/'))]", "b"),
        ("[first('abc')]", "a"),
        ("[substring('abcdef', 1, 2)]", "bc"),
        ("[replace(toUpper(trim(' ab ')), 'A', 'X')]", "XB"),
        ("[startsWith('Harbour', 'har')]", True),
        ("[endsWith('Harbour', 'OUR')]", True),
        ("[add(mul(2, 3), sub(5, 1))]", 10),
        ("[int('7')]", 7),
        ("[bool('true')]", True),
        ("[string(createArray(1, 2))]", "[1,2]"),
        ("[length('abc')]", 3),
        ("[union(createObject('a', 1), createObject('b', 2))]", {"a": 1, "b": 2}),
        ("[union(createArray(1, 2), createArray(2, 3))]", [1, 2, 3]),
        ("[guid('a')]", "{guid}"),
        ("[[not an expression]", "[not an expression]"),
        ({"a": ["[add(1, 1)]", 5, None]}, {"a": [2, 5, None]}),
    ],
)
def test_what_is_known_before_a_deployment_is_worked_out(expression: Json, value: Json) -> None:
    assert value_of(expression) == value


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("[parameters('count')]", "the parameter count has no default"),
        ("[parameters('none')]", "there is no parameter none"),
        ("[variables('none')]", "there is no variable none"),
        ("[reference('x').y]", "reference() is only known to Azure, or not to us"),
        ("[parameters('around')]", "parameters or variables lead round in circles, or on and on"),
        ("[parameters('sizes').large]", "there is no property large"),
        ("[parameters('sizes').small[7]]", "there is no 7 in what is before it"),
        ("[add('a', 1)]", 'add() does not take ["a", 1]'),
        ("[format('{0:N}', 1)]", """format() does not take ["{0:N}", 1]"""),
        ("[format('{3}', 1)]", """format() does not take ["{3}", 1]"""),
        ("[resourceId('nothing')]", 'resourceId() does not take ["nothing"]'),
        ("[f(]", "a function, a text or a number expected at character 4 of [f(]"),
    ],
)
def test_what_is_not_known_says_why(expression: str, reason: str) -> None:
    with pytest.raises(UnknownError) as unknown:
        value_of(expression)

    assert str(unknown.value) == reason


def test_variables_that_double_for_ever_come_to_an_end() -> None:
    variables: dict[str, Json] = {
        f"v{index}": f"[concat(variables('v{index + 1}'), variables('v{index + 1}'))]" for index in range(48)
    }

    with pytest.raises(UnknownError, match="on and on"):
        Evaluator({"variables": {**variables, "v48": "x"}}).value("[variables('v0')]")
