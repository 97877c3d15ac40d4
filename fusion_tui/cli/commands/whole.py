"""Every command, hung from the one that they share."""

from __future__ import annotations

from typing import Annotated

import typer

from fusion_tui import __version__
from fusion_tui.cli.commands import (  # noqa: F401  (this adds them to the app)
    asking,
    export,
    machine,
    records,
    rounds,
)
from fusion_tui.cli.commands.base import ConfigFile, Private, app, end
from fusion_tui.errors import UsageError


def run_command() -> None:
    """Read the words after `fusion`, do them, and leave."""
    typer.main.get_command(app)(prog_name="fusion")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fusion {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    config: ConfigFile = None,
    private: Private = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask several language models at once, read the answers side by side, pick by taste.

    Without a command it opens the question's screen.
    """
    context.obj = config
    if context.invoked_subcommand is None:
        from fusion_tui.cli.opening import open_question

        end(open_question(config, private=private))
    if private:
        raise UsageError(
            f"--private stands after the command: fusion {context.invoked_subcommand} --private …"
        )
