"""Sections are paired, then their blocks, then the words of blocks that are versions of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from fusion_tui.core.diff.blocks import Section, sections
from fusion_tui.core.diff.matching import opcodes
from fusion_tui.core.diff.wording import ALIKE, Piece, alike, pieces
from fusion_tui.core.headings import nearest

_PAIRS = 2_000
"""Pairs of differing blocks that are looked at for versions of each other; beyond that only neighbours."""


@dataclass(frozen=True, slots=True)
class Change:
    """One block of the two texts: the same in both, in one of them only, or in two versions."""

    kind: Literal["same", "removed", "added", "changed"]
    left: str
    """As it stands in the first text, with the space after it; empty for what was added."""
    right: str
    pieces: tuple[Piece, ...] = ()
    """Word by word, when there are two versions."""
    only: str = ""
    """The heading that only one text has, on the first block under it."""


@dataclass(frozen=True, slots=True)
class Diff:
    """All blocks in order; the left texts together are the first text, the right ones the second."""

    changes: tuple[Change, ...]
    similarity: float
    """Share of the characters that both have, 0 to 1; white space does not count."""
    coarse: bool
    """Some parts repeat too much, or are too long, to be compared in full."""

    @property
    def count(self) -> int:
        """How many blocks are not the same."""
        return sum(change.kind != "same" for change in self.changes)


def diff(one: str, other: str) -> Diff:
    """Compare two texts. 100 KB against 100 KB take well under a second of CPU."""
    comparing = _Comparing()
    changes = tuple(comparing.texts(sections(one), sections(other)))
    return Diff(changes, _similarity(changes), comparing.coarse)


class Headed(Protocol):
    """A part of a text that stands under a heading."""

    @property
    def heading(self) -> str:
        """Its words."""
        ...

    @property
    def key(self) -> str:
        """By which it is known as the same."""
        ...


Left = TypeVar("Left", bound=Headed)
Right = TypeVar("Right", bound=Headed)


class _Comparing:
    def __init__(self) -> None:
        self.coarse = False

    def texts(self, one: Sequence[Section], other: Sequence[Section]) -> Iterator[Change]:
        """Sections with the same heading stand beside each other; one that has no other stands alone."""
        for left, right in paired(one, other):
            if left and right:
                yield from self._sections(left.blocks, right.blocks)
            elif left:
                yield from _alone("removed", left)
            elif right:
                yield from _alone("added", right)

    def _sections(self, one: Sequence[str], other: Sequence[str]) -> Iterator[Change]:
        steps, coarse = opcodes([block.strip() for block in one], [block.strip() for block in other])
        self.coarse |= coarse
        for tag, a, b, c, d in steps:
            if tag == "equal":
                yield from (Change("same", x, y) for x, y in zip(one[a:b], other[c:d], strict=True))
            else:
                yield from self._replaced(one[a:b], other[c:d])

    def _replaced(self, one: Sequence[str], other: Sequence[str]) -> Iterator[Change]:
        """Versions of each other where there are some; everything else stands in one text only."""
        right = 0
        far = len(other) if len(one) * len(other) <= _PAIRS else 1
        for left in one:
            scores = [alike(left, block) for block in other[right : right + far]]
            best = max(scores, default=0.0)
            if best < ALIKE:
                yield Change("removed", left, "")
                continue
            at = right + scores.index(best)
            yield from (Change("added", "", block) for block in other[right:at])
            found, coarse = pieces(left, other[at])
            self.coarse |= coarse
            yield Change("changed", left, other[at], found)
            right = at + 1
        yield from (Change("added", "", block) for block in other[right:])


def paired(one: Sequence[Left], other: Sequence[Right]) -> Iterator[tuple[Left | None, Right | None]]:
    """What stands under the same heading, or nearly the same, in pairs; what has no other stands alone.

    Both sides keep their order.
    """
    steps, _ = opcodes([section.key for section in one], [section.key for section in other])
    for tag, a, b, c, d in steps:
        if tag == "equal":
            yield from zip(one[a:b], other[c:d], strict=True)
        else:
            yield from _nearly(one[a:b], other[c:d])


def _nearly(one: Sequence[Left], other: Sequence[Right]) -> Iterator[tuple[Left | None, Right | None]]:
    """Headings that are nearly the same: "Risks" meets "Risks and mitigations"."""
    right = 0
    for left in one:
        near = nearest(left.heading, [section.heading for section in other[right:]]) if left.heading else None
        if near is None:
            yield left, None
            continue
        at = right + near
        yield from ((None, section) for section in other[right:at])
        yield left, other[at]
        right = at + 1
    yield from ((None, section) for section in other[right:])


def _alone(kind: Literal["removed", "added"], section: Section) -> Iterator[Change]:
    for place, block in enumerate(section.blocks):
        only = section.heading if place == 0 else ""
        yield Change(kind, block, "", (), only) if kind == "removed" else Change(kind, "", block, (), only)


def _similarity(changes: Sequence[Change]) -> float:
    total = shared = 0
    for change in changes:
        left, right = _size(change.left), _size(change.right)
        total += left + right
        if change.kind == "same":
            shared += left + right
        shared += sum(2 * _size(piece.text) for piece in change.pieces if piece.kind == "same")
    return shared / total if total else 1.0


def _size(text: str) -> int:
    return sum(map(len, text.split()))
