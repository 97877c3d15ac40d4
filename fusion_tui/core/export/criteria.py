"""A rubric's criteria with what every reviewer answered: as Markdown, and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from fusion_tui.core.models import Comparison
from fusion_tui.core.prompts import rubric_of
from fusion_tui.core.rubrics import Answer, Checklist, Verdict, checklist, label_of

Json = dict[str, object]

_WORDS: dict[Verdict, str] = {"missing": "no answer"}
"""Verdicts that are called otherwise where people read them."""


def answered(comparison: Comparison) -> Checklist | None:
    """The rubric that a review was asked by, with the answers so far; `None` without a rubric."""
    rubric = rubric_of(comparison.prompt)
    return checklist(rubric, comparison) if rubric else None


def criteria_object(comparison: Comparison) -> Json | None:
    """The same as JSON: the rubric's name, and for each criterion every answer with its place."""
    listed = answered(comparison)
    if listed is None:
        return None
    rows = zip(listed.rubric.criteria, listed.rows, strict=True)
    return {
        "rubric": listed.rubric.name,
        "criteria": [
            {"criterion": criterion, "answers": [asdict(answer) for answer in row]} for criterion, row in rows
        ],
    }


def to_criteria(listed: Checklist) -> str:
    """A table of criterion and letter, then every answer with its quote and where that stands."""
    rows = list(enumerate(zip(listed.rubric.criteria, listed.rows, strict=True), start=1))
    table = [
        f"| criterion | {' | '.join(listed.letters)} |",
        "|---" * (len(listed.letters) + 1) + "|",
        *(_row(number, criterion, row) for number, (criterion, row) in rows),
    ]
    told = [_told(number, criterion, row) for number, (criterion, row) in rows]
    head = f"## Criteria: {_line(listed.rubric.name)}"
    return "\n\n".join([head, *(["\n".join(table), *told] if listed.letters else ["No answer yet."])]) + "\n"


def _row(number: int, criterion: str, row: tuple[Answer, ...]) -> str:
    cells = [f"{number}. {label_of(criterion)}", *(_word(answer) for answer in row)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _told(number: int, criterion: str, row: tuple[Answer, ...]) -> str:
    return "\n\n".join([f"### {number}. {_line(criterion)}", *map(_said, row)])


def _said(answer: Answer) -> str:
    why = f": {_line(answer.why)}" if answer.why else ""
    quote = f"\n\n> {_line(answer.quote)}\n\n({_where(answer)})" if answer.quote else ""
    return f"**{answer.letter} {_word(answer)}**{why}{quote}"


def _where(answer: Answer) -> str:
    place = answer.place
    if place is None:
        return "passage not found"
    near = "" if place.how == "exact" else ", nearly in these words"
    return f"{_line(place.document)}, line {place.first_line}{near}"


def _word(answer: Answer) -> str:
    return _WORDS.get(answer.verdict, answer.verdict)


def _line(text: str) -> str:
    return " ".join(text.split())
