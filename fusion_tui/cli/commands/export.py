"""`export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, app, end, open_world
from fusion_tui.errors import UsageError

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Default: the newest pick; all, but for md.")
]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="md, json; of a review review, quickfix, github-review; of picks dpo, kto, openai, sft, "
        "llm-comparator.",
    ),
]
All = Annotated[
    bool, typer.Option("--all", help="md: the other candidates too; of a review: every issue raised.")
]
Bare = Annotated[bool, typer.Option("--bare", help="md: the picked text alone, as it arrived.")]
Target = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="A file instead of stdout.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]
Tag = Annotated[str | None, typer.Option(metavar="TAG", help="Preferences: only picks with this tag.")]
Include = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WORDS",
        help="Preferences: what is left out otherwise; knowing, demo, drafts, early, cut, none; with commas.",
    ),
]
Days = Annotated[
    int | None,
    typer.Option("--days", min=1, metavar="N", help="Preferences: only what was asked in the last N days."),
]
OfPanel = Annotated[
    str | None,
    typer.Option("--panel", metavar="P", help="Preferences: only comparisons of this panel."),
]
Between = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MODEL",
        help="llm-comparator: its two models, given twice. Default: those that met most often.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Preferences: only say how many rows, and what is left out and why.")
]


@app.command(
    epilog="Example: fusion export 3f2a --all -o review.md\n\n"
    "Preferences: fusion export --format dpo --tag python -o picks.jsonl"
)
def export(
    context: typer.Context,
    ids: Ids = None,
    form: Format = "md",
    everything: All = False,
    bare: Bare = False,
    target: Target = None,
    force: Force = False,
    tag: Tag = None,
    days: Days = None,
    panel: OfPanel = None,
    include: Include = None,
    between: Between = None,
    dry_run: DryRun = False,
    config: ConfigFile = None,
) -> None:
    """The chosen answer as Markdown, everything as JSON, a review's issues, or preferences to train with."""
    from fusion_tui.cli import exporting, exporting_issues, preferring

    wish = preferring.wish(form, preferring.Narrowed(tag, days, panel), include or (), between or ())
    of_md = {"--all": everything, "--bare": bare}
    of_picks = {
        "--tag": tag is not None,
        "--days": days,
        "--panel": panel is not None,
        "--include": include,
        "--between": between,
        "--dry-run": dry_run,
    }
    for option, given in (of_md if wish else of_picks).items():
        if given:
            raise UsageError(f"{option} cannot be used with --format {form}.")
    if bare and (everything or form != "md"):
        other = f"--format {form}" if form != "md" else "--all"
        raise UsageError(f"--bare is the picked text alone; it cannot be used with {other}.")
    world = open_world(context, config)
    if wish:
        end(preferring.as_preferences(world, ids or (), wish, target, force, dry_run=dry_run))
    if form in exporting_issues.FORMATS:
        end(exporting_issues.as_issues(world, ids or (), form, target, force, everything=everything))
    if form == "json":
        end(exporting.as_json(world, ids or (), target, force))
    end(exporting.as_markdown(world, ids or (), target, force, everything=everything, bare=bare))
