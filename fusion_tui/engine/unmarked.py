"""A synthesis without the line that ends its text: nobody can tell which of the reply it is."""

from __future__ import annotations

from dataclasses import replace

from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import CallError

UNMARKED = CallError(
    "response",
    "empty_answer",
    None,
    "The reply has not the line that ends the text, so none of it counts as a synthesis.",
    "f shows the reply as it came; r asks once more, or ask another judge.",
)

_AGAIN = """\
Your reply could not be read: it has not the line that ends the text. Give it again, complete: first the \
text, then on a line of its own exactly this, and below it the JSON:
{mark}"""


def again_unmarked(brief: Brief, reply: str) -> Brief:
    """The same once more, with what came and what it lacks."""
    said = Message("user", _AGAIN.format(mark=brief.mark))
    return replace(brief, messages=(*brief.messages, Message("assistant", reply), said))
