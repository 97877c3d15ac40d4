"""Every call of a comparison, with tokens, time and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Call, Comparison, Record, Usage
from fusion_tui.core.unread import CURE, unread
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.text_dialog import Row, TextDialog
from fusion_tui.ui.widgets.line import Span

_BAR = 16
_WIDE = 100
"""Columns from which on a call's times stand beside its tokens."""


class ReceiptScreen(TextDialog):
    """Some lines a call: who; what became of it and what it cost; how long it took; what was amiss."""

    def __init__(self, keymap: Keymap, record: Record) -> None:
        """The record must have its calls; names are shown, so it must be revealed."""
        super().__init__(keymap, "receipt")
        self._calls = record.calls
        self._comparison = record.comparison

    def rows(self, width: int) -> Sequence[Row]:
        """Calls in the order they started, then the sum."""
        if not self._calls:
            asked = any(candidate.member for candidate in self._comparison.candidates)
            return [[Span("No call has ended yet." if asked else "No call was made.", "$dim")]]
        longest = max(call.seconds or 0.0 for call in self._calls)
        rows: list[Row] = []
        for call in self._calls:
            figures = _figures(call, longest, width)
            rows += [_who(call), *figures, *_unread(call, self._comparison), *_failure(call), []]
        return [*rows, _total(self._calls)]


def _who(call: Call) -> Row:
    served = call.model_served
    became = f" → {clean_line(served)}" if served and served != call.model_requested else ""
    names = (call.role, clean_line(call.model_requested) + became, clean_line(call.provider))
    return [
        Span(f"{call.letter or '·'}  ", "bold $ink"),
        Span(clean_line(call.member), "bold $ink"),
        Span(f"  {' · '.join(names)}", "$dim"),
    ]


def _figures(call: Call, longest: float, width: int) -> list[Row]:
    state = call.status if call.error is None else f"{call.status} · {words.KINDS[call.error.kind]}"
    tries = f" · {call.attempts} attempts" if call.attempts > 1 else ""
    facts = f"   {state}{tries} · {_tokens(call.usage)} · {words.money(call.cost_usd)}"
    times = _times(call, longest)
    column = width - _BAR - 36
    if width >= _WIDE and len(facts) < column - 1:
        return [[Span(f"{facts:<{column}}", "$ink"), *times]]
    return [[Span(facts, "$ink")], *([[Span("   "), *times]] if times else [])]


def _times(call: Call, longest: float) -> Row:
    if call.seconds is None:
        return []
    filled = round(_BAR * call.seconds / longest) if longest else 0
    first = f", first text after {call.ttft_s:.1f} s" if call.ttft_s is not None else ""
    return [
        Span("█" * filled + " " * (_BAR - filled), "$faint"),
        Span(f"  {call.seconds:.1f} s{first}", "$dim"),
    ]


def _unread(call: Call, comparison: Comparison) -> list[Row]:
    """How much its server left unread, and what can be done."""
    if call.letter is None or call.role != "member":
        return []
    missing = unread(comparison, replace(comparison.candidate(call.letter), usage=call.usage))
    if missing is None:
        return []
    return [
        [Span(f"   {missing.badge}: {missing.how_much}", "$warning")],
        [Span(f"   {CURE}", "$dim")],
    ]


def _failure(call: Call) -> list[Row]:
    said = clean_line(call.error.provider_text) if call.error else ""
    return [[Span(f"   {said}", "$error")]] if said else []


def _total(calls: Sequence[Call]) -> Row:
    """The sum says how many calls it leaves out; an unknown cost is never counted as nothing."""
    known = [call.cost_usd for call in calls if call.cost_usd is not None]
    unknown = len(calls) - len(known)
    total = words.money(sum(known)) if known else "cost unknown"
    if known and unknown:
        total += f", and {words.count(unknown, 'call')} of unknown cost"
    return [Span(f"{words.count(len(calls), 'call')} · {total}", "bold $ink")]


def _tokens(usage: Usage) -> str:
    if usage.input_tokens is None and usage.output_tokens is None:
        return "tokens unknown"
    told = [
        f"{_n(usage.input_tokens)} in",
        f"{_n(usage.output_tokens)} out",
        *([f"{_n(usage.cached_tokens)} cached"] if usage.cached_tokens else []),
        *([f"{_n(usage.reasoning_tokens)} reasoning"] if usage.reasoning_tokens else []),
    ]
    return ", ".join(told)


def _n(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
