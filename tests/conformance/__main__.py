"""Write docs/conformance.md, with `--run` after running the tests it names; other options go to pytest."""

import argparse
import subprocess
import sys

from tests.conformance.page import page
from tests.conformance.recording import OPTION
from tests.conformance.results import read
from tests.conformance.table import PAGE, RESULTS, ROOT, load


def main(arguments: list[str]) -> int:
    """Return pytest's exit code, 0 when nothing was run."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--run", action="store_true", help="run the tests first, and record how they end")
    options, for_pytest = parser.parse_known_args(arguments)
    table, status = load(), 0
    if options.run:
        recording = ["-m", "pytest", "-p", "tests.conformance.recording", OPTION, str(RESULTS)]
        command = [sys.executable, *recording, *for_pytest, *table.tests()]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  # our own tests
    PAGE.write_text(page(table, read(RESULTS)))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
