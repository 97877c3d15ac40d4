"""What may happen next, and why not. Every function returns `None` for yes, else one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fusion_tui.core.models import Comparison, Member, Record
from fusion_tui.core.retest import MOST, retestable, together

if TYPE_CHECKING:
    # The first paint waits for this room; what reads critiques is imported when a round is asked about.
    from fusion_tui.core.critique import Raised, Threshold


def may_pick(comparison: Comparison, letter: str) -> str | None:
    """Whether this candidate can be chosen now."""
    if letter not in comparison.letters:
        return f"There is no {letter} here; the letters are {', '.join(comparison.letters)}."
    candidate = comparison.candidate(letter)
    if candidate.pickable:
        return None
    if candidate.live:
        return f"{letter} has no text yet."
    return f"{letter} failed and has nothing to pick."


def may_rank(comparison: Comparison, groups: Sequence[Sequence[str]]) -> str | None:
    """Whether these groups of letters, best first, are a ranking."""
    letters = [letter for group in groups for letter in group]
    if not letters:
        return "Name at least one letter."
    if len(set(letters)) < len(letters):
        return "A letter can stand only once in a ranking."
    return next((why for letter in letters if (why := may_pick(comparison, letter))), None)


def may_undo(record: Record) -> str | None:
    """Whether there is a pick to take back."""
    return None if record.pick else "There is no pick to undo."


def may_reveal(record: Record) -> str | None:
    """Whether names are still hidden."""
    return "Names are already shown." if record.revealed else None


def may_stop(comparison: Comparison, letter: str) -> str | None:
    """Whether this candidate's call still runs."""
    return None if comparison.candidate(letter).live else f"{letter} is not writing."


def may_stop_any(comparison: Comparison) -> str | None:
    """Whether any call still runs."""
    return None if comparison.live else "Nothing is writing."


def may_retry(comparison: Comparison, letter: str) -> str | None:
    """Whether this candidate's request may be sent again."""
    candidate = comparison.candidate(letter)
    if candidate.member is None:
        return f"{letter} was not written by a model."
    if candidate.live:
        return f"{letter} is still writing; x stops it."
    if candidate.status == "complete":
        return f"{letter} is complete; i asks the question again."
    return None


def may_retry_any(comparison: Comparison) -> str | None:
    """Whether any candidate can be sent again."""
    return None if retriable(comparison) else "Nothing failed here."


def retriable(comparison: Comparison) -> tuple[str, ...]:
    """Letters of the candidates that ended without being complete and can be asked again."""
    return tuple(c.letter for c in comparison.candidates if may_retry(comparison, c.letter) is None)


def may_read_reasoning(comparison: Comparison, letter: str) -> str | None:
    """Whether there is reasoning to read; while the answer is written it would tell members apart."""
    candidate = comparison.candidate(letter)
    if candidate.live:
        return f"{letter} is still being written; its reasoning can be read then."
    return None if candidate.reasoning.strip() else f"{letter} came without reasoning."


def may_ask_again(record: Record) -> str | None:
    """Whether its question can be filled in anew."""
    return "The demo's answers are recorded; a asks something new." if record.comparison.demo else None


def may_continue(record: Record) -> str | None:
    """Whether there is an answer to go on from."""
    if why := may_ask_again(record):
        return why
    if record.pick and record.pick.ranking:
        return None
    return "Pick an answer first; the next question then continues from it."


def may_diff(comparison: Comparison) -> str | None:
    """Whether there are two texts to compare."""
    with_text = sum(bool(candidate.text.strip()) for candidate in comparison.candidates)
    return None if with_text > 1 else "A diff needs two answers that have text."


def may_merge(comparison: Comparison) -> str | None:
    """Whether there are texts to put one together from; what is still written would change under it."""
    ended = sum(candidate.pickable and not candidate.live for candidate in comparison.candidates)
    return None if ended > 1 else "A merge needs two answers that have text and have ended."


def may_smooth(comparison: Comparison, text: str, models: bool, asking: bool) -> str | None:
    """Whether a model may be asked to smooth a merge's text now."""
    if comparison.demo:
        return "The demo's answers are recorded; nobody smooths there."
    if not models:
        return "No model is set up to smooth with; everything else here works without one."
    if asking:
        return "It is being smoothed; x stops that."
    return None if text.strip() else "There is nothing in the merge to smooth."


def may_triage(comparison: Comparison) -> str | None:
    """Whether there is a text that issues can be with."""
    if any(candidate.pickable for candidate in comparison.candidates):
        return None
    return "There is no answer with a text yet."


def may_export(record: Record, everything: bool = False) -> str | None:
    """Whether there is a text to write down."""
    if record.pick and record.pick.ranking:
        return None
    if everything and any(c.text for c in record.comparison.candidates):
        return None
    return "Nothing is picked yet; pick first, or export all answers."


def may_critique(comparison: Comparison, letter: str | None = None) -> str | None:
    """Whether this candidate, or any, can be reviewed now."""
    if letter is None:
        every = [may_critique(comparison, each) for each in comparison.letters]
        return None if None in every else next(iter(every), "There is nothing to review.")
    return _ended(comparison, letter, "reviewed")


def may_judge(comparison: Comparison) -> str | None:
    """Whether there are two texts that a judge could look at."""
    ended = sum(candidate.pickable and not candidate.live for candidate in comparison.candidates)
    return None if ended > 1 else "A judge needs two answers that have ended with a text."


def may_duel(comparison: Comparison) -> str | None:
    """Whether there are two candidates that could meet."""
    ended = sum(candidate.pickable and not candidate.live for candidate in comparison.candidates)
    return None if ended > 1 else "A duel needs two answers that have ended with a text."


def may_revise(
    raised: Raised, letter: str, by: Member | None = None, suggested: Threshold | None = None
) -> str | None:
    """Whether this candidate can be revised now, by its author or by another member.

    With a threshold, issues that were not decided count as the votes suggest.
    """
    from fusion_tui.core.critique import open_accepted

    comparison = raised.record.comparison
    if why := _ended(comparison, letter, "revised"):
        return why
    if by is None and comparison.candidate(letter).member is None:
        return f"{letter} was not written by a model; name one that revises it."
    if open_accepted(raised, letter, suggested):
        return None
    if any(c.kind == "revision" and c.inputs[:1] == (letter,) for c in comparison.candidates):
        return f"No accepted issue with {letter} is left open."
    return f"No issue with {letter} is accepted yet."


def may_retest(record: Record, letter: str | None) -> str | None:
    """Whether there is a retest of this candidate, or of any."""
    comparison = record.comparison
    if letter is None:
        return "A retest compares a revision, synthesis or merge with what it came from; there is none yet."
    if letter not in comparison.letters:
        return f"There is no {letter} here; the letters are {', '.join(comparison.letters)}."
    if retestable(comparison, letter):
        return None
    candidate, standing = comparison.candidate(letter), together(comparison, letter)
    if candidate.live:
        return f"{letter} is still being written; it can be retested then."
    if not candidate.pickable:
        return f"{letter} has no text to compare."
    if len(standing) > MOST:
        return f"{letter} and what it came from are {len(standing)} texts; a retest has room for {MOST}."
    return f"There is nothing to compare {letter} with: no revision of it, and it was not made from others."


def _ended(comparison: Comparison, letter: str, done: str) -> str | None:
    """Whether this candidate has a text that stands, and has rounds left."""
    from fusion_tui.core.critique import MAX_ROUNDS, round_of

    if letter not in comparison.letters:
        return f"There is no {letter} here; the letters are {', '.join(comparison.letters)}."
    candidate = comparison.candidate(letter)
    if candidate.live:
        return f"{letter} is still being written; it can be {done} then."
    if not candidate.pickable:
        return f"{letter} has no text that could be {done}."
    if round_of(comparison, letter) > MAX_ROUNDS:
        return f"{letter} has been through {MAX_ROUNDS} rounds, which is the most."
    return None
