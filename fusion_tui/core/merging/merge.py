"""A merge by hand as it stands: one decision a passage, each step back possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from fusion_tui.core.diff.blocks import items as items_of
from fusion_tui.core.diff.blocks import kind_of
from fusion_tui.core.diff.wording import ALIKE, alike
from fusion_tui.core.merging.aligning import Passage, Version, align
from fusion_tui.core.merging.joining import Piece, joined
from fusion_tui.core.merging.matching import matched

State = Literal["open", "kept", "dropped"]
Hand = Literal["", "you", "model"]
"""Who changed a passage's words: nobody, the person, or a model that smoothed them."""

_SAID: dict[Hand, str] = {"": "", "you": "edited", "model": "smoothed"}


@dataclass(frozen=True, slots=True)
class Item:
    """A passage and what the person decided of it."""

    passage: Passage
    letter: str
    """Whose version is kept, or shown as long as nothing is decided; empty where no candidate has it."""
    state: State = "open"
    edited: str | None = None
    """Its words where they are nobody's version any more."""
    hand: Hand = ""

    @property
    def text(self) -> str:
        """Its words, with the space after them."""
        version = self.version
        return self.edited if self.edited is not None else version.text if version else ""

    @property
    def version(self) -> Version | None:
        """The version that is kept or shown."""
        return self.passage.version(self.letter)

    @property
    def provenance(self) -> str:
        """Where its words come from: `from A`, or `edited, from A`."""
        return ", ".join(
            part for part in (_SAID[self.hand], f"from {self.letter}" * bool(self.letter)) if part
        )

    @property
    def piece(self) -> Piece:
        """What the text of the merge needs of it."""
        version = self.version
        if self.edited is not None or version is None:
            return Piece(self.text)
        return Piece(version.text, version.letter, version.start, version.last)


@dataclass(frozen=True, slots=True)
class Merge:
    """Every passage in the order of the merge, and the one in hand."""

    items: tuple[Item, ...]
    letters: tuple[str, ...]
    """Whose texts they are."""
    base: str
    """Whose version is shown where it has one, and taken for what is left at the end."""
    at: int = 0
    """The place of the passage in hand."""
    before: Merge | None = field(default=None, compare=False, repr=False)
    """As it stood before the last decision."""

    @property
    def item(self) -> Item:
        """The passage in hand."""
        return self.items[self.at]

    @property
    def kept(self) -> tuple[Item, ...]:
        """What the merge consists of."""
        return tuple(item for item in self.items if item.state == "kept")

    @property
    def left(self) -> int:
        """How many passages are not decided."""
        return sum(item.state == "open" for item in self.items)

    @property
    def text(self) -> str:
        """The merge; one candidate's passages in their order are its text to the letter."""
        return joined([item.piece for item in self.kept])

    @property
    def above(self) -> str:
        """What of it stands before the passage in hand."""
        before = [item.piece for item in self.items[: self.at] if item.state == "kept"]
        return self.text if len(before) == len(self.kept) else joined(before)

    @property
    def words(self) -> int:
        """How many words the merge has."""
        return sum(len(item.text.split()) for item in self.kept)

    @property
    def sources(self) -> tuple[str, ...]:
        """Letters of those whose passages stand in it."""
        used = {item.letter for item in self.kept}
        return tuple(letter for letter in self.letters if letter in used)

    def item_of(self, letter: str) -> Item:
        """The passage in hand as this candidate has it; raises `KeyError` where it does not."""
        if self.item.passage.version(letter) is None:
            raise KeyError(letter)
        return replace(self.item, letter=letter, edited=None, hand="")

    # Deciding

    def take(self, letter: str) -> Merge:
        """This candidate's version of the passage in hand; raises `KeyError` where it has none."""
        return self._decided(replace(self.item_of(letter), state="kept"))

    def keep(self) -> Merge:
        """What the passage in hand says as it stands."""
        return self._decided(replace(self.item, state="kept"))

    def drop(self) -> Merge:
        """The passage in hand is left out."""
        return self._decided(replace(self.item, state="dropped"))

    def edit(self, item: Item, text: str) -> Merge:
        """Other words than `item`'s for the passage in hand, with the space after them; none drop it."""
        if not text.strip():
            return self.drop()
        words = text.rstrip() + item.text[len(item.text.rstrip()) :]
        if words == item.text:
            return self._decided(replace(item, state="kept"))
        return self._decided(replace(item, state="kept", edited=words, hand="you"))

    def move(self, step: int) -> Merge:
        """The passage in hand one place down (1) or up (-1); at the end it stays."""
        to = self.at + step
        if not 0 <= to < len(self.items):
            return self
        items = list(self.items)
        items[self.at], items[to] = items[to], items[self.at]
        return self._changed(tuple(items), to)

    def split(self) -> Merge:
        """The passage in hand in several: a list by its items, anything else by who says it.

        So more than one version can be taken. The same merge where there is nothing to split, or words that
        would be lost.
        """
        parts = _parts(self.item.passage)
        if len(parts) < 2 or self.item.edited is not None:
            return self
        items = [_shown(part, self.base) for part in parts]
        return self._changed((*self.items[: self.at], *items, *self.items[self.at + 1 :]), self.at)

    def rest(self, take: bool) -> Merge:
        """What is not decided: as the base has it, or left out."""
        changed = tuple(_rest(item, self.base, take) if item.state == "open" else item for item in self.items)
        return self._changed(changed, self.at)

    def smoothed(self, text: str) -> Merge:
        """The merge in a model's words, passage by passage, as far as they can be told apart.

        What it changed says so and still says from whom it was; what it left out is dropped.
        """
        items: list[Item] = []
        waiting = list(self.items)
        said = [passage.versions[0].text for passage in align([("", text)])]
        for item, words in matched(self.kept, said, _item_alike):
            while item and waiting[0] is not item:
                items.append(waiting.pop(0))
            if item:
                waiting.pop(0)
            items.append(_smoothed(item, words))
        return self._changed((*items, *waiting), 0)

    def undo(self) -> Merge | None:
        """As it stood before the last decision, `None` when nothing was decided."""
        return self.before

    def go(self, place: int) -> Merge:
        """Another passage in hand; that is no decision."""
        return replace(self, at=max(min(place, len(self.items) - 1), 0))

    def _decided(self, item: Item) -> Merge:
        """Then the next passage that is open is in hand, below or else from the top."""
        items = (*self.items[: self.at], item, *self.items[self.at + 1 :])
        order = [*range(self.at + 1, len(items)), *range(self.at)]
        return self._changed(items, next((n for n in order if items[n].state == "open"), self.at))

    def _changed(self, items: tuple[Item, ...], at: int) -> Merge:
        return replace(self, items=items, at=at, before=self)


def begin(texts: Sequence[tuple[str, str]], base: str) -> Merge:
    """A merge of some texts, given as letter and text, with nothing decided but what all of them say.

    `base` is whose versions are shown first.
    """
    letters = tuple(letter for letter, _ in texts)
    items = [_shown(passage, base) for passage in align(texts)]
    same = [
        replace(i, state="kept") if i.passage.letters == letters and len(i.passage.groups) == 1 else i
        for i in items
    ]
    at = next((n for n, item in enumerate(same) if item.state == "open"), 0)
    return Merge(tuple(same), letters, base, at)


def _shown(passage: Passage, base: str) -> Item:
    letters = passage.letters
    return Item(passage, base if base in letters else letters[0])


def _rest(item: Item, base: str, take: bool) -> Item:
    has = take and item.passage.version(base) is not None
    return replace(item, state="kept" if has else "dropped", letter=base if has else item.letter)


def _parts(passage: Passage) -> list[Passage]:
    """A list's items, those that say about the same together; of anything else each text by itself."""
    if not all(kind_of(version.text) == "list" for version in passage.versions):
        return _apart(passage)
    parts: list[Passage] = []
    for version in passage.versions:
        more = [replace(passage, versions=(item,)) for item in _items(version)]
        met = matched(parts, more, _items_alike)
        parts = [
            replace(passage, versions=tuple(v for part in pair if part for v in part.versions))
            for pair in met
        ]
    return parts if len(parts) > 1 else _apart(passage)


def _apart(passage: Passage) -> list[Passage]:
    """Each text by itself, whoever has it."""
    return [
        replace(passage, versions=tuple(v for v in passage.versions if v.letter in group))
        for group in passage.groups
    ]


def _items(version: Version) -> list[Version]:
    found: list[Version] = []
    start = version.start
    for text in items_of(version.text):
        end = start + len(text)
        found.append(Version(version.letter, start, text, version.last and end == version.end))
        start = end
    return found


def _items_alike(one: Passage, other: Passage) -> float:
    words = other.versions[0].text
    score = max(alike(version.text, words) for version in one.versions)
    return score if score >= ALIKE else 0.0


def _item_alike(item: Item, words: str) -> float:
    return 0.0 if kind_of(item.text) != kind_of(words) else 0.1 + alike(item.text, words)


def _smoothed(item: Item | None, words: str | None) -> Item:
    if item is None:
        return Item(Passage(()), "", "kept", words, "model")
    if words is None:
        return replace(item, state="dropped")
    same = words.strip() == item.text.strip()
    return item if same else replace(item, edited=words, hand="model")
