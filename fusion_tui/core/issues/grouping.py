"""Issues that say the same: reviewers who agree count together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.issues.locating import Finder, Place
from fusion_tui.core.issues.reading import SEVERITIES, Issue, Severity

ALIKE = 0.8
"""Share of their words that two claims must have in common to be one."""
HALF = 0.5
"""Share of the longer of two passages that they must have in common to be one."""

_WORD = re.compile(r"\w+", re.UNICODE)
_NEGATIONS = frozenset("no not never without none cannot missing lacks lack".split())
_LIGHT = frozenset(
    "a an and are as at be been being but by can could do does for from had has have if in into is it its "
    "may might must of on or should so such than that the their then there these they this those to too was "
    "were when which while will with would".split()
)
_ENDINGS = ("ings", "ing", "edly", "ies", "ied", "es", "ed", "ly", "s", "e")
_FORMS = {
    "lost": "los",
    "written": "writ",
    "wrote": "writ",
    "sent": "send",
    "kept": "keep",
    "broken": "break",
}
"""Stems of forms that no ending tells, as far as reviews use them."""


@dataclass(frozen=True, slots=True)
class Group:
    """One point, however many reviewers made it."""

    issues: tuple[Issue, ...]
    """The most severe first, then by reviewer; at least one."""
    place: Place | None
    """Where it stands in the documents: the first place of its issues that was found."""

    @property
    def severity(self) -> Severity:
        """The most severe that one of them gave it."""
        return self.issues[0].severity

    @property
    def claim(self) -> str:
        """In the words of the one who takes it most seriously."""
        return self.issues[0].claim

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Letters of all who raised it, in order."""
        return tuple(sorted({issue.reviewer for issue in self.issues}))


def group_issues(issues: Sequence[Issue], finder: Finder) -> tuple[Group, ...]:
    """Issues of several reviewers as groups: the most severe first, then as the documents go.

    Two are one when their passages overlap by half of the longer, or their claims are alike. What one
    reviewer raised twice stays two: a third that is like both goes with the one it is more like. The order in
    which issues come makes no difference.
    """
    ordered = sorted(issues, key=_rank)
    places = [finder.find(issue.quote) for issue in ordered]
    parents = list(range(len(ordered)))
    reviewers = [{issue.reviewer} for issue in ordered]
    for one, other in _pairs(ordered, places):
        first, second = sorted((_root(parents, one), _root(parents, other)))
        if first != second and not reviewers[first] & reviewers[second]:
            parents[second] = first
            reviewers[first] |= reviewers[second]
    roots = [_root(parents, place) for place in range(len(ordered))]
    groups = [_group(ordered, places, roots, root) for root in dict.fromkeys(roots)]
    return tuple(sorted(groups, key=_order))


def _pairs(ordered: Sequence[Issue], places: Sequence[Place | None]) -> list[tuple[int, int]]:
    """Issues that say the same, two by two: those that share the most first, whoever raised them."""
    meanings = [_meaning(issue.claim) for issue in ordered]
    texts = [_text(issue) for issue in ordered]
    found: list[tuple[float, float, list[tuple[str, ...]], int, int]] = []
    for one in range(len(ordered)):
        for other in range(one):
            if ordered[one].reviewer == ordered[other].reviewer:
                continue
            passage = overlap(places[one], places[other])
            claim = _shared(meanings[one], meanings[other])
            if passage >= HALF or claim >= ALIKE:
                said = sorted((texts[one], texts[other]))
                found.append((-passage - claim, -claim, said, other, one))
    return [(one, other) for *_, one, other in sorted(found)]


def alike(one: str, other: str) -> float:
    """How much two claims share, 0 to 1: of the words that carry meaning, in any form and order.

    A claim that denies what the other says, or names another number, shares nothing with it.
    """
    return _shared(_meaning(one), _meaning(other))


def _shared(one: set[str], other: set[str]) -> float:
    if not one or not other or one & _NEGATIONS != other & _NEGATIONS:
        return 0.0
    numbers, others = ({word for word in words if word[0].isdigit()} for words in (one, other))
    if numbers and others and numbers != others:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def overlap(one: Place | None, other: Place | None) -> float:
    """The share of the longer of two passages that both have, 0 to 1; nothing is shared with nowhere."""
    if one is None or other is None or one.document != other.document:
        return 0.0
    shared = min(one.last_word, other.last_word) - max(one.first_word, other.first_word) + 1
    longer = max(one.last_word - one.first_word, other.last_word - other.first_word) + 1
    return max(shared, 0) / longer


def _meaning(claim: str) -> set[str]:
    words = (match[0].casefold() for match in _WORD.finditer(claim))
    return {word if word in _NEGATIONS else _stem(word) for word in words if word not in _LIGHT}


def _stem(word: str) -> str:
    if word in _FORMS:
        return _FORMS[word]
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    return word.removesuffix(ending)


def _group(
    ordered: Sequence[Issue], places: Sequence[Place | None], roots: Sequence[int], root: int
) -> Group:
    members = [place for place, its in enumerate(roots) if its == root]
    found = (places[member] for member in members if places[member])
    return Group(tuple(ordered[member] for member in members), next(found, None))


def _rank(issue: Issue) -> tuple[object, ...]:
    return SEVERITIES.index(issue.severity), issue.reviewer, *_text(issue)


def _text(issue: Issue) -> tuple[str, ...]:
    return issue.claim, issue.quote, issue.severity, issue.why, issue.fix, issue.topic


def _order(group: Group) -> tuple[object, ...]:
    place = group.place
    where = (place.document, place.first_word) if place else ("\U0010ffff", 0)
    return SEVERITIES.index(group.severity), -len(group.reviewers), *where, group.claim


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place
