"""`ask`, `review`, `compare` and `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, Private, app, end, open_world
from fusion_tui.errors import UsageError

PanelName = Annotated[str | None, typer.Option("--panel", metavar="NAME", help="A panel of config.toml.")]
Seats = Annotated[
    list[str] | None,
    typer.Option("-m", "--member", metavar="PROVIDER/MODEL", help="A seat; may be given several times."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object; shows names.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print the answers under their letters.")]
Tui = Annotated[
    bool, typer.Option("--tui", help="Show it on the terminal; into a pipe or file goes what is picked.")
]
Local = Annotated[bool, typer.Option("--local", help="Refuse hosts that are not this machine.")]
OverBudget = Annotated[bool, typer.Option("--over-budget", help="Pass the budget's limits.")]
SendSecrets = Annotated[bool, typer.Option("--send-secrets", help="Send documents that look like secrets.")]


def _mode(**wanted: bool) -> str:
    """The one way to show that was asked for; empty for none, `UsageError` for two."""
    modes = [name for name, on in wanted.items() if on]
    if len(modes) > 1:
        raise UsageError(f"--{modes[0]} and --{modes[1]} cannot be used together.")
    return modes[0] if modes else ""


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
    panel: PanelName = None,
    member: Seats = None,
    as_json: AsJson = False,
    plain: Plain = False,
    tui: Tui = False,
    private: Private = False,
    local: Local = False,
    over_budget: OverBudget = False,
    send_secrets: SendSecrets = False,
    config: ConfigFile = None,
) -> None:
    """Ask a panel and read the answers side by side."""
    from fusion_tui.cli import asking

    asked = asking.Asked(
        prompt,
        tuple(file or ()),
        panel,
        tuple(member or ()),
        _mode(json=as_json, plain=plain, tui=tui),
        private,
        local,
        over_budget,
        send_secrets,
    )
    end(asking.ask(open_world(context, config), asked))


@app.command(
    epilog="Example: fusion review proposal.md --for rfc\n\n"
    "After an edit: fusion review proposal.md --again, or --again 3f2a to go on with that review.\n\n"
    "A rubric of your own: rubrics/NAME.md beside config.toml, or any file; one Markdown list."
)
def review(
    context: typer.Context,
    file: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="The documents; - reads standard input.")
    ],
    rubric: Annotated[
        str | None,
        typer.Option(
            "--for", metavar="KIND", help="Judge by a rubric too: adr, rfc, prd, api, postmortem, or a file."
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="After an edit: what became of accepted issues, and what is new. Takes an ID, too.",
        ),
    ] = False,
    panel: PanelName = None,
    member: Seats = None,
    as_json: AsJson = False,
    plain: Plain = False,
    tui: Tui = False,
    private: Private = False,
    local: Local = False,
    over_budget: OverBudget = False,
    send_secrets: SendSecrets = False,
    config: ConfigFile = None,
) -> None:
    """Ask a panel what is missing, risky, unclear or wrong in documents."""
    from fusion_tui.cli import asking, reviewing

    asked = asking.Asked(
        None,
        tuple(file),
        panel,
        tuple(member or ()),
        _mode(json=as_json, plain=plain, tui=tui),
        private,
        local,
        over_budget,
        send_secrets,
        rubric,
        again,
    )
    end(reviewing.review(open_world(context, config), asked))


@app.command(epilog='Example: fusion compare v1.md v2.md v3.md --prompt "The announcement of 2.0"')
def compare(
    context: typer.Context,
    file: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Two to eight drafts; - reads one.")],
    prompt: Annotated[
        str, typer.Option("--prompt", metavar="TEXT", help="What the drafts are meant to be.")
    ] = "",
    as_json: AsJson = False,
    tui: Tui = False,
    private: Private = False,
    config: ConfigFile = None,
) -> None:
    """Lay drafts from disk side by side, under letters, and pick one; no model is asked."""
    from fusion_tui.cli import comparing

    drafts = comparing.Drafts(tuple(file), prompt, _mode(json=as_json, tui=tui), private)
    end(comparing.compare(open_world(context, config), drafts))


@app.command(epilog="Example: fusion duel draft-*.md")
def duel(
    context: typer.Context,
    file: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…|ID…]", help="Two to eight drafts, or comparisons in turn."),
    ] = None,
    prompt: Annotated[
        str, typer.Option("--prompt", metavar="TEXT", help="What the drafts are meant to be.")
    ] = "",
    private: Private = False,
    config: ConfigFile = None,
) -> None:
    """Two at a time, under numbers, until it is clear which is best.

    Without a name: all comparisons that wait for a pick, the newest first.
    """
    from fusion_tui.cli import comparing

    end(comparing.duel(open_world(context, config), file or (), prompt, private))


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

    end(asking.demo(open_world(context, config), speed))
