"""The way back: an object of `export --format json` becomes the record it was made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from fusion_tui.core.export.fields import MAX_INTEGER, Fields, said
from fusion_tui.core.export.json_format import SCHEMA
from fusion_tui.core.messages import Brief, Message
from fusion_tui.core.models import (
    LIVE,
    Ballot,
    Call,
    CallError,
    Candidate,
    CandidateKind,
    Comparison,
    Decision,
    Document,
    Member,
    Outcome,
    Pick,
    Record,
    Reply,
    ReplyKind,
    Reveal,
    Role,
    Shown,
    Status,
    Turn,
    Usage,
)
from fusion_tui.core.picking import Choice
from fusion_tui.errors import ErrorKind, RecordError, Stage

_KINDS: tuple[CandidateKind, ...] = get_args(CandidateKind)
_STATUSES: tuple[Status, ...] = get_args(Status)
_OUTCOMES_OF_CALLS: tuple[Status, ...] = tuple(status for status in _STATUSES if status not in LIVE)
_ROLES: tuple[Role, ...] = get_args(Role)
_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_STAGES: tuple[Stage, ...] = get_args(Stage)
_ERROR_KINDS: tuple[ErrorKind, ...] = get_args(ErrorKind)
_REPLIES: tuple[ReplyKind, ...] = get_args(ReplyKind)
_SPEAKERS: tuple[Literal["system", "user", "assistant"], ...] = ("system", "user", "assistant")
_BALLOTS: tuple[Literal["arena", "retest"], ...] = ("arena", "retest")


def to_record(value: object) -> Record:
    """The record that `export_object` made this object of; keys that are not known are left alone.

    Raises `RecordError` for anything that could not have been exported, so that whatever is returned can
    be stored and shown: letters, ids and rankings fit each other.
    """
    if not isinstance(value, dict):
        raise RecordError(f"found {said(value)}, expected an object.")
    top = Fields("", value)
    _check_schema(top)
    comparison = _comparison(top)
    ballots = tuple(_ballot(item, comparison) for item in _distinct(top, "ballots"))
    if not ballots:
        raise top.wrong("ballots", "at least one ballot")
    picks = tuple(_pick(item, comparison, ballots) for item in _distinct(top, "picks"))
    _check_undos(top.items("picks"))
    return Record(
        comparison=comparison,
        ballots=ballots,
        calls=tuple(_call(item, comparison) for item in _distinct(top, "calls")),
        picks=picks,
        reveals=tuple(
            Reveal(comparison.id, item.moment("at"), item.text("how")) for item in top.items("reveals")
        ),
        # The first exports knew no triage; issues themselves stand in the answers.
        decisions=tuple(_decision_on_issue(item, comparison) for item in _optional(top, "decisions")),
        replies=tuple(_reply(item, comparison) for item in _distinct_replies(top)),
    )


def _distinct_replies(top: Fields) -> list[Fields]:
    return _distinct(top, "replies") if "replies" in top.values else []


def _reply(item: Fields, comparison: Comparison) -> Reply:
    member = item.optional_part("member")
    return Reply(
        id=item.text("id"),
        comparison_id=comparison.id,
        kind=item.word("kind", _REPLIES),
        member=_seat(member) if member else None,
        about=item.free("about"),
        text=item.text("text"),
        at=item.moment("at"),
    )


def _seat(item: Fields) -> Member:
    return Member(
        provider=item.text("provider"),
        model=item.text("model"),
        name=item.text("name"),
        persona=item.text("persona"),
        params=item.free("params"),
    )


def _optional(top: Fields, name: str) -> list[Fields]:
    return top.items(name) if name in top.values else []


def _decision_on_issue(item: Fields, comparison: Comparison) -> Decision:
    accepted = None if item.values.get("accepted") is None else item.flag("accepted")
    return Decision(comparison.id, item.text("issue"), accepted, item.moment("at"))


def _check_schema(top: Fields) -> None:
    if "schema" not in top.values and "candidates" in top.values:
        raise RecordError(
            "schema: found nothing. `--json` prints less than a whole comparison; "
            "use the file that `fusion export --format json` writes."
        )
    if top.integer("schema", 1) > SCHEMA:
        raise RecordError(
            f"schema: found {top.integer('schema')}, expected {SCHEMA}: "
            "a newer Fusion gave a key another meaning; update Fusion."
        )


def _comparison(top: Fields) -> Comparison:
    candidates = tuple(map(_candidate, _distinct(top, "candidates", "letter")))
    if not candidates:
        raise top.wrong("candidates", "at least one candidate")
    _check_inputs(top, candidates)
    return Comparison(
        # Whatever is looked up by an id is looked up in this form.
        id=top.matching("id", "[0-9a-f]{32}", "32 hexadecimal digits"),
        created_at=top.moment("created_at"),
        prompt=top.text("prompt"),
        documents=tuple(map(_document, top.items("documents"))),
        panel=top.text("panel"),
        candidates=candidates,
        seed=top.integer("seed", -MAX_INTEGER),
        blind=top.flag("blind"),
        demo=top.flag("demo"),
        prompt_version=top.integer("prompt_version"),
        thread_id=top.text("thread_id"),
        parent_id=top.optional_text("parent_id"),
        # The first exports knew no threads.
        context=tuple(map(_turn, _optional(top, "context"))),
    )


def _check_inputs(top: Fields, candidates: Sequence[Candidate]) -> None:
    """What a candidate was made from stands in the comparison, before it."""
    earlier: set[str] = set()
    for item, candidate in zip(top.items("candidates"), candidates, strict=True):
        if not set(candidate.inputs) <= earlier:
            raise item.wrong("inputs", "letters of candidates that come before it")
        earlier.add(candidate.letter)


def _document(item: Fields) -> Document:
    sha256 = item.matching("sha256", "[0-9a-f]{64}", "64 hexadecimal digits")
    return Document(item.text("name"), item.text("text"), sha256, item.integer("size"))


def _turn(item: Fields) -> Turn:
    return Turn(
        comparison_id=item.text("comparison_id"),
        letter=item.text("letter"),
        prompt=item.text("prompt"),
        documents=tuple(map(_document, item.items("documents"))),
        answer=item.text("answer"),
    )


def _candidate(item: Fields) -> Candidate:
    return Candidate(
        letter=item.matching("letter", "[A-Z][0-9]{0,3}", "a letter such as A or A2"),
        kind=item.word("kind", _KINDS),
        member=_member(item),
        name=item.text("member"),
        text=item.text("text"),
        reasoning=item.text("reasoning"),
        status=item.word("status", _OUTCOMES_OF_CALLS),
        error=_error(item),
        finish_reason=item.optional_text("finish_reason"),
        model_served=item.optional_text("model_served"),
        usage=_usage(item),
        cost_usd=item.optional_number("cost_usd"),
        ttft_s=item.optional_number("ttft_s"),
        seconds=item.optional_number("seconds"),
        # The first exports knew no rounds.
        inputs=item.texts("inputs") if "inputs" in item.values else (),
        brief=_brief(item),
    )


def _brief(item: Fields) -> Brief | None:
    brief = item.optional_part("brief")
    if brief is None:
        return None
    messages = (
        Message(told.word("role", _SPEAKERS), told.text("content"), told.integer("shared"))
        for told in brief.items("messages")
    )
    return Brief(tuple(messages), brief.text("mark"))


def _member(item: Fields) -> Member | None:
    provider = item.optional_text("provider")
    if provider is None:
        return None
    return Member(
        provider=provider,
        model=item.text("model_requested"),
        # The first exports left it out where it was the candidate's own.
        name=item.text("seat" if "seat" in item.values else "member"),
        persona=item.text("persona"),
        params=item.free("params"),
    )


def _call(item: Fields, comparison: Comparison) -> Call:
    letter = item.optional_text("candidate")
    if letter is not None and letter not in comparison.letters:
        raise item.wrong("candidate", "a candidate's letter or null")
    return Call(
        id=item.text("id"),
        role=item.word("role", _ROLES),
        letter=letter,
        member=item.text("member"),
        provider=item.text("provider"),
        model_requested=item.text("model_requested"),
        started_at=item.moment("started_at"),
        status=item.word("status", _OUTCOMES_OF_CALLS),
        model_served=item.optional_text("model_served"),
        request_id=item.optional_text("request_id"),
        finish_reason=item.optional_text("finish_reason"),
        error=_error(item),
        usage=_usage(item),
        cost_usd=item.optional_number("cost_usd"),
        ttft_s=item.optional_number("ttft_s"),
        seconds=item.optional_number("seconds"),
        attempts=item.integer("attempts"),
    )


def _error(item: Fields) -> CallError | None:
    error = item.optional_part("error")
    if error is None:
        return None
    return CallError(
        stage=error.word("stage", _STAGES),
        kind=error.word("kind", _ERROR_KINDS),
        http_status=error.optional_integer("http_status"),
        provider_text=error.text("provider_text"),
        hint=error.text("hint"),
    )


def _usage(item: Fields) -> Usage:
    usage = item.part("usage")
    return Usage(
        input_tokens=usage.optional_integer("input_tokens"),
        output_tokens=usage.optional_integer("output_tokens"),
        cached_tokens=usage.optional_integer("cached_tokens"),
        reasoning_tokens=usage.optional_integer("reasoning_tokens"),
    )


def _ballot(item: Fields, comparison: Comparison) -> Ballot:
    _check_owner(item, comparison)
    order = _letters(item, "order", comparison.letters)
    if not order:
        raise item.wrong("order", "at least one letter")
    return Ballot(
        id=item.text("id"),
        comparison_id=comparison.id,
        kind=item.word("kind", _BALLOTS),
        order=order,
        seed=item.integer("seed", -MAX_INTEGER),
        created_at=item.moment("created_at"),
    )


def _pick(item: Fields, comparison: Comparison, ballots: Sequence[Ballot]) -> Pick:
    _check_owner(item, comparison)
    letters = comparison.letters
    ballot_id = item.text("ballot_id")
    if ballot_id not in {ballot.id for ballot in ballots}:
        raise item.wrong("ballot_id", "the id of one of its ballots")
    outcome, ranking = _decision(item, letters)
    return Pick(
        id=item.text("id"),
        ballot_id=ballot_id,
        comparison_id=comparison.id,
        created_at=item.moment("created_at"),
        outcome=outcome,
        ranking=ranking,
        offered=item.words("offered", _OUTCOMES),
        order=_letters(item, "order", letters),
        shown=tuple(_shown(seen, letters) for seen in item.items("shown")),
        finish_order=_letters(item, "finish_order", letters),
        blind=item.flag("blind"),
        seen_verdict=item.flag("seen_verdict"),
        seen_critique=item.flag("seen_critique"),
        still_writing=item.integer("still_writing"),
        seconds=item.optional_number("seconds"),
        tags=item.texts("tags"),
        why=item.text("why"),
        undoes=item.optional_text("undoes"),
        # The first exports did not know it.
        duels="duels" in item.values and item.flag("duels"),
    )


def _decision(item: Fields, letters: Collection[str]) -> tuple[Outcome, tuple[tuple[str, ...], ...]]:
    """The outcome, and the ranking that says the same."""
    outcome = item.word("outcome", _OUTCOMES)
    ranking = item.groups("ranking")
    named = [letter for group in ranking for letter in group]
    if not all(ranking) or not set(named) <= set(letters) or len(set(named)) < len(named):
        raise item.wrong("ranking", "groups of the candidates' letters, each letter once")
    if outcome in ("none", "skip"):
        if ranking:
            raise item.wrong("ranking", f"no letters for the outcome {outcome!r}")
    elif not ranking or Choice.of(ranking).outcome != outcome:
        raise item.wrong("outcome", "the outcome that its ranking means")
    return outcome, ranking


def _shown(item: Fields, letters: Collection[str]) -> Shown:
    letter = item.text("letter")
    if letter not in letters:
        raise item.wrong("letter", "a candidate's letter")
    return Shown(
        letter=letter,
        # What still ran when the person chose stays so in the record of that moment.
        status=item.word("status", _STATUSES),
        chars=item.integer("chars"),
        words=item.integer("words"),
        lines=item.integer("lines"),
        names_author=item.flag("names_author"),
        # The first exports did not know it.
        cut_input="cut_input" in item.values and item.flag("cut_input"),
        headings=item.optional_integer("headings"),
        bolds=item.optional_integer("bolds"),
        items=item.optional_integer("items"),
        seen=item.optional_number("seen"),
    )


def _letters(item: Fields, name: str, known: Collection[str]) -> tuple[str, ...]:
    letters = item.texts(name)
    if not set(letters) <= set(known) or len(set(letters)) < len(letters):
        raise item.wrong(name, "letters of the candidates, each once")
    return letters


def _distinct(top: Fields, name: str, key: str = "id") -> list[Fields]:
    """The objects of a list, no two of them with the same key."""
    items = top.items(name)
    seen: set[str] = set()
    for item in items:
        value = item.text(key)
        if not value or value in seen:
            raise item.wrong(key, "a text that no other one has")
        seen.add(value)
    return items


def _check_owner(item: Fields, comparison: Comparison) -> None:
    if item.text("comparison_id") != comparison.id:
        raise item.wrong("comparison_id", f"{comparison.id!r}")


def _check_undos(picks: Sequence[Fields]) -> None:
    """An undo takes back an earlier pick of its own comparison and no other."""
    earlier: set[str] = set()
    for item in picks:
        undoes = item.optional_text("undoes")
        if undoes is not None and undoes not in earlier:
            raise item.wrong("undoes", "null or the id of an earlier pick")
        earlier.add(item.text("id"))
