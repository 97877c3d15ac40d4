"""`pick` and `show`: one comparison from the command line."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.cli.plain import DEMO, answer
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, say
from fusion_tui.cli.world import World, new_id, now
from fusion_tui.core import rules
from fusion_tui.core.critique import critique_seen, raised_in
from fusion_tui.core.export.rounds import critique_text, later_text
from fusion_tui.core.export.verdicts import sources_text, verdict_text
from fusion_tui.core.judging import verdict_seen, verdicts_of
from fusion_tui.core.models import Record, Reveal
from fusion_tui.core.picking import Choice, Circumstances, describe, make_pick, with_equals
from fusion_tui.errors import UsageError


def pick(world: World, identity: str, choice: Choice) -> Exit:
    """Store a pick, then reveal: letter and names are printed."""
    with open_store(world) as store:
        record = store.load(identity)
        if choice.ranking and (reason := rules.may_rank(record.comparison, choice.ranking)):
            raise UsageError(reason)
        made = make_pick(
            with_equals(choice, record.comparison),
            record.comparison,
            record.arena,
            revealed=record.revealed,
            around=Circumstances(
                _finish_order(record),
                None,
                seen_verdict=verdict_seen(record),
                seen_critique=critique_seen(record),
            ),
            now=now(),
            new_id=new_id,
        )
        store.save_pick(made)
        if not record.revealed:
            store.save_reveal(Reveal(record.comparison.id, now(), "pick"))
    out(_decided(made.outcome, describe(made)))
    for candidate in record.comparison.candidates:
        out(f"{candidate.letter} was {candidate.name}")
    return Exit.DONE


def choice_of(
    letters: Sequence[str], *, tie: bool, none: bool, skip: bool, why: str, tags: Sequence[str]
) -> Choice:
    """The decision that the command line's words mean; raises `UsageError`."""
    named = [letter.upper() for letter in letters]
    if sum((bool(named), none, skip)) != 1:
        raise UsageError("Name letters, or --none, or --skip; one of them.")
    if tie and len(named) < 2:
        raise UsageError("--tie needs at least two letters.")
    if none or skip:
        return Choice("none" if none else "skip", (), tuple(tags), why)
    return Choice.of([named] if tie else [[letter] for letter in named], tags, why)


def _finish_order(record: Record) -> tuple[str, ...]:
    """Letters in the order their last calls ended."""
    ended = {
        call.letter: call.started_at.timestamp() + call.seconds
        for call in record.calls
        if call.letter and call.seconds is not None
    }
    return tuple(sorted(ended, key=ended.__getitem__))


def show(world: World, identity: str) -> Exit:
    """Print a comparison; letters only until its reveal."""
    with open_store(world) as store:
        record = store.load(identity)
    comparison = record.comparison
    out(f"{comparison.id}  {comparison.created_at:%Y-%m-%d %H:%M}  {comparison.panel}")
    if comparison.demo:
        out(DEMO)
    for turn in comparison.context:
        out(f"continues {turn.comparison_id[:8]}, from {turn.letter}: {' '.join(turn.prompt.split())}")
    out(f"\n{comparison.prompt.rstrip()}\n")
    for document in comparison.documents:
        out(f"with {document.name}, {document.size:,} bytes, sha256 {document.sha256}")
    if record.pick:
        out(_decided(record.pick.outcome, describe(record.pick)))
    if record.running_elsewhere:
        say("Another program is still asking this.")
    for letter in comparison.letters:
        out("\n" + answer(comparison, letter, named=record.revealed), end="")
    raised = raised_in(record)
    for letter in comparison.letters:
        if told := later_text(raised, letter):
            out("\n" + told, end="")
        if told := sources_text(record, letter):
            out("\n" + told, end="")
    for target in raised.targets:
        out("\n" + critique_text(raised, target), end="")
    for verdict in verdicts_of(record):
        out("\n" + verdict_text(record, verdict), end="")
    return Exit.DONE


def _decided(outcome: str, words: str) -> str:
    return words if outcome in ("none", "skip") else f"picked {words}"
