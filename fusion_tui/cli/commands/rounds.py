"""`critique` and `retest`."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from fusion_tui.cli.commands.asking import Local, OverBudget, SendSecrets
from fusion_tui.cli.commands.base import ConfigFile, Identity, app, end, open_world
from fusion_tui.core.critique import Depth, Stance
from fusion_tui.errors import UsageError


@app.command(epilog="Example: fusion critique 3f2a --target all --vote --dry-run")
def critique(
    context: typer.Context,
    identity: Identity,
    reviewer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHO", help="PROVIDER/MODEL, or a letter of it; several times. Default: its members."
        ),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(metavar="LETTER", help="What is reviewed, or all. Default: what was picked."),
    ] = None,
    stance: Annotated[
        str, typer.Option(metavar="STANCE", help="neutral, adversarial, or weak (left out of statistics).")
    ] = "neutral",
    depth: Annotated[str, typer.Option(metavar="DEPTH", help="issues, note, or cross-look.")] = "issues",
    vote: Annotated[
        bool, typer.Option("--vote", help="Let the members vote on each other's issues.")
    ] = False,
    revise: Annotated[
        bool,
        typer.Option("--revise", help="Have accepted issues answered; with --vote also what votes suggest."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it comes to, send nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, by letter.")] = False,
    local: Local = False,
    over_budget: OverBudget = False,
    send_secrets: SendSecrets = False,
    config: ConfigFile = None,
) -> None:
    """Let models review answers; print their issues, grouped. Names stay hidden."""
    from fusion_tui.cli import critiquing

    wanted = critiquing.Wanted(
        tuple(reviewer or ()),
        tuple(target or ()),
        cast("Stance", _word("--stance", stance, get_args(Stance))),
        cast("Depth", _word("--depth", depth, get_args(Depth))),
        vote,
        revise,
        dry_run,
        as_json,
        local,
        over_budget,
        send_secrets,
    )
    end(critiquing.critique(open_world(context, config), identity, wanted))


def _word(option: str, said: str, allowed: tuple[str, ...]) -> str:
    if said not in allowed:
        raise UsageError(f"{option} {said!r}: expected one of {', '.join(allowed)}.")
    return said


@app.command(epilog="Example: fusion retest 3f2a")
def retest(
    context: typer.Context,
    identity: Identity,
    letter: Annotated[
        str, typer.Argument(metavar="[LETTER]", help="A revision, synthesis or merge. Default: the newest.")
    ] = "",
    config: ConfigFile = None,
) -> None:
    """Pick once more, blind and in a fresh order: does a revision, synthesis or merge help you?"""
    from fusion_tui.cli import retesting

    end(retesting.retest(open_world(context, config), identity, letter.upper()))
