"""Rubrics: criteria that a document passes or fails, written as a Markdown list, and the answers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fusion_tui.core.issues.locating import Finder, Place
from fusion_tui.core.issues.reading import lines_of, quote_of
from fusion_tui.core.models import Comparison
from fusion_tui.errors import UsageError

Verdict = Literal["pass", "fail", "cannot tell", "unreadable", "missing"]
"""`unreadable` is an answer that says none of the three, `missing` no answer at all."""

MOST = 30
"""Criteria of one rubric; longer lists are not answered with care."""

_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)])(?:\s+(?P<text>.*?))?\s*$")
_HEADING = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<text>.*?)[\s#]*$")
_LABEL_WORDS = 4

_NUMBER = re.compile(
    r"^\s{0,3}(?P<mark>#{1,6}\s+|[-*+]\s+)?(?:\*\*|__)?(?:criterion\s+)?(?P<number>\d{1,2})"
    r"(?:\*\*|__)?\s*(?:[.):]|[-–—](?=\s))\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_WORDS = r"(?P<word>pass(?:es|ed)?|fail(?:s|ed)?|cannot tell|can not tell|can['’]t tell|unclear)"
_FIRST = re.compile(rf"^(?:(?:verdict|answer|result)\W+)?[^\w\s]*\s*{_WORDS}(?P<after>(?!\w).*)$", re.I)
_LAST = re.compile(rf"(?:[:*_–—-]|✅|❌)\s*{_WORDS}[\s*_.]*$", re.I)
_CHOICE = re.compile(rf"^[\s*_]*(?:[/|,;]\s*|or\s)\s*(?:or\s+)?{_WORDS}(?!\w)", re.I)
_ENDED = re.compile(r"^(?:$|[\s*_\])]*(?:$|[:.,;(–—>-]))")
_INLINE = re.compile(r"[\"“«]([^\"“”«»]{8,})[\"”»]")


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria that a kind of document is judged by."""

    name: str
    criteria: tuple[str, ...]
    """One line each; what stands before a colon is its label."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer says of one criterion."""

    letter: str
    number: int
    """The criterion's, counted from 1."""
    verdict: Verdict
    why: str = ""
    quote: str = ""
    """As the reviewer gave it; empty when there is none."""
    place: Place | None = None
    """Where the quote stands in the documents."""


def read_rubric(text: str, name: str, where: str) -> Rubric:
    """A rubric from Markdown: every list item is a criterion, and headings may stand between them.

    An indented line goes on with the item above it. Whatever else stands there raises `UsageError`, which
    names `where` and the line: nothing that was written is left out without a word.
    """
    criteria: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        at = f"{where}, line {number}"
        item = _ITEM.match(line)
        if not line.strip() or _HEADING.match(line):
            continue
        if item:
            criteria.append(_criterion(item["text"] or "", criteria, at))
        elif line[0] in " \t" and criteria:
            criteria[-1] = _continued(criteria[-1], line.strip(), at)
        else:
            raise UsageError(f"{at}: expected a criterion such as `- Rollback: it says how`, found {line!r}.")
    if not criteria:
        raise UsageError(
            f"{where}: there is no criterion; write each as a list item: `- Rollback: it says how`."
        )
    return Rubric(_line(name), tuple(criteria))


def _criterion(text: str, before: Sequence[str], at: str) -> str:
    if not (said := _line(text)):
        raise UsageError(f"{at}: this criterion is empty.")
    if said in before:
        raise UsageError(f"{at}: this criterion stands there twice.")
    if len(before) == MOST:
        raise UsageError(f"{at}: a rubric holds at most {MOST} criteria.")
    return said


def _continued(criterion: str, more: str, at: str) -> str:
    if _ITEM.match(more):
        raise UsageError(f"{at}: a criterion holds no list; make this a criterion of its own.")
    return _line(f"{criterion} {more}")


def label_of(criterion: str) -> str:
    """A few words that stand for a criterion: those before its colon, else its first ones."""
    label, colon, _ = criterion.partition(": ")
    words = label.strip("*_ ").split()
    if colon and words and len(words) <= _LABEL_WORDS:
        return " ".join(words)
    words = criterion.split()
    return " ".join(words[:_LABEL_WORDS]) + ("…" if len(words) > _LABEL_WORDS else "")


def read_answers(text: str, letter: str, criteria: Sequence[str], finder: Finder) -> tuple[Answer, ...]:
    """One answer for each criterion, read from a reply; an answer that is none says so.

    They are looked for under the heading that says criteria, else in the whole reply. Two answers to one
    criterion that differ are unreadable: which of them counts is not for a reader to guess.
    """
    found: dict[int, Answer] = {}
    for number, verdict, first, body in _items(text, list(map(label_of, criteria))):
        quote, rest = quote_of(body)
        why = _line(" ".join([first, *rest]))
        quote = quote or next(iter(_INLINE.findall(why)), "")
        answer = Answer(letter, number, verdict or "unreadable", why, quote, finder.find(quote))
        before = found.get(number)
        differs = before is not None and before.verdict != answer.verdict
        found[number] = replace(answer, verdict="unreadable") if differs else before or answer
    return tuple(
        found.get(number, Answer(letter, number, "missing")) for number in range(1, len(criteria) + 1)
    )


Item = tuple[int, Verdict | None, str, list[str]]
"""Number, verdict, what else its line says, the lines below it."""


def _items(text: str, labels: Sequence[str]) -> Iterator[Item]:
    lines, sure = _section(text)
    last = 0
    item: Item | None = None
    for line in lines:
        number, verdict, rest = _opening(line, labels)
        counted = 1 <= number <= len(labels)
        if counted and (verdict or (sure or last) and number == last + 1):
            if item:
                yield _settled(item)
            item, last = (number, verdict, rest, []), number
        elif item:
            item[3].append(line)
    if item:
        yield _settled(item)


def _section(text: str) -> tuple[list[str], bool]:
    """The lines under the heading that says criteria, and whether there is one."""
    lines = lines_of(text)
    level, start = 0, 0
    for place, (line, in_code) in enumerate(lines):
        heading = None if in_code else _HEADING.match(line)
        if heading and level and len(heading["marks"]) <= level and not _NUMBER.match(line):
            return [line for line, _ in lines[start:place]], True
        if heading and not level and re.match(r"[\W\d]*criteria\b", heading["text"], re.I):
            level, start = len(heading["marks"]), place + 1
    return [line for line, _ in lines[start:]], level > 0


def _opening(line: str, labels: Sequence[str]) -> tuple[int, Verdict | None, str]:
    """The criterion that a line begins to answer, 0 for none; its verdict if it says one; the rest."""
    if line.lstrip().startswith("|"):
        return _row(line, labels)
    if found := _NUMBER.match(line):
        return int(found["number"]), *_verdict(found["rest"].lstrip("*_ "))
    for number, label in enumerate(labels, start=1):
        if said := _after_label(line, label):
            return number, *_verdict(said)
    return 0, None, ""


def _row(line: str, labels: Sequence[str]) -> tuple[int, Verdict | None, str]:
    """The same of a table's row: the criterion in its first cell, the verdict in any other."""
    first, *cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    counted = re.match(r"\W*(\d{1,2})\b", first)
    named = next((n for n, label in enumerate(labels, start=1) if _after_label(f"{first}:.", label)), 0)
    verdict = next((said for cell in cells if (said := _verdict(cell)[0])), None)
    why = " ".join(cell for cell in cells if not _verdict(cell)[0])
    return int(counted[1]) if counted else named, verdict, why


def _after_label(line: str, label: str) -> str:
    """What stands behind a criterion's label at the start of a line; empty where it does not."""
    words = r"\s+".join(map(re.escape, label.removesuffix("…").split()))
    found = re.match(
        rf"^\s{{0,3}}(?:#{{1,6}}\s+|[-*+]\s+)?[*_]*{words}[*_]*\s*[:–—-]+(?P<rest>.*)$", line, re.I
    )
    return found["rest"].strip() if found else ""


def _verdict(said: str) -> tuple[Verdict | None, str]:
    """The verdict that a line says at its start or end, and what else it says."""
    if (first := _FIRST.match(said)) and _ENDED.match(first["after"]) and not _CHOICE.match(first["after"]):
        return _meant(first["word"]), first["after"].strip(" *_:.,;–—->")
    if not first and (last := _LAST.search(said)):
        return _meant(last["word"]), said[: last.start()].strip(" *_:")
    return None, said.strip()


def _meant(word: str) -> Verdict:
    word = word.lower()
    return "pass" if word.startswith("pass") else "fail" if word.startswith("fail") else "cannot tell"


def _settled(item: Item) -> Item:
    """The item with the verdict that its first line of text says, where its own line said none."""
    number, verdict, rest, body = item
    spoken = next(
        (n for n, line in enumerate(body) if line.strip() and not line.lstrip().startswith(">")), None
    )
    if verdict or spoken is None:
        return item
    verdict, more = _verdict(body[spoken].strip(" -*_"))
    return (number, verdict, more, body[:spoken] + body[spoken + 1 :]) if verdict else item


def _line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Checklist:
    """A rubric with what every reviewer answered."""

    rubric: Rubric
    letters: tuple[str, ...]
    """Of the candidates that have ended with a text, in order."""
    rows: tuple[tuple[Answer, ...], ...]
    """For each criterion the answers, in the order of the letters."""

    def counted(self, number: int) -> dict[Verdict, int]:
        """How many reviewers said what of one criterion, counted from 1."""
        said = [answer.verdict for answer in self.rows[number - 1]]
        return {verdict: said.count(verdict) for verdict in dict.fromkeys(said)}


def checklist(rubric: Rubric, comparison: Comparison) -> Checklist:
    """Every answer of a comparison to a rubric's criteria, with the quotes found in its documents."""
    finder = Finder(comparison.documents)
    ended = [c for c in comparison.candidates if c.pickable and not c.live]
    columns = [read_answers(c.text, c.letter, rubric.criteria, finder) for c in ended]
    rows = tuple(zip(*columns, strict=True)) if columns else ((),) * len(rubric.criteria)
    return Checklist(rubric, tuple(c.letter for c in ended), rows)
