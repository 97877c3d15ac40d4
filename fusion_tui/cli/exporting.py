"""`export`: the chosen answer, or whole comparisons, to a file or to stdout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from fusion_tui.cli.files import refuse_existing, write_file
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World, now
from fusion_tui.core import rules
from fusion_tui.core.export import export_object, to_bare, to_markdown
from fusion_tui.core.models import Record, Reveal
from fusion_tui.errors import ExportError, StoreError, UsageError
from fusion_tui.store import Store


def as_json(world: World, ids: Sequence[str], target: Path | None, force: bool) -> Exit:
    """These comparisons (all by default), one a line."""
    if target:
        refuse_existing(target, force)
    with open_store(world) as store:
        records = [store.load(identity) for identity in ids] if ids else readable(store)
        objects = [export_object(record) for record in records]
        if target is None:
            for each in objects:
                out_json(each)
        else:
            _write(target, "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), force)
        reveal(store, records)
        return Exit.DONE if ids or len(records) == len(store.ids()) else Exit.FAILED


def readable(store: Store) -> list[Record]:
    """Every comparison that can be read; one that cannot is said and keeps no other from leaving."""
    records = []
    for identity in store.ids():
        try:
            records.append(store.load(identity))
        except StoreError as problem:
            say(f"{identity[:8]} is left out: {problem}")
    return records


def as_markdown(
    world: World, ids: Sequence[str], target: Path | None, force: bool, *, everything: bool, bare: bool
) -> Exit:
    """The answer picked in one comparison, by default the one picked in last; `bare` is its text alone."""
    if target:
        refuse_existing(target, force)
    if len(ids) > 1:
        raise UsageError("Markdown holds one comparison; name one id, or use --format json.")
    with open_store(world) as store:
        identity = ids[0] if ids else store.newest_picked()
        if identity is None:
            raise ExportError("Nothing is picked yet; `fusion history` lists what there is.")
        record = store.load(identity)
    if rules.may_export(record, everything):
        short = record.comparison.id[:8]
        raise ExportError(f"Nothing is picked in {short}; `fusion pick` picks, --all exports every answer.")
    if not everything and record.pick and len(record.pick.ranking[0]) > 1:
        first, *others = record.pick.ranking[0]
        say(f"{first} ties with {', '.join(others)}; this is {first}, --all adds the others.")
    text = to_bare(record) if bare else to_markdown(record, everything=everything)
    if target is None:
        out(text, end="")
    else:
        _write(target, text, force)
    return Exit.DONE


def _write(target: Path, text: str, force: bool) -> None:
    write_file(target, text, force)
    say(f"Wrote {target}.")


def reveal(store: Store, records: Sequence[Record]) -> None:
    """The lines name every author, so a later pick is made knowing."""
    for record in records:
        if not record.revealed and not store.read_only:
            try:
                store.save_reveal(Reveal(record.comparison.id, now(), "export"))
            except StoreError as problem:
                # A full disk must not keep the record from leaving.
                say(f"The reveal could not be stored: {problem}")
