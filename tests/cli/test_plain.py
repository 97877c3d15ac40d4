from __future__ import annotations

from dataclasses import replace

import pytest

from fusion_tui.cli.plain import Printer
from fusion_tui.core.models import Comparison
from tests.core.export.records import record


def asked() -> Comparison:
    """Two answers and a failure."""
    return record().comparison


def letters(shown: str) -> list[str]:
    """Whose headings were printed."""
    return [line.split()[2] for line in shown.splitlines() if line.startswith("=====")]


def test_an_answer_waits_for_all_letters_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    comparison = asked()
    live = comparison.with_candidate(replace(comparison.candidate("B"), status="writing"))
    printer = Printer(live, patient=False)
    printer.take(live)
    assert letters(capsys.readouterr().out) == ["A"]
    printer.take(comparison)
    printer.rest(comparison)
    assert letters(capsys.readouterr().out) == ["B", "C"]


def test_a_patient_printer_waits_for_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    comparison = asked()
    printer = Printer(comparison, patient=True)
    printer.take(comparison)
    assert capsys.readouterr().out == ""
    printer.rest(comparison)
    assert letters(capsys.readouterr().out) == ["A", "B", "C"]
