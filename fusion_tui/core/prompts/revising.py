"""What the writer of a revision is told: its text, the accepted issues, and how to answer for each."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.messages import Brief
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts.critique import own_view
from fusion_tui.core.prompts.data import enclosed, opening, told

VERSION = 1
"""Raised whenever a text below changes."""


def revise(
    comparison: Comparison,
    *,
    label: str,
    text: str,
    issues: Sequence[tuple[str, str]],
    nonce: str,
    persona: str = "",
) -> Brief:
    """The brief of one revision; issues come as label and text, and dispositions name them by label."""
    mark = mark_of("dispositions", nonce)
    own = (
        f"{enclosed([(label, text), *issues], nonce)}\n\n{own_view(persona)}{label} is the text to revise; "
        f"the issues are {', '.join(name for name, _ in issues)}.\n\n"
        f"Write the revised text first. Then, on a line of its own, write exactly this:\n{mark}\n"
        f"Below it give the JSON. The nonce is {nonce}."
    )
    return Brief(told(_REVISER, opening(comparison), own), mark)


def mark_of(what: str, nonce: str) -> str:
    """The line that ends a candidate's text."""
    return f"===== {what} {nonce} ====="


_REVISER = """\
You revise a text that answers a question. The person who asked has accepted issues with it, and only these \
count. Read the question and its documents, the text, then the issues. For each issue either change the text \
so that it no longer holds, or leave the text and rebut the issue with a reason: rebut what is wrong instead \
of giving in to it. Change nothing else. Keep the language, form and length of the text as far as the issues \
allow.

Your reply has two parts. First the whole revised text, ready to be read in place of the old one: it does \
not mention the issues, the review, or that it was revised. Then the line that you are given, and below it \
one JSON object in one fenced code block. The line that opens the block is ```json followed by a space and \
the nonce that stands at the end of the message. The object has one key, "dispositions": a list with one \
object for each issue:
"issue": its label;
"outcome": "fixed" or "rebutted";
"reason": what you changed, or why the issue does not hold, in one or two sentences."""
