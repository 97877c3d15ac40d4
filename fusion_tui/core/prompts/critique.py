"""What a reviewer is told: one text to review, how to read it, and the shape of what it gives."""

from __future__ import annotations

from collections.abc import Mapping

from fusion_tui.core.messages import Message
from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts.data import enclosed, opening, told

VERSION = 1
"""Raised whenever a text below changes, and stored with each reply."""

NOTE_WORDS = 120
"""The most that a note may have."""


def critique(
    comparison: Comparison, system: str, *, label: str, text: str, nonce: str, persona: str = ""
) -> tuple[Message, ...]:
    """The messages of one call; `system` is `issues_of(stance)` or `note_of(stance)`.

    Up to the text that is reviewed they are the same for every call of a step. The reviewer's own persona
    follows the text, so that the beginning stays shared.
    """
    own = f"{enclosed([(label, text)], nonce)}\n\n{own_view(persona)}Review {label}. The nonce is {nonce}."
    return told(system, opening(comparison), own)


def issues_of(stance: str) -> str:
    """The system text for structured issues."""
    return f"{_REVIEWER}{_STANCES[stance]}\n\n{_ISSUES}"


def note_of(stance: str) -> str:
    """The system text for one bounded remark."""
    return f"{_REVIEWER}{_STANCES[stance]}\n\n{_NOTE}"


def own_view(persona: str) -> str:
    """A member's persona where the system text is not its own; empty without one."""
    return f"The point of view that you take:\n{persona}\n\n" if persona.strip() else ""


_REVIEWER = """\
You review a text that answers a question, for the person who asked it. Read the question and its documents, \
then the text. Judge what it says: what is wrong, what would fail, what is missing, what cannot be acted on. \
How it is worded or formatted matters only where it misleads. Raise only what you would defend before its \
author; do not praise, pad, or repeat an issue in other words. That there are no issues is a good answer."""

_STANCES: Mapping[str, str] = {
    "neutral": "",
    "adversarial": """ Read as one who has to break it: take each claim and each step and look for the case \
in which it fails. What you cannot show with such a case, leave out.""",
    "weak": """ The text was written by a weak model. Take nothing in it for granted: check every claim, \
figure and step yourself.""",
}

_ISSUES = """\
Reply with one JSON object in one fenced code block, and nothing else. The line that opens the block is \
```json followed by a space and the nonce that stands at the end of the message. The object has one key, \
"issues": a list, the most severe first, empty when there are none. Each issue is an object of five texts:
"severity": "blocker" (whoever follows it fails), "major" (it will hurt) or "minor" (worth a line);
"quote": the shortest passage of the text that it is about, copied exactly, or "" when something is missing;
"claim": what is wrong, in one sentence;
"why": why it matters, with a concrete case;
"fix": what to write or to do instead."""

_NOTE = f"""\
Reply with one remark in plain text of at most {NOTE_WORDS} words: the single thing that its author should \
know or reconsider first, and why. When there is nothing to say, reply: No issues."""
