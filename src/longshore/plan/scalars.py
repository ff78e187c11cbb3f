"""From a scalar's text to its value: YAML 1.2's own types, all else stays text."""

from contextlib import suppress
from typing import Any

from ruamel.yaml import YAML, ScalarNode

from longshore.plan import nodes

Scalar = str | int | float | bool | None

YAML_TYPE = "tag:yaml.org,2002:"


class ScalarReader:
    """Reads scalars by the rules of the version of YAML that a file asks for."""

    def __init__(self, yaml: YAML) -> None:
        self._resolver = yaml.resolver
        self._constructor = yaml.constructor
        self._plain: dict[str, Scalar] = {}  # a file has few plain values, each many times

    def value(self, node: nodes.Scalar) -> Scalar:
        """Return a scalar's value; raises ValueError, KeyError or IndexError if it does not fit its tag."""
        if node.tag and node.tag != "!":
            return self._tagged(node.tag, node.value)
        if node.style and not node.tag:
            return joined(node.value)
        if node.value not in self._plain:
            tag = str(self._resolver.resolve(ScalarNode, node.value, (True, False)))
            self._plain[node.value] = self._tagged(tag, node.value)
        return self._plain[node.value]

    def _tagged(self, tag: str, text: str) -> Scalar:
        node: Any = ScalarNode(tag, text)
        match tag.removeprefix(YAML_TYPE):
            case "null":
                return None
            case "bool":
                return bool(self._constructor.construct_yaml_bool(node))
            case "int":
                return int(self._constructor.construct_yaml_int(node))
            case "float":
                with suppress(ValueError):  # ruamel.yaml warns of some numbers of YAML 1.1
                    return float(text.replace("_", ""))
                return float(self._constructor.construct_yaml_float(node))
        return joined(text)


def joined(text: str) -> str:
    """Return a text with halves of characters joined.

    JSON spells what lies beyond U+FFFF as two halves, which YAML leaves apart.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
