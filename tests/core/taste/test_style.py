"""What is counted in a text."""

from __future__ import annotations

import time

import pytest

from fusion_tui.core.taste.style import Style, style_of

ANSWER = """# Choose Postgres

It is **boring** and __proven__; `__init__` and snake_case_names are not bold.

## Why

- one **strong reason**
* two
  1. nested
2) numbered

```python
# not a heading
- not an item **nor bold**
```
"""


def test_headings_bold_runs_and_items_are_counted_outside_of_code() -> None:
    style = style_of(ANSWER)
    assert (style.headings, style.bolds, style.items) == (2, 3, 4)
    assert style.words == len(ANSWER.split())


@pytest.mark.parametrize(
    "text, style",
    [
        ("", Style()),
        ("#hashtag is no heading", Style(words=4)),
        ("-5 degrees, 2 * 3 * 4", Style(words=7)),
        ("** not bold ** and **\nneither**", Style(words=7)),
        ("~~~\n# code\n", Style(words=3)),
        ("```\n# code\n~~~\n# still code\n```\n# heading", Style(words=10, headings=1)),
    ],
)
def test_what_only_looks_like_format_is_not(text: str, style: Style) -> None:
    assert style_of(text) == style


def test_a_doubling_of_words_is_one_step() -> None:
    assert Style(words=399).doublings[0] - Style(words=199).doublings[0] == pytest.approx(1.0)
    assert Style().doublings == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("piece", ["**a ", "__a ", "`", "~~~\n", "# ", "- ", "*", "_", "```a\n", "1. "])
def test_a_hostile_text_takes_no_time_to_speak_of(piece: str) -> None:
    started = time.process_time()
    style_of(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 1.0
