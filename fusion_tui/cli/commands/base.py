"""The command that all others hang from, and what they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fusion_tui.cli.talk import Exit

if TYPE_CHECKING:
    from fusion_tui.cli.world import World

app = typer.Typer(
    name="fusion",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Example: fusion ask "What is missing in this proposal?" -f proposal.md',
)

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of config.toml.")
]
Private = Annotated[bool, typer.Option("--private", help="Keep nothing of this run.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="The comparison; its first digits do.")]


def open_world(context: typer.Context, config: Path | None) -> World:
    """The configuration: named after the command, before it, or where it always is."""
    from fusion_tui.cli.world import told_world

    return told_world(config or context.obj)


def end(code: Exit) -> None:
    """Leave with this code."""
    raise typer.Exit(code)
