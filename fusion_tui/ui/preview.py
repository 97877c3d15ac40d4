"""More about the chosen comparison than its row has room for; names only once they are known."""

from __future__ import annotations

from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Pick, Record
from fusion_tui.core.picking import describe
from fusion_tui.core.summary import Summary
from fusion_tui.ui import words

Rows = tuple[tuple[str, str], ...]
"""A label and what it says, each."""


def facts(row: Summary) -> tuple[str, str, str]:
    """What the status row says of the chosen one: text, tone, and more."""
    local = row.created_at.astimezone()
    said = [f"{local:%Y-%m-%d %H:%M}", row.panel, words.count(row.candidates, "answer")]
    said += [f"{row.failed} failed"] if row.failed else []
    said += [f"{row.unfinished} unfinished"] if row.unfinished else []
    said += ["DEMO"] if row.demo else []
    why = row.pick.why if row.pick else ""
    return " · ".join(said), "dim", f"why: “{why}”" if why else ""


def preview(record: Record) -> Rows:
    """What was asked, what was picked over what and why, and what came of it, in four rows at most."""
    comparison, pick = record.comparison, record.pick
    prompt = comparison.prompt if comparison.prompt.strip() else comparison.title
    rows = [("question", clean_line(prompt)), ("picked", _picked(record, pick) if pick else "not yet")]
    why = " ".join([f"“{pick.why}”"] * bool(pick.why) + [f"#{tag}" for tag in pick.tags]) if pick else ""
    rows += [("why", clean_line(why))] if why else []
    return (*rows, ("asked", clean_line(_asked(record))))


def _picked(record: Record, pick: Pick) -> str:
    """The choice, over what, blind or knowing, and when."""
    chosen = {letter for group in pick.ranking for letter in group}
    left = [record.comparison.candidate(letter) for letter in pick.order if letter not in chosen]
    over = [candidate for candidate in left if candidate.pickable]
    groups = [[_called(record, letter) for letter in group] for group in pick.ranking]
    said = " > ".join(" = ".join(group) for group in groups) or describe(pick)
    if pick.ranking and over:
        said += f" over {', '.join(_called(record, c.letter) for c in over)}"
    local = pick.created_at.astimezone()
    return clean_line(f"{said} · {'blind' if pick.blind else 'knowing'} · {local:%Y-%m-%d %H:%M}")


def _called(record: Record, letter: str) -> str:
    """A letter, with the name once names are known."""
    return f"{letter} {record.comparison.candidate(letter).name}" if record.revealed else letter


def _asked(record: Record) -> str:
    """When, of whom, how many answers; what it cost is withheld like names."""
    comparison = record.comparison
    failed = sum(c.status == "failed" for c in comparison.candidates)
    unfinished = sum(c.live or c.status == "interrupted" for c in comparison.candidates)
    drafts = all(c.kind == "draft" for c in comparison.candidates)
    local = comparison.created_at.astimezone()
    said = [f"{local:%Y-%m-%d %H:%M}", comparison.panel]
    said += [words.count(len(comparison.candidates), "draft" if drafts else "answer")]
    said += [
        f"{number} {what}" for number, what in ((failed, "failed"), (unfinished, "unfinished")) if number
    ]
    said += [words.money(record.cost_usd)] if record.revealed and record.calls else []
    said += ["DEMO"] if comparison.demo else []
    return " · ".join(filter(None, said))
