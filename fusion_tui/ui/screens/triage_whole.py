"""The whole text that an issue is about, at the passage: documents with line numbers, answers as read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.clean import clean
from fusion_tui.core.issues import Group, Place
from fusion_tui.core.models import Comparison
from fusion_tui.ui.screens import triage_rows as rows
from fusion_tui.ui.widgets.markdown.find import Passage

_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Whole:
    """A text, and what is marked in it."""

    text: str
    source: bool
    """Shown as it is written, with the numbers of its lines."""
    passages: tuple[Passage, ...]
    """What to mark, the first that is found; none where nothing was quoted or found."""
    near: int
    """Characters before the passage."""


def whole(comparison: Comparison, group: Group) -> Whole:
    """What a group is about; documents by line, since that is how reviews speak of them."""
    text, place = rows.document_of(comparison, group).text, group.place
    if group.issues[0].target:
        return Whole(text, False, *in_answer(text, place))
    # A line that cleaning would part stays one: the numbers are those of the file.
    lines = [clean(line).rstrip("\n").replace("\n", " ") for line in text.split("\n")]
    width = len(str(len(lines)))
    inside = range(place.first_line, place.last_line + 1) if place else range(0)
    leads = [f"{'>' if n in inside else ' '} {n:>{width}}  " for n in range(1, len(lines) + 1)]
    numbered = "\n".join(lead + line for lead, line in zip(leads, lines, strict=True))
    if place is None:
        return Whole(numbered, True, (), 0)
    quoted = [(leads[n - 1], said) for n, said in _lines(text, place)]
    near = sum(len(leads[n]) + len(lines[n]) + 1 for n in range(place.first_line - 1))
    return Whole(numbered, True, (Passage(quoted),), near)


def in_answer(text: str, place: Place | None) -> tuple[tuple[Passage, ...], int]:
    """What to mark of a passage, and the characters before it: all in one go, else its longest line."""
    if place is None:
        return (), 0
    quoted = [said for _, said in _lines(text, place)]
    near = sum(len(line) + 1 for line in text.split("\n")[: place.first_line - 1])
    together = [word for said in quoted for word in said]
    return (Passage([("", together)]), Passage([("", max(quoted, key=len))])), near


def _lines(text: str, place: Place) -> Sequence[tuple[int, Sequence[str]]]:
    """The words of a passage, by the lines that have any."""
    found: dict[int, list[str]] = {}
    line, end = 1, 0
    for number, match in enumerate(_WORD.finditer(text)):
        line, end = line + text.count("\n", end, match.start()), match.start()
        if place.first_word <= number <= place.last_word:
            found.setdefault(line, []).append(match[0])
    return tuple(found.items())
