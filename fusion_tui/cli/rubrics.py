"""`--for`: a rubric by its name, the person's own before those that come with the program, or a file."""

from __future__ import annotations

from pathlib import Path

from fusion_tui.cli.documents import read_document, whole
from fusion_tui.cli.world import World
from fusion_tui.config import paths
from fusion_tui.core.rubrics import Rubric, read_rubric
from fusion_tui.errors import UsageError
from fusion_tui.rubrics import KINDS, bundled


def find_rubric(world: World, wanted: str) -> Rubric:
    """The rubric that was asked for; raises `UsageError` or `DocumentError`."""
    own = paths.rubrics_folder(world.config_file)
    if Path(wanted).name == wanted:
        for name in (wanted, f"{wanted}.md"):
            if (own / name).is_file():
                return _read(own / name)
        if wanted in KINDS:
            return bundled(wanted)
    if Path(wanted).exists():
        return _read(Path(wanted))
    mine = sorted(path.stem for path in own.glob("*.md") if path.is_file())
    raise UsageError(
        f"--for {whole(wanted)}: no rubric is called so and no such file is there. There are "
        f"{', '.join(dict.fromkeys((*mine, *KINDS)))}; your own belong into {own}, one Markdown list a file."
    )


def _read(path: Path) -> Rubric:
    return read_rubric(read_document(path).text, whole(path.stem), whole(str(path)))
