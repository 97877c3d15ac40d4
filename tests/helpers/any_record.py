"""Records of every shape that Fusion can keep, drawn by hypothesis."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal, get_args

from hypothesis import strategies as st

from fusion_tui.core.blind import letter
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
from fusion_tui.errors import ErrorKind, Stage
from fusion_tui.store import Store

TEXTS = st.text(max_size=12) | st.sampled_from(["\x00", "a\r\nb\u2028\x85", "[/]\x1b[2J", "\U0001f600"])
COUNTS = st.integers(0, 2**63 - 1)
AMOUNTS = st.none() | st.floats(0, 1e9)
IDS = st.uuids(version=4).map(lambda drawn: drawn.hex)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
ENDED = tuple(status for status in get_args(Status) if status not in LIVE)


@st.composite
def any_records(draw: st.DrawFn) -> Record:
    """A record with all that may belong to it."""
    comparison = draw(_comparisons())
    ballots = draw(st.lists(_ballots(comparison), min_size=1, max_size=2, unique_by=lambda ballot: ballot.id))
    return Record(
        comparison=comparison,
        ballots=tuple(ballots),
        calls=tuple(draw(st.lists(_calls(comparison.letters), max_size=3, unique_by=lambda call: call.id))),
        picks=draw(_picks(ballots, comparison.letters)),
        reveals=tuple(
            draw(st.lists(st.builds(Reveal, st.just(comparison.id), _moments(), TEXTS), max_size=2))
        ),
        decisions=tuple(draw(st.lists(_decisions(comparison.id), max_size=2, unique_by=lambda d: d.at))),
        replies=tuple(draw(st.lists(_replies(comparison.id), max_size=2, unique_by=lambda r: r.id))),
    )


def kept(store: Store, record: Record) -> Record:
    """Store a record the way Fusion does, step by step; as it comes back."""
    store.save_comparison(record.comparison, record.ballots[0])
    for ballot in record.ballots[1:]:
        store.save_ballot(ballot)
    for call in record.calls:
        store.finish_candidate(record.comparison.id, record.comparison.candidate(call.letter or "A"), call)
    for pick in record.picks:
        store.save_pick(pick)
    for reveal in record.reveals:
        store.save_reveal(reveal)
    store.save_decisions(record.decisions)
    for reply in record.replies:
        store.save_reply(record.comparison.id, None, reply)
    return store.load(record.comparison.id)


def _decisions(comparison_id: str) -> st.SearchStrategy[Decision]:
    return st.builds(Decision, st.just(comparison_id), TEXTS, st.none() | st.booleans(), _moments())


@st.composite
def _comparisons(draw: st.DrawFn) -> Comparison:
    letters = [letter(place) for place in range(draw(st.integers(1, 3)))]
    return Comparison(
        id=draw(IDS),
        created_at=draw(_moments()),
        prompt=draw(TEXTS),
        documents=tuple(draw(st.lists(_documents(), max_size=2))),
        panel=draw(TEXTS),
        candidates=tuple(draw(_candidates(name, letters[:n])) for n, name in enumerate(letters)),
        seed=draw(st.integers(-(2**63) + 1, 2**63 - 1)),
        blind=draw(st.booleans()),
        demo=draw(st.booleans()),
        prompt_version=draw(COUNTS),
        thread_id=draw(TEXTS),
        parent_id=draw(st.none() | IDS),
        context=tuple(draw(st.lists(_turns(), max_size=2))),
    )


@st.composite
def _moments(draw: st.DrawFn) -> datetime:
    zone = timezone(timedelta(minutes=draw(st.sampled_from([-660, 0, 0, 90, 345]))))
    return draw(st.datetimes(datetime(1971, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))).astimezone(
        zone
    )


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    data = text.encode()
    return Document(draw(TEXTS), text, hashlib.sha256(data).hexdigest(), len(data))


def _turns() -> st.SearchStrategy[Turn]:
    documents = st.lists(_documents(), max_size=1).map(tuple)
    return st.builds(Turn, IDS, st.sampled_from("AB"), TEXTS, documents, TEXTS)


def _usages() -> st.SearchStrategy[Usage]:
    counts = st.none() | COUNTS
    return st.builds(Usage, counts, counts, counts, counts)


def _errors() -> st.SearchStrategy[CallError | None]:
    stages, kinds = st.sampled_from(get_args(Stage)), st.sampled_from(get_args(ErrorKind))
    return st.none() | st.builds(CallError, stages, kinds, st.none() | st.integers(100, 599), TEXTS, TEXTS)


def _members() -> st.SearchStrategy[Member | None]:
    params = st.dictionaries(TEXTS, ANYTHING, max_size=2)
    return st.none() | st.builds(Member, TEXTS, TEXTS, TEXTS, TEXTS, params)


def _candidates(name: str, earlier: Sequence[str]) -> st.SearchStrategy[Candidate]:
    inputs = _orders(earlier) if earlier else st.just(())
    optional = st.none() | TEXTS
    return st.builds(
        Candidate,
        st.just(name),
        st.sampled_from(get_args(CandidateKind)),
        _members(),
        TEXTS,
        TEXTS,
        TEXTS,
        st.sampled_from(ENDED),
        _errors(),
        optional,
        optional,
        _usages(),
        AMOUNTS,
        AMOUNTS,
        AMOUNTS,
        inputs,
        _briefs(),
    )


def _messages() -> st.SearchStrategy[Message]:
    return st.builds(Message, st.sampled_from(("system", "user", "assistant")), TEXTS, COUNTS)


def _briefs() -> st.SearchStrategy[Brief | None]:
    return st.none() | st.builds(Brief, st.lists(_messages(), max_size=2).map(tuple), TEXTS)


def _replies(comparison_id: str) -> st.SearchStrategy[Reply]:
    about = st.dictionaries(TEXTS, ANYTHING, max_size=2)
    kinds = st.sampled_from(get_args(ReplyKind))
    return st.builds(Reply, IDS, st.just(comparison_id), kinds, _members(), about, TEXTS, _moments())


def _calls(letters: Sequence[str]) -> st.SearchStrategy[Call]:
    optional = st.none() | TEXTS
    return st.builds(
        Call,
        IDS,
        st.sampled_from(get_args(Role)),
        st.none() | st.sampled_from(letters),
        TEXTS,
        TEXTS,
        TEXTS,
        _moments(),
        st.sampled_from(ENDED),
        optional,
        optional,
        optional,
        _errors(),
        _usages(),
        AMOUNTS,
        AMOUNTS,
        AMOUNTS,
        COUNTS,
    )


@st.composite
def _ballots(draw: st.DrawFn, comparison: Comparison) -> Ballot:
    order = draw(_orders(comparison.letters))
    kind: Literal["arena", "retest"] = draw(st.sampled_from(("arena", "retest")))
    return Ballot(draw(IDS), comparison.id, kind, order, draw(st.integers(0, 2**32)), draw(_moments()))


@st.composite
def _picks(draw: st.DrawFn, ballots: Sequence[Ballot], letters: Sequence[str]) -> tuple[Pick, ...]:
    """Picks in a row; some of them take back an earlier one."""
    picks: list[Pick] = []
    for _ in range(draw(st.integers(0, 3))):
        earlier = [pick.id for pick in picks]
        undoes = draw(st.none() | st.sampled_from(earlier)) if earlier else None
        picks.append(draw(_pick(draw(st.sampled_from(ballots)), letters, undoes)))
    return tuple(picks)


@st.composite
def _pick(draw: st.DrawFn, ballot: Ballot, letters: Sequence[str], undoes: str | None) -> Pick:
    choice = draw(_choices(letters))
    return Pick(
        id=draw(IDS),
        ballot_id=ballot.id,
        comparison_id=ballot.comparison_id,
        created_at=draw(_moments()),
        outcome=choice.outcome,
        ranking=choice.ranking,
        offered=tuple(draw(st.lists(st.sampled_from(get_args(Outcome)), max_size=3))),
        order=ballot.order,
        shown=tuple(draw(_shown(name)) for name in ballot.order),
        finish_order=draw(_orders(letters)),
        blind=draw(st.booleans()),
        seen_verdict=draw(st.booleans()),
        seen_critique=draw(st.booleans()),
        still_writing=draw(st.integers(0, 8)),
        seconds=draw(AMOUNTS),
        tags=tuple(draw(st.lists(TEXTS, max_size=2))),
        why=draw(TEXTS),
        undoes=undoes,
        duels=draw(st.booleans()),
    )


@st.composite
def _choices(draw: st.DrawFn, letters: Sequence[str]) -> Choice:
    if draw(st.booleans()):
        return Choice(draw(st.sampled_from(["none", "skip"])))
    groups: list[list[str]] = []
    for name in draw(_orders(letters)):
        ties = draw(st.booleans())
        if groups and ties:
            groups[-1].append(name)
        else:
            groups.append([name])
    return Choice.of(groups)


def _shown(name: str) -> st.SearchStrategy[Shown]:
    flags = st.booleans()
    statuses = st.sampled_from(get_args(Status))
    counts, seen = st.none() | COUNTS, st.none() | st.floats(0, 1)
    style = (counts, counts, counts, seen)
    return st.builds(Shown, st.just(name), statuses, COUNTS, COUNTS, COUNTS, flags, flags, *style)


def _orders(letters: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(letters), min_size=1, max_size=len(letters), unique=True).map(tuple)
