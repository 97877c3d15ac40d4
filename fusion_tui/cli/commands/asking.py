"""`ask` and `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion_tui.cli.commands.base import ConfigFile, app, end, open_world
from fusion_tui.errors import UsageError


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
    end(asking.ask(open_world(context, config), asked))


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
