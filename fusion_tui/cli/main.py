"""The commands. Each loads what it needs when it runs, so that the rest costs it nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from fusion_tui import __version__
from fusion_tui.cli.talk import Exit, exit_of, prepare_streams, say
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import FusionError, UsageError

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
Identity = Annotated[str, typer.Argument(metavar="ID", help="The comparison; its first digits do.")]


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


def _world(context: typer.Context, config: Path | None) -> World:
    """The configuration: named after the command, before it, or where it always is."""
    from fusion_tui.cli.world import read_world

    world = read_world(config or context.obj)
    for notice in world.config.notices:
        say(notice)
    return world


def _end(code: Exit) -> None:
    raise typer.Exit(code)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    config: ConfigFile = None,
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

        _end(open_tui(_world(context, config)))


@app.command(epilog='Example: fusion ask "Which is riskier, and why?" -f a.md -f b.md --panel review')
def ask(
    context: typer.Context,
    prompt: Annotated[
        str | None, typer.Argument(metavar="PROMPT", help="The question; - reads standard input.")
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("-f", "--file", metavar="FILE", help="Attach a document; - reads standard input."),
    ] = None,
    panel: Annotated[str | None, typer.Option(metavar="NAME", help="A panel of config.toml.")] = None,
    member: Annotated[
        list[str] | None,
        typer.Option("-m", "--member", metavar="PROVIDER/MODEL", help="A seat; may be given several times."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; shows names.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the answers under their letters.")] = False,
    tui: Annotated[bool, typer.Option("--tui", help="Show the answers on the terminal.")] = False,
    local: Annotated[bool, typer.Option("--local", help="Refuse hosts that are not this machine.")] = False,
    over_budget: Annotated[bool, typer.Option("--over-budget", help="Pass the budget's limits.")] = False,
    send_secrets: Annotated[
        bool, typer.Option("--send-secrets", help="Send documents that look like secrets.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Ask a panel and read the answers side by side."""
    from fusion_tui.cli import asking

    modes = [name for name, wanted in (("json", as_json), ("plain", plain), ("tui", tui)) if wanted]
    if len(modes) > 1:
        raise UsageError(f"--{modes[0]} and --{modes[1]} cannot be used together.")
    asked = asking.Asked(
        prompt,
        tuple(file or ()),
        panel,
        tuple(member or ()),
        modes[0] if modes else "",
        local,
        over_budget,
        send_secrets,
    )
    _end(asking.ask(_world(context, config), asked))


@app.command(epilog="Example: fusion demo --speed 4")
def demo(
    context: typer.Context,
    speed: Annotated[
        float, typer.Option(min=0.01, metavar="TIMES", help="How many times faster than life.")
    ] = 1.0,
    config: ConfigFile = None,
) -> None:
    """The whole flow on recorded answers, marked DEMO: no key, no network."""
    from fusion_tui.cli import asking

    _end(asking.demo(_world(context, config), speed))


@app.command(epilog='Example: fusion pick 3f2a C A --why "shortest, and right about the queue"')
def pick(
    context: typer.Context,
    identity: Identity,
    letters: Annotated[
        list[str] | None, typer.Argument(metavar="LETTER", help="Several are a ranking, best first.")
    ] = None,
    tie: Annotated[bool, typer.Option("--tie", help="The letters tie.")] = False,
    none: Annotated[bool, typer.Option("--none", help="None of them is good.")] = False,
    skip: Annotated[bool, typer.Option("--skip", help="Do not count this one.")] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, one line.")] = "",
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="A tag; may be given several times.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Pick, and then see who wrote what."""
    from fusion_tui.cli import records

    choice = records.choice_of(letters or (), tie=tie, none=none, skip=skip, why=why, tags=tag or ())
    _end(records.pick(_world(context, config), identity, choice))


@app.command(epilog="Example: fusion show 3f2a | less")
def show(context: typer.Context, identity: Identity, config: ConfigFile = None) -> None:
    """Print a comparison; names only after its reveal."""
    from fusion_tui.cli import records

    _end(records.show(_world(context, config), identity))


@app.command(epilog="Example: fusion history --json | jq '.[] | select(.picked == null)'")
def history(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many, newest first.")] = 200,
    config: ConfigFile = None,
) -> None:
    """Past comparisons: a list that opens, or lines without a terminal."""
    from fusion_tui.cli.talk import has_terminal

    world = _world(context, config)
    if has_terminal() and not as_json:
        from fusion_tui.cli.screen import open_tui
        from fusion_tui.ui.services import StartHistory

        _end(open_tui(world, StartHistory()))
    from fusion_tui.cli import records

    _end(records.history(world, limit=limit, as_json=as_json))


@app.command(epilog="Example: fusion export 3f2a --all -o review.md")
def export(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Default: the newest pick; for json, all.")
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="md or json.")] = "md",
    everything: Annotated[bool, typer.Option("--all", help="The other candidates follow.")] = False,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A file instead of stdout.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    config: ConfigFile = None,
) -> None:
    """The chosen answer as Markdown, or everything as JSON."""
    if form not in ("md", "json"):
        raise UsageError(f"--format: found {form!r}, expected md or json.")
    from fusion_tui.cli import exporting

    world = _world(context, config)
    if form == "json":
        _end(exporting.as_json(world, ids or (), target, force))
    _end(exporting.as_markdown(world, ids or (), target, force, everything=everything))
