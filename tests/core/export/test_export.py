"""What leaves the program is valid, complete and unchanged."""

from __future__ import annotations

import json
from dataclasses import replace

import yaml
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.export import ask_object, export_object, to_markdown
from fusion_tui.core.export.markdown import RULE
from fusion_tui.core.export.yaml_scalar import front_matter
from fusion_tui.core.models import CallError, Document, Record, Reveal, Usage
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.core.test_clean import HOSTILE
from tests.helpers.fakes import NOW, compared, ids


def record(text: str = "# Answer\n\n---\n\nBody.\n", *, picked: str = "A", revealed: bool = False) -> Record:
    comparison, ballot = compared("one", "two", documents=(Document("a: b.md", "x", "f" * 64, 1),))
    comparison = comparison.with_candidate(
        replace(
            comparison.candidate("A"),
            text=text,
            status="complete",
            usage=Usage(10, 20),
            cost_usd=0.5,
            seconds=3.0,
            model_served="served",
        )
    )
    error = CallError("response", "rate_limited", 429, "busy", "Wait.")
    comparison = comparison.with_candidate(
        replace(comparison.candidate("B"), text="other\n", status="truncated", error=error)
    )
    pick = make_pick(
        Choice.of(((picked,),), ("clear", "- x"), 'why: "quoted"\nsecond'),
        comparison,
        ballot,
        revealed=revealed,
        around=Circumstances(("A", "B"), 4.0),
        now=NOW,
        new_id=ids(),
    )
    reveals = (Reveal(comparison.id, NOW, "b"),) if revealed else ()
    return Record(comparison, (ballot,), (), (pick,), reveals)


def split(text: str) -> tuple[dict[str, object], str]:
    _, front, body = text.split("---\n", 2)
    told = yaml.safe_load(front)
    assert isinstance(told, dict)
    return told, body.removeprefix("\n")


def test_the_text_stands_unchanged_below_its_provenance() -> None:
    told, body = split(to_markdown(record()))
    assert body == "# Answer\n\n---\n\nBody.\n"
    assert told == {
        "title": "Which database?",
        "prompt": "Which database?",
        "documents": [{"name": "a: b.md", "sha256": "f" * 64}],
        "date": "2026-11-24T12:00:00+00:00",
        "picked": "A",
        "decision": "A",
        "blind": True,
        "order_shown": ["A", "B"],
        "tags": ["clear", "- x"],
        "why": 'why: "quoted"\nsecond',
        "id": record().comparison.id,
    }


def test_names_tokens_cost_and_time_stand_in_it_only_once_revealed() -> None:
    hidden = to_markdown(record(), everything=True)
    assert "name of" not in hidden and "served" not in hidden and "0.5" not in hidden
    told, _ = split(to_markdown(record(revealed=True)))
    member = record().comparison.candidate("A").name
    assert (told["member"], told["model"], told["output_tokens"], told["cost_usd"], told["seconds"]) == (
        member,
        "served",
        20,
        0.5,
        3.0,
    )


def test_with_all_the_others_follow_behind_a_line_of_their_own() -> None:
    text = to_markdown(record(), everything=True)
    chosen, others = text.split(RULE)
    assert chosen.endswith("Body.\n\n\n")
    assert others == "\n\n# Candidate B · truncated · rate_limited\n\nother\n\n"


def test_a_truncated_pick_says_so() -> None:
    told, body = split(to_markdown(record(picked="B")))
    assert told["status"] == "truncated" and body == "other\n"


@given(st.text(alphabet=st.characters()), st.text(), st.lists(st.text(), max_size=3))
def test_front_matter_is_yaml_whatever_the_texts_contain(one: str, two: str, many: list[str]) -> None:
    values = {
        "title": one,
        "nested": [{"name": two, "sha": one}],
        "tags": many,
        "n": 3,
        "none": None,
        "ok": True,
    }
    text = front_matter(values)  # type: ignore[arg-type]  # mypy infers a wider union
    told = yaml.safe_load(text.split("---\n")[1])
    fixed = one.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert told["title"] == fixed and told["tags"] == many and told["nested"][0]["name"] == two
    assert (told["n"], told["none"], told["ok"]) == (3, None, True)


def test_hostile_texts_break_neither_front_matter_nor_body() -> None:
    for case in HOSTILE:
        text = case["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        made = record(text)
        made = replace(made, comparison=replace(made.comparison, prompt=case["text"]))
        written = to_markdown(made)
        end = written.index("\n---\n", 4) + 5
        told = yaml.safe_load(written[4 : end - 4])
        assert told["prompt"] == text, case["id"]
        assert written[end:] == "\n" + text, case["id"]


def test_json_export_has_all_of_ask_and_more() -> None:
    made = record()
    short, whole = ask_object(made), export_object(made)
    assert {key: whole[key] for key in short} == short
    more = {"schema", "documents", "ballots", "picks", "issues", "votes", "verdicts"}
    assert more <= set(whole)
    again = json.loads(json.dumps(whole))
    assert again["picks"][0]["ranking"] == [["A"]] and again["picks"][0]["finish_order"] == ["A", "B"]
    assert again["ballots"][0]["order"] == ["A", "B"]


def test_what_still_runs_leaves_as_interrupted() -> None:
    made = record()
    writing = replace(made.comparison.candidate("B"), status="writing", error=None)
    told = ask_object(replace(made, comparison=made.comparison.with_candidate(writing)))
    assert json.loads(json.dumps(told))["candidates"][1]["status"] == "interrupted"
