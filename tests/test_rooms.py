"""Which room may load what: the promises that import-linter cannot see at run time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fusion_tui.providers.late import late
from fusion_tui.ui import screens

HEAVY = ("textual", "httpx", "sqlite3", "rich.markdown", "platformdirs", "keyring")


def loaded_by(statement: str) -> set[str]:
    """Modules in memory after a statement ran in a fresh interpreter."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "fusion_tui.core.models",
        "fusion_tui.core.rules",
        "fusion_tui.core.export",
        "fusion_tui.config",
        "fusion_tui.engine",
        "fusion_tui.providers",
        "fusion_tui.store",
        "fusion_tui.cli.main",
    ],
)
def test_headless_rooms_do_not_load_the_tui(module: str) -> None:
    assert not {m for m in loaded_by(f"import {module}") if m.split(".")[0] == "textual"}


def test_the_core_needs_the_standard_library_only() -> None:
    modules = loaded_by("import fusion_tui.core.models, fusion_tui.core.export, fusion_tui.core.picking")
    foreign = {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names) - {"fusion_tui", "__main__"}
    assert not {name for name in foreign if not name.startswith("_")}


def test_the_command_line_starts_without_network_database_or_screen() -> None:
    modules = loaded_by("import fusion_tui.cli.commands.whole")
    assert not {name for name in HEAVY if name in modules}


def test_answers_are_painted_without_what_reads_rounds() -> None:
    modules = loaded_by("import fusion_tui.ui.screens.arena")
    rounds = {"fusion_tui.core.critique", "fusion_tui.core.judging", "fusion_tui.core.merging"}
    assert not rounds & modules


def test_fusion_alone_loads_no_command_line() -> None:
    run = "sys.argv = ['fusion']\nfrom fusion_tui.cli.main import run\ntry: run()\nexcept SystemExit: pass"
    modules = loaded_by(f"{run}\nimport fusion_tui.cli.screen")
    assert "fusion_tui.cli.opening" in modules
    assert not {name for name in modules if name.split(".")[0] in {"typer", "click", "pydantic"}}


def test_the_question_waits_for_no_other_screen_and_for_no_network() -> None:
    modules = loaded_by("import fusion_tui.cli.screen")
    screens = {name.rpartition(".")[2] for name in modules if name.startswith("fusion_tui.ui.screens.")}
    assert "compose" in screens
    assert not screens & {"arena", "history", "taste", "diff", "export", "triage"}
    unwanted = {"httpx._client", "markdown_it", "zipfile", "fusion_tui.core.taste.dashboard"}
    assert not (unwanted | {"fusion_tui.core.rubrics", "fusion_tui.core.merging"}) & modules


def test_every_screen_can_be_prepared_and_is_then_there() -> None:
    modules = loaded_by("from fusion_tui.ui import screens; screens.prepare(); screens.TasteScreen")
    assert {"fusion_tui.ui.screens.arena", "fusion_tui.ui.screens.taste"} <= modules


def test_a_module_that_comes_late_works_like_any_other() -> None:
    code = "from fusion_tui.providers.late import late; first = late('colorsys'); second = late('colorsys')"
    modules = loaded_by(f"{code}; assert first is second; assert first.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)")
    assert "colorsys" in modules


def test_a_module_that_is_missing_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        late("no_such_module")


def test_a_name_that_no_screen_has_is_an_error() -> None:
    with pytest.raises(AttributeError, match="NoScreen"):
        _ = getattr(screens, "NoScreen")  # noqa: B009  (mypy would refuse the name)
