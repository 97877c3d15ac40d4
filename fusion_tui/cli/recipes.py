"""Recipes for judges: the person's own Markdown files."""

from __future__ import annotations

from pathlib import Path

from fusion_tui.cli.documents import read_document, whole
from fusion_tui.cli.files import write_file
from fusion_tui.cli.world import World
from fusion_tui.config import paths
from fusion_tui.core.judging import Recipe, read_recipe, recipe_text
from fusion_tui.errors import DocumentError, ExportError, UsageError


def find_recipe(world: World, wanted: str) -> Recipe:
    """The recipe of this name, or in this file; raises `UsageError` or `DocumentError`."""
    own = paths.recipes_folder(world.config_file)
    if Path(wanted).name == wanted and (own / f"{wanted}.md").is_file():
        return _read(own / f"{wanted}.md")
    if Path(wanted).is_file():
        return _read(Path(wanted))
    mine = ", ".join(sorted(path.stem for path in own.glob("*.md"))) or "none yet"
    raise UsageError(
        f"--recipe {whole(wanted)}: no recipe is called so and no such file is there. There are: {mine}; "
        f"they belong into {own}, one Markdown file each."
    )


def recipes(world: World) -> tuple[Recipe, ...]:
    """All that can be read, by name; a file that is no recipe is left for `--recipe` to tell."""
    found = []
    for path in sorted(paths.recipes_folder(world.config_file).glob("*.md")):
        try:
            found.append(_read(path))
        except (UsageError, DocumentError):
            continue
    return tuple(found)


def keep_recipe(world: World, recipe: Recipe) -> None:
    """Write a recipe under its name; raises `ExportError`, also where one has that name."""
    folder = paths.recipes_folder(world.config_file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ExportError(f"{folder} cannot be made: {problem.strerror}.") from problem
    write_file(folder / f"{recipe.name}.md", recipe_text(recipe))


def _read(path: Path) -> Recipe:
    return read_recipe(read_document(path).text, whole(path.stem), whole(str(path)))
