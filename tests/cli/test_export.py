from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Fusion, only_record, open_store
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]

TEXT = "---\npicked: other\n---\r\n# A heading\u2028\n\n"


@pytest.fixture
def asked(fusion: Fusion, serve: Serve) -> str:
    """The id of a comparison of two equal answers, not picked."""
    serve(one=Model(TEXT), two=Model(TEXT))
    fusion("ask", "Which: one?", "--plain")
    return only_record().comparison.id


def body(exported: str) -> str:
    """What stands below the front matter."""
    return exported.split("\n---\n\n", 1)[1]


def test_the_newest_pick_leaves_as_markdown_with_the_text_as_it_was(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, "B", "--why", "shorter")
    done = fusion("export")
    told = yaml.safe_load(done.out.split("\n---\n", 1)[0].removeprefix("---\n"))
    assert done.code == 0
    assert body(done.out) == TEXT
    assert (told["id"], told["picked"], told["prompt"], told["why"]) == (asked, "B", "Which: one?", "shorter")
    assert told["member"] == only_record().comparison.candidate("B").name


def test_the_newest_pick_is_not_the_newest_question(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, "A")
    fusion("ask", "Something newer", "--plain")
    assert f'id: "{asked}"' in fusion("export").out


def test_without_a_pick_there_is_nothing_to_export_and_all_is_named(fusion: Fusion, asked: str) -> None:
    for arguments in ([], [asked]):
        done = fusion("export", *arguments)
        assert (done.code, done.out) == (1, "")
    assert "--all" in fusion("export", asked).err
    done = fusion("export", asked, "--all")
    assert done.code == 0 and done.out.count(TEXT) == 2
    assert "name of" not in done.out


def test_a_tie_says_which_text_it_gives(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, "B", "A", "--tie")
    done = fusion("export", asked)
    assert body(done.out) == TEXT and "B ties with A" in done.err


def test_bare_is_the_picked_text_to_the_last_byte(fusion: Fusion, asked: str, tmp_path: Path) -> None:
    fusion("pick", asked, "B", "A", "--tie")
    done = fusion("export", "--bare")
    assert (done.code, done.out) == (0, TEXT)
    assert "B ties with A" in done.err
    target = tmp_path / "answer.md"
    assert fusion("export", asked, "--bare", "-o", str(target)).out == ""
    assert target.read_bytes() == TEXT.encode()


def test_bare_of_what_was_not_picked_is_nothing(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, "--none")
    done = fusion("export", asked, "--bare")
    assert (done.code, done.out) == (1, "") and "Nothing is picked" in done.err


@pytest.mark.parametrize("other", [("--all",), ("--format", "json")])
def test_bare_is_one_text_and_nothing_else(fusion: Fusion, asked: str, other: tuple[str, ...]) -> None:
    fusion("pick", asked, "A")
    done = fusion("export", "--bare", *other)
    assert (done.code, done.out) == (2, "")
    assert "--bare" in done.err and " ".join(other) in done.err and done.err.count("\n") == 1


def test_a_file_is_whole_private_and_says_so(fusion: Fusion, asked: str, tmp_path: Path) -> None:
    fusion("pick", asked, "A")
    target = tmp_path / "answer.md"
    done = fusion("export", "-o", str(target))
    assert (done.code, done.out) == (0, "")
    assert str(target) in done.err
    assert target.read_bytes() == fusion("export").out.encode()
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".fusion")] == []


@pytest.mark.parametrize("form", ["md", "json"])
def test_an_existing_file_is_overwritten_only_when_told(
    fusion: Fusion, asked: str, tmp_path: Path, form: str
) -> None:
    target = tmp_path / "answer"
    target.write_text("mine")
    command = ["export", asked, "--all", "--format", form, "-o", str(target)]
    refused = fusion(*command)
    assert refused.code == 2 and "--force" in refused.err
    assert target.read_text() == "mine"
    assert not only_record().revealed
    assert fusion(*command, "--force").code == 0
    assert TEXT[:20] in target.read_text() or form == "json"


@pytest.mark.parametrize("where", ["no/such/folder/a.md", "."])
def test_a_place_that_cannot_be_written_is_one_sentence(
    fusion: Fusion, asked: str, tmp_path: Path, where: str
) -> None:
    done = fusion("export", asked, "--all", "--force", "-o", str(tmp_path / where))
    assert done.code == 1 and done.err.count("\n") == 1


def test_json_writes_every_comparison_on_a_line_of_its_own(fusion: Fusion, asked: str) -> None:
    fusion("ask", "Something newer", "--plain")
    lines = fusion("export", "--format", "json").out.removesuffix("\n").split("\n")
    told = [json.loads(line) for line in lines]
    assert [each["prompt"] for each in told] == ["Which: one?", "Something newer"]
    assert [c["text"] for c in told[0]["candidates"]] == [TEXT, TEXT]
    assert told[0]["schema"] == 1
    with open_store() as store:
        assert [reveal.how for reveal in store.load(asked).reveals] == ["export"]


def test_json_of_one_comparison(fusion: Fusion, asked: str, tmp_path: Path) -> None:
    fusion("ask", "Something newer", "--plain")
    assert fusion("export", asked, "--format", "json", "-o", str(tmp_path / "a.json")).code == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["id"] == asked


@pytest.mark.parametrize("arguments", [["--format", "pdf"], ["a", "b"]])
def test_what_cannot_be_exported_is_refused(fusion: Fusion, arguments: list[str]) -> None:
    done = fusion("export", *arguments)
    assert done.code == 2 and done.err.count("\n") == 1


def test_a_record_that_can_only_be_read_can_still_be_exported(fusion: Fusion, asked: str) -> None:
    fusion("pick", asked, "A")
    fusion("ask", "Something unpicked", "--plain")
    with open_store() as store:
        path = store.path
    version = path.read_bytes()
    # The number of the schema stands at byte 60 of an SQLite file.
    path.write_bytes(version[:60] + (999).to_bytes(4, "big") + version[64:])
    done = fusion("export")
    assert done.code == 0 and body(done.out) == TEXT
    assert "newer Fusion" in done.err
    done = fusion("export", "--format", "json")
    assert (done.code, done.err.count("\n")) == (0, 1)
    assert os.path.getsize(path) == len(version)
