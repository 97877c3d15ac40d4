"""Several texts cut into passages, so that the versions of one passage stand together.

The texts join one after the other: their sections meet by heading, then paragraphs, lists, tables and code
within a section by what they say. Every text keeps its order, so that its own passages give it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from fusion_tui.core.diff.blocks import Section, kind_of, paragraphs, sections
from fusion_tui.core.diff.comparing import paired
from fusion_tui.core.diff.wording import ALIKE, alike
from fusion_tui.core.merging.matching import Pair, matched

_SAME_PLACE = 0.1
"""What it counts that two passages are of one kind and stand in one section; the rest is what they say."""


@dataclass(frozen=True, slots=True)
class Version:
    """One candidate's words for a passage."""

    letter: str
    start: int
    """Where it begins in the candidate's text, in characters."""
    text: str
    """With the space after it."""
    last: bool
    """Nothing follows it in the candidate's text."""

    @property
    def end(self) -> int:
        """Where what follows it begins."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, list, table or piece of code, in the versions of those who have it."""

    versions: tuple[Version, ...]
    """In the order of the candidates; none of a passage that a model added."""
    heading: str = ""
    """What it stands under; empty before the first heading."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Whose versions there are."""
        return tuple(version.letter for version in self.versions)

    def version(self, letter: str) -> Version | None:
        """A candidate's version, `None` where it has none."""
        return next((version for version in self.versions if version.letter == letter), None)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Letters by what they say: those of one group have the same words."""
        groups: dict[str, list[str]] = {}
        for version in self.versions:
            groups.setdefault(version.text.strip(), []).append(version.letter)
        return tuple(tuple(group) for group in groups.values())


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as far as the texts were read, under the headings that they give it."""

    names: tuple[Section, ...]
    passages: tuple[Passage, ...]
    name: Section

    @property
    def heading(self) -> str:
        return self.name.heading

    @property
    def key(self) -> str:
        return self.name.key

    @property
    def opens(self) -> bool:
        """It has no heading, or the title of a whole text."""
        return not self.heading or any(name.blocks[0].lstrip().startswith("# ") for name in self.names)

    @property
    def words(self) -> str:
        """Everything that anybody says in it."""
        return "".join(version.text for passage in self.passages for version in passage.versions)

    def facing(self, keys: Collection[str]) -> _Part:
        """The same by the heading that the next text uses too, where it has several."""
        return replace(self, name=next((name for name in self.names if name.key in keys), self.names[0]))


def align(texts: Sequence[tuple[str, str]]) -> tuple[Passage, ...]:
    """The passages of some texts, given as letter and text.

    Every part of every text stands in exactly one passage, and a text's own passages stand in its order.
    """
    parts: list[_Part] = []
    for letter, text in texts:
        more = _parts(letter, text)
        keys = {part.key for part in more}
        parts = [_one(*pair) for pair in _sections_met([part.facing(keys) for part in parts], more)]
    return tuple(passage for part in parts for passage in part.passages)


def _parts(letter: str, text: str) -> list[_Part]:
    found: list[_Part] = []
    start = 0
    for section in sections(text):
        passages: list[Passage] = []
        for words in paragraphs(section):
            end = start + len(words)
            version = Version(letter, start, words, last=end == len(text))
            passages.append(Passage((version,), section.heading))
            start = end
        if passages:
            found.append(_Part((section,), tuple(passages), section))
    return found


def _sections_met(parts: Sequence[_Part], more: Sequence[_Part]) -> Iterator[Pair[_Part, _Part]]:
    """Sections in pairs by their headings; what these leave alone may still say the same."""
    ours: list[_Part] = []
    theirs: list[_Part] = []
    for pair in (*paired(parts, more), (None, None)):
        one, other = pair
        if one and other or pair == (None, None):
            yield from matched(ours, theirs, _sections_alike)
            ours, theirs = [], []
        if one and other:
            yield pair
        elif one:
            ours.append(one)
        elif other:
            theirs.append(other)


def _sections_alike(one: _Part, other: _Part) -> float:
    if one.opens and other.opens:
        return 1.0
    score = alike(one.words, other.words)
    return score if score >= ALIKE else 0.0


def _one(part: _Part | None, more: _Part | None) -> _Part:
    """What stands in a section once another text's joined it."""
    if part is None or more is None:
        return part or more  # type: ignore[return-value]  # a pair is never empty
    passages = tuple(_together(*pair) for pair in matched(part.passages, more.passages, _passages_alike))
    return _Part((*part.names, *more.names), passages, part.names[0])


def _together(one: Passage | None, other: Passage | None) -> Passage:
    if one is None or other is None:
        return one or other  # type: ignore[return-value]  # a pair is never empty
    return replace(one, versions=(*one.versions, *other.versions))


def _passages_alike(one: Passage, other: Passage) -> float:
    """Of one kind they are versions of each other, all the more as they say the same."""
    words = other.versions[0].text
    if kind_of(one.versions[0].text) != kind_of(words):
        return 0.0
    return _SAME_PLACE + max(_texts_alike(version.text, words) for version in one.versions) ** 2


def _texts_alike(one: str, other: str) -> float:
    return 1.0 if one.strip() == other.strip() else alike(one, other)
