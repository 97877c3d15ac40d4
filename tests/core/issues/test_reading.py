"""Issues are read in the shape that was asked for, and in what models make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core import prompts
from fusion_tui.core.issues import Issue, read_issues

REVIEW = """\
## Verdict

Not yet. Change the storage first.

## Missing

### blocker: there is no way back from step three
> Section: Migration
The old tables are dropped on day one.

Somebody restores from a backup and loses a day.
Fix: keep the old tables for a month.

## Risky

### Major: a failover loses acknowledged writes
> Writes go to the primary and are acknowledged
> before replication.
The primary dies after the answer.
**Fix:** acknowledge after the replica has it.
And measure it.

### minor: headings jump a level

## Questions

Who owns this at three in the morning?
"""


def test_the_shape_that_is_asked_for_is_read_whole() -> None:
    first, second, third = read_issues(REVIEW, "B")
    assert first == Issue(
        "B",
        "blocker",
        "there is no way back from step three",
        "Section: Migration",
        "The old tables are dropped on day one.\n\nSomebody restores from a backup and loses a day.",
        "keep the old tables for a month.",
        "Missing",
    )
    assert second.quote == "Writes go to the primary and are acknowledged\nbefore replication."
    assert second.fix == "acknowledge after the replica has it.\nAnd measure it."
    assert (third.severity, third.quote, third.why, third.fix) == ("minor", "", "", "")
    assert third.topic == "Risky"


@pytest.mark.parametrize(
    ("line", "severity", "claim"),
    [
        ("### major: it breaks", "major", "it breaks"),
        ("#### 1. Major: it breaks", "major", "it breaks"),
        ("### **Blocker:** it breaks", "blocker", "it breaks"),
        ("**Blocker: it breaks**", "blocker", "it breaks"),
        ("- **minor** — it breaks", "minor", "it breaks"),
        ("2) MINOR - it breaks", "minor", "it breaks"),
        ("### [major] – it breaks", "major", "it breaks"),
        ("* Critical: it breaks", "blocker", "it breaks"),
        ("### High: it breaks", "major", "it breaks"),
        ("### Medium: it breaks", "minor", "it breaks"),
        ("Major: a ratio of 3:1 is kept", "major", "a ratio of 3:1 is kept"),
    ],
)
def test_other_ways_to_write_the_same_are_understood(line: str, severity: str, claim: str) -> None:
    (issue,) = read_issues(f"Some words.\n\n{line}\n> the quote\nFix: this\n", "A")
    assert (issue.severity, issue.claim, issue.quote, issue.fix) == (severity, claim, "the quote", "this")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I found no issues.",
        "High availability is promised and not designed.",
        "The majority: it votes.",
        "Minor changes were made: none matter.",
        "```\n### major: this is an example\n```\n",
        "~~~~\n### major: in a fence\n~~~\nstill in it\n### major: here too\n~~~~\n",
        "### major:\n",
    ],
)
def test_what_has_not_the_shape_is_no_issue(text: str) -> None:
    assert read_issues(text, "A") == ()


def test_quotes_lose_their_marks_and_only_those() -> None:
    (issue,) = read_issues("### minor: it\n> “a ‘nested’ one”\n\n> a second quote stays in the words\n", "A")
    assert issue.quote == "a ‘nested’ one"
    assert issue.why == "> a second quote stays in the words"


def test_a_code_block_belongs_to_its_issue() -> None:
    (issue,) = read_issues("### minor: it\nFix: write\n\n```yaml\n# major: not an issue\na: 1\n```\n", "A")
    assert issue.fix == "write\n\n```yaml\n# major: not an issue\na: 1\n```"


def test_the_example_in_the_question_names_the_severities_that_are_read() -> None:
    asked = prompts.review([])
    for word in ("blocker", "major", "minor"):
        assert word in asked
        assert read_issues(f"### {word}: the claim, in one sentence\n", "A")[0].severity == word


@given(st.text(alphabet="#>-*: \n`majorMINORFixblocker\u2028\r\t[]", max_size=300))
def test_any_text_gives_issues_whose_claims_are_one_line(text: str) -> None:
    for issue in read_issues(text, "A"):
        assert issue.claim.strip() and "\n" not in issue.claim
