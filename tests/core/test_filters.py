"""What is typed into the history's filter means what it says, and one mistake spoils nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from fusion_tui.core.filters import Filter, Phrase, parse
from fusion_tui.core.fold import fold


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Filter()),
        ("  ,;  ", Filter()),
        ("Database", Filter((Phrase("database", False),))),
        ("go C", Filter((Phrase("go", True), Phrase("c", True)))),
        ('"Which Database"', Filter((Phrase("which database", True),))),
        ('"which data', Filter((Phrase("which data", False),))),
        ("finish_candidate", Filter((Phrase("finish candidate", False),))),
        ("std::vector", Filter((Phrase("std vector", False),))),
        ("数据", Filter((Phrase("数 据", True),))),
        ("#Ops tag:db", Filter(tags=("ops", "db"))),
        ('tag:"two words"', Filter(tags=("two words",))),
        ('"#ops"', Filter((Phrase("ops", True),))),
        ("model:OPUS panel:re", Filter(models=("opus",), panels=("re",))),
        ('model:"claude opus"', Filter(models=("claude opus",))),
        ("picked:no PICKED:Tie", Filter(picked=("no", "tie"))),
        ("kind:draft demo:no", Filter(kinds=("draft",), demo=(False,))),
        ("model: picked: # before:", Filter()),
        ("http://x", Filter((Phrase("http x", True),))),
    ],
)
def test_what_is_typed_is_read(typed: str, meant: Filter) -> None:
    assert parse(typed, UTC) == meant


def test_days_begin_at_midnight_where_the_person_is() -> None:
    found = parse("after:2026-11-01 before:2026-11-30 before:2026-11-20", timezone(timedelta(hours=2)))
    assert found.since == datetime(2026, 11, 1, 22, tzinfo=UTC)
    assert found.before == datetime(2026, 11, 19, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("before:soon", "before: found “soon”, expected a day such as 2026-11-01"),
        ("after:2026-02-30", "after: found “2026-02-30”, expected a day"),
        ("after:9999-12-31", "after: found “9999-12-31”, expected a day"),
        ("picked:maybe", "picked: found “maybe”, expected yes, no, none or tie"),
        ("kind:poem", "expected answer, revision, synthesis, merge or draft"),
        ("kind:a-very-long-poem", "found “a-very-l…”, expected answer"),
        ("demo:perhaps", "demo: found “perhaps”, expected yes or no"),
    ],
)
def test_a_mistake_is_a_sentence_and_the_rest_still_holds(typed: str, said: str) -> None:
    found = parse(f"queue {typed} #ops", UTC)
    (mistake,) = found.mistakes
    assert said in mistake and len(mistake) <= 78
    assert (found.phrases, found.tags) == ((Phrase("queue", False),), ("ops",))
    assert not found.empty and parse(typed, UTC).empty


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße nach KÖLN", "strasse nach köln"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("a_b-c\x00d\ud800e", "a b c d e"),
        ("データベースを選ぶ", "デ ー タ ベ ー ス を 選 ぶ"),
        ("한국어 text", "한 국 어 text"),
        ("naïve 🚀 x²", "naïve x2"),
    ],
)
def test_words_are_folded_to_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded
