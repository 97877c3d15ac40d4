"""`critique`, `judge`, `synth` and `retest`."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from fusion_tui.cli.commands.asking import Local, OverBudget, SendSecrets
from fusion_tui.cli.commands.base import ConfigFile, Identity, app, end, open_world
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
    vote: Annotated[bool, typer.Option("--vote", help="Let members vote on each other's issues.")] = False,
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
    from fusion_tui.cli.sending import Limits
    from fusion_tui.core.critique import Depth, Stance

    wanted = critiquing.Wanted(
        tuple(reviewer or ()),
        tuple(target or ()),
        cast("Stance", _word("--stance", stance, get_args(Stance))),
        cast("Depth", _word("--depth", depth, get_args(Depth))),
        vote,
        revise,
        as_json,
        Limits(dry_run, local, over_budget, send_secrets),
    )
    end(critiquing.critique(open_world(context, config), identity, wanted))


def _word(option: str, said: str, allowed: tuple[str, ...]) -> str:
    if said not in allowed:
        raise UsageError(f"{option} {said!r}: expected one of {', '.join(allowed)}.")
    return said


Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="LETTER", help="What is judged; several times. Default: all that ended."),
]
Judges = Annotated[
    list[str] | None,
    typer.Option("--judge", metavar="PROVIDER/MODEL", help="Who judges; more are fallbacks, in this order."),
]
RecipeName = Annotated[
    str, typer.Option("--recipe", metavar="NAME", help="A recipe of your own, or a file of one.")
]
OverContext = Annotated[bool, typer.Option("--over-context", help="Send what may not fit the judge.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it comes to, send nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, by letter.")]


@app.command(epilog="Example: fusion judge 3f2a --rank --judge openrouter/google/gemini-pro-latest")
def judge(
    context: typer.Context,
    identity: Identity,
    rank: Annotated[bool, typer.Option("--rank", help="Put them in order; asked in both orders.")] = False,
    inputs: Inputs = None,
    judges: Judges = None,
    every: Annotated[
        bool, typer.Option("--every", help="With --rank: every judge gives its own ranking.")
    ] = False,
    recipe: RecipeName = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    local: Local = False,
    over_budget: OverBudget = False,
    send_secrets: SendSecrets = False,
    over_context: OverContext = False,
    config: ConfigFile = None,
) -> None:
    """Let a judge map agreement and disagreement, or rank. It never decides."""
    from fusion_tui.cli import judging
    from fusion_tui.cli.sending import Limits

    if every and not rank:
        raise UsageError("--every belongs to --rank.")
    wanted = judging.Wanted(
        step="rank" if rank else "compare",
        inputs=tuple(inputs or ()),
        judges=tuple(judges or ()),
        every=every,
        recipe=recipe,
        as_json=as_json,
        limits=Limits(dry_run, local, over_budget, send_secrets, over_context),
    )
    end(judging.judge(open_world(context, config), identity, wanted))


@app.command(epilog="Example: fusion synth 3f2a --guided, then fusion synth 3f2a --guided --want 1 --want 3")
def synth(
    context: typer.Context,
    identity: Identity,
    guided: Annotated[
        bool, typer.Option("--guided", help="Print the points of difference; with --want, write it.")
    ] = False,
    want: Annotated[
        list[int] | None, typer.Option("--want", metavar="N", help="A point that it takes; several times.")
    ] = None,
    shortest: Annotated[bool, typer.Option("--shortest", help="Not longer than the longest input.")] = False,
    inputs: Inputs = None,
    judges: Judges = None,
    recipe: RecipeName = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    local: Local = False,
    over_budget: OverBudget = False,
    send_secrets: SendSecrets = False,
    over_context: OverContext = False,
    config: ConfigFile = None,
) -> None:
    """Let a judge write one more anonymous answer from those that are there."""
    from fusion_tui.cli import judging
    from fusion_tui.cli.sending import Limits

    if guided and shortest or want and not guided:
        raise UsageError("--guided and --shortest exclude each other; --want belongs to --guided.")
    wanted = judging.Wanted(
        step="points" if guided else "synthesis",
        way="shortest" if shortest else "fuse",
        inputs=tuple(inputs or ()),
        judges=tuple(judges or ()),
        recipe=recipe,
        points=tuple(want) if want else None,
        as_json=as_json,
        limits=Limits(dry_run, local, over_budget, send_secrets, over_context),
    )
    end(judging.judge(open_world(context, config), identity, wanted))


@app.command(epilog="Example: fusion retest 3f2a")
def retest(
    context: typer.Context,
    identity: Annotated[
        str, typer.Argument(metavar="[ID]", help="The comparison; without one an old one comes back.")
    ] = "",
    letter: Annotated[
        str, typer.Argument(metavar="[LETTER]", help="A revision, synthesis or merge. Default: the newest.")
    ] = "",
    config: ConfigFile = None,
) -> None:
    """Pick once more, blind and in a fresh order: does a revision, synthesis or merge help you?

    Without ID an old comparison of yours comes back: would you pick the same again?
    """
    from fusion_tui.cli import retesting

    world = open_world(context, config)
    end(retesting.retest(world, identity, letter.upper()) if identity else retesting.repeat(world))
