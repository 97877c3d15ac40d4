"""`export --format dpo` and its siblings: preference data to a file, with a note beside it, or to stdout."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fusion_tui.cli.exporting import readable, reveal
from fusion_tui.cli.exporting_issues import FORMATS as ISSUES
from fusion_tui.cli.files import refuse_existing, write_file
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World, now
from fusion_tui.core.export.decisions import ALSO, Also, Filters
from fusion_tui.core.export.llm_comparator import Models
from fusion_tui.core.export.preferences import FORMS, NOTICE, Form, Preferences, prefer
from fusion_tui.core.models import Record
from fusion_tui.core.taste.scope import Scope
from fusion_tui.errors import ExportError, UsageError
from fusion_tui.store import Store


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which picks the command line is about."""

    tag: str | None
    days: int | None
    """How far back, from now."""
    panel: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    form: Form
    filters: Filters
    between: Models | None
    scope: Scope


def wish(form: str, narrowed: Narrowed, include: Sequence[str], between: Sequence[str]) -> Wish | None:
    """What the options mean, or `None` for what is no preference data; raises `UsageError`."""
    others = ("md", "json", *ISSUES)
    if form in others:
        return None
    for known in FORMS:
        if form == known:
            scope = Scope(now() - timedelta(days=narrowed.days) if narrowed.days else None, narrowed.panel)
            return Wish(known, Filters(narrowed.tag, _also(include)), _between(known, between), scope)
    raise UsageError(
        f"--format: found {form!r}, expected {', '.join((*others, *FORMS[:-1]))} or {FORMS[-1]}."
    )


def _also(include: Sequence[str]) -> frozenset[Also]:
    """The words of `--include`, which may stand together with commas."""
    named = [word.strip() for words in include for word in words.split(",")]
    known = [word for word in ALSO if word in named]
    for word in named:
        if word not in known:
            raise UsageError(f"--include: found {word!r}, expected some of {', '.join(ALSO)}.")
    return frozenset(known)


def _between(form: Form, models: Sequence[str]) -> Models | None:
    if not models:
        return None
    if form != "llm-comparator":
        raise UsageError(f"--between names two models; --format {form} holds the answers of all.")
    if len(set(models)) != 2 or len(models) != 2:
        raise UsageError("--between names one model; give it twice, for two different ones.")
    return models[0], models[1]


def as_preferences(
    world: World, ids: Sequence[str], asked: Wish, target: Path | None, force: bool, *, dry_run: bool
) -> Exit:
    """What was picked in these comparisons (all by default); a dry run only counts."""
    if target and not dry_run:
        refuse_existing(target, force)
        refuse_existing(_beside(target), force)
    with open_store(world) as store:
        records = _records(store, ids)
        held = [record for record in records if asked.scope.holds(record)]
        if records and not held:
            say("No comparison is of the days and the panel that were asked for.")
        found = prefer(held, asked.form, asked.filters, asked.between)
        if dry_run:
            out("\n".join(found.summary))
        else:
            _write(found, target, force)
            reveal(store, [record for record in records if record.comparison.id in found.telling])
        return Exit.DONE if ids or len(records) == len(store.ids()) else Exit.FAILED


def _records(store: Store, ids: Sequence[str]) -> list[Record]:
    """Each comparison once, however often it is named."""
    records = [store.load(identity) for identity in ids] if ids else readable(store)
    return list({record.comparison.id: record for record in records}.values())


def _write(found: Preferences, target: Path | None, force: bool) -> None:
    if not found.rows:
        raise ExportError("\n".join(["There is nothing to write.", *found.summary]))
    if target is None:
        for line in found.lines:
            out_json(line)
        say("\n".join([*found.summary, NOTICE]))
        return
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines)
    note = _beside(target)
    new = not os.path.lexists(note)
    # The note first: the data never lie there without it.
    write_file(note, found.note, force)
    try:
        write_file(target, text, force)
    except ExportError:
        if new:
            note.unlink(missing_ok=True)
        raise
    say("\n".join([*found.summary, f"Wrote {target}, and {note.name} beside it.", NOTICE]))


def _beside(target: Path) -> Path:
    return target.parent / f"{target.name}.README.txt"
