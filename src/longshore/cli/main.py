"""The `longshore` command."""

import typer

from longshore.cli.connection import connection
from longshore.cli.trust import trust
from longshore.cli.up import up

app = typer.Typer(
    name="longshore",
    help="Run an Azure Service Bus plan: a durable local broker for the official SDKs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(connection)
app.command()(trust)


if __name__ == "__main__":
    app()
