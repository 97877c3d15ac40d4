"""A document was edited: what became of the issues that were accepted, and which ones are new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fusion_tui.core import prompts
from fusion_tui.core.export.again import again_object, counted, to_again
from fusion_tui.core.issues import Finder, decide, group_issues, read_issues
from fusion_tui.core.models import Candidate, Comparison, Document, Record, Reply
from fusion_tui.core.rereview import (
    Again,
    Recheck,
    carried_into,
    due,
    followed,
    in_text,
    is_again,
    read_recheck,
    to_write,
)
from tests.helpers.fakes import NOW

PLAN = """\
# Storage

Writes go to the primary and are acknowledged
before replication, so a failover loses nothing.

# Ingest

The queue grows as needed. Retries continue for a day.
"""
LOST = "### blocker: a failover loses writes\n> acknowledged\n> before replication\nWhy.\nFix: wait.\n"
QUEUE = "### major: the queue has no limit\n> The queue grows as needed.\n"
OWNER = "### minor: nobody owns the gateway\n> Section: Ownership\n"


def document(text: str, name: str = "plan.md") -> Document:
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest(), len(text))


def review(identity: str, text: str, *replies: str, parent: str | None = None) -> Record:
    documents = (document(text),)
    candidates = tuple(
        Candidate(letter, text=reply, status="complete")
        for letter, reply in zip("ABCDEFG", replies, strict=False)
    )
    asked = prompts.review(documents)
    comparison = Comparison(
        identity, NOW, asked, documents, "all", candidates, 1, thread_id="one", parent_id=parent
    )
    return Record(comparison, (), (), ())


def deciding(record: Record, accepted: Sequence[str] = (), dismissed: Sequence[str] = ()) -> Record:
    """The record with decisions on the claims that hold these words."""
    comparison = record.comparison
    issues = [i for c in comparison.candidates for i in read_issues(c.text, c.letter)]
    made = [
        decision
        for group in group_issues(issues, Finder(comparison.documents))
        for words, yes in (*((w, True) for w in accepted), *((w, False) for w in dismissed))
        if words in group.claim
        for decision in decide(group, yes, comparison.id, NOW)
    ]
    return replace(record, decisions=(*record.decisions, *made))


def rechecked(before: Sequence[Record], record: Record, *said: tuple[str, str]) -> Record:
    """The record with a recheck's reply: words of a claim, and the state that the judge says."""
    asked = due(carried_into(before, record.comparison.documents))
    entries = [
        {"number": number, "state": state, "why": "so it is", "quote": "Retries continue"}
        for number, one in enumerate(asked, start=1)
        for words, state in said
        if words in one.group.claim
    ]
    about = Recheck(before[-1].comparison.id, tuple(one.key for one in asked), "f" * 32)
    text = f"```json {about.nonce}\n{json.dumps({'issues': entries})}\n```"
    reply = Reply("r1", record.comparison.id, "recheck", None, about.as_json(), text, NOW)
    return replace(record, replies=(*record.replies, reply))


FIRST = deciding(review("a" * 32, PLAN, LOST + QUEUE, OWNER), ["failover", "queue", "owns"])


def fates(again: Again) -> dict[str, str]:
    return {one.group.claim: one.fate for one in again.earlier}


def test_an_unchanged_document_leaves_every_accepted_issue_open() -> None:
    again = followed((FIRST, review("b" * 32, PLAN, parent="a" * 32)))
    assert fates(again) == dict.fromkeys(
        ("a failover loses writes", "the queue has no limit", "nobody owns the gateway"), "open"
    )
    assert not due(again.earlier)


def test_the_text_says_open_changed_or_unclear_and_never_fixed() -> None:
    edited = PLAN.replace("The queue grows as needed.", "The queue grows to 10,000.").replace(
        "acknowledged\nbefore", "acknowledged\nlong after"
    )
    again = followed((FIRST, review("b" * 32, edited, parent="a" * 32)))
    assert fates(again) == {
        "nobody owns the gateway": "unclear",
        "the queue has no limit": "unclear",
        "a failover loses writes": "unclear",
    }


def test_a_passage_that_moved_or_was_wrapped_anew_is_still_open() -> None:
    moved = "The queue\ngrows as **needed**.\n\n" + PLAN.replace("The queue grows as needed. ", "")
    again = followed((FIRST, review("b" * 32, moved, parent="a" * 32)))
    assert fates(again)["the queue has no limit"] == "open"


def test_a_passage_that_nearly_stands_there_was_changed() -> None:
    first = deciding(
        review("a" * 32, PLAN, "### major: x is wrong\n> Writes go to the primary and are acknowledged"),
        ["wrong"],
    )
    edited = PLAN.replace("go to the primary", "go to a primary")
    (one,) = followed((first, review("b" * 32, edited, parent="a" * 32))).earlier
    assert (one.fate, one.source) == ("changed", "text") and one.group.place and one.group.place.how == "near"


words = st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta theta".split()), min_size=1)
passages = st.lists(st.sampled_from("alpha beta gamma delta iota kappa".split()), min_size=1, max_size=8)


@given(words, passages, words)
def test_deleting_the_passage_never_says_open_and_leaving_it_always_does(
    above: list[str], passage: list[str], below: list[str]
) -> None:
    quote = " ".join(passage)
    text = f"{' '.join(above)}\n{quote}\n{' '.join(below)}\n"
    issues = read_issues(f"### major: a claim\n> {quote}\n", "A")
    before = [document(text)]
    (group,) = group_issues(issues, Finder(before))
    assert in_text(group, before, [document("First.\n" + text)]) == "open"
    rest = f"{' '.join(above)}\n{' '.join(below)}\n"
    # What is left may spell the passage anew.
    left, whole = f" {' '.join(rest.split())} ", f" {' '.join(text.split())} "
    count = [sum(t.startswith(f" {quote} ", n) for n in range(len(t))) for t in (left, whole)]
    assume(count[0] < count[1])
    assert in_text(group, before, [document(rest)]) != "open"


@given(st.text(max_size=400))
def test_an_unchanged_document_leaves_any_issue_open(text: str) -> None:
    issues = read_issues("### major: a claim\n> never written\n### minor: another\n", "A")
    for group in group_issues(issues, Finder([document(text)])):
        assert in_text(group, [document(text)], [document(text)]) == "open"


def test_the_judge_tells_what_the_text_leaves_unclear() -> None:
    edited = PLAN.replace("The queue grows as needed.", "A cap of 10,000 holds.")
    second = rechecked(
        (FIRST,), review("b" * 32, edited, parent="a" * 32), ("queue", "fixed"), ("owns", "open")
    )
    again = followed((FIRST, second))
    assert fates(again) == {
        "a failover loses writes": "open",
        "nobody owns the gateway": "open",
        "the queue has no limit": "fixed",
    }
    assert [one.source for one in again.earlier] == ["text", "judge", "judge"]
    assert counted(again) == "3 accepted issues: 2 open, 1 fixed; 0 new."


def test_what_is_raised_again_is_known_and_open_whatever_the_judge_says() -> None:
    edited = PLAN.replace("The queue grows as needed.", "The queue may grow.")
    said = (
        "### minor: The queue has no limits\n> The queue may grow.\n### major: retries pile up\n> Retries\n"
    )
    second = rechecked((FIRST,), review("b" * 32, edited, said, parent="a" * 32), ("queue", "fixed"))
    again = followed((FIRST, second))
    one = next(one for one in again.earlier if "queue" in one.group.claim)
    assert (one.fate, one.source, len(one.again)) == ("open", "review", 1)
    assert [group.claim for group in again.new] == ["retries pile up"]
    assert "raised again by A" in to_again(again)


def test_what_was_dismissed_and_is_raised_again_is_not_new() -> None:
    first = deciding(review("a" * 32, PLAN, LOST + QUEUE), ["failover"], ["queue"])
    again = followed((first, review("b" * 32, PLAN, QUEUE, parent="a" * 32)))
    assert not again.new and [group.claim for group in again.dismissed] == ["the queue has no limit"]
    assert "dismissed before" in to_again(again)


def test_a_third_review_carries_on_what_the_second_left_open() -> None:
    edited = PLAN.replace("The queue grows as needed.", "A cap holds.")
    second = rechecked((FIRST,), review("b" * 32, edited, parent="a" * 32), ("queue", "fixed"))
    owner = next(one for one in followed((FIRST, second)).earlier if "owns" in one.group.claim)
    second = replace(second, decisions=decide(owner.group, False, "b" * 32, NOW))
    third = review("c" * 32, edited, parent="b" * 32)
    assert fates(followed((FIRST, second, third))) == {"a failover loses writes": "open"}


def test_what_was_dismissed_on_the_way_is_dismissed_when_it_is_raised_once_more() -> None:
    second = review("b" * 32, PLAN, parent="a" * 32)
    queue = next(one for one in followed((FIRST, second)).earlier if "queue" in one.group.claim)
    second = replace(second, decisions=decide(queue.group, False, "b" * 32, NOW))
    again = followed((FIRST, second, review("c" * 32, PLAN, QUEUE, parent="b" * 32)))
    assert "the queue has no limit" not in fates(again) and not again.new
    assert [group.claim for group in again.dismissed] == ["the queue has no limit"]


def test_everything_that_was_raised_about_an_earlier_issue_is_written_down() -> None:
    more = "### minor: nobody watches the queue\n> The queue grows as needed.\n"
    again = followed((FIRST, review("b" * 32, PLAN, QUEUE + more, parent="a" * 32)))
    claims = [group.claim for group in to_write(again)]
    assert "the queue has no limit" in claims and "nobody watches the queue" in claims and not again.new


def test_what_is_written_down_is_what_still_counts_without_letters_of_another_review() -> None:
    again = followed((FIRST, review("b" * 32, PLAN, QUEUE, parent="a" * 32)))
    written = {group.claim: group.reviewers for group in to_write(again)}
    assert written == {
        "a failover loses writes": ("an earlier review",),
        "the queue has no limit": ("A",),
        "nobody owns the gateway": ("an earlier review",),
    }


def test_only_a_review_that_continues_a_review_goes_on_with_it() -> None:
    second = review("b" * 32, PLAN, parent="a" * 32).comparison
    assert is_again(second, FIRST.comparison)
    assert not is_again(replace(second, parent_id=None), FIRST.comparison)
    assert not is_again(replace(second, prompt="Why?"), FIRST.comparison)
    assert not is_again(replace(second, documents=()), FIRST.comparison)


@pytest.mark.parametrize(
    "text",
    ["", "no", "{}", '{"issues": []}', '{"issues": [{"number": 9, "state": "fixed"}]}', '{"issues": "fixed"}']
    + ['{"issues": [{"number": 1, "state": "done"}]}', '[1, null, {"number": true, "state": "fixed"}]'],
)
def test_a_recheck_that_says_nothing_of_what_was_asked_is_unreadable(text: str) -> None:
    assert read_recheck(text, Recheck("a", ("one", "two"), "n")) is None


def test_a_recheck_is_read_as_far_as_it_goes() -> None:
    told = '{"issues": [{"number": "2", "state": "Cannot tell", "why": null}, {"number": 1}]}'
    found = read_recheck(told, Recheck("a", ("one", "two"), "n"))
    assert found and list(found) == ["two"] and found["two"].fate == "unclear"
    assert Recheck.from_json({"keys": 3}) == Recheck("", (), "")


def test_json_says_who_says_what() -> None:
    again = followed((FIRST, review("b" * 32, PLAN, QUEUE, parent="a" * 32)))
    told = again_object(again, "a" * 32)
    assert json.loads(json.dumps(told)) == told
    earlier = told["earlier"]
    assert isinstance(earlier, list) and [one["state"] for one in earlier] == ["open"] * 3
