"""One answer costs a fraction of what Textual's own streaming Markdown costs."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import per_token, sizes, widget


def measure(quick: bool) -> list[Figure]:
    """CPU a shown token, by that of MarkdownStream.

    A naive update a token stands beside it, and what Textual takes for one line that changes as often.
    """
    small, large = sizes(quick)
    seconds = 1.0 if quick else 8.0
    naive = per_token(widget("markdown_update", small, seconds))
    least = per_token(widget("one_line", 0, seconds))
    figures = []
    for chars, target in ((small, 0.15), (large, 0.03)):
        ours = per_token(widget("answer_view", chars, seconds))
        peer = widget("markdown_stream", chars, seconds)
        note = f"{ours * 1e6:,.0f} by {per_token(peer) * 1e6:,.0f} µs"
        note += f" ({peer['tokens'] / peer['due']:.0%} of the tokens kept up)"
        note += f"; one line alone {least * 1e6:,.0f} µs, {least / per_token(peer):.3f}"
        note += f"; update a token {naive * 1e6:,.0f} µs" if chars == small else ""
        figures.append(Figure(f"{chars // 1000} KB", target, ours / per_token(peer), note=note))
    return figures


GOAL = Goal("markdown_stream", "CPU a token by MarkdownStream, 1 pane", measure)
