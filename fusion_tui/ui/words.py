"""States and amounts in words; every one of them is safe to show while a comparison is blind."""

from __future__ import annotations

from fusion_tui.core.models import Candidate, Comparison, Record
from fusion_tui.errors import ErrorKind
from fusion_tui.ui.widgets.line import Span

KINDS: dict[ErrorKind, str] = {
    "answer_too_long": "answer too long",
    "auth": "key refused",
    "bad_encoding": "unreadable encoding",
    "bad_http": "not an HTTP answer",
    "bad_request": "request refused",
    "connection_lost": "connection lost",
    "context_too_long": "input too long",
    "empty_answer": "no text",
    "event_too_large": "event too large",
    "incomplete_stream": "stream broke off",
    "no_credit": "no credit",
    "not_a_stream": "not a stream",
    "not_found": "not found",
    "provider_error": "provider error",
    "rate_limited": "rate limited",
    "redirect_refused": "redirect refused",
    "refused": "refused",
    "server_error": "server error",
    "stalled": "no data",
    "timeout_no_content": "no text in time",
}
"""The kinds of error as a person says them."""


def state(candidate: Candidate, lines: int = 0) -> str:
    """What became of a candidate, in one to four words."""
    match candidate.status:
        case "waiting" | "writing":
            return candidate.status
        case "complete":
            return count(lines, "line") if candidate.kind == "draft" else "done"
        case "stopped":
            return f"stopped after {count(lines, 'line')}" if lines else "stopped"
        case "interrupted":
            return "interrupted"
        case "truncated" if candidate.error is None:
            return "cut at max tokens"
        case _:
            kind = KINDS[candidate.error.kind] if candidate.error else "error"
            return f"{'failed' if candidate.status == 'failed' else 'cut off'} · {kind}"


def glyph(candidate: Candidate, ascii_only: bool = False) -> str:
    """One character for a state, always beside a letter."""
    unicode, plain = {
        "waiting": ("·", "."),
        "writing": ("▸", ">"),
        "complete": ("✓", "+"),
        "truncated": ("~", "~"),
        "stopped": ("■", "#"),
        "interrupted": ("!", "!"),
        "failed": ("✗", "x"),
    }[candidate.status]
    return plain if ascii_only else unicode


def private(on: bool) -> tuple[Span, ...]:
    """What every screen's first row says where nothing is kept."""
    return (Span("private: nothing is kept  ", "bold $ink"),) if on else ()


def count(number: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clock(seconds: float) -> str:
    """Elapsed time as `0:41` or `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def money(usd: float | None) -> str:
    """Dollars with as many digits as say something; an unknown cost is said, never 0."""
    if usd is None:
        return "cost unknown"
    return f"${usd:.2f}" if usd == 0 or usd >= 0.1 else f"${usd:.4f}"


def progress(comparison: Comparison) -> str:
    """How many have ended, and how many of those failed."""
    if all(c.kind == "draft" for c in comparison.candidates):
        return count(len(comparison.candidates), "draft")
    states = [c.status for c in comparison.candidates]
    failed, interrupted = states.count("failed"), states.count("interrupted")
    done = sum(not c.live for c in comparison.candidates) - failed - interrupted
    parts = [f"{done} of {len(states)} done"]
    parts += [f"{n} {what}" for n, what in ((failed, "failed"), (interrupted, "interrupted")) if n]
    return ", ".join(parts)


def reveal_line(record: Record, wins: int = 0, met: int = 0) -> str:
    """Who the pick was, over whom and at what price; `wins` of `met` picked comparisons were its own."""
    pick, comparison = record.pick, record.comparison
    if pick is None or pick.best is None:
        return " · ".join(f"{c.letter} was {c.name}" for c in comparison.candidates)
    chosen = comparison.candidate(pick.best)
    others = [c for c in comparison.candidates if c.letter != pick.best and c.pickable]
    line = f"{chosen.letter} was {chosen.name}"
    if chosen.member is None:
        return line + (f", over {', '.join(c.name for c in others)}" if others else "")
    line += f", {money(chosen.cost_usd)}"
    if others:
        dearest = max(others, key=lambda c: c.cost_usd or 0.0)
        line += f", over {dearest.name} at {money(dearest.cost_usd)}"
    if met > 1 and wins:
        line += f"; its {ordinal(wins)} win in {met}"
    return line


def ordinal(number: int) -> str:
    """`first` to `third`, then `4th`, `21st`."""
    words = {1: "first", 2: "second", 3: "third"}
    if number in words:
        return words[number]
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
