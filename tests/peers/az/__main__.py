"""Ask az what it accepts. It never gets as far as running a command.

commands   print what the commands named in `names` accept, as az-commands.json holds it
verdicts   read lists of arguments as JSON, and print for each what az says against it, empty if nothing
"""

import json
import sys
from collections.abc import Sequence

from .names import NAMES
from .parser import Parser
from .table import as_json


def main(what: str) -> None:
    parser = Parser()
    if what == "commands":
        sys.stdout.write(as_json(parser, NAMES))
    else:
        lines: Sequence[Sequence[str]] = json.load(sys.stdin)
        json.dump([parser.verdict(line) for line in lines], sys.stdout)


main(sys.argv[1])
