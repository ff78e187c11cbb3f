"""az's own parser of its command line, with every command loaded."""

from argparse import Action
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

# az has an environment of its own, and no types.
from azure.cli.core import __version__, get_default_cli  # type: ignore[import-untyped]
from azure.cli.core.commands.events import (  # type: ignore[import-untyped]
    EVENT_INVOKER_POST_LOAD_ARGUMENTS,
)
from azure.cli.core.file_util import create_invoker_and_load_cmds_and_args  # type: ignore[import-untyped]
from knack.events import EVENT_INVOKER_POST_PARSE_ARGS  # type: ignore[import-not-found]

Settings = Mapping[str, Any]


class Parser:
    """What az makes of arguments. `settings` holds each command's arguments as its authors wrote them."""

    def __init__(self) -> None:
        self.version: str = __version__
        self.settings: dict[str, dict[str, Settings]] = {}
        self._cli = get_default_cli()
        # Ours is called first: az goes on to make arguments optional where `--ids` can say the same.
        self._cli.register_event(EVENT_INVOKER_POST_LOAD_ARGUMENTS, self._keep_settings)
        create_invoker_and_load_cmds_and_args(self._cli)
        self._parser = self._cli.invocation.parser

    def actions(self, command: str) -> Sequence[Action]:
        """Return what argparse knows of a command's options."""
        actions: Sequence[Action] = self._parser.subparser_map[command]._actions
        return actions

    def verdict(self, arguments: Sequence[str]) -> str:
        """Return the first line of what az says against arguments, without running anything."""
        said = StringIO()
        with redirect_stderr(said), redirect_stdout(StringIO()):
            try:
                parsed = self._parser.parse_args(list(arguments))
                self._cli.raise_event(EVENT_INVOKER_POST_PARSE_ARGS, command=parsed.command, args=parsed)
            except SystemExit as end:
                return said.getvalue().partition("\n")[0] if end.code else ""
            except Exception as error:  # noqa: BLE001  # az reports what its arguments' own code raises
                return f"{type(error).__name__}: {error}"
        return ""

    def _keep_settings(self, _cli: object, commands_loader: Any, **_: object) -> None:  # noqa: ANN401  # az has no types
        for name, command in commands_loader.command_table.items():
            arguments = [dict(argument.type.settings) for argument in command.arguments.values()]
            self.settings[name] = {each["dest"]: each for each in arguments}
