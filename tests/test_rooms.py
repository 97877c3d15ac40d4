"""Which room may load what: the promises that import-linter cannot see at run time."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
    modules = loaded_by("import fusion_tui.cli.main")
    assert not {name for name in HEAVY if name in modules}
