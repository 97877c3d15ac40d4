"""A merge by hand: candidates aligned passage by passage, and one version taken of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fusion_tui.core import blind
from fusion_tui.core.diff import diff
from fusion_tui.core.diff.blocks import sections
from fusion_tui.core.diff.wording import ALIKE, alike
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Candidate, Comparison, Member, Record
from fusion_tui.core.prompts.smoothing import smooth

_PAIRS = 2_000
"""Pairs of passages that met nothing and are looked at for versions of each other."""

Standing = Literal["open", "taken", "dropped"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Versions of one passage, each with the space after it: what candidates say of one thing."""

    versions: tuple[tuple[str, str], ...]
    """Letter and text, in the order of the candidates; at least one."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Of the candidates that have it."""
        return tuple(letter for letter, _ in self.versions)

    def text_of(self, letter: str) -> str | None:
        """The version of one candidate."""
        return next((text for one, text in self.versions if one == letter), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One passage of the merge."""

    passage: Passage
    letter: str
    """Whose version it is."""
    text: str
    standing: Standing = "open"
    edited: bool = False

    @property
    def provenance(self) -> str:
        """Where it comes from, in words."""
        return f"from {self.letter}, edited" if self.edited else f"from {self.letter}"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as it stands: its passages in their order, and which one is before the person."""

    base: str
    """The letter whose text it began with: passages that nobody decided on are kept where it has them."""
    items: tuple[Item, ...]
    at: int = 0

    @property
    def here(self) -> Item:
        """The passage before the person."""
        return self.items[self.at]

    @property
    def decided(self) -> int:
        """How many passages are taken or dropped."""
        return sum(item.standing != "open" for item in self.items)

    def kept(self, item: Item) -> bool:
        """Whether a passage stands in the merge."""
        return item.standing == "taken" or (item.standing == "open" and item.letter == self.base)

    @property
    def text(self) -> str:
        """The merge; passages are parted by a blank line where neither brings one."""
        parts = [item.text for item in self.items if self.kept(item)]
        return "".join(_parted(part, n == len(parts) - 1) for n, part in enumerate(parts))

    @property
    def sources(self) -> tuple[str, ...]:
        """Letters of the candidates of which something stands in it, in letter order."""
        return tuple(sorted({item.letter for item in self.items if self.kept(item)}))

    def go(self, to: int) -> Merge:
        """Another passage comes before the person."""
        return replace(self, at=max(min(to, len(self.items) - 1), 0))

    def take(self, letter: str) -> Merge | None:
        """One candidate's version, and on to the next; `None` where it has none."""
        text = self.here.passage.text_of(letter)
        if text is None:
            return None
        return self._with(replace(self.here, letter=letter, text=text, standing="taken", edited=False)).go(
            self.at + 1
        )

    def keep(self) -> Merge:
        """What is shown, and on to the next."""
        return self._with(replace(self.here, standing="taken")).go(self.at + 1)

    def drop(self) -> Merge:
        """Without this passage, and on to the next."""
        return self._with(replace(self.here, standing="dropped")).go(self.at + 1)

    def edit(self, text: str) -> Merge:
        """The person's own words, on the source that they began with."""
        changed = text.rstrip("\n") != self.here.text.rstrip("\n")
        ended = text.rstrip("\n") + _space_after(self.here.text)
        return self._with(
            replace(self.here, text=ended, standing="taken", edited=changed or self.here.edited)
        )

    def move(self, by: int) -> Merge:
        """This passage one place up or down; it stays before the person."""
        to = self.at + by
        if not 0 <= to < len(self.items):
            return self
        items = list(self.items)
        items[self.at], items[to] = items[to], items[self.at]
        return replace(self, items=tuple(items), at=to)

    def _with(self, item: Item) -> Merge:
        return replace(self, items=(*self.items[: self.at], item, *self.items[self.at + 1 :]))

    @property
    def provenance(self) -> list[list[object]]:
        """Whose each passage that stands in it is, and whether it was edited, as JSON."""
        return [[item.letter, item.edited] for item in self.items if self.kept(item)]

    def candidate(self, comparison: Comparison) -> Candidate:
        """The merge as one more candidate, under the next letter."""
        letter = blind.next_letter(comparison.letters)
        return Candidate(
            letter, "merge", name="merge", text=self.text, status="complete", inputs=self.sources
        )


def begin(comparison: Comparison, letters: Sequence[str], base: str) -> Merge:
    """A merge of these candidates, in which everything is as `base` has it until the person decides."""
    order = (base, *(letter for letter in letters if letter != base))
    columns = align([(letter, comparison.candidate(letter).text) for letter in order])
    items = tuple(Item(column, *column.versions[0]) for column in columns)
    return Merge(base, items)


def align(texts: Sequence[tuple[str, str]]) -> tuple[Passage, ...]:
    """Passages of several texts beside each other: by heading, then by what they say.

    Each text is laid against what stands there so far. Its passages keep their order, and each of them
    stands in one place: taking all of one candidate gives back its text.
    """
    columns: list[list[tuple[str, str]]] = []
    for letter, text in texts:
        columns = _laid(columns, letter, passages(text))
    return tuple(Passage(tuple(column)) for column in columns)


def passages(text: str) -> tuple[str, ...]:
    """A text in paragraphs, each with the space after it; a heading goes with what follows it.

    Code between fences, a list without blank lines and a table stay whole. Joined they are the text.
    """
    found: list[str] = []
    open_passage = False
    for section in sections(text):
        for number, block in enumerate(section.blocks):
            head = number == 0 and bool(section.heading)
            if open_passage and not head:
                found[-1] += block
            else:
                found.append(block)
            fenced = _in_fence(found[-1])
            open_passage = head or fenced or not block.endswith(("\n\n", "\n\n\n"))
    return tuple(found)


def _in_fence(text: str) -> bool:
    """Whether code begins in a passage and does not end in it."""
    return sum(line.lstrip().startswith(("```", "~~~")) for line in text.splitlines()) % 2 == 1


def _laid(
    columns: Sequence[list[tuple[str, str]]], letter: str, parts: Sequence[str]
) -> list[list[tuple[str, str]]]:
    """The columns with one text more; what meets nothing gets a column behind the one before it."""
    meets = _meetings([column[0][1] for column in columns], parts)
    behind: dict[int, list[list[tuple[str, str]]]] = {}
    made = [list(column) for column in columns]
    last, together = -1, False
    for part, column in zip(parts, meets, strict=True):
        if column is not None and column > last:
            made[column].append((letter, part))
            last, together = column, True
        elif column == last and column is not None and together:
            made[column][-1] = (letter, made[column][-1][1] + part)
        else:
            behind.setdefault(last, []).append([(letter, part)])
            together = False
    result = list(behind.get(-1, ()))
    for number, versions in enumerate(made):
        result += [versions, *behind.get(number, ())]
    return result


def _meetings(standing: Sequence[str], parts: Sequence[str]) -> list[int | None]:
    """For each part the column with which it shares most, by the blocks that a diff pairs."""
    shared: dict[tuple[int, int], int] = {}
    left, right = _Walk(standing), _Walk(parts)
    for change in diff("".join(map(_ended, standing)), "".join(map(_ended, parts))).changes:
        column, part = left.after(change.left), right.after(change.right)
        if change.kind in ("same", "changed") and change.left.strip():
            shared[part, column] = shared.get((part, column), 0) + len(change.right.strip())
    best: list[int | None] = []
    for number in range(len(parts)):
        found = {column: size for (part, column), size in shared.items() if part == number}
        best.append(max(found, key=lambda column: (found[column], -column)) if found else None)
    return _alike(standing, parts, best)


def _alike(standing: Sequence[str], parts: Sequence[str], best: list[int | None]) -> list[int | None]:
    """Under other headings the same may be said: what met nothing meets what reads like it."""
    free = [column for column in range(len(standing)) if column not in best]
    lone = [number for number, column in enumerate(best) if column is None]
    if len(free) * len(lone) > _PAIRS:
        return best
    for number in lone:
        scores = {column: alike(standing[column], parts[number]) for column in free}
        found = max(scores, key=lambda column: (scores[column], -column), default=None)
        if found is not None and scores[found] >= ALIKE:
            best[number] = found
            free.remove(found)
    return best


class _Walk:
    """Which of some texts, one behind the other, a block stands in."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._ends: list[int] = []
        for text in texts:
            self._ends.append((self._ends[-1] if self._ends else 0) + len(_ended(text)))
        self._at = 0
        self._place = 0

    def after(self, block: str) -> int:
        """The text that this block, the next one, begins in."""
        if block:
            while self._place < len(self._ends) - 1 and self._at >= self._ends[self._place]:
                self._place += 1
            self._at += len(block)
        return self._place


def _ended(text: str) -> str:
    """A passage that ends its line: the last one of a text need not, but others follow it here."""
    return text if text.endswith("\n") else text + "\n\n"


def _parted(text: str, last: bool) -> str:
    return text if last or text.endswith("\n\n") else text.rstrip("\n") + "\n\n"


def _space_after(text: str) -> str:
    return text[len(text.rstrip("\n")) :]


def provenance_of(record: Record, letter: str) -> tuple[tuple[str, bool], ...]:
    """Whose each passage of a merge was, and whether it was edited; empty where that was not kept."""
    for reply in record.replies:
        if reply.kind == "own" and reply.about.get("merge") == letter:
            given = reply.about.get("passages")
            pairs = given if isinstance(given, list | tuple) else ()
            return tuple((pair[0], pair[1] is True) for pair in pairs if _is_pair(pair))
    return ()


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)


def provenance_text(record: Record, letter: str) -> str:
    """Where a merge comes from, in words: `D is a merge: 4 passages from A, 2 from C, 1 of them edited.`"""
    found = provenance_of(record, letter)
    if not found:
        return ""
    counts = Counter(whose for whose, _ in found)
    said = ", ".join(f"{n} from {whose}" for whose, n in sorted(counts.items()))
    edited = sum(changed for _, changed in found)
    more = f", {edited} of them edited" if edited else ""
    return f"{letter} is a merge of {len(found)} passages: {said}{more}.\n"


def smoothed(comparison: Comparison, merged: Candidate, member: Member, seed: int) -> Candidate:
    """A waiting candidate in which a model makes a merge read as one; the merge itself stays."""
    ((label, _),) = draw_labels([merged.letter], seed)
    nonce = draw_nonce([merged.text, comparison.prompt, *(d.text for d in comparison.documents)], seed)
    brief = smooth(comparison, label=label, text=merged.text, nonce=nonce)
    letter = blind.next_letter([*comparison.letters, merged.letter])
    return Candidate(letter, "merge", member, member.name, inputs=(merged.letter,), brief=brief)
