"""What a model is told that smooths the seams of a merge, and its words out of the reply."""

from __future__ import annotations

from fusion_tui.core.messages import Message
from fusion_tui.core.prompts.data import enclosed

_SYSTEM = """\
You are a copy editor. A person put a text together by hand from passages of several texts. Smooth its \
seams, and nothing else: references that point nowhere, a term that changes its name, a point that is made \
twice, a passage that does not lead to the next one. Keep the order, the headings, every fact, every figure, \
every reservation and the author's way of speaking. Add nothing of your own. What reads well stays as it is, \
to the letter; code and tables stay as they are."""

_OWN = """

Give the whole text again, smoothed, as Markdown, between these two lines, and nothing after them:
===== smoothed {nonce} =====
===== end smoothed {nonce} ====="""


def smoothing(text: str, nonce: str) -> tuple[Message, ...]:
    """The messages of one call; the text is data, and the nonce occurs nowhere in it."""
    return (
        Message("system", _SYSTEM),
        Message("user", enclosed((("merge", text),), nonce) + _OWN.format(nonce=nonce)),
    )


def smoothed(reply: str, nonce: str) -> str | None:
    """The text out of a reply; `None` where it does not stand between the two lines."""
    lines = reply.split("\n")
    said = [line.strip() for line in lines]
    first, last = f"===== smoothed {nonce} =====", f"===== end smoothed {nonce} ====="
    if first not in said or last not in said:
        return None
    text = "\n".join(lines[said.index(first) + 1 : said.index(last)]).strip("\n")
    return text + "\n" if text.strip() else None
