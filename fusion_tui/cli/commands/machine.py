"""`doctor` and `config`."""

from __future__ import annotations

from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, app, end

config_app = typer.Typer(rich_markup_mode=None)
app.add_typer(
    config_app,
    name="config",
    epilog="Example: fusion config check",
)


@app.command(epilog="Example: fusion doctor --local")
def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    local: Annotated[bool, typer.Option("--local", help="Ask no host but this machine.")] = False,
    config: ConfigFile = None,
) -> None:
    """See what is configured, reachable and writable, and what to do where it is not."""
    from fusion_tui.cli import doctor as doing

    end(doing.doctor(config or context.obj, local=local, as_json=as_json))


@config_app.callback(invoke_without_command=True)
def config_(context: typer.Context, config: ConfigFile = None) -> None:
    """The configuration: where it is and whether it is right. Without a command it is checked."""
    context.obj = config or context.obj
    if context.invoked_subcommand is None:
        from fusion_tui.cli import doctor

        end(doctor.config_check(context.obj))


@config_app.command(epilog='Example: $EDITOR "$(fusion config path)"')
def path(context: typer.Context, config: ConfigFile = None) -> None:
    """Print where config.toml is, or belongs."""
    from fusion_tui.cli import doctor

    end(doctor.config_path(config or context.obj))


@config_app.command(epilog="Example: fusion config check && fusion ask --panel review -")
def check(context: typer.Context, config: ConfigFile = None) -> None:
    """Read the configuration and print what is in it and what is wrong with it."""
    from fusion_tui.cli import doctor

    end(doctor.config_check(config or context.obj))
