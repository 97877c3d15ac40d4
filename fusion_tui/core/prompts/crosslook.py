"""What a member is told when it looks at the other answers before it gives its final one."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.messages import Brief
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts.critique import own_view
from fusion_tui.core.prompts.data import enclosed, opening, told
from fusion_tui.core.prompts.revising import mark_of

VERSION = 1
"""Raised whenever a text below changes."""


def cross_look(
    comparison: Comparison,
    *,
    own: tuple[str, str],
    others: Sequence[tuple[str, str]],
    nonce: str,
    persona: str = "",
) -> Brief:
    """The brief of one member's second look; texts come as label and text, its own first."""
    mark = mark_of("stance", nonce)
    said = (
        f"{enclosed([own, *others], nonce)}\n\n{own_view(persona)}{own[0]} is your own answer; the others "
        f"are {', '.join(label for label, _ in others)}.\n\n"
        f"Write your final answer first. Then, on a line of its own, write exactly this:\n{mark}\n"
        f"Below it give the JSON. The nonce is {nonce}."
    )
    return Brief(told(_LOOKER, opening(comparison), said), mark)


_LOOKER = """\
You answered a question; others answered it too, without seeing each other. Read the question and its \
documents, your own answer and theirs, and decide what you suggest now. Keep your answer when it is the best \
for the person who asked; adopt another one when it is better as it is; combine when parts of others make \
yours better. That others agree with each other is no reason by itself, and neither is length.

Your reply has two parts. First your final answer, whole and ready to be read by itself: it does not mention \
other answers, their labels, or that it changed. Then the line that you are given, and below it one JSON \
object in one fenced code block. The line that opens the block is ```json followed by a space and the nonce \
that stands at the end of the message. The object has three keys:
"stance": "keep", "adopt" or "combine";
"labels": a list of the labels of the answers that you adopted or took parts from, empty when you keep yours;
"reason": why, in one or two sentences."""
