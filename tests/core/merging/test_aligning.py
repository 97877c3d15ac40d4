"""Several texts in passages: nothing lost, nothing twice, and what belongs together stands together."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.diff.blocks import kind_of
from fusion_tui.core.merging import Passage, align
from tests.core.merging.documents import TEXTS, document

Texts = list[tuple[str, str]]


def lettered(texts: list[str]) -> Texts:
    return list(zip("ABCDEFGH", texts, strict=False))


def given_back(passages: tuple[Passage, ...], letter: str) -> str:
    versions = (passage.version(letter) for passage in passages)
    return "".join(version.text for version in versions if version)


def check(texts: Texts) -> tuple[Passage, ...]:
    """Every part of every text stands in one passage, in its order and where it says it does."""
    passages = align(texts)
    for letter, text in texts:
        assert given_back(passages, letter) == text
        for passage in passages:
            if version := passage.version(letter):
                assert text[version.start : version.end] == version.text
                assert version.last == (version.end == len(text))
    for passage in passages:
        assert passage.versions and len(set(passage.letters)) == len(passage.letters)
    return passages


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_text_can_be_taken_out_again(texts: list[str]) -> None:
    check(lettered(texts))


def test_documents_of_a_whole_panel_lose_nothing() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        check(lettered([document(rng) for _ in range(rng.randint(2, 8))]))


def test_a_text_beside_itself_has_no_passage_of_one_alone() -> None:
    text = document(random.Random(1))
    passages = check(lettered([text, text, text]))
    assert all(passage.groups == (("A", "B", "C"),) for passage in passages)


def said(passages: tuple[Passage, ...]) -> list[dict[str, str]]:
    return [{v.letter: v.text.strip() for v in passage.versions} for passage in passages]


def test_sections_meet_by_heading_and_paragraphs_in_them_by_what_they_say() -> None:
    one = "# Plan\n\nWe use Postgres.\n\n## Options\n\nThree were seen.\n\n## Risks\n\nIt may be slow.\n"
    other = "Use a database.\n\n## Options considered\n\nFour.\n\n## Cost\n\nMuch.\n\n"
    other += "## Risks\n\nNew.\n\nIt may be slow!\n"
    assert said(check([("A", one), ("C", other)])) == [
        {"A": "# Plan"},
        {"A": "We use Postgres.", "C": "Use a database."},
        {"A": "## Options", "C": "## Options considered"},
        {"A": "Three were seen.", "C": "Four."},
        {"C": "## Cost"},
        {"C": "Much."},
        {"A": "## Risks", "C": "## Risks"},
        {"C": "New."},
        {"A": "It may be slow.", "C": "It may be slow!"},
    ]


def test_sections_with_other_headings_meet_when_they_say_the_same() -> None:
    one = "# One\n\nx\n\n## Drawbacks\n\nIt is slow, it costs a lot of money, and nobody knows it.\n"
    other = "# One\n\nx\n\n## Risks\n\nIt is slow, it costs much money, and nobody here knows it.\n"
    assert said(check([("A", one), ("B", other)]))[2] == {"A": "## Drawbacks", "B": "## Risks"}


def test_code_tables_and_lists_stay_whole() -> None:
    text = (
        "- a\n- b\n\n  indented\n\n  ```sh\n  # c\n\n  d\n  ```\n- e\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n"
        "```py\n# no heading\n\nx = 1\n```\n```\nmore\n```\nwords\n"
    )
    kinds = [kind_of(passage.versions[0].text) for passage in check([("A", text)])]
    assert kinds == ["list", "table", "code", "code", "text"]


def test_a_paragraph_never_meets_code_or_a_heading() -> None:
    for seed in range(20):
        rng = random.Random(seed)
        for passage in align(lettered([document(rng) for _ in range(4)])):
            assert len({kind_of(version.text) for version in passage.versions}) == 1


def test_long_and_hostile_texts_take_bounded_time() -> None:
    tiny = "".join(f"{n % 7}\n\n" for n in range(5_000))
    words = [f"word{n % 900} and some more of it\n\n" for n in range(800)]
    started = time.process_time()
    check([("A", tiny), ("B", tiny[5:])])
    check([("A", "".join(words)), ("B", "".join(words[::-1])), ("C", "".join(words[7:]))])
    check([("A", "x " * 200_000), ("B", "x y " * 100_000)])
    assert time.process_time() - started < 10
