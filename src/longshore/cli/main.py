"""The `longshore` command.

A command's module is imported when the command is called, or when help lists them all: `up` should not wait
for what only `check` needs.
"""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

_COMMANDS: Final = {
    "up": "longshore.cli.up:up",
    "connection": "longshore.cli.connection:connection",
    "trust": "longshore.cli.trust:trust",
    "check": "longshore.cli.check:check",
    "explain": "longshore.cli.explain:explain",
    "resolve": "longshore.cli.resolve:resolve",
    "export": "longshore.cli.export:export",
    "import": "longshore.cli.importing:import_",
    "diff": "longshore.cli.diff:diff",
    "schema": "longshore.cli.schema:schema",
}
"""Every command, and the function that it is."""


class Commands(TyperGroup):
    """The commands of the table; typer's own types for what is handed over differ between its versions."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Return the names of the commands, in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """Return a command, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, function = _COMMANDS[cmd_name].partition(":")
        one = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        one.command(cmd_name)(getattr(import_module(module), function))
        return typer.main.get_command(one)


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def longshore() -> None:
    """Run an Azure Service Bus plan: a durable local broker for the official SDKs, and the way to Azure."""


if __name__ == "__main__":
    app()
