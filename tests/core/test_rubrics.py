"""A rubric is a Markdown list; answers to it are read back, and nothing is guessed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core import prompts
from fusion_tui.core.issues import Finder, read_issues
from fusion_tui.core.models import Document
from fusion_tui.core.rubrics import MOST, Answer, Rubric, label_of, read_answers, read_rubric
from fusion_tui.errors import UsageError
from fusion_tui.rubrics import KINDS, bundled

PLAN = "We use Postgres because it is boring.\n\nOn trouble we drop the table.\n"
CRITERIA = (
    "Decision: one sentence says it",
    "Rollback: it says how",
    "Owner: somebody has it",
    "Alternatives: two of them, with the reason each lost",
)


def document(text: str = PLAN) -> Document:
    return Document("plan.md", text, hashlib.sha256(text.encode()).hexdigest(), len(text))


def answers(text: str) -> tuple[Answer, ...]:
    return read_answers(text, "A", CRITERIA, Finder([document()]))


def verdicts(text: str) -> list[str]:
    return [answer.verdict for answer in answers(text)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_bundled_rubric_has_six_to_ten_criteria_with_labels_of_their_own(kind: str) -> None:
    rubric = bundled(kind)
    assert rubric.name == kind and 6 <= len(rubric.criteria) <= 10
    labels = [label_of(criterion) for criterion in rubric.criteria]
    assert len(set(labels)) == len(labels)
    assert not any(label.endswith("…") for label in labels)


def test_a_rubric_is_a_list_with_headings_and_lines_that_go_on() -> None:
    text = "# Ours\n\n- Rollback: it says\n  how\n* Owner\n\n## More\n1. A date\n2) A name\n"
    assert read_rubric(text, "ours", "ours.md") == Rubric(
        "ours", ("Rollback: it says how", "Owner", "A date", "A name")
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ours.md: there is no criterion"),
        ("# Only a heading\n", "ours.md: there is no criterion"),
        ("- One\n\nprose\n", "ours.md, line 3: expected a criterion"),
        ("- One\n- \n", "ours.md, line 2: this criterion is empty"),
        ("- One\n-\n", "ours.md, line 2: this criterion is empty"),
        ("- One\n- Two\n- One\n", "ours.md, line 3: this criterion stands there twice"),
        ("- One\n  - nested\n", "ours.md, line 2: a criterion holds no list"),
        ("  indented\n", "ours.md, line 1: expected a criterion"),
        ("\n".join(f"- {n}" for n in range(MOST + 1)), f"line {MOST + 1}: a rubric holds at most {MOST}"),
    ],
)
def test_a_mistake_in_a_rubric_names_file_and_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as problem:
        read_rubric(text, "ours", "ours.md")
    assert said in str(problem.value)


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=MOST), st.text(max_size=20))
def test_the_prompt_carries_the_rubric_so_that_it_can_be_read_back(lines: list[str], name: str) -> None:
    criteria = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.split()))
    rubric = Rubric(" ".join(name.split()), criteria or ("One",))
    assert prompts.rubric_of(prompts.review([document()], rubric)) == rubric


def test_a_review_without_a_rubric_asks_for_no_criteria() -> None:
    asked = prompts.review([document()])
    assert prompts.rubric_of(asked) is None and "## Criteria" not in asked


def test_answers_in_the_shape_asked_for_are_read_with_their_quotes() -> None:
    found = answers(
        "## Risky\n### major: a claim\n\n## Criteria\n\n### 1. pass\nIt says so.\n> We use Postgres\n\n"
        "### 2. fail\n> a passage that nobody wrote\nNo way back.\n\n### 3. cannot tell\nNot its place.\n\n"
        "### 4. fail\nI looked under Options.\n"
    )
    assert [answer.verdict for answer in found] == ["pass", "fail", "cannot tell", "fail"]
    assert found[0].place and (found[0].place.first_line, found[0].why) == (1, "It says so.")
    assert found[1].quote == "a passage that nobody wrote" and found[1].place is None
    assert found[3].why == "I looked under Options." and not found[3].quote


@pytest.mark.parametrize(
    "text",
    [
        "## Criteria\n1. pass: yes\n2. FAIL - no\n3. Cannot tell.\n4. fail\n",
        "### Criteria (adr)\n**1.** **Pass** – yes\n**2.** ❌ failed\n**3.** can't tell\n**4.** Fails\n",
        "# Criteria\n- 1: ✅ pass\n- 2: fail\n- 3: unclear\n- 4: fail, no reasons\n",
        "## 3. Criteria\n1. Decision: pass\n2. Rollback — **fail**\n3. Owner: cannot tell\n"
        "4. Alternatives: fail\n",
        "## Criteria\n### Decision: pass\n### Rollback: fail\n### Owner: cannot tell\n"
        "### Alternatives: fail\n",
        "## Criteria\n### 1. Decision\n**Pass.** Yes.\n### 2. Rollback\nVerdict: fail\n### 3. Owner\n> q\n"
        "cannot tell: no\n### 4. Alternatives\nAnswer: fail\n",
        "## Criteria\n| # | answer | why |\n|---|---|---|\n| 1 | pass | yes |\n| 2. Rollback | **fail** | |\n"
        "| Owner | cannot tell | |\n| 4 | why not | fail |\n",
        "1. pass\n2. fail\n3. cannot tell\n4. fail\n",
        "## Criteria\n1) pass\n\n4) fail\n\n2) fail\n\n3) cannot tell\n",
    ],
)
def test_what_models_make_of_the_shape_is_read_all_the_same(text: str) -> None:
    assert verdicts(text) == ["pass", "fail", "cannot tell", "fail"]


@pytest.mark.parametrize(
    "said",
    [
        "pass/fail",
        "pass, fail or cannot tell",
        "fail; pass",
        "pass | fail",
        "pass or fail",
        "partly",
        "passable",
        "8/10",
        "",
        "passing on this",
    ],
)
def test_an_answer_that_says_none_of_the_three_is_shown_as_unreadable(said: str) -> None:
    assert verdicts(f"## Criteria\n### 1. {said}\n### 2. pass\n")[:2] == ["unreadable", "pass"]


def test_two_answers_that_differ_are_unreadable_and_what_is_not_there_is_missing() -> None:
    assert verdicts("## Criteria\n1. pass\n2. fail\n2. fail\n1. fail\n") == [
        "unreadable",
        "fail",
        "missing",
        "missing",
    ]
    assert verdicts("") == ["missing"] * 4


def test_a_quote_inside_the_sentence_is_found_too() -> None:
    (first, *_) = answers('## Criteria\n1. fail: "On trouble we drop the table" loses data\n')
    assert first.place and first.place.first_line == 3


def test_numbered_issues_elsewhere_answer_nothing() -> None:
    text = "## Wrong\n1. fail: not a criterion\n## Criteria\n1. pass\n## Notes\n2. fail\n"
    assert verdicts(text) == ["pass", "missing", "missing", "missing"]


def test_criteria_are_no_issues_and_close_the_last_one() -> None:
    text = "### major: a claim\nWhy.\nFix: so.\n\n## Criteria\n### 1. fail\n> q\nNo.\n"
    (issue,) = read_issues(text, "A")
    assert issue.fix == "so."


@given(st.text(max_size=300))
def test_any_reply_gives_one_answer_for_each_criterion(text: str) -> None:
    found = answers("## Criteria\n" + text)
    assert [answer.number for answer in found] == [1, 2, 3, 4]
