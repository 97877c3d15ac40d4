"""What a verdict says, as lines to go through and as Markdown; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.issues import State
from fusion_tui.core.judging import (
    PARTS,
    Cite,
    Part,
    Point,
    Sources,
    Ticked,
    Verdict,
    agrees,
    below_of,
    board,
    passage_of,
    same_step,
    sources_of,
    too_long,
    unread_of,
    verdicts_of,
    way_of,
)
from fusion_tui.core.models import Call, Candidate, Member, Record, Reply
from fusion_tui.ui.screens import verdict_failures as failures
from fusion_tui.ui.screens.triage_rows import fenced, line
from fusion_tui.ui.widgets.issue_list import Row

_PARTS: dict[Part, str] = {
    "consensus": "agree",
    "contradictions": "against",
    "partial": "some",
    "unique": "one",
    "blind_spots": "none",
    "verify": "verify",
}
_MEANING: dict[Part, str] = {
    "consensus": "All, or nearly all, say so.",
    "contradictions": "They contradict each other here.",
    "partial": "Only some cover it.",
    "unique": "Only one sees it.",
    "blind_spots": "None of them sees it.",
    "verify": "A claim to check before relying on it.",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a page, and what stands beside it."""

    row: Row
    text: str
    """As Markdown."""
    cites: tuple[Cite, ...] = ()
    """Texts that it speaks of, with passages; opened one after the other."""


@dataclass(frozen=True, slots=True)
class Page:
    """One verdict, or what a synthesis says of its sources."""

    title: str
    items: tuple[Item, ...]
    points: Verdict | None = None
    """There where the lines are points of difference to tick."""


def pages(record: Record, ticks: dict[str, bool]) -> tuple[Page, ...]:
    """Everything that judges have brought, the newest last; `ticks` are points by their text.

    What failed stands with the verdict that came in its place, else on a page of its own.
    """
    verdicts = verdicts_of(record)
    failed = failures.of(record, verdicts)
    found: list[tuple[failures.When, Page]] = [
        (_came(verdict.replies[0]), _page(record, verdicts, verdict, ticks, failed.before(verdict)))
        for verdict in verdicts
    ]
    for candidate in record.comparison.candidates:
        if (below := below_of(record, candidate.letter)) and not candidate.live:
            found.append((_came(below), _synthesis_page(record, candidate)))
        if unread := unread_of(record, candidate.letter):
            title = f"{candidate.letter}, a synthesis · cannot be read, and is no candidate"
            found.append((_came(unread[-1]), Page(title, (_raw(unread),))))
    found += [(when, Page("no verdict", tuple(map(_failed, calls)))) for when, calls in failed.alone]
    return tuple(page for _, page in sorted(found, key=lambda each: each[0]))


def _came(reply: Reply) -> failures.When:
    return reply.at, reply.id


def under_way(asked: Sequence[tuple[str, Member, int]], stop: str) -> Page:
    """What is being asked: kind, judge and how much has arrived; `stop` is the key that ends it."""
    items = []
    for kind, member, chars in asked:
        name = line(member.name)
        arrived = f"{chars:,} characters so far" if chars else "nothing has arrived yet"
        text = (
            f"## {name} is being asked\n\n{arrived.capitalize()}. {stop} stops it; what has arrived is kept."
        )
        items.append(Item(Row(f"{member.name}: {arrived}", kind, ()), text))
    return Page("waiting for the judge", tuple(items))


def _failed(call: Call) -> Item:
    """Who failed, why, and what can be done."""
    said = failures.said(call)
    text = [f"## {line(said)}"]
    if call.error:
        text += [fenced(call.error.provider_text)] * bool(call.error.provider_text.strip())
        text += [line(call.error.hint)] * bool(call.error.hint)
    text.append("The answers are as they were. f asks once more, or another judge.")
    return Item(Row(said, "failed", ()), "\n\n".join(text))


def _page(
    record: Record,
    verdicts: Sequence[Verdict],
    verdict: Verdict,
    ticks: dict[str, bool],
    failed: Sequence[Call],
) -> Page:
    what = {"compare": "comparison of", "rank": "ranking of", "points": "differences between"}[verdict.kind]
    title = f"{what} {', '.join(verdict.letters)} by {_judge(verdict)}"
    instead = tuple(map(_failed, failed))
    names = list(dict.fromkeys(call.member for call in failed))
    title += f" · {', '.join(names)} failed" if names else ""
    if verdict.unreadable:
        return Page(f"{title} · cannot be read", (_raw(verdict.replies), *instead))
    if verdict.compared:
        return Page(title, (*_compared(record, verdict), *instead))
    if verdict.points:
        # Ticks go by the points' places, so nothing stands before them.
        items = [_point(record, point, ticks) for point in verdict.points.points]
        return Page(title, (*items, *instead), verdict)
    return Page(title, (*_ranked(record, verdicts, verdict), *instead))


def _judge(verdict: Verdict) -> str:
    member = verdict.replies[0].member
    flag = {"own": ", who has a text here", "family": ", of the family of a text here"}
    return (member.name if member else "you") + flag.get(verdict.asked.ties, "")


def _raw(replies: Sequence[Reply]) -> Item:
    text = "\n\n".join(fenced(reply.text) for reply in replies)
    row = Row(" ".join(replies[0].text.split()), "raw", ())
    said = (
        "The reply has not the shape that was asked for, or names what was never shown. It counts for nothing"
    )
    return Item(row, f"## Cannot be read\n\n{said}, and stands here as it came.\n\n{text}")


# An analysis


def _compared(record: Record, verdict: Verdict) -> list[Item]:
    assert verdict.compared
    items = []
    for part in PARTS:
        for topic, point in _of_part(verdict, part):
            head = f"{topic}: {point.text}" if topic else point.text
            row = Row(head, _PARTS[part], point.letters)
            text = f"## {line(head)}\n\n{_MEANING[part]}\n\n{_cited(record, point.cites)}"
            items.append(Item(row, text, point.cites))
    return [*items, *_answered(record, verdict)]


def _of_part(verdict: Verdict, part: Part) -> list[tuple[str, Point]]:
    assert verdict.compared
    if part == "contradictions":
        return [
            (found.topic, stance) for found in verdict.compared.contradictions for stance in found.stances
        ]
    return [("", point) for point in verdict.compared.points(part)]


def _answered(record: Record, verdict: Verdict) -> list[Item]:
    """Criteria and axes, each a line for each text."""
    items = []
    for answer in verdict.answers:
        question = verdict.asked.questions[answer.question - 1]
        cites = (Cite(answer.letter, answer.quote),)
        text = f"## {line(question)}\n\n**{answer.letter}: {line(answer.answer)}** {line(answer.why)}"
        row = Row(f"{question}: {answer.answer}", "asked", (answer.letter,))
        items.append(Item(row, f"{text}\n\n{_cited(record, cites)}", cites))
    return items


def _cited(record: Record, cites: Sequence[Cite]) -> str:
    return "\n\n".join(part for cite in cites for part in _passage(record, cite))


def _passage(record: Record, cite: Cite) -> list[str]:
    if not cite.quote.strip():
        return [f"**{cite.letter}** says so."]
    candidate = record.comparison.candidate(cite.letter)
    found = passage_of(candidate, cite)
    where = f"line {found.first_line}" if found else "the quote does not stand there"
    quote = "\n".join(f"> {each}".rstrip() for each in cite.quote.splitlines())
    return [f"**{cite.letter}**, {where}", quote]


# A ranking


def _ranked(record: Record, verdicts: Sequence[Verdict], verdict: Verdict) -> list[Item]:
    ranking = verdict.ranking
    assert ranking
    table = _table(verdicts, verdict)
    result = f"{ranking.winner} stands first in both orders." if ranking.winner else "No clear winner."
    said = [f"## {result}", _agreement(verdict), _beside(record, verdict), table]
    items = [Item(Row(result, "result", ()), "\n\n".join(part for part in said if part))]
    before = 0
    for place in ranking.places:
        number = f"{before + 1}."
        before += len(place.letters)
        head = f"## {number} {', '.join(place.letters)}"
        text = "\n\n".join((head, line(place.reason), _orders(verdict, place.letters)))
        items.append(Item(Row(place.reason, number, place.letters), text))
    return [*items, *_answered(record, verdict)]


def _agreement(verdict: Verdict) -> str:
    assert verdict.ranking
    share = verdict.ranking.agreement
    if share is None:
        return "Only one of the two presentation orders could be read, so nothing is said about first place."
    return f"Both presentation orders agree on {round(100 * share)}% of the pairs."


def _beside(record: Record, verdict: Verdict) -> str:
    assert verdict.ranking
    same = agrees(verdict.ranking, record.pick)
    if same is None or record.pick is None:
        return ""
    return f"Your pick was {record.pick.best}: {'the judge agrees' if same else 'the judge does not'}."


def _orders(verdict: Verdict, letters: Sequence[str]) -> str:
    assert verdict.ranking
    named = (("as first shown", verdict.ranking.first), ("in the reverse order", verdict.ranking.reverse))
    return "\n".join(
        f"- {letter} {how}: place {order.place(letter):g}. {line(order.reason(letter))}"
        for letter in letters
        for how, order in named
        if order
    )


def _table(verdicts: Sequence[Verdict], verdict: Verdict) -> str:
    """Several judges: places by judge, Borda points, spread."""
    together = [one for one in same_step(verdicts, verdict) if one.ranking]
    if len(together) < 2:
        return ""
    judges = [one.asked.judge for one in together]
    cells = [
        (row.letter, *(f"{place:g}" for _, place in row.places), f"{row.points:g}", f"{row.spread:g}")
        for row in board(together)
    ]
    rows = [f"| {' | '.join(each)} |" for each in cells]
    head = f"|  | {' | '.join(judges)} | Borda | spread |\n|---|{'---|' * (len(judges) + 2)}"
    named = ", ".join(f"{one.asked.judge} is {_judge(one)}" for one in together)
    return "\n".join([head, *rows]) + f"\n\n{named}."


# Points and syntheses


def _point(record: Record, point: Point, ticks: dict[str, bool]) -> Item:
    wanted = ticks.get(point.text, True)
    state: State = "accepted" if wanted else "dismissed"
    row = Row(point.text, "wanted" if wanted else "unwanted", point.letters, state)
    return Item(row, f"## {line(point.text)}\n\n{_cited(record, point.cites)}", point.cites)


def ticked(verdict: Verdict, ticks: dict[str, bool]) -> tuple[Ticked, ...]:
    """The points with what the person wants of them."""
    assert verdict.points
    return tuple(Ticked(point, ticks.get(point.text, True)) for point in verdict.points.points)


def _synthesis_page(record: Record, candidate: Candidate) -> Page:
    inputs = ", ".join(sorted(candidate.inputs))
    title = f"{candidate.letter}, a synthesis ({way_of(candidate)}) of {inputs}"
    sources = sources_of(record, candidate.letter)
    if sources is None:
        below = below_of(record, candidate.letter)
        assert below, "it has a page"
        return Page(f"{title} · its sources cannot be read", (_raw((below,)),))
    return Page(title, (*_length(record, candidate), *_sources(sources)))


def _length(record: Record, candidate: Candidate) -> list[Item]:
    over = too_long(record.comparison, candidate.letter)
    if not over:
        return []
    said = f"{over} words longer than the longest text it came from, against what was asked"
    return [Item(Row(said, "length", (candidate.letter,)), f"## {candidate.letter}\n\n{said}.")]


def _sources(sources: Sources) -> list[Item]:
    named = (("took", sources.took), ("minority", sources.minority), ("dropped", sources.dropped))
    meaning = {
        "took": "What of it stands in the synthesis.",
        "minority": "What it holds against the synthesis.",
        "dropped": "What was left out of it, and why.",
    }
    return [
        Item(
            Row(source.said or "nothing more is said", kind, (source.letter,)),
            f"## {source.letter}\n\n{meaning[kind]}\n\n{line(source.said)}",
            (Cite(source.letter, ""),),
        )
        for kind, each in named
        for source in each
    ]
