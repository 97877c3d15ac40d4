"""The whole program costs little more than a pipe that text is written to."""

from __future__ import annotations

from benchmarks import network
from benchmarks.goal import Figure, Goal


def measure(quick: bool) -> list[Figure]:
    """CPU a token over HTTP, journal and screen included, by that of `llm`."""
    seconds = 1.0 if quick else 12.0
    peer = network.llm(seconds)
    if peer is None:
        return [Figure("", 2.0, None, note="llm is not installed; benchmarks/run --setup does it")]
    ours = network.fusion(seconds)
    note = f"{ours.per_token * 1e6:.0f} by {peer.per_token * 1e6:.0f} µs a token"
    return [Figure("", 2.0, ours.per_token / peer.per_token, note=note)]


GOAL = Goal("network", "whole program at 8 x 100 tokens/s by llm to a pipe", measure)
