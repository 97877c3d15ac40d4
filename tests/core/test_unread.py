"""Input that a server did not read is noticed, and no server is accused that read it all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fusion_tui.core.compose import new_comparison
from fusion_tui.core.models import Candidate, CandidateKind, Comparison, Document, Member, Panel, Turn, Usage
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.unread import CURE, Unread, tokens_at_least, unread
from tests.helpers.fakes import NOW, compared, ids

PROSE = (
    "The queue keeps one place for each call that the server can take. When the place is free again, "
    "the next call begins, and whoever waited longest goes first. Nobody is forgotten, although some "
    "people would rather not wait at all. We measured it twice, on a slow machine and on a fast one. "
)

FEWEST = {
    "English prose": (PROSE.rstrip(), 62),
    "the commonest words": (
        "it is in the way of the one that we had and you have to go to it if he can not be there",
        24,
    ),
    "contractions": (
        "I don't think it's what they'd say, but we've seen that she'll do it; he won't.",
        19,
    ),
    "code": (
        "def next_turn(waiting: dict[str, int], last: str | None) -> str | None:\n"
        "    for name, model in waiting.items():\n"
        "        if model == last and not self._done(name):\n"
        "            return name\n"
        "    return min(waiting, key=waiting.get, default=None)\n",
        61,
    ),
    "JSON": ('{"id": 17, "name": "alpha", "tags": ["a", "b"], "price": 0.25, "old": null, "ok": true}\n', 38),
    "a padded table": (
        "| name                 | tokens       | seconds      | cost         |\n"
        "| -------------------- | ------------ | ------------ | ------------ |\n"
        "| alpha                |          120 |          3.5 |       $0.002 |\n"
        "| a longer name        |       12,345 |         60.0 |       $1.250 |\n",
        66,
    ),
    "a drawn table": (
        "┌────────┬────────┐\n│ alpha  │     12 │\n├────────┼────────┤\n"
        "│ beta   │      7 │\n└────────┴────────┘\n",
        35,
    ),
    "numbers": ("12,345.67,0.001,99,-4\n1,2,3,4,5,6,7,8,9\n2026-11-24 12:00:00,1998,2007\n", 48),
    "markup": ('<ul class="menu"><li><a href="/a/b?c=1">one</a></li><li><b>two</b></li></ul>\n', 29),
    "German compounds": (
        "Die Straßenbahnhaltestellenbeleuchtung wurde von der Verkehrsbetriebsgesellschaft "
        "instandgesetzt, obwohl die Haftpflichtversicherungsbedingungen es nicht vorsahen.",
        34,
    ),
    "Chinese": (
        "我们今天在这里讨论一个问题：如果服务器没有读完整个文件，用户怎么才能知道？答案很简单，看它报告的数字。",
        25,
    ),
    "Japanese": (
        "サーバーが文書を最後まで読んでいない場合、利用者はどうすればそれに気づくことができますか。数字を見てください。",
        23,
    ),
    "Korean": (
        "서버가 문서를 끝까지 읽지 않았다면 사용자는 그것을 어떻게 알 수 있습니까? 보고된 숫자를 보십시오.",
        28,
    ),
    "Hindi": (
        "यदि सर्वर ने पूरा दस्तावेज़ नहीं पढ़ा है तो उपयोगकर्ता को यह कैसे पता चलेगा? संख्या को देखिए।",
        22,
    ),
    "Thai": ("ถ้าเซิร์ฟเวอร์อ่านเอกสารไม่ครบ ผู้ใช้จะรู้ได้อย่างไร ให้ดูตัวเลขที่รายงาน", 22),
    "Arabic": ("إذا لم يقرأ الخادم المستند كله فكيف يعرف المستخدم ذلك؟ انظر إلى الرقم الذي أبلغ عنه.", 24),
    "Russian": (
        "Если сервер не прочитал документ до конца, как об этом узнает пользователь? Посмотрите на число.",
        21,
    ),
    "emoji": ("🎉 done ✅ ship it 🚀 👩‍💻 ok 👍🏽", 14),
}
"""Texts with the fewest tokens that one of seven tokenizers makes of them: those of Claude, DeepSeek V3,
Gemma 3, GPT-4o, Llama 2, Llama 3 and Qwen 3, counted in November 2026."""


def document(text: str, name: str = "spec.md") -> Document:
    return Document(name, text, "0" * 64, len(text))


def asked(
    prompt: str = "Why?", *documents: str, persona: str = "", context: tuple[Turn, ...] = ()
) -> Comparison:
    """A comparison of one member."""
    panel = Panel("p", (Member("here", "m", "m", persona),))
    comparison, _ = new_comparison(
        prompt, [document(t) for t in documents], panel, blind=True, rng_seed=1, now=NOW, new_id=ids()
    )
    return replace(comparison, context=context)


def answered(comparison: Comparison, read: int | None, cached: int | None = None) -> Candidate:
    """Its answer, with what the server reported."""
    return replace(comparison.candidates[0], status="complete", usage=Usage(read, 20, cached))


def found(comparison: Comparison, read: int | None, cached: int | None = None) -> Unread | None:
    return unread(comparison, answered(comparison, read, cached))


@pytest.mark.parametrize("name", FEWEST)
def test_whoever_read_it_all_is_not_accused(name: str) -> None:
    text, fewest = FEWEST[name]
    assert tokens_at_least(text) <= fewest
    comparison = asked("Why?", f"{text}\n" * 200)
    assert found(comparison, fewest * 200) is None


# Thai has no spaces, so its words cannot be counted, and what is missing of it is not noticed.
@pytest.mark.parametrize("name", sorted(FEWEST.keys() - {"Thai"}))
def test_whoever_read_a_tenth_is(name: str) -> None:
    text, fewest = FEWEST[name]
    comparison = asked("Why?", f"{text}\n" * 300)
    assert found(comparison, fewest * 30) is not None


def test_half_of_a_plain_text_is_found_missing() -> None:
    comparison = asked("Why?", PROSE * 100)
    missing = found(comparison, 3_100)
    assert missing is not None and (missing.read, missing.what) == (3_100, "document")
    assert missing.badge == "did not read the whole document"
    assert missing.how_much == "the server read 3,100 of about 5,400 tokens or more"


def test_a_little_less_than_was_counted_is_no_accusation() -> None:
    comparison = asked("Why?", PROSE * 100)
    assert found(comparison, 4_400) is None


@pytest.mark.parametrize("read", [None, 0, 1, 249])
def test_a_report_of_nothing_or_of_what_no_context_is_short_enough_for_says_nothing(read: int | None) -> None:
    assert found(asked("Why?", PROSE * 100), read) is None


def test_a_server_that_leaves_its_cache_out_of_the_count_is_not_accused() -> None:
    comparison = asked("Why?", PROSE * 100)
    assert found(comparison, 300, cached=5_000) is None
    assert found(comparison, 3_100, cached=3_000) is not None, "cached tokens are part of the input"


def test_a_short_question_is_never_marked() -> None:
    assert found(asked(PROSE * 5), 250) is None


def test_everything_that_is_sent_counts() -> None:
    turn = Turn("0" * 32, "A", PROSE * 30, (), PROSE * 30)
    with_documents = replace(turn, documents=(document(PROSE * 30),))
    for comparison, what in (
        (asked(PROSE * 60), "question"),
        (asked("Why?", PROSE * 30, PROSE * 30), "document"),
        (asked("Why?", persona=PROSE * 60), "question"),
        (asked("Why?", context=(turn,)), "question"),
        (asked("Why?", context=(with_documents,)), "document"),
    ):
        missing = found(comparison, 1_500)
        assert missing is not None and missing.what == what
        assert missing.sent >= 60 * 54


@pytest.mark.parametrize("kind", ["revision", "synthesis", "merge", "draft"])
def test_only_answers_are_judged_by_what_the_question_sent(kind: CandidateKind) -> None:
    comparison = asked("Why?", PROSE * 100)
    assert unread(comparison, replace(answered(comparison, 1_000), kind=kind)) is None
    assert unread(comparison, replace(answered(comparison, 1_000), member=None)) is None


def test_the_cure_names_what_to_turn() -> None:
    assert "OLLAMA_CONTEXT_LENGTH" in CURE and "num_ctx" in CURE


def test_the_pick_keeps_the_mark_of_every_answer() -> None:
    comparison, ballot = compared("one", "two", documents=[document(PROSE * 100)])
    read = {"A": 2_050, "B": 6_300}
    for letter, tokens in read.items():
        candidate = replace(
            comparison.candidate(letter), text="x", status="complete", usage=Usage(tokens, 20)
        )
        comparison = comparison.with_candidate(candidate)
    around = Circumstances((), None)
    pick = make_pick(
        Choice.of((("B",),)), comparison, ballot, revealed=False, around=around, now=NOW, new_id=ids()
    )
    assert {shown.letter: shown.cut_input for shown in pick.shown} == {"A": True, "B": False}
