from __future__ import annotations

import pytest

from fusion_tui.core.models import Candidate
from fusion_tui.core.provenance import called, made_of


@pytest.mark.parametrize(
    ("candidate", "made", "blind", "named"),
    [
        (Candidate("A", name="opus"), "", (), ("opus",)),
        (Candidate("B", "draft", name="a  b.md"), "", (), ("a b.md",)),
        (
            Candidate("C", "revision", name="opus", inputs=("A",)),
            "revision of A",
            ("revision of A",),
            ("revision of A", "opus"),
        ),
        (
            Candidate("D", "merge", name="merge of A, B and C, smoothed", inputs=("A", "B", "C")),
            "merge of A, B and C",
            ("merge of A, B and C",),
            ("merge of A, B and C, smoothed",),
        ),
    ],
)
def test_letters_say_what_a_candidate_was_made_from(
    candidate: Candidate, made: str, blind: tuple[str, ...], named: tuple[str, ...]
) -> None:
    assert made_of(candidate) == made
    assert called(candidate, named=False) == blind and called(candidate, named=True) == named
