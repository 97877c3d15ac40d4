"""The commands. Each loads what it needs when it runs, so that the rest costs it nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fusion_tui import __version__
from fusion_tui.cli.talk import Exit, exit_of, say
from fusion_tui.errors import FusionError, UsageError

if TYPE_CHECKING:
    from fusion_tui.cli.wiring import World

app = typer.Typer(
    name="fusion",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Example: fusion ask "What is missing in this proposal?" -f proposal.md',
)

_config: list[Path] = []


def run() -> None:
    """The `fusion` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a mark instead; it must not cost the answer.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are text streams
    os.umask(0o077)
    try:
        app()
    except FusionError as error:
        say(str(error))
        sys.exit(exit_of(error))
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FAILED)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fusion {__version__}")
        raise typer.Exit


def _world() -> World:
    from fusion_tui.cli.wiring import read_world

    world = read_world(_config[0] if _config else None)
    for notice in world.config.notices:
        say(notice)
    return world


def _end(code: Exit) -> None:
    raise typer.Exit(code)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Read this file instead of config.toml.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask several language models at once, read the answers side by side, pick by taste.

    Without a command it opens the question's screen.
    """
    if config:
        _config.append(config)
    if context.invoked_subcommand is None:
        from fusion_tui.cli.asking import open_tui

        _end(open_tui(_world()))


@app.command(epilog='Example: fusion ask "Which is riskier, and why?" -f a.md -f b.md --panel review')
def ask(
    prompt: Annotated[str | None, typer.Argument(help="The question; - reads standard input.")] = None,
    file: Annotated[list[Path] | None, typer.Option("-f", "--file", help="Attach a document.")] = None,
    panel: Annotated[str | None, typer.Option(help="A panel of config.toml.")] = None,
    member: Annotated[list[str] | None, typer.Option("-m", "--member", help="PROVIDER/MODEL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; shows names.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the answers under their letters.")] = False,
    tui: Annotated[bool, typer.Option("--tui", help="Show the answers on the terminal.")] = False,
    local: Annotated[bool, typer.Option("--local", help="Refuse hosts that are not this machine.")] = False,
    over_budget: Annotated[bool, typer.Option("--over-budget", help="Pass the budget's limits.")] = False,
    send_secrets: Annotated[
        bool, typer.Option("--send-secrets", help="Send documents that look like secrets.")
    ] = False,
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
    _end(asking.ask(_world(), asked))


@app.command(epilog="Example: fusion demo --speed 4")
def demo(
    speed: Annotated[float, typer.Option(min=0.01, help="How many times faster than life.")] = 1.0,
) -> None:
    """The whole flow on recorded answers: no key, no network; marked DEMO."""
    from fusion_tui.cli import asking

    _end(asking.demo(_world(), speed))


@app.command(epilog='Example: fusion pick 3f2a C A --why "shortest, and right about the queue"')
def pick(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The comparison; its first digits do.")],
    letters: Annotated[
        list[str] | None, typer.Argument(metavar="[LETTER]...", help="Several are a ranking, best first.")
    ] = None,
    tie: Annotated[bool, typer.Option("--tie", help="The letters tie.")] = False,
    none: Annotated[bool, typer.Option("--none", help="None of them is good.")] = False,
    skip: Annotated[bool, typer.Option("--skip", help="Do not count this one.")] = False,
    why: Annotated[str, typer.Option(help="The reason, one line.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be given several times.")] = None,
) -> None:
    """Pick, and then see who wrote what."""
    from fusion_tui.cli import records

    _end(
        records.pick(
            _world(), identity, letters or (), tie=tie, none=none, skip=skip, why=why, tags=tag or ()
        )
    )


@app.command(epilog="Example: fusion show 3f2a | less")
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The comparison; its first digits do.")],
) -> None:
    """Print a comparison; names only after its reveal."""
    from fusion_tui.cli import records

    _end(records.show(_world(), identity))


@app.command(epilog="Example: fusion history --json | jq '.[] | select(.picked == null)'")
def history(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 200,
) -> None:
    """Past comparisons: a list that opens, or lines without a terminal."""
    from fusion_tui.cli.talk import has_terminal

    if has_terminal() and not as_json:
        from fusion_tui.cli.asking import open_tui
        from fusion_tui.ui.services import StartHistory

        _end(open_tui(_world(), StartHistory()))
    from fusion_tui.cli import records

    _end(records.history(_world(), limit=limit, as_json=as_json))


@app.command(epilog="Example: fusion export 3f2a --all -o review.md")
def export(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Default: the newest pick; for json, all.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="md or json.")] = "md",
    everything: Annotated[bool, typer.Option("--all", help="The other candidates follow.")] = False,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="A file instead of stdout.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """The chosen answer as Markdown with its provenance, or everything as JSON."""
    if form not in ("md", "json"):
        raise UsageError(f"--format: found {form!r}, expected md or json.")
    from fusion_tui.cli import records

    _end(records.export(_world(), ids or (), form=form, everything=everything, target=target, force=force))
