"""Syntheses: candidates that wait for a judge to write them, and what it says of their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from fusion_tui.core import blind
from fusion_tui.core.judging.planning import Wish, labelled, texts_of
from fusion_tui.core.judging.reading import Point
from fusion_tui.core.judging.seats import shared_persona
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Candidate, Comparison, Record, Reply
from fusion_tui.core.prompts.synthesis import synthesis
from fusion_tui.core.replies import UNREAD, json_of

Way = Literal["fuse", "guided", "shortest"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A point of difference, and whether the person wants it."""

    point: Point
    wanted: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What a synthesis says of one text that it was made from."""

    letter: str
    said: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands below a synthesis."""

    took: tuple[Source, ...] = ()
    minority: tuple[Source, ...] = ()
    """What a text holds against it."""
    dropped: tuple[Source, ...] = ()
    """What was left out, with the reason."""


def synthesis_of(
    comparison: Comparison, wish: Wish, way: Way, seed: int, points: Sequence[Ticked] = ()
) -> Candidate:
    """A waiting candidate, to be asked as any other; its inputs stand in the order they are shown."""
    judge = wish.judges[0].member
    labels = labelled([letter for _, letter in draw_labels(wish.inputs, seed)], seed + 1)
    # One draw for texts and points, so that no label stands for two things.
    named = draw_labels([*(letter for _, letter in labels), *map(str, range(len(points)))], seed + 2)
    by_name = {name: label for label, name in named}
    texts = [(by_name[letter], comparison.candidate(letter).text) for _, letter in labels]
    brief = synthesis(
        comparison,
        way=way,
        wording=wish.wording,
        given=shared_persona(comparison),
        texts=texts,
        nonce=draw_nonce([*texts_of(comparison), *(ticked.point.text for ticked in points)], seed),
        points=[(by_name[str(place)], ticked.point.text) for place, ticked in enumerate(points)],
        wanted=[by_name[str(place)] for place, ticked in enumerate(points) if ticked.wanted],
        words=most_words(comparison, wish.inputs) if way == "shortest" else 0,
        persona=judge.persona,
    )
    letter = blind.next_letter(comparison.letters)
    inputs = tuple(letter for _, letter in labels)
    return Candidate(letter, "synthesis", judge, judge.name, inputs=inputs, brief=brief)


def most_words(comparison: Comparison, letters: Sequence[str]) -> int:
    """Of the longest of these texts: a shortest synthesis may have as many."""
    return max(len(comparison.candidate(letter).text.split()) for letter in letters)


def too_long(comparison: Comparison, letter: str) -> int:
    """Words that a shortest synthesis has beyond its limit; 0 for all others."""
    candidate = comparison.candidate(letter)
    if candidate.kind != "synthesis" or way_of(candidate) != "shortest":
        return 0
    return max(len(candidate.text.split()) - most_words(comparison, candidate.inputs), 0)


def way_of(candidate: Candidate) -> Way:
    """How a synthesis was asked for, as its mark says."""
    said = candidate.brief.mark.split()[1:2] if candidate.brief else []
    return next((way for way in WAYS if [way] == said), "fuse")


def below_of(record: Record, letter: str) -> Reply | None:
    """What came below the newest text of a synthesis, as it came."""
    told = [reply for reply in _told(record, letter) if not reply.about.get(UNREAD)]
    return told[-1] if told else None


def unread_of(record: Record, letter: str) -> tuple[Reply, ...]:
    """Replies that were no synthesis anybody can read, oldest first; empty once one could be read."""
    told = _told(record, letter)
    return tuple(told) if all(reply.about.get(UNREAD) for reply in told) else ()


def _told(record: Record, letter: str) -> list[Reply]:
    told = [r for r in record.replies if r.kind == "synthesis" and r.about.get("letter") == letter]
    return sorted(told, key=lambda reply: (reply.at, reply.id))


def sources_of(record: Record, letter: str) -> Sources | None:
    """What a synthesis says it took, left out and holds against itself; `None` where it cannot be read.

    A label that was not issued counts for nothing.
    """
    candidate = record.comparison.candidate(letter)
    if candidate.kind != "synthesis" or candidate.brief is None:
        return None
    below = below_of(record, letter)
    nonce = candidate.brief.mark.split()[-2:-1]
    value = json_of(below.text, *nonce) if below else None
    if not isinstance(value, dict):
        return None
    issued = dict(zip(_labels(candidate), candidate.inputs, strict=False))
    return Sources(
        _sources(value.get("sources"), issued, "took"),
        _sources(value.get("minority"), issued, "note"),
        _sources(value.get("dropped"), issued, "what", "why"),
    )


def _labels(candidate: Candidate) -> list[str]:
    """The labels that the brief puts before its writer, in that order; those of points follow the texts'."""
    assert candidate.brief
    found = []
    for message in candidate.brief.messages[-1:]:
        # Documents and question may hold lines that look alike; they stand in what is shared.
        for line in message.content[message.shared :].splitlines():
            match json_of(line) if line.startswith('{"label": ') else None:
                case {"label": str(label), "text": str()}:
                    found.append(label)
    return found


def _sources(given: object, issued: Mapping[str, str], *names: str) -> tuple[Source, ...]:
    found = []
    for item in given if isinstance(given, list) else ():
        if isinstance(item, dict) and (letter := issued.get(_line(item, "label"))):
            said = ": ".join(part for name in names if (part := _line(item, name)))
            found.append(Source(letter, said))
    return tuple(sorted(found, key=lambda source: source.letter))


def _line(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""
