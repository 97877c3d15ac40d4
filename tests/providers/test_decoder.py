"""Wherever a stream is cut, the same events come out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.clean import whole
from fusion_tui.providers.decoder import (
    MAX_EVENT,
    EventDecoder,
    EventTooLargeError,
    ServerEvent,
    SurrogateJoiner,
)

LINES = st.lists(
    st.sampled_from(
        [
            "data: héllo",
            "data:two",
            "data",
            ": comment",
            "event: ping",
            "id: 7",
            "",
            "",
            "data: \u2028\u0085 漢字 👩",
            "retry: 3",
            "nonsense",
        ]
    ),
    max_size=20,
)


def decoded(chunks: list[bytes]) -> list[ServerEvent]:
    decoder = EventDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)] + decoder.flush()


@given(LINES, st.sampled_from(["\n", "\r", "\r\n"]), st.booleans(), st.lists(st.integers(1, 9), min_size=1))
def test_any_chunking_gives_the_same_events(lines: list[str], end: str, mark: bool, cuts: list[int]) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + "".join(line + end for line in lines).encode()
    chunks, position, turn = [], 0, 0
    while position < len(data):
        step = cuts[turn % len(cuts)]
        chunks.append(data[position : position + step])
        position, turn = position + step, turn + 1
    assert decoded(chunks) == decoded([data])


def test_an_event_is_its_data_lines_joined_and_its_name() -> None:
    assert decoded([b"event: delta\ndata: one\ndata: two\n\ndata: x\r\r\n"]) == [
        ServerEvent("delta", "one\ntwo"),
        ServerEvent("", "x"),
    ]


def test_separators_inside_json_cut_nothing() -> None:
    text = 'data: {"a": "x\u2028y\u2029z\u0085"}\n\n'
    assert decoded([text.encode()]) == [ServerEvent("", '{"a": "x\u2028y\u2029z\u0085"}')]


def test_an_unfinished_event_at_the_end_is_kept() -> None:
    assert decoded([b"data: tail"]) == [ServerEvent("", "tail")]
    assert decoded([b"\xef\xbb"]) == []


def test_a_line_or_an_event_without_end_is_refused() -> None:
    with pytest.raises(EventTooLargeError):
        EventDecoder().feed(b"data: " + b"x" * (MAX_EVENT + 1))
    decoder = EventDecoder()
    with pytest.raises(EventTooLargeError):
        for _ in range(20):
            decoder.feed(b"data: " + b"x" * (MAX_EVENT // 10) + b"\n")


@given(st.text(alphabet=st.characters(), max_size=30), st.integers(1, 5))
def test_characters_cut_in_two_are_joined(text: str, step: int) -> None:
    halves = text.encode("utf-16-le", "surrogatepass")
    units = [halves[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(halves), 2)]
    joiner = SurrogateJoiner()
    pieces = ["".join(units[i : i + step]) for i in range(0, len(units), step)]
    joined = "".join(joiner.feed(piece) for piece in pieces) + joiner.flush()
    assert joined == whole(text)
    joined.encode("utf-8")
