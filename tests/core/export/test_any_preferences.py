"""Whatever a record holds: rows are valid, a comparison weighs one, and nothing is preferred to itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from fusion_tui.core.export.decisions import Also, Filters
from fusion_tui.core.export.preferences import FORMS, Form, Preferences, prefer
from fusion_tui.core.export.rows import RowForm
from fusion_tui.core.models import CandidateKind, Comparison, Pick, Record, Shown, Status
from tests.core.export.consumers import CHECKS, check_llm_comparator, read
from tests.core.taste.people import asked, member, picked, retested, undone
from tests.helpers.any_record import any_records

ALL: frozenset[Also] = frozenset(get_args(Also))
ALSO = st.frozensets(st.sampled_from(sorted(ALL)))
TEXTS = st.sampled_from(["one", "**one**", "two", "two\n", "three four", "\u2028", "\x00 \U0001f600"])
DECISIONS = ("A", "B", "C", "A=B", "B=C", "A>B", "B>A=C", "C>B>A", "A=C>B", "none", "skip", "undo", "retest")


@st.composite
def readable(draw: st.DrawFn) -> Record:
    """Any record, put so that its picks may count: most of what is drawn at random could not."""
    record = draw(any_records())
    kind: CandidateKind = draw(st.sampled_from(["answer", "draft"]))
    status: Status = draw(st.sampled_from(["complete", "complete", "stopped"]))
    candidates = tuple(
        replace(c, kind=kind, status=status, text=draw(TEXTS)) for c in record.comparison.candidates
    )
    comparison = replace(record.comparison, candidates=candidates)
    ballots = tuple(replace(ballot, kind="arena", order=comparison.letters) for ballot in record.ballots)
    picks = tuple(_seen(pick, comparison) for pick in record.picks)
    return replace(record, comparison=comparison, ballots=ballots, picks=picks)


def _seen(pick: Pick, comparison: Comparison) -> Pick:
    """The same pick of someone who saw every answer as it is."""
    shown = tuple(
        Shown(c.letter, "complete", len(c.text), len(c.text.split()), 1, False) for c in comparison.candidates
    )
    return replace(pick, order=comparison.letters, shown=shown, undoes=None)


@st.composite
def courses(draw: st.DrawFn) -> Record:
    """Three answers, with texts and system messages that may be equal, and picks in a row."""
    number = draw(st.integers(0, 10**6))
    personas = draw(st.tuples(*[st.sampled_from(["", "Be kind."])] * 3))
    texts = dict(zip("abc", draw(st.tuples(*[TEXTS] * 3)), strict=True))
    seats = [member(model, persona=persona) for model, persona in zip("abc", personas, strict=True)]
    record = asked(*seats, number=number, texts=texts)
    for step in draw(st.lists(st.sampled_from(DECISIONS), max_size=4)):
        if step == "undo":
            record = undone(record) if record.picks and not record.picks[-1].undoes else record
        elif step == "retest":
            record = picked(retested(record, "BA"), "A")
        else:
            record = picked(record, step, blind=draw(st.booleans()), tags=draw(st.sampled_from([[], ["t"]])))
    for letter in draw(st.sets(st.sampled_from("ABC"))):
        cut = replace(record.comparison.candidate(letter), status="truncated")
        record = replace(record, comparison=record.comparison.with_candidate(cut))
    return record


RECORDS = st.lists(courses() | readable(), max_size=3, unique_by=lambda record: record.comparison.id)
FILTERS = st.builds(Filters, st.sampled_from([None, None, "t"]), ALSO)


@given(RECORDS, FILTERS, st.sampled_from(get_args(RowForm)))
@settings(max_examples=100)
def test_every_line_is_one_its_consumer_takes(records: list[Record], filters: Filters, form: RowForm) -> None:
    found = prefer(records, form, filters)
    for line in found.lines:
        CHECKS[form](read(line))
    accounted(found, records)


@given(RECORDS, FILTERS)
@settings(max_examples=100)
def test_the_document_is_one_its_consumer_takes(records: list[Record], filters: Filters) -> None:
    found = prefer(records, "llm-comparator", filters)
    (document,) = found.lines
    check_llm_comparator(read(document))
    assert len(read(document)["examples"]) == found.rows
    accounted(found, records)


@given(RECORDS, FILTERS, st.sampled_from(["dpo", "kto", "llm-comparator"]))
@settings(max_examples=100)
def test_a_comparison_weighs_one_or_has_no_row(records: list[Record], filters: Filters, form: Form) -> None:
    found = prefer(records, form, filters)
    weights: dict[str, list[float]] = {}
    lines = found.lines if form != "llm-comparator" else read(found.lines[0])["examples"]
    for line in map(read, lines):
        about = line if form != "llm-comparator" else line["custom_fields"]
        weights.setdefault(about["comparison_id"], []).append(about["weight"])
    assert all(isclose(sum(each), 1.0) for each in weights.values())
    assert len(weights) == found.comparisons


@given(RECORDS, st.sampled_from(FORMS))
def test_by_default_only_blind_whole_answers_leave(records: list[Record], form: Form) -> None:
    found = prefer(records, form, Filters())
    blind = [r for r in records if not r.comparison.demo and any(p.blind for p in r.picks)]
    assert found.comparisons <= len(blind)
    whole = {c.text for r in blind for c in r.comparison.candidates if c.status == "complete"}
    assert set(texts(found)) <= whole


def accounted(found: Preferences, records: Sequence[Record]) -> None:
    """Every pick gives rows, or is counted under a reason; as far as the numbers tell."""
    assert found.rows == len(found.lines) or found.form == "llm-comparator"
    rows = sum(not pick.undoes for record in records for pick in record.picks)
    assert sum(found.picks_left_out.values()) <= rows
    if not found.rows and not found.rows_left_out:
        assert sum(found.picks_left_out.values()) == rows


def texts(found: Preferences) -> list[str]:
    """Every answer in a file."""
    if found.form == "llm-comparator":
        examples = read(found.lines[0])["examples"]
        return [example[side] for example in examples for side in ("output_text_a", "output_text_b")]
    lines = [read(line) for line in found.lines]
    if found.form == "sft":
        return [line["messages"][-1]["content"] for line in lines]
    sides = {
        "dpo": ("chosen", "rejected"),
        "openai": ("preferred_output", "non_preferred_output"),
        "kto": ("completion",),
    }[found.form]
    return [line[side][0]["content"] for line in lines for side in sides]
