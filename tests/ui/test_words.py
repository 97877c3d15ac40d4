"""What rows, heads and notes say, and what they keep to themselves while blind."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from fusion_tui.core.events import RetryWait
from fusion_tui.core.models import CallError, Candidate, Record, Reveal, Status
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.errors import ErrorKind
from fusion_tui.ui import words
from fusion_tui.ui.screens import arena_rows as rows
from fusion_tui.ui.widgets.line import Span
from tests.helpers.fakes import NOW, compared, ids

TOLD = CallError("response", "rate_limited", 429, "acme/secret-model is busy", "Wait a minute.")


def record(*states: Status, revealed: bool = False, pick: str | None = None) -> Record:
    comparison, ballot = compared(*(f"acme/secret-{i}" for i in range(len(states))))
    for candidate, status in zip(comparison.candidates, states, strict=True):
        failed = status == "failed"
        comparison = comparison.with_candidate(
            replace(
                candidate,
                status=status,
                text="" if failed or status == "waiting" else "some words",
                error=TOLD if failed else None,
                cost_usd=0.25,
                seconds=41.0,
                model_served="acme/secret-2026",
            )
        )
    made = Record(comparison, (ballot,), (), (), (Reveal(comparison.id, NOW, "b"),) if revealed else ())
    if pick is None:
        return made
    row = make_pick(
        Choice.of(((pick,),)),
        comparison,
        ballot,
        revealed=revealed,
        around=Circumstances((), None),
        now=NOW,
        new_id=ids(),
    )
    return replace(made, picks=(row,))


def head(given: Record, letter: str = "A", **changed: object) -> str:
    told: dict[str, object] = {
        "silent_s": None,
        "lines": 12,
        "queued": False,
        "badges": (),
        "strict": False,
    }
    shown = rows.head(given.comparison.candidate(letter), given, **(told | changed))  # type: ignore[arg-type]
    return " ".join([shown.words, *shown.badges])


def plain(rows_or_spans: tuple[Span, ...] | tuple[tuple[Span, ...], ...]) -> str:
    rows = [part if isinstance(part, tuple) else (part,) for part in rows_or_spans]
    return "\n".join("".join(span.text for span in row) for row in rows)


@pytest.mark.parametrize("status", [s for s in get_args(Status)])
def test_no_state_tells_who_wrote_it_while_blind(status: Status) -> None:
    given = record(status)
    said = head(given) + plain(rows.note(given.comparison.candidate("A"), None, revealed=False))
    said += plain(rows.title_right(given, 41.0))
    for secret in ("secret", "acme", "$", "41 s", "0.25", "busy"):
        assert secret not in said


def test_states_are_said_in_words() -> None:
    assert head(record("waiting"), silent_s=3.0) == "waiting 3 s"
    assert head(record("waiting"), queued=True) == "queued"
    assert head(record("writing"), silent_s=2.0) == "writing"
    assert head(record("writing"), silent_s=23.4) == "no data for 23 s, x stops"
    assert head(record("complete")) == "done"
    assert head(record("complete", pick="A")) == "done · your pick"
    assert head(record("stopped")) == "stopped after 12 lines"
    assert head(record("interrupted")) == "interrupted"
    assert head(record("truncated")) == "cut at max tokens"
    assert head(record("failed")) == "failed · rate limited"
    assert head(record("complete"), badges=(rows.NAMES_AUTHOR,)) == "done names its author"
    assert head(record("complete"), strict=True) == "held until all are done"


def test_after_the_reveal_a_head_says_who_and_at_what_price() -> None:
    assert head(record("complete", revealed=True)) == "name of acme/secret-0 · $0.25 · 41 s"


def test_a_failure_says_why_and_which_key_helps() -> None:
    given = record("failed")
    blind = plain(rows.note(given.comparison.candidate("A"), None, revealed=False))
    assert "Rate limited (HTTP 429)." in blind and "r asks again" in blind and "E details" in blind
    known = plain(rows.note(given.comparison.candidate("A"), None, revealed=True))
    assert "acme/secret-model is busy" in known and "Wait a minute." in known


def test_a_retry_counts_down() -> None:
    given = record("waiting")
    note = plain(rows.note(given.comparison.candidate("A"), (7.6, RetryWait(8, 2, 3, TOLD)), revealed=False))
    assert "Next try in 8 s (attempt 2 of 3)." in note


def test_when_all_failed_for_one_reason_the_status_row_says_it() -> None:
    said = rows.opening_status(record("failed", "failed"))
    assert said == ("2 of 2 failed: rate limited.", "bad", "ctrl+r retries all. Your question is saved.")


def test_an_interrupted_comparison_says_what_can_be_done() -> None:
    text, _, more = rows.opening_status(record("interrupted", "complete"))
    assert text == "interrupted: A" and "r asks again" in more


@pytest.mark.parametrize("revealed", [False, True])
@pytest.mark.parametrize("pick", [None, "A"])
@pytest.mark.parametrize("status", ["writing", "complete", "failed"])
def test_at_most_six_hints_and_only_keys_that_exist(status: Status, pick: str | None, revealed: bool) -> None:
    from fusion_tui.ui.keymap import Keymap

    given = record(status, "complete", revealed=revealed, pick="B" if pick else None)
    offered = rows.hints(given, given.comparison.candidate("A"))
    assert len(offered) <= 6 and len(set(offered)) == len(offered)
    for identity in offered:
        Keymap().key(identity)


def test_every_kind_of_error_has_words() -> None:
    assert set(words.KINDS) == set(get_args(ErrorKind))


def test_the_line_after_a_reveal_names_the_winner_and_the_dearest_loser() -> None:
    given = record("complete", "complete", "failed", pick="B")
    line = words.reveal_line(given, wins=3, met=7)
    winner = given.comparison.candidate("B").name
    assert line.startswith(f"B was {winner}, $0.25, over ")
    assert line.endswith("; its third win in 7")
    assert given.comparison.candidate("C").name not in line, "a failed candidate lost to nobody"


def test_amounts_say_no_more_than_is_known() -> None:
    assert words.money(None) == "cost unknown"
    assert [words.money(x) for x in (0.0, 0.0042, 0.31, 12.0)] == ["$0.00", "$0.0042", "$0.31", "$12.00"]
    assert [words.clock(s) for s in (0.4, 41, 61, 3700)] == ["0:00", "0:41", "1:01", "1:01:40"]
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 21, 22, 113)] == [
        "first",
        "second",
        "third",
        "4th",
        "11th",
        "21st",
        "22nd",
        "113th",
    ]


def test_every_state_has_a_glyph_that_ascii_terminals_can_show() -> None:
    for status in get_args(Status):
        candidate = Candidate("A", status=status)
        assert words.glyph(candidate, ascii_only=True).isascii()
        assert words.glyph(candidate)
