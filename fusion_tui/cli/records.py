"""`pick`, `show`, `history` and `export`: the record from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from fusion_tui.cli.files import write_file
from fusion_tui.cli.headless import heading
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.wiring import World, new_id, now
from fusion_tui.core import rules
from fusion_tui.core.export import export_object, to_markdown
from fusion_tui.core.models import Record, Reveal, Summary
from fusion_tui.core.picking import Choice, Circumstances, describe, make_pick
from fusion_tui.errors import ExportError, UsageError
from fusion_tui.store import Store


def open_store(world: World) -> Store:
    """The record, with its notice said."""
    store = Store(world.database, now=now)
    if store.notice:
        say(store.notice)
    return store


def pick(
    world: World,
    identity: str,
    letters: Sequence[str],
    *,
    tie: bool,
    none: bool,
    skip: bool,
    why: str,
    tags: Sequence[str],
) -> Exit:
    """Store a pick, then reveal: letter and names are printed."""
    choice = _choice(letters, tie=tie, none=none, skip=skip, why=why, tags=tags)
    with open_store(world) as store:
        record = store.load(identity)
        if choice.ranking and (reason := rules.may_rank(record.comparison, choice.ranking)):
            raise UsageError(reason)
        made = make_pick(
            choice,
            record.comparison,
            record.ballots[0],
            revealed=record.revealed,
            around=Circumstances(_finish_order(record), None),
            now=now(),
            new_id=new_id,
        )
        store.save_pick(made)
        if not record.revealed:
            store.save_reveal(Reveal(record.comparison.id, now(), "pick"))
    out(f"picked {describe(made)}" if made.ranking else describe(made))
    for candidate in record.comparison.candidates:
        out(f"{candidate.letter} was {candidate.name}")
    return Exit.DONE


def _choice(
    letters: Sequence[str], *, tie: bool, none: bool, skip: bool, why: str, tags: Sequence[str]
) -> Choice:
    named = [letter.upper() for letter in letters]
    if sum((bool(named), none, skip)) != 1:
        raise UsageError("Name letters, or --none, or --skip; one of them.")
    if tie and len(named) < 2:
        raise UsageError("--tie needs at least two letters.")
    if none or skip:
        return Choice("none" if none else "skip", (), tuple(tags), why)
    return Choice.of([named] if tie else [[letter] for letter in named], tags, why)


def _finish_order(record: Record) -> tuple[str, ...]:
    ended = [call for call in record.calls if call.letter and call.seconds is not None]
    ended.sort(key=lambda call: call.started_at.timestamp() + (call.seconds or 0.0))
    return tuple(dict.fromkeys(call.letter for call in ended if call.letter))


def show(world: World, identity: str) -> Exit:
    """Print a comparison; letters only until its reveal."""
    with open_store(world) as store:
        record = store.load(identity)
    comparison = record.comparison
    out(f"{comparison.id}  {comparison.created_at:%Y-%m-%d %H:%M}  {comparison.panel}")
    if comparison.demo:
        out("DEMO: recorded answers, nothing was sent.")
    out("\n" + comparison.prompt.rstrip("\n") + "\n")
    for document in comparison.documents:
        out(f"with {document.name}, {document.size:,} bytes, sha256 {document.sha256}")
    if record.pick:
        out(f"picked {describe(record.pick)}" if record.pick.ranking else describe(record.pick))
    out("")
    for candidate in comparison.candidates:
        out(heading(candidate, candidate.name if record.revealed else ""))
        if candidate.text:
            out("\n" + candidate.text.rstrip("\n"))
        if candidate.error:
            said = f" {candidate.error.provider_text}" if record.revealed else ""
            out(f"\n[{candidate.error.kind}]{said}")
        out("")
    return Exit.DONE


def history(world: World, *, limit: int, as_json: bool) -> Exit:
    """Print past comparisons, newest first."""
    with open_store(world) as store:
        found = store.summaries(limit)
    if as_json:
        out(json.dumps([_summary(summary) for summary in found], ensure_ascii=False, indent=2))
        return Exit.DONE
    if not found:
        say("Nothing yet: `fusion ask` asks a question.")
    for summary in found:
        decided = _decided(summary)
        when = f"{summary.created_at:%Y-%m-%d %H:%M}"
        out(f"{summary.id[:8]}  {when}  {summary.candidates}  {decided:<12}  {summary.title}")
    return Exit.DONE


def _decided(summary: Summary) -> str:
    if summary.pick is None:
        return "not picked"
    name = f" {summary.picked_name}" if summary.revealed and summary.picked_name else ""
    return describe(summary.pick) + name


def _summary(summary: Summary) -> dict[str, object]:
    chosen = summary.pick
    return {
        "id": summary.id,
        "created_at": summary.created_at.isoformat(),
        "title": summary.title,
        "panel": summary.panel,
        "candidates": summary.candidates,
        "failed": summary.failed,
        "unfinished": summary.unfinished,
        "picked": describe(chosen) if chosen else None,
        "member": summary.picked_name if summary.revealed else None,
        "revealed": summary.revealed,
        "demo": summary.demo,
    }


def export(
    world: World, ids: Sequence[str], *, form: str, everything: bool, target: Path | None, force: bool
) -> Exit:
    """Write picks as Markdown, or comparisons as JSON lines."""
    with open_store(world) as store:
        text = _as_json(store, ids) if form == "json" else _as_markdown(store, ids, everything)
    if target is None:
        out(text, end="")
        return Exit.DONE
    if target.exists() and not force:
        raise UsageError(f"{target} exists; --force overwrites it.")
    write_file(target, text, force)
    say(f"Wrote {target}.")
    return Exit.DONE


def _as_json(store: Store, ids: Sequence[str]) -> str:
    lines = []
    for identity in ids or store.ids():
        record = store.load(identity)
        lines.append(json.dumps(export_object(record), ensure_ascii=False) + "\n")
        if not record.revealed and not store.read_only:
            # The file names every author, so a later pick is made knowing.
            store.save_reveal(Reveal(record.comparison.id, now(), "export"))
    return "".join(lines)


def _as_markdown(store: Store, ids: Sequence[str], everything: bool) -> str:
    if len(ids) > 1:
        raise UsageError("Markdown holds one comparison; name one id, or use --format json.")
    identity = ids[0] if ids else store.newest_picked()
    if identity is None:
        raise ExportError("Nothing is picked yet; `fusion history` lists what there is.")
    record = store.load(identity)
    if reason := rules.may_export(record, everything):
        raise ExportError(
            f"{identity[:8]}: {reason.replace('export all answers', '--all exports every answer')}"
        )
    return to_markdown(record, everything=everything)
