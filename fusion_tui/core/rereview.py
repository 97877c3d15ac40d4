"""A document reviewed again: what became of the issues that were accepted, and which ones are new.

Everything is read from the records of a thread, so nothing about it is stored besides the recheck's reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fusion_tui.core.critique import with_documents
from fusion_tui.core.issues import Finder, Group, Issue, Place, group_issues, standing, state_of
from fusion_tui.core.issues.grouping import ALIKE, HALF, alike, overlap
from fusion_tui.core.models import Comparison, Document, Record, Reply
from fusion_tui.core.prompts.asking import is_review
from fusion_tui.core.replies import json_of

Fate = Literal["fixed", "open", "changed", "unclear"]
FATES: tuple[Fate, ...] = ("open", "unclear", "changed", "fixed")
"""What needs the author most comes first."""
EARLIER = "an earlier review"
"""Stands for the reviewers of an issue that was carried on."""
Source = Literal["text", "review", "judge"]
"""Who says so: the document itself, a reviewer who raised it again, or the recheck."""

_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the recheck's reply says of one issue."""

    fate: Fate
    why: str = ""
    quote: str = ""
    """A passage of the new document, as the judge gave it."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An issue that was accepted in an earlier review, as the newest document has it."""

    group: Group
    """As it was raised; its place is where it stands now."""
    documents: tuple[Document, ...]
    """Those that it was raised about."""
    fate: Fate
    source: Source
    judged: Judged | None = None
    again: tuple[Group, ...] = ()
    """The new issues that say the same."""
    decided: bool | None = None
    """What the person decided of it in this review, if anything."""

    @property
    def key(self) -> str:
        """What the recheck calls it by."""
        return self.group.issues[0].key

    @property
    def stands(self) -> bool:
        """Whether it still counts: as the person decided, else unless it is fixed."""
        return self.fate != "fixed" if self.decided is None else self.decided


@dataclass(frozen=True, slots=True)
class Again:
    """A review beside those before it."""

    earlier: tuple[Earlier, ...] = ()
    """Accepted before and not fixed until this review; what needs the author most first."""
    new: tuple[Group, ...] = ()
    dismissed: tuple[Group, ...] = ()
    """Raised now, and dismissed in an earlier review."""

    @property
    def standing(self) -> tuple[Earlier, ...]:
        """Those that still count."""
        return tuple(one for one in self.earlier if one.stands)


@dataclass(frozen=True, slots=True)
class Recheck:
    """What a recheck asks about, as its reply's `about` says."""

    of: str
    """The review before."""
    keys: tuple[str, ...]
    """Keys of issues in the order of their numbers."""
    nonce: str

    def as_json(self) -> dict[str, object]:
        """For a reply's `about`."""
        return {"of": self.of, "keys": list(self.keys), "nonce": self.nonce}

    @classmethod
    def from_json(cls, about: Mapping[str, object]) -> Recheck:
        """From a reply's `about`; what is missing is empty."""
        keys = about.get("keys")
        named = tuple(map(str, keys)) if isinstance(keys, list | tuple) else ()
        return cls(str(about.get("of", "")), named, str(about.get("nonce", "")))


def is_again(comparison: Comparison, before: Comparison) -> bool:
    """Whether a comparison is a review that goes on with the review before it."""
    follows = comparison.parent_id == before.id and is_review(comparison.prompt) and is_review(before.prompt)
    return follows and len(comparison.documents) == len(before.documents)


def followed(chain: Sequence[Record]) -> Again:
    """The last of these reviews beside those before it, oldest first; each goes on with the one before."""
    carried: tuple[Earlier, ...] = ()
    dismissed: tuple[Group, ...] = ()
    again = Again()
    for record in chain:
        again = _beside(record, carried, dismissed)
        decided = standing(record.decisions)
        told = [(group, state_of(group, decided)) for group in (*again.new, *again.dismissed)]
        accepted = [_accepted(group, record.comparison) for group, state in told if state == "accepted"]
        carried = (*again.standing, *accepted)
        dismissed += tuple(group for group, state in told if state == "dismissed")
        dismissed += tuple(one.group for one in again.earlier if one.decided is False)
    return again


def to_write(again: Again) -> tuple[Group, ...]:
    """The earlier issues that still count, in this review's words where it raised them again."""
    return tuple(group for one in again.standing for group in one.again or (_unlettered(one.group),))


def _unlettered(group: Group) -> Group:
    """Letters mean other reviewers in another review."""
    return Group(tuple(replace(issue, reviewer=EARLIER) for issue in group.issues), group.place)


def carried_into(chain: Sequence[Record], documents: Sequence[Document]) -> tuple[Earlier, ...]:
    """What a new review of these documents finds accepted in those before it, by the text alone."""
    last = chain[-1].comparison
    upcoming = replace(last, documents=tuple(documents), candidates=())
    return followed((*chain, Record(upcoming, (), (), ()))).earlier


def due(earlier: Sequence[Earlier]) -> tuple[Earlier, ...]:
    """The issues that only a reader can tell about: their passage is gone or was changed, or never was."""
    return tuple(one for one in earlier if one.fate != "open" and one.judged is None)


def _accepted(group: Group, comparison: Comparison) -> Earlier:
    return Earlier(group, comparison.documents, "open", "text")


def _beside(record: Record, carried: Sequence[Earlier], dismissed: Sequence[Group]) -> Again:
    """What one review says of what was carried into it, and what it raises itself."""
    comparison = record.comparison
    finder = Finder(comparison.documents)
    found = [_Sought(group, finder) for group in group_issues(with_documents(record), finder)]
    old = [_Sought(one.group, finder) for one in carried]
    rejected = [_Sought(group, finder) for group in dismissed]
    matches = [next((n for n, its in enumerate(old) if its.same(new)), None) for new in found]
    paired = list(zip(found, matches, strict=True))
    earlier = []
    for place, (one, its) in enumerate(zip(carried, old, strict=True)):
        again = tuple(new.group for new, match in paired if match == place)
        earlier.append(_read(replace(one, group=its.group, again=again), record))
    fresh = [(new.group, any(its.same(new) for its in rejected)) for new, match in paired if match is None]
    return Again(
        tuple(sorted(earlier, key=lambda one: FATES.index(one.fate))),
        tuple(group for group, known in fresh if not known),
        tuple(group for group, known in fresh if known),
    )


def _read(one: Earlier, record: Record) -> Earlier:
    """What was carried into a review, as that review's decisions, recheck and documents have it."""
    state = state_of(one.group, standing(record.decisions))
    decided = None if state == "open" else state == "accepted"
    judged = judgements(record.replies).get(one.key)
    return _fated(replace(one, judged=judged, decided=decided), record.comparison.documents)


def _fated(one: Earlier, documents: Sequence[Document]) -> Earlier:
    """Its fate: by the text where that is sure, by who raised it again, by the judge, by the text alone."""
    fate = in_text(one.group, one.documents, documents)
    if fate == "open":
        return replace(one, fate=fate, source="text")
    if one.again:
        return replace(one, fate="open", source="review")
    if one.judged and one.judged.fate != "unclear":
        return replace(one, fate=one.judged.fate, source="judge")
    return replace(one, fate=fate, source="text")


def in_text(group: Group, before: Sequence[Document], now: Sequence[Document]) -> Fate:
    """What the documents alone say: `open` while its passage is there word for word as often as before.

    `changed` where it is nearly there, `unclear` where it is gone or never was; never `fixed`.
    """
    if [document.text for document in before] == [document.text for document in now]:
        return "open"
    then = Finder(before)
    places = [place for issue in group.issues if (place := then.find(issue.quote))]
    if not places:
        return "unclear"
    if all(_kept(place, before, now) for place in places):
        return "open"
    finder = Finder(now)
    near = any(finder.find(_passage(place, before)) for place in places)
    return "changed" if near else "unclear"


def _kept(place: Place, before: Sequence[Document], now: Sequence[Document]) -> bool:
    words = _words(_passage(place, before))
    return sum(_count(d.text, words) for d in now) >= sum(_count(d.text, words) for d in before)


def _passage(place: Place, documents: Sequence[Document]) -> str:
    """What stands there, from its first word to its last."""
    text = next(d.text for d in documents if d.name == place.document)
    spans = [match.span() for match in _WORD.finditer(text)]
    return text[spans[place.first_word][0] : spans[place.last_word][1]]


def passage_of(one: Earlier) -> str:
    """The passage that an issue was about, from the document that it was raised about; empty for none."""
    finder = Finder(one.documents)
    place = next((place for issue in one.group.issues if (place := finder.find(issue.quote))), None)
    return _passage(place, one.documents) if place else ""


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _count(text: str, words: Sequence[str]) -> int:
    """How often these words stand there, one after the other."""
    among = f" {' '.join(_words(text))} "
    sought = re.escape(f" {' '.join(words)}")
    return len(re.findall(rf"(?={sought} )", among))


class _Sought:
    """A group with the places of its issues in the newest documents."""

    def __init__(self, group: Group, finder: Finder) -> None:
        self._places = [finder.find(issue.quote) for issue in group.issues]
        self.group = Group(group.issues, next((place for place in self._places if place), None))

    def same(self, other: _Sought) -> bool:
        """Whether two points are one, as the grouping of a single review has it."""
        pairs = [(a, b) for a in self._told() for b in other._told()]
        return any(
            overlap(place, its_place) >= HALF or alike(issue.claim, its.claim) >= ALIKE
            for (issue, place), (its, its_place) in pairs
        )

    def _told(self) -> list[tuple[Issue, Place | None]]:
        return list(zip(self.group.issues, self._places, strict=True))


def judgements(replies: Sequence[Reply]) -> dict[str, Judged]:
    """What the rechecks of a review say, by the issue's key; a later reply counts over an earlier one."""
    found: dict[str, Judged] = {}
    for reply in replies:
        if reply.kind == "recheck":
            found |= read_recheck(reply.text, Recheck.from_json(reply.about)) or {}
    return found


def read_recheck(text: str, asked: Recheck) -> dict[str, Judged] | None:
    """Issue key to what the reply says of it; `None` where it cannot be read.

    An entry without a number that was asked, or without one of the three answers, counts for nothing.
    """
    told = json_of(text, asked.nonce)
    entries = told.get("issues") if isinstance(told, dict) else told
    if not isinstance(entries, list):
        return None
    found = {}
    for entry in entries:
        number = _number(entry.get("number")) if isinstance(entry, dict) else 0
        fate = _FATES.get(str(entry.get("state")).strip().lower()) if number else None
        if fate and 1 <= number <= len(asked.keys):
            why, quote = (str(entry.get(name) or "") for name in ("why", "quote"))
            found[asked.keys[number - 1]] = Judged(fate, why, quote)
    return found or None


_FATES: dict[str, Fate] = {"fixed": "fixed", "open": "open", "cannot tell": "unclear"}
"""What the recheck is asked to say, and what that means."""


def _number(value: object) -> int:
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else 0
