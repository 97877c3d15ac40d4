"""The `fusion` command: where a run starts, and where every error ends in one sentence."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from types import TracebackType
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
from fusion_tui.cli.commands.base import ConfigFile, Private, app, end, open_world
from fusion_tui.cli.talk import Exit, exit_of, prepare_streams, say
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import FusionError, UsageError


def run() -> None:
    """The `fusion` command."""
    prepare_streams()
    os.umask(0o077)
    # Typer would put its own hook for defects into place, if it were called instead of its command.
    sys.excepthook = _on_defect
    try:
        typer.main.get_command(app)(prog_name="fusion")
    except FusionError as error:
        say(Redactor()(str(error)))
        sys.exit(exit_of(error))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _on_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Nobody foresaw this: one sentence and a report without keys, as on the screen. Python exits with 1."""
    if not isinstance(error, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    from fusion_tui.cli.world import now
    from fusion_tui.config.paths import report_folder
    from fusion_tui.ui.crash import write_report

    say(write_report(error, report_folder(os.environ), Redactor(), now()).plain)


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
        from fusion_tui.cli.talk import has_terminal

        if not has_terminal():
            raise UsageError('There is no terminal here. `fusion ask --plain "…"` asks without one.')
        from fusion_tui.cli.screen import open_tui

        end(open_tui(replace(open_world(context, config), private=private)))
    if private:
        raise UsageError(
            f"--private stands after the command: fusion {context.invoked_subcommand} --private …"
        )
