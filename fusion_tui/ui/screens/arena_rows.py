"""What the arena's rows and heads say; pure, so that every state can be tested without a screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from fusion_tui.core import rules
from fusion_tui.core.blind import names_author
from fusion_tui.core.clean import clean, clean_line
from fusion_tui.core.events import RetryWait
from fusion_tui.core.models import Candidate, Comparison, Record
from fusion_tui.core.picking import describe
from fusion_tui.core.provenance import made_of
from fusion_tui.core.unread import unread
from fusion_tui.ui import words
from fusion_tui.ui.screens.base import MAX_HINTS
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.pane import Head

SILENCE_S = 20
"""Seconds without a token after which a pane says so."""

NAMES_AUTHOR = "names its author"
"""The badge of an answer that is not blind any more by its own words."""

_TONES = {"failed": "$error", "truncated": "$warning", "interrupted": "$warning"}

_PICKED_KNOWING = (
    "reader.export arena.continue arena.ask_again arena.receipt app.undo app.history arena.zoom app.ask"
)
_PICKED = "arena.reveal reader.copy reader.export arena.continue arena.pick_dialog app.undo app.ask"
_FAILED = "arena.retry arena.error_detail arena.retry_all arena.next arena.pick app.ask"
_LIVE = "arena.pick reader.page_down arena.zoom reader.next_heading arena.stop arena.layout"
_DONE = "arena.pick arena.pick_dialog reader.page_down arena.zoom reader.next_heading arena.reveal"


def head(
    candidate: Candidate,
    record: Record,
    *,
    silent_s: float | None,
    lines: int,
    queued: bool,
    badges: Sequence[str],
    strict: bool,
    equals: Collection[str] = (),
    looked: str = "",
) -> Head:
    """A pane's first line. While blind it holds a state and nothing that tells one member from another.

    `equals` are letters of candidates with the same text, for which the pane stands too; `looked` is what
    its author made of the other answers.
    """
    state = _state(candidate, silent_s, lines, queued, strict)
    if state == "writing" and record.revealed and not candidate.text:
        state = "thinking"
    best = set(record.pick.ranking[0]) if record.pick and record.pick.ranking else set()
    picked = candidate.letter in best
    if candidate.kind in ("revision", "synthesis", "merge") and not record.revealed:
        made = version(record.comparison, candidate.letter)
        # A narrow pane cuts the end: what was made of the others says that it is done.
        said = "" if looked and candidate.status == "complete" else f" · {state}"
        state = (f"{made}: {looked}" if looked else made) + said
    if record.revealed:
        # A narrow pane cuts the end, so what is known anyway is left out.
        done = candidate.status == "complete" and not strict
        names = [candidate.name, *(record.comparison.candidate(letter).name for letter in equals)]
        said = f" · {looked}" if looked and done else "" if done else f" · {state}"
        state = " = ".join(map(clean_line, names)) + said
    if picked:
        state += " · your pick" if best <= {candidate.letter, *equals} else " · tied best"
    if record.revealed and not equals:
        state += _figures(candidate)
    tone = _TONES.get(candidate.status, "$dim")
    seen = tuple(badge for badge in badges if badge != NAMES_AUTHOR or not record.revealed)
    return Head(state, tone, () if candidate.live else seen, picked)


def badges(comparison: Comparison, letter: str) -> tuple[str, ...]:
    """What must be seen of an answer that has ended. It reads the documents: not a thing for every redraw."""
    candidate = comparison.candidate(letter)
    members = [c.member for c in comparison.candidates if c.member]
    names = [name for member in members for name in (member.model, member.name)]
    missing = unread(comparison, candidate)
    return (
        *((missing.badge,) if missing else ()),
        *((NAMES_AUTHOR,) if names_author(candidate.text, names) else ()),
    )


def _state(candidate: Candidate, silent_s: float | None, lines: int, queued: bool, strict: bool) -> str:
    if strict and candidate.status in ("writing", "complete"):
        return "held until all are done"
    if candidate.live and queued:
        return "queued"
    if candidate.live and silent_s is not None and silent_s >= SILENCE_S:
        return f"no data for {int(silent_s)} s, x stops"
    if candidate.status == "waiting" and silent_s is not None:
        return f"waiting {int(silent_s)} s"
    return words.state(candidate, lines)


def _figures(candidate: Candidate) -> str:
    if candidate.live or candidate.member is None:
        return ""
    seconds = f" · {candidate.seconds:.0f} s" if candidate.seconds is not None else ""
    return f" · {words.money(candidate.cost_usd)}{seconds}"


def note(
    candidate: Candidate, waiting: tuple[float, RetryWait] | None, revealed: bool
) -> tuple[tuple[Span, ...], ...]:
    """Rows shown where an answer would stand: a failure or a countdown, and what can be done."""
    if waiting:
        seconds, wait = waiting
        return (
            (Span(f"{words.KINDS[wait.error.kind].capitalize()}{_http(wait.error.http_status)}."),),
            (
                Span(
                    f"Next try in {max(seconds, 0):.0f} s (attempt {wait.attempt} of {wait.attempts}).",
                    "$dim",
                ),
            ),
            (),
            _keys(("r", "tries now"), ("x", "gives up")),
        )
    error = candidate.error
    if candidate.text.strip() or candidate.live:
        return ()
    if error is None:
        said = f"{words.state(candidate).capitalize()} before any text."
        return (Span(said),), (), _keys(("r", "asks again"))
    said = clean_line(error.provider_text) if revealed else ""
    return (
        (Span(f"{words.KINDS[error.kind].capitalize()}{_http(error.http_status)}.", "bold $error"),),
        *(((Span(said),), ()) if said else ()),
        *(((Span(clean_line(error.hint), "$dim"),),) if error.hint and revealed else ()),
        (),
        _keys(("r", "asks again"), ("E", "details"), *(("R", "reasoning"),) * bool(candidate.reasoning)),
    )


def _keys(*keys: tuple[str, str]) -> tuple[Span, ...]:
    """Keys in the accent, words dim, as in the last row."""
    return tuple(
        span for key, word in keys for span in (Span(key, "bold $accent"), Span(f" {word}   ", "$dim"))
    )


def _http(status: int | None) -> str:
    return f" (HTTP {status})" if status else ""


def title(comparison: Comparison) -> str:
    """What is on the screen: the panel, its documents, and how many questions of a thread came before."""
    names = ", ".join(document.name for document in comparison.documents)
    demo = "DEMO · " if comparison.demo else ""
    turns = len(comparison.context)
    place = f"question {turns + 1} of its thread" if turns else ""
    return demo + " · ".join(part for part in (comparison.panel, names, place) if part)


def whole_question(comparison: Comparison) -> str:
    """Everything the members were told: earlier turns in short, prompt, documents with sizes; cleaned."""
    turns = [f"before: {clean_line(t.prompt)} → picked {t.letter}" for t in comparison.context]
    documents = [f"{d.name} · {d.size:,} bytes" for d in comparison.documents]
    lines = [*(clean_line(line) for line in turns), clean(comparison.prompt), *map(clean_line, documents)]
    return "\n".join(line for line in lines if line)


def title_right(
    record: Record, elapsed: float | None, private: bool = False, sync: str = "heading"
) -> tuple[Span, ...]:
    """Kept or not, how panes move if not as usual, blind or not, how far, how long."""
    seen = Span("names shown", "$dim") if record.revealed else Span("blind", "bold $ink")
    moving = () if sync == "heading" else (Span(f"sync: {sync}  ", "$dim"),)
    spans = [*words.private(private), *moving, seen, Span(f"  {words.progress(record.comparison)}", "$dim")]
    if elapsed is not None:
        spans.append(Span(f"  {words.clock(elapsed)}", "$dim"))
    return tuple(spans)


def roster(
    comparison: Comparison, focused: str, hue: Callable[[str], str], ascii_only: bool
) -> tuple[Span, ...]:
    """Every candidate's digit, letter and state, for when not all panes are in view."""
    spans: list[Span] = []
    for index, candidate in enumerate(comparison.candidates, start=1):
        here = candidate.letter == focused
        # On a retest a candidate is called by the digit that focuses it.
        digit = f" {index}" if candidate.letter != str(index) else ""
        spans.append(Span(digit, "bold $ink" if here else "$dim"))
        spans.append(
            Span(
                f" {candidate.letter} ",
                f"bold $background on {hue(candidate.letter)}" if here else hue(candidate.letter),
            )
        )
        spans.append(Span(words.glyph(candidate, ascii_only) + " ", "$ink" if here else "$dim"))
    return tuple(spans)


def opening_status(record: Record) -> tuple[str, str, str]:
    """Text, tone and remark for the status row when nothing else was said."""
    comparison = record.comparison
    failed = [c for c in comparison.candidates if c.status == "failed"]
    if failed and len(failed) == len(comparison.candidates):
        kinds = {c.error.kind for c in failed if c.error}
        why = words.KINDS[kinds.pop()] if len(kinds) == 1 else "see each pane"
        count = len(failed)
        return f"{count} of {count} failed: {why}.", "bad", "ctrl+r retries all. Your question is saved."
    if record.running_elsewhere:
        return "Another window is still receiving these answers.", "warn", "Open it again later to pick."
    if any(c.status == "interrupted" for c in comparison.candidates):
        letters = ", ".join(c.letter for c in comparison.candidates if c.status == "interrupted")
        return f"interrupted: {letters}", "warn", "What had arrived is kept; r asks again, ctrl+r all."
    if record.pick:
        hidden = "" if record.revealed else "names stay hidden until you reveal"
        return _picked(record), "good", hidden
    return "", "", ""


def _picked(record: Record) -> str:
    pick = record.pick
    if pick is None:
        return ""
    return f"picked {describe(pick)}" if pick.ranking else describe(pick)


def version(comparison: Comparison, letter: str) -> str:
    """What a later candidate is, in a few words; empty for an answer or a draft."""
    return made_of(comparison.candidate(letter)) or "original"


def hints(record: Record, focused: Candidate) -> tuple[str, ...]:
    """The keys that matter now, six at most."""
    comparison = record.comparison
    if record.pick:
        offered = (_PICKED_KNOWING if record.revealed else _PICKED).split()
        refused = {
            "arena.continue": rules.may_continue(record),
            "arena.ask_again": rules.may_ask_again(record),
        }
        return tuple(key for key in offered if not refused.get(key))[:MAX_HINTS]
    if rules.may_retry(comparison, focused.letter) is None and not focused.text.strip():
        return tuple(_FAILED.split())
    return tuple((_LIVE if comparison.live else _DONE).split())
