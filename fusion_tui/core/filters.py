"""What a person types to find comparisons, read: words, phrases, and marks such as `#tag` or `picked:no`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, get_args

from fusion_tui.core.fold import fold, plain
from fusion_tui.core.models import CandidateKind

PickedWord = Literal["yes", "no", "none", "tie"]
Sort = Literal["newest", "oldest", "most answers"]

SORTS: tuple[Sort, ...] = get_args(Sort)
"""In the order in which a key goes through them."""

_ROOM = 78
"""Characters of a sentence in a window of 80 columns."""

_SHORT = 3
"""Letters from which on a word is looked for by its start; shorter starts stand in nearly every text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other in a question or an answer."""

    words: str
    """As `fold` gives them."""
    whole: bool
    """The last word is complete; else it is the start of one."""

    @property
    def needle(self) -> str:
        """What stands in a folded text with a space before and behind it, if the phrase is in it."""
        return f" {self.words} " if self.whole else f" {self.words}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which comparisons are wanted; all that is said must hold."""

    phrases: tuple[Phrase, ...] = ()
    tags: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """Parts of a member's name or model; only a comparison whose names are known can fit."""
    panels: tuple[str, ...] = ()
    """Parts of the panel's name."""
    picked: tuple[PickedWord, ...] = ()
    kinds: tuple[CandidateKind, ...] = ()
    """Kinds of candidates it has."""
    demo: tuple[bool, ...] = ()
    before: datetime | None = None
    """Earlier than this."""
    since: datetime | None = None
    """Not earlier than this."""
    mistakes: tuple[str, ...] = ()
    """What could not be read, a sentence each that fits a narrow window; the rest holds all the same."""

    @property
    def empty(self) -> bool:
        """Whether every comparison fits."""
        return replace(self, mistakes=()) == Filter()


def parse(typed: str, zone: tzinfo | None) -> Filter:
    """Read what was typed; days begin at midnight in this time zone, or in the one of this machine."""
    found = Filter()
    for mark, quoted, closed, bare in _PART.findall(typed):
        found = _with(found, mark.casefold(), quoted or bare, bool(closed), zone)
    return found


# A mark may have a quoted value, and none while it is typed; a quotation that is being typed has no end.
_MARK = "(?:tag|model|panel|picked|before|after|kind|demo):"
_PART = re.compile(rf'({_MARK})?+(?:"([^"]*)("?)|([^\s"]+))|{_MARK}', re.IGNORECASE)


def _with(found: Filter, mark: str, value: str, closed: bool, zone: tzinfo | None) -> Filter:
    """The filter with one more part."""
    if not mark and value.startswith("#") and not closed:
        mark, value = "tag:", value[1:]
    if mark:
        return _marked(found, mark, plain(value), zone) if value else found
    words = fold(value)
    if not words:
        return found
    phrase = Phrase(words, closed or len(words.rpartition(" ")[2]) < _SHORT)
    return replace(found, phrases=(*found.phrases, phrase))


def _marked(found: Filter, mark: str, value: str, zone: tzinfo | None) -> Filter:
    match mark:
        case "tag:":
            return replace(found, tags=(*found.tags, value))
        case "model:":
            return replace(found, models=(*found.models, value))
        case "panel:":
            return replace(found, panels=(*found.panels, value))
        case "before:" | "after:":
            return _dated(found, mark, value, zone)
        case _:
            return _chosen(found, mark, value)


def _chosen(found: Filter, mark: str, value: str) -> Filter:
    """A mark that knows a few words."""
    known = _CHOICES[mark]
    if value not in known:
        *first, last = known
        return _mistaken(found, mark, value, f"{', '.join(first)} or {last}")
    return known[value](found)


def _kind(kind: CandidateKind) -> Callable[[Filter], Filter]:
    return lambda found: replace(found, kinds=(*found.kinds, kind))


def _picked(word: PickedWord) -> Callable[[Filter], Filter]:
    return lambda found: replace(found, picked=(*found.picked, word))


def _demo(wanted: bool) -> Callable[[Filter], Filter]:
    return lambda found: replace(found, demo=(*found.demo, wanted))


_CHOICES: Mapping[str, Mapping[str, Callable[[Filter], Filter]]] = {
    "picked:": {word: _picked(word) for word in get_args(PickedWord)},
    "kind:": {kind: _kind(kind) for kind in get_args(CandidateKind)},
    "demo:": {"yes": _demo(True), "no": _demo(False)},
}


def _dated(found: Filter, mark: str, value: str, zone: tzinfo | None) -> Filter:
    """`before:` a day is earlier than it, `after:` a day is later than it."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError(value)
        day = datetime.fromisoformat(value)
        at = (day if mark == "before:" else day + timedelta(days=1)).replace(tzinfo=zone)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return _mistaken(found, mark, value, "a day such as 2026-11-01")
    if mark == "before:":
        return replace(found, before=min(at, found.before or at))
    return replace(found, since=max(at, found.since or at))


def _mistaken(found: Filter, mark: str, value: str, expected: str) -> Filter:
    room = max(_ROOM - len(f"{mark} found “”, expected {expected}."), 1)
    shown = value if len(value) <= room else value[: room - 1] + "…"
    said = f"{mark} found “{shown}”, expected {expected}."
    return replace(found, mistakes=(*found.mistakes, said))
