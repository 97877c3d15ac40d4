"""Every call of a comparison, with tokens, time and money."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Call, Record
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.text_dialog import Row, TextDialog
from fusion_tui.ui.widgets.line import Span

_BAR = 16


class ReceiptScreen(TextDialog):
    """Two lines a call: who and what became of it; then tokens, times and cost."""

    def __init__(self, keymap: Keymap, record: Record) -> None:
        """The record must have its calls; names are shown, so it must be revealed."""
        super().__init__(keymap, "receipt", receipt_rows(record))


def receipt_rows(record: Record) -> list[Row]:
    """The lines of a receipt; an unknown cost is said, and the sum says how many it leaves out."""
    if not record.calls:
        return [[Span("No call has ended yet.", "$dim")]]
    longest = max((call.seconds or 0.0 for call in record.calls), default=0.0)
    rows: list[Row] = []
    for call in record.calls:
        rows += _call(call, longest)
    known = [call.cost_usd for call in record.calls if call.cost_usd is not None]
    unknown = len(record.calls) - len(known)
    more = f", and {words.count(unknown, 'call')} of unknown cost" if unknown else ""
    total = words.money(sum(known)) if known else "cost unknown"
    rows.append(
        [Span(f"{words.count(len(record.calls), 'call')} · {total}{more if known else ''}", "bold $ink")]
    )
    return rows


def _call(call: Call, longest: float) -> Sequence[Row]:
    served = call.model_served
    became = f" → {clean_line(served)}" if served and served != call.model_requested else ""
    state = call.status if call.error is None else f"{call.status} · {words.KINDS[call.error.kind]}"
    tries = f" · {call.attempts} attempts" if call.attempts > 1 else ""
    first: Row = [
        Span(f"{call.letter or '·'}  ", "bold $ink"),
        Span(clean_line(call.member), "bold $ink"),
        Span(
            f"  {call.role} · {clean_line(call.model_requested)}{became} · {clean_line(call.provider)}",
            "$dim",
        ),
    ]
    second: Row = [Span(f"   {state}{tries} · {_tokens(call)} · {words.money(call.cost_usd)}")]
    rows: list[Row] = [first, second]
    if call.seconds is not None:
        filled = round(_BAR * call.seconds / longest) if longest else 0
        first_text = f", first text after {call.ttft_s:.1f} s" if call.ttft_s is not None else ""
        bar = "█" * filled
        rows.append([Span(f"   {bar:<{_BAR}}", "$faint"), Span(f" {call.seconds:.1f} s{first_text}", "$dim")])
    if call.error and call.error.provider_text:
        rows.append([Span(f"   {clean_line(call.error.provider_text)}", "$error")])
    return [*rows, []]


def _tokens(call: Call) -> str:
    usage = call.usage
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
