"""Other scripts, emoji and combining marks cost the same, and move no column."""

from __future__ import annotations

from benchmarks.goal import Figure, Goal
from benchmarks.measuring import arena, per_token, sizes, widget


def measure(quick: bool) -> list[Figure]:
    """The ratios of the first goals, in many scripts, and lines that are not as wide as they say."""
    small, large = sizes(quick)
    seconds = 1.0 if quick else 8.0
    short, long = arena(small, seconds, world=True), arena(large, seconds, world=True)
    ours = per_token(widget("answer_view", small, seconds, world=True))
    peer = per_token(widget("markdown_stream", small, seconds, world=True))
    note = f"{per_token(short) * 1e6:.0f} and {per_token(long) * 1e6:.0f} µs a token"
    return [
        Figure("long by short", 1.2, per_token(long) / per_token(short), note=note),
        Figure("by MarkdownStream", 0.15, ours / peer, note=f"{ours * 1e6:,.0f} by {peer * 1e6:,.0f} µs"),
        Figure("lines that drift", 0, short["drifted"] + long["drifted"]),
    ]


GOAL = Goal("unicode", "CJK, emoji, combining and right-to-left", measure)
