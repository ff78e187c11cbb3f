"""Code in a document: YAML and JSON as keys, shell scripts as commands of az, other languages not at all."""

from typing import Final

from longshore.documents.blocks import Code
from longshore.documents.context import Context
from longshore.documents.facts import Findings, Remark, ignored, unknown
from longshore.documents.nodes import Leaf
from longshore.documents.sections import read
from longshore.documents.yamltext import read_yaml

SHELLS: Final = frozenset({"bash", "sh", "shell", "zsh", "console", "azurecli", "azcli", "az"})
"""What the languages of fences with az commands are called."""

_YAML: Final = frozenset({"yaml", "yml", "json", "jsonc", "json5"})


def is_script(code: Code) -> bool:
    """Say whether a fence holds a shell script."""
    lines = (line.split() for line in code.text.split("\n"))
    return code.language in SHELLS or (not code.language and any(words[:1] == ["az"] for words in lines))


def read_code(code: Code, about: Context) -> Findings:
    """Yield what a fence that is no script says."""
    if code.language and code.language not in _YAML:
        yield unknown(code.line, f"code in {code.language} is not read")
        return
    nodes = list(read_yaml(code.text, code.first_line))
    if not nodes:
        yield ignored(code.line, "it holds nothing but comments")
    elif not code.language and all(isinstance(node, Leaf | Remark) for node in nodes):
        yield unknown(code.line, "neither keys with values nor commands of az")
    else:
        for node in nodes:
            yield from (node,) if isinstance(node, Remark) else read(node, about)
