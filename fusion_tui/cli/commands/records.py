"""`pick`, `show`, `history`, `export` and `import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, Identity, app, end, open_world
from fusion_tui.errors import UsageError


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
    end(records.pick(open_world(context, config), identity, choice))


@app.command(epilog="Example: fusion show 3f2a | less")
def show(context: typer.Context, identity: Identity, config: ConfigFile = None) -> None:
    """Print a comparison; names only after its reveal."""
    from fusion_tui.cli import records

    end(records.show(open_world(context, config), identity))


@app.command(epilog="Example: fusion history --json | jq '.[] | select(.picked == null)'")
def history(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many, newest first.")] = 200,
    config: ConfigFile = None,
) -> None:
    """Past comparisons: a list that opens, or lines without a terminal."""
    from fusion_tui.cli.talk import has_terminal

    world = open_world(context, config)
    if has_terminal() and not as_json:
        from fusion_tui.cli.screen import open_tui
        from fusion_tui.ui.services import StartHistory

        end(open_tui(world, StartHistory()))
    from fusion_tui.cli import records

    end(records.history(world, limit=limit, as_json=as_json))


@app.command(epilog="Example: fusion export 3f2a --all -o review.md")
def export(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Default: the newest pick; for json, all.")
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="md, json, review, quickfix or github-review."),
    ] = "md",
    everything: Annotated[
        bool, typer.Option("--all", help="The other candidates too, or every issue that was raised.")
    ] = False,
    bare: Annotated[bool, typer.Option("--bare", help="The picked text alone, as it arrived.")] = False,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A file instead of stdout.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    config: ConfigFile = None,
) -> None:
    """The chosen answer as Markdown, everything as JSON, or the issues of a review."""
    from fusion_tui.cli import exporting, exporting_issues

    if form not in ("md", "json", *exporting_issues.FORMATS):
        others = ", ".join(("json", *exporting_issues.FORMATS[:-1]))
        raise UsageError(
            f"--format: found {form!r}, expected md, {others} or {exporting_issues.FORMATS[-1]}."
        )
    if bare and (everything or form != "md"):
        other = f"--format {form}" if form != "md" else "--all"
        raise UsageError(f"--bare is the picked text alone; it cannot be used with {other}.")
    world = open_world(context, config)
    if form in exporting_issues.FORMATS:
        end(exporting_issues.as_issues(world, ids or (), form, target, force, everything=everything))
    if form == "json":
        end(exporting.as_json(world, ids or (), target, force))
    end(exporting.as_markdown(world, ids or (), target, force, everything=everything, bare=bare))


@app.command("import", epilog="Example: fusion import comparisons.jsonl")
def import_(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="What export --format json wrote; - reads standard input."),
    ],
    config: ConfigFile = None,
) -> None:
    """Add comparisons from another machine; what is there already is never changed."""
    from fusion_tui.cli import importing

    end(importing.import_file(open_world(context, config), file))
