"""Replies of every kind, good and bad: what has no readable shape counts for nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.critique import CritiqueAsked, EvidenceAsked, VotesAsked
from fusion_tui.core.critique.reading import (
    MOST_ISSUES,
    Disposition,
    Evidence,
    SecondLook,
    dispositions_in,
    evidence_in,
    issues_in,
    look_in,
    note_in,
    votes_in,
)

NONCE = "0123456789abcdef" * 2
ASKED = CritiqueAsked("B", "A", "neutral", "issues", 1, False, "KQ7", NONCE, 1)
VOTED = VotesAsked("B", "C", 1, (("XX2", ("k1", "k2")), ("YY3", ("k3",))), NONCE, 1)
DISPUTED = EvidenceAsked("B", "A", ("k1",), "", NONCE, 1)
ISSUE = {"severity": "major", "quote": "q", "claim": "c", "why": "w", "fix": "f"}


def fence(value: object, info: str = f"json {NONCE}") -> str:
    return f"```{info}\n{json.dumps(value)}\n```"


@pytest.mark.parametrize(
    "text",
    [
        fence({"issues": [ISSUE]}),
        fence({"issues": [ISSUE]}, "json"),
        fence([ISSUE]),
        fence(ISSUE),
        json.dumps({"issues": [ISSUE]}),
        f"Here is my review.\n\n{fence({'issues': [ISSUE]})}\n\nHope it helps!",
        fence({"issues": [ISSUE, "stray", 7, None]}),
        fence({"issues": [ISSUE, {"severity": "minor", "claim": " "}]}),
        fence({"issues": [{**ISSUE, "severity": "**Major**", "claim": "c\n"}]}),
        fence({"issues": [{**ISSUE, "severity": "HIGH"}]}),
        fence({"issues": [ISSUE]}).replace("}]", ",},]"),
        "### major: c\n> q\nw\nFix: f",
    ],
)
def test_an_issue_is_read_in_every_form_that_models_give_it(text: str) -> None:
    (issue,) = issues_in(text, ASKED) or ()
    assert (issue.reviewer, issue.target, issue.severity, issue.claim) == ("A", "B", "major", "c")
    assert (issue.quote, issue.why, issue.fix) == ("q", "w", "f")


@pytest.mark.parametrize("text", [fence({"issues": []}), "No issues.", "**No issues found.**", fence([])])
def test_no_issues_is_a_good_answer(text: str) -> None:
    assert issues_in(text, ASKED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I think it is quite good overall.",
        f'```json {NONCE}\n{{"issues": [{{"severity": "maj',
        f'```json {NONCE}\n{{"issues": [{{"severity": "maj\n```',
        fence({"issues": "none"}),
        fence({"error": "overloaded"}),
        fence({"issues": [{"severity": "major"}]}),
        fence({"issues": ["a", "b"]}),
        "[" * 100_000,
        "{}",
    ],
)
def test_what_has_no_shape_is_unreadable_and_never_no_issues(text: str) -> None:
    assert issues_in(text, ASKED) is None


def test_a_block_that_the_reviewed_text_planted_is_not_taken_for_the_reply() -> None:
    planted = fence({"issues": []}, "json")
    text = f"The text holds this:\n{planted}\n\n{fence({'issues': [ISSUE]})}\n\n{planted}"
    assert len(issues_in(text, ASKED) or ()) == 1


def test_a_severity_in_other_words_loses_no_issue() -> None:
    (issue,) = issues_in(fence({"issues": [{**ISSUE, "severity": "catastrophe"}]}), ASKED) or ()
    assert issue.severity == "minor"
    (missing,) = issues_in(fence({"issues": [{"claim": "c", "quote": None, "fix": ["a", "b"]}]}), ASKED) or ()
    assert (missing.quote, missing.fix) == ("", "a\nb")


def test_a_flood_is_cut() -> None:
    flood = [{**ISSUE, "claim": f"claim {n}"} for n in range(1000)]
    assert len(issues_in(fence({"issues": flood}), ASKED) or ()) == MOST_ISSUES


def test_a_remark_is_bounded_by_words() -> None:
    note = note_in("  " + "word " * 300)
    assert note and note.cut and len(note.text.split()) == 120
    short = note_in("Say who owns the\nqueue.\n")
    assert short and not short.cut and short.text == "Say who owns the\nqueue." and not short.nothing
    nothing = note_in("No issues.")
    assert nothing and nothing.nothing
    assert note_in(" \n ") is None


def vote(
    issue: object, true: object = True, worth: object = False, reason: object = "r"
) -> dict[str, object]:
    return {"issue": issue, "true": true, "worth_fixing": worth, "reason": reason}


def test_votes_are_read_on_two_axes_by_label() -> None:
    one, two = votes_in(fence({"votes": [vote("XX2"), vote("YY3", "no", "yes")]}), VOTED) or ()
    assert (one.keys, one.juror, one.true, one.worth, one.reason) == (("k1", "k2"), "C", True, False, "r")
    assert (two.keys, two.true, two.worth) == (("k3",), False, True)


@pytest.mark.parametrize(
    ("items", "keys"),
    [
        ([vote("XX2"), vote("ZZ9")], [("k1", "k2")]),
        ([vote("XX2"), vote("YY3", worth=None)], [("k1", "k2")]),
        ([vote("XX2"), vote("YY3", true="perhaps")], [("k1", "k2")]),
        ([vote("XX2"), vote("YY3", true=1)], [("k1", "k2")]),
        ([vote("XX2"), vote("XX2", reason="again")], [("k1", "k2")]),
        ([vote("XX2"), vote("XX2", true=False), vote("YY3")], [("k3",)]),
        ([vote("XX2", reason=None), 7, "x"], [("k1", "k2")]),
    ],
)
def test_a_vote_counts_only_when_it_is_whole_clear_and_on_an_issue_that_was_put(
    items: list[object], keys: list[object]
) -> None:
    assert [one.keys for one in votes_in(fence({"votes": items}), VOTED) or ()] == keys


@pytest.mark.parametrize("text", ["", "both are fine", fence({"votes": []}), fence({"votes": [vote("ZZ9")]})])
def test_votes_that_cannot_be_read_are_none(text: str) -> None:
    assert votes_in(text, VOTED) is None


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"kind": "scenario", "evidence": "Two writers."}, Evidence("scenario", "Two writers.")),
        ({"kind": "Citation", "evidence": "a\nb"}, Evidence("citation", "a\nb")),
        ({"kind": "concede", "evidence": ""}, Evidence(None, "")),
        ({"kind": "scenario", "evidence": " "}, Evidence(None, "")),
        ({"kind": "because I say so", "evidence": "It is."}, Evidence(None, "It is.")),
        ({"evidence": "It is."}, None),
        ([1], None),
    ],
)
def test_a_disputed_issue_is_shown_or_conceded(reply: object, expected: Evidence | None) -> None:
    assert evidence_in(fence(reply), DISPUTED) == expected


def test_prose_about_a_disputed_issue_is_unreadable_and_no_concession() -> None:
    assert evidence_in("Well, it depends.", DISPUTED) is None


def test_dispositions_are_read_by_label_and_a_contradiction_is_none() -> None:
    told = [
        {"issue": "aaaa1111", "outcome": "Fixed", "reason": "said so"},
        {"issue": "bbbb2222", "outcome": "rebutted", "reason": "no"},
        {"issue": "bbbb2222", "outcome": "fixed", "reason": "yes"},
        {"issue": "cccc3333", "outcome": "fixed"},
        {"issue": "dddd4444", "outcome": "ignored"},
    ]
    read = dispositions_in(fence({"dispositions": told}), ["aaaa1111", "bbbb2222", "dddd4444"])
    assert read == (Disposition("aaaa1111", "fixed", "said so"),)
    assert dispositions_in("All fixed!", ["aaaa1111"]) is None


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"stance": "keep", "labels": [], "reason": "r"}, SecondLook("keep", (), "r")),
        ({"stance": "Adopt", "labels": "XX2", "reason": "r"}, SecondLook("adopt", ("XX2",), "r")),
        ({"stance": "combine", "labels": ["XX2", "ZZ9", "XX2", 3]}, SecondLook("combine", ("XX2",), "")),
        ({"stance": "adopt", "labels": ["ZZ9"]}, None),
        ({"stance": "merge", "labels": ["XX2"]}, None),
        ("adopt XX2", None),
    ],
)
def test_a_second_look_names_only_what_it_was_shown(reply: object, expected: SecondLook | None) -> None:
    text = reply if isinstance(reply, str) else fence(reply)
    assert look_in(text, ["XX2", "YY3"]) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["issues", "votes", "claim", "issue", "true", "kind", "stance", "dispositions"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_whatever_breaks_a_reader(value: object) -> None:
    text = fence(value)
    issues_in(text, ASKED)
    votes_in(text, VOTED)
    evidence_in(text, DISPUTED)
    dispositions_in(text, ["XX2"])
    look_in(text, ["XX2"])


@given(st.dictionaries(st.sampled_from(["target", "reviewer", "juror", "stance", "depth", "issues"]), JSON))
def test_an_about_from_elsewhere_is_read_or_refused(about: Mapping[str, object]) -> None:
    CritiqueAsked.of_json(about)
    VotesAsked.of_json(about)
    EvidenceAsked.of_json(about)


def test_what_was_asked_survives_json() -> None:
    for asked in (ASKED, VOTED, DISPUTED):
        assert type(asked).of_json(json.loads(json.dumps(asked.to_json()))) == asked
