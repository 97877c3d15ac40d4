"""`taste`: what the record of picks says, as text or as JSON."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from rich.cells import cell_len, set_cell_size

from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.taste_fields import fields
from fusion_tui.cli.world import World, now
from fusion_tui.core.clean import clean_line
from fusion_tui.core.taste.arms import Grouping
from fusion_tui.core.taste.dashboard import Dashboard, dashboard
from fusion_tui.core.taste.panel import Bar, Panel, Said
from fusion_tui.core.taste.panels import panels
from fusion_tui.core.taste.questions.overlap import RECENT
from fusion_tui.core.taste.scope import Scope
from fusion_tui.errors import UsageError

NOTHING = "No pick yet: `fusion ask` puts a question before several models, `fusion pick` keeps your choice."

_WIDTH = 100
_BAR = 20
_LABEL = 28


def grouping_of(name: str) -> Grouping:
    """What `--by` names; raises `UsageError`."""
    known: tuple[Grouping, ...] = get_args(Grouping)
    for grouping in known:
        if grouping == name:
            return grouping
    raise UsageError(f"--by: found {name!r}, expected {', '.join(known[:-1])} or {known[-1]}.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said."""

    grouping: Grouping
    tag: str | None
    days: int | None
    """How far back, from now."""
    panel: str | None


def taste(world: World, asked: Asked, *, knowing: bool, as_json: bool) -> Exit:
    """Print the dashboard."""
    with open_store(world) as store:
        records = tuple(store.all_for_taste())
        recent = [store.load(record.comparison.id) for record in records[-RECENT:]]
    found = dashboard(
        records,
        # The same record gives the same figures; one comparison more may suggest others.
        random.Random(len(records)),
        grouping=asked.grouping,
        tag=asked.tag,
        scope=Scope(now() - timedelta(days=asked.days) if asked.days else None, asked.panel),
        recent=recent,
    )
    _say_what_is_unknown(asked, found)
    if as_json:
        out_json(fields(found), indent=2)
    else:
        out(text(found, knowing=knowing))
    return Exit.DONE


def _say_what_is_unknown(asked: Asked, found: Dashboard) -> None:
    for what, wanted, known in (
        ("pick that counts has the tag", asked.tag, found.tags),
        ("comparison is of the panel", asked.panel, found.panels),
    ):
        if wanted and wanted not in known:
            say(f"No {what} {wanted!r}; there are: {', '.join(known) or 'none yet'}.")


def text(found: Dashboard, *, knowing: bool = False) -> str:
    """Every panel, one under the other."""
    shown = panels(found, knowing=knowing)
    return "\n\n".join("\n".join(_lines(panel)) for panel in shown) if shown else NOTHING


def _lines(panel: Panel) -> list[str]:
    counted = "" if panel.n is None else f" (n={panel.n:,})"
    lines = [f"{panel.title}{counted}", *_wrapped(panel.meaning)]
    labels = [cell_len(clean_line(row.label)) for row in panel.rows if isinstance(row, Bar)]
    width = min(max(labels, default=0), _LABEL)
    figures = max((cell_len(row.figure) for row in panel.rows if isinstance(row, Bar)), default=0)
    for row in panel.rows:
        lines += _wrapped(row.text) if isinstance(row, Said) else [_bar(row, width, figures)]
    return lines


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(clean_line(sentence), _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _bar(bar: Bar, width: int, figures: int) -> str:
    drawn = "█" * round((bar.value or 0.0) * _BAR)
    label = clean_line(bar.label)
    if cell_len(label) > width:
        label = set_cell_size(label, width - 1).rstrip() + "…"
    label = set_cell_size(label, width)
    return f"  {label}  {drawn:<{_BAR}}  {bar.figure:<{figures}}  {bar.note}".rstrip()
