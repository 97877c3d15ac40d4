"""`pick`, `show`, `history`, `taste` and `import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, Identity, app, end, open_world
from fusion_tui.errors import UsageError

# Said here and not beside the filters: what an option imports, every command waits for.
_FILTER = (
    'Words and "quoted phrases" of questions and answers; #tag (or tag:x); model:x, only where names are '
    "known; panel:x; picked:yes, no, none or tie; before: and after: a day, 2026-11-01; kind:draft; demo:yes."
)


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


@app.command(epilog="Example: fusion history picked:no after:2026-11-01 queue --json | jq '.[].title'")
def history(
    context: typer.Context,
    wanted: Annotated[list[str] | None, typer.Argument(metavar="FILTER", help=_FILTER)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many, newest first.")] = 200,
    purge: Annotated[
        bool, typer.Option("--purge", help="Remove deleted comparisons now, not after 30 days.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Past comparisons: a list that opens, or lines without a terminal."""
    from fusion_tui.cli.talk import has_terminal

    typed = " ".join(wanted or ())
    if purge and (typed or as_json):
        raise UsageError("--purge removes everything that was deleted; give it alone.")
    world = open_world(context, config)
    from fusion_tui.cli import history as commands

    if purge:
        end(commands.purge(world))
    if has_terminal() and not as_json:
        from fusion_tui.cli.screen import open_tui
        from fusion_tui.ui.services import StartHistory

        end(open_tui(world, StartHistory(typed)))
    end(commands.history(world, typed, limit=limit, as_json=as_json))


@app.command(epilog="Example: fusion taste --json | jq '.leaderboard.arms[] | {short, as_shown}'")
def taste(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with every number.")] = False,
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="Rate and price only picks with this tag.")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="WHAT", help="Rate by member, model, persona or process.")
    ] = "member",
    days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only what was asked in the last N days.")
    ] = None,
    panel: Annotated[
        str | None, typer.Option("--panel", metavar="P", help="Only comparisons of this panel.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all-picks", help="Show picks made knowing names beside the blind ones.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """What your blind picks say, and how sure that is."""
    from fusion_tui.cli import tasting

    grouping = tasting.grouping_of(by)
    world = open_world(context, config)
    asked = tasting.Asked(grouping, tag, days, panel)
    end(tasting.taste(world, asked, knowing=everything, as_json=as_json))


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
