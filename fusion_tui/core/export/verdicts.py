"""What judges brought, as others read it: sentences and JSON, by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from fusion_tui.core.judging import (
    PARTS,
    Cite,
    Part,
    Point,
    Source,
    Sources,
    Verdict,
    agrees,
    board,
    passage_of,
    same_step,
    sources_of,
    verdicts_of,
    way_of,
)
from fusion_tui.core.models import Record

Json = dict[str, object]

_HEADS: dict[Part, str] = {
    "consensus": "All say",
    "contradictions": "They contradict each other",
    "partial": "Only some cover",
    "unique": "Only one sees",
    "blind_spots": "None sees",
    "verify": "To verify",
}


def summary_of_verdict(verdict: Verdict) -> str:
    """On one line: `ranking of A, B, C by NAME: A stands first in both orders`."""
    what = {"compare": "comparison", "rank": "ranking", "points": "points of difference"}[verdict.kind]
    return f"{what} of {', '.join(verdict.letters)} by {judge_name(verdict)}: {_result(verdict)}"


def judge_name(verdict: Verdict) -> str:
    """Who judged, with what makes it partial."""
    member = verdict.replies[0].member
    flag = {"own": " (has a text here)", "family": " (a model of its family has a text here)"}
    return (member.name if member else "you") + flag.get(verdict.asked.ties, "")


def _result(verdict: Verdict) -> str:
    if verdict.unreadable:
        return "cannot be read"
    if verdict.ranking:
        winner = verdict.ranking.winner
        return f"{winner} stands first in both orders" if winner else "no clear winner"
    if verdict.points:
        return f"{len(verdict.points.points)} points"
    points = sum(len(verdict.compared.points(part)) for part in PARTS) if verdict.compared else 0
    return f"{points} points"


def verdict_text(record: Record, verdict: Verdict) -> str:
    """All that one judge gave in one step, to be read.

    The heading holds the start of the random id, so that no text in it can imitate another's.
    """
    lines = [f"===== {record.comparison.id[:8]} {summary_of_verdict(verdict)} ====="]
    if verdict.unreadable:
        lines += [f"  {line}".rstrip() for reply in verdict.replies for line in reply.text.splitlines()]
    elif verdict.compared:
        lines += _compared_lines(record, verdict)
    elif verdict.points:
        for number, point in enumerate(verdict.points.points, start=1):
            lines += _point_lines(record, f"{number}. ", point)
    else:
        lines += _ranking_lines(record, verdict)
    return "\n".join([*lines, *_answer_lines(record, verdict)]) + "\n"


def claims_of(verdicts: Sequence[Verdict]) -> list[str]:
    """What judges say should be verified before it is relied on, each claim once, with its letters."""
    found = (_point(point) for one in verdicts if one.compared for point in one.compared.verify)
    return list(dict.fromkeys(found))


def _compared_lines(record: Record, verdict: Verdict) -> list[str]:
    assert verdict.compared
    lines = []
    for part in PARTS:
        if verdict.compared.points(part):
            lines.append(f"{_HEADS[part]}:")
            if part == "contradictions":
                for found in verdict.compared.contradictions:
                    lines.append(f"- {found.topic}")
                    for stance in found.stances:
                        lines += _point_lines(record, "  - ", stance)
            else:
                for point in verdict.compared.points(part):
                    lines += _point_lines(record, "- ", point)
    return lines


def _answer_lines(record: Record, verdict: Verdict) -> list[str]:
    """Criteria and axes, each for each text, with what decides it."""
    lines = []
    for answer in verdict.answers:
        question = verdict.asked.questions[answer.question - 1]
        why = f" ({answer.why})" if answer.why else ""
        lines.append(f"{answer.letter}, {question}: {answer.answer}{why}")
        lines += _quote_lines(record, Cite(answer.letter, answer.quote), "  ")
    return lines


def _point_lines(record: Record, start: str, point: Point) -> list[str]:
    indent = " " * len(start)
    quotes = [line for cite in point.cites for line in _quote_lines(record, cite, indent)]
    return [f"{start}{_point(point)}", *quotes]


def _quote_lines(record: Record, cite: Cite, indent: str) -> list[str]:
    """A quote with its letter and line; nothing where nothing is quoted."""
    if not cite.quote.strip():
        return []
    place = passage_of(record.comparison.candidate(cite.letter), cite)
    near = "" if place is None or place.how == "exact" else ", nearly in these words"
    where = f"line {place.first_line}{near}" if place else "passage not found"
    return [f"{indent}> {' '.join(cite.quote.split())} ({cite.letter}, {where})"]


def _ranking_lines(record: Record, verdict: Verdict) -> list[str]:
    ranking = verdict.ranking
    assert ranking
    lines, before = [], 0
    for place in ranking.places:
        lines.append(f"{before + 1}. {' = '.join(place.letters)}: {place.reason}")
        before += len(place.letters)
    if ranking.agreement is None:
        lines.append("Only one presentation order could be read.")
    else:
        lines.append(f"Both presentation orders agree on {round(100 * ranking.agreement)}% of the pairs.")
    together = [one for one in same_step(verdicts_of(record), verdict) if one.ranking]
    if len(together) > 1:
        table = (f"{row.letter} {row.points:g} (spread {row.spread:g})" for row in board(together))
        lines.append(f"All judges, Borda points: {', '.join(table)}.")
    same = agrees(ranking, record.pick)
    if same is not None and record.pick:
        lines.append(f"Your pick was {record.pick.best}: the judge {'agrees' if same else 'does not'}.")
    return lines


def _point(point: Point) -> str:
    return f"{point.text} [{' '.join(point.letters)}]" if point.letters else point.text


def sources_text(record: Record, letter: str) -> str:
    """What a synthesis says of its sources, to be read; empty for other candidates."""
    candidate = record.comparison.candidate(letter)
    if candidate.kind != "synthesis":
        return ""
    lines = [f"{letter} is a synthesis ({way_of(candidate)}) of {', '.join(sorted(candidate.inputs))}."]
    sources = sources_of(record, letter)
    if sources is None:
        return f"{lines[0]} It says nothing of its sources that could be read.\n"
    for name, each in _kinds(sources):
        lines += [f"{name} {source.letter}: {source.said}" for source in each]
    return "\n".join(lines) + "\n"


def _kinds(sources: Sources) -> tuple[tuple[str, tuple[Source, ...]], ...]:
    return (
        ("took from", sources.took),
        ("minority note of", sources.minority),
        ("dropped from", sources.dropped),
    )


def verdicts_object(record: Record) -> list[Json]:
    """Every verdict as JSON, by letter; what could not be read stands as it came."""
    return [_object(record, verdict) for verdict in verdicts_of(record)]


def _object(record: Record, verdict: Verdict) -> Json:
    asked, ranking = verdict.asked, verdict.ranking
    return {
        "kind": verdict.kind,
        "step": asked.step,
        "judge": judge_name(verdict),
        "ties": asked.ties,
        "recipe": asked.recipe,
        "letters": list(verdict.letters),
        "compared": _located(record, asdict(verdict.compared)) if verdict.compared else None,
        "questions": list(asked.questions),
        "points": _located(record, asdict(verdict.points)) if verdict.points else None,
        "ranking": {
            "places": [asdict(place) for place in ranking.places],
            "first_order": [list(place.letters) for place in ranking.first.places] if ranking.first else None,
            "reverse_order": [list(p.letters) for p in ranking.reverse.places] if ranking.reverse else None,
            "agreement": ranking.agreement,
            "winner": ranking.winner,
            "answers": [_located(record, asdict(answer)) for answer in ranking.answers],
        }
        if ranking
        else None,
        "unreadable": [reply.text for reply in verdict.replies] if verdict.unreadable else None,
    }


def _located(record: Record, value: object) -> object:
    """The same with a place beside each quote: where it stands in that candidate's text."""
    if isinstance(value, list | tuple):
        return [_located(record, item) for item in value]
    if not isinstance(value, dict):
        return value
    found: Json = {name: _located(record, item) for name, item in value.items()}
    match value:
        case {"letter": str(letter), "quote": str(quote)}:
            place = passage_of(record.comparison.candidate(letter), Cite(letter, quote))
            found["place"] = asdict(place) if place else None
    return found


def syntheses_object(record: Record) -> list[Json]:
    """Every synthesis with what it says of its sources."""
    found: list[Json] = []
    for candidate in record.comparison.candidates:
        if candidate.kind == "synthesis":
            sources = sources_of(record, candidate.letter)
            found.append(
                {
                    "letter": candidate.letter,
                    "way": way_of(candidate),
                    "inputs": sorted(candidate.inputs),
                    "status": candidate.status,
                    "sources": asdict(sources) if sources else None,
                }
            )
    return found
