from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fusion_tui.cli import importing
from tests.cli.conftest import Fusion, open_store
from tests.cli.model_server import Model, ModelServer

Serve = Callable[..., ModelServer]

HOSTILE = "\ud83d\ude00 \ud800 \0 \x1b]52;c;AAAA\x07 \u202e"


@pytest.fixture
def exported(fusion: Fusion, serve: Serve) -> bytes:
    """Two comparisons, one of them picked and undone and picked, as they leave a machine that then is new."""
    serve(one=Model("first"), two=Model("second"), three=Model(status=500))
    fusion("ask", "Which?", "--plain")
    with open_store() as store:
        (identity,) = store.ids()
    fusion("pick", identity, "--none")
    fusion("ask", "Something newer", "--plain")
    told = fusion("export", "--format", "json").out.encode()
    on_another_machine()
    return told


def data_folder() -> Path:
    """Where the record of this test lies."""
    return Path(os.environ["FUSION_DATA_DIR"])


def on_another_machine() -> None:
    """As if nothing had ever been asked here."""
    for path in data_folder().glob("*.db"):
        path.unlink()


def changed(line: bytes, **values: Any) -> bytes:
    """A line with other values."""
    return json.dumps({**json.loads(line), **values}).encode() + b"\n"


def test_everything_that_was_exported_is_there_and_exports_the_same(
    fusion: Fusion, exported: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "comparisons.jsonl"
    file.write_bytes(exported)
    done = fusion("import", str(file))
    assert (done.code, done.out) == (0, "")
    assert done.err == "2 added, 0 completed, 0 already there, 0 refused.\n"
    assert fusion("export", "--format", "json").out.encode() == exported
    assert "none good" in fusion("history").out


def test_a_second_time_everything_is_there_already(fusion: Fusion, exported: bytes) -> None:
    fusion("import", "-", stdin=exported)
    done = fusion("import", "-", stdin=exported)
    assert (done.code, done.err) == (0, "0 added, 0 completed, 2 already there, 0 refused.\n")


def test_what_came_later_is_added(fusion: Fusion, exported: bytes) -> None:
    fusion("import", "-", stdin=exported)
    with open_store() as store:
        (first, _) = store.ids()
    fusion("pick", first, "--skip")
    newer = fusion("export", "--format", "json").out.encode()
    on_another_machine()
    fusion("import", "-", stdin=exported)
    done = fusion("import", "-", stdin=newer)
    assert done.err == "0 added, 1 completed, 1 already there, 0 refused.\n"
    assert fusion("export", "--format", "json").out.encode() == newer
    with open_store() as store:
        assert [pick.outcome for pick in store.load(first).picks] == ["none", "skip"]
    assert fusion("import", "-", stdin=exported).err.startswith("0 added, 0 completed, 2 already")


def test_bad_lines_are_named_and_the_good_ones_come_in(fusion: Fusion, exported: bytes) -> None:
    first, second = exported.splitlines(keepends=True)
    lines = [
        b"not json\n",
        first,
        b"\n",
        b"\xff\xfe\n",
        changed(first, seed="x", id="f" * 32),
        changed(first, schema=2),
        b"[1]\n",
        b'"text"\n',
        b'{"id": ' + b"9" * 5000 + b"}\n",
        b"[" * 100_000 + b"\n",
        changed(first, prompt="Other?"),
        second.removesuffix(b"\n"),
    ]
    done = fusion("import", "-", stdin=b"".join(lines))
    assert done.code == 1
    assert [said.split(":")[0] for said in done.err.splitlines()] == [
        *(f"line {number}" for number in (1, 4, 5, 6, 7, 8, 9, 10, 11)),
        "2 added, 0 completed, 0 already there, 9 refused.",
    ]
    for says in (
        "line 1: not JSON: Expecting value at character 1.",
        "line 4: not UTF-8 text.",
        "line 5: seed: found 'x', expected a whole number below 2^63.",
        "line 6: schema: found 2, expected 1: a newer Fusion",
        "line 7: found a list, expected an object.",
        "line 8: found 'text', expected an object.",
        "line 9: not JSON that can be read: a number has too many digits.",
        "line 10: nested too deeply.",
        "line 11: " + json.loads(first)["id"][:8] + ": another comparison with this id",
    ):
        assert says in done.err


def test_hostile_texts_come_in_repaired_and_nothing_is_lost(fusion: Fusion, exported: bytes) -> None:
    told = json.loads(exported.splitlines()[0])
    told["prompt"] = told["panel"] = told["thread_id"] = told["calls"][0]["request_id"] = HOSTILE
    for name in ("member", "text", "reasoning", "provider", "seat", "persona"):
        told["candidates"][0][name] = HOSTILE
    done = fusion("import", "-", stdin=json.dumps(told).encode())
    assert done.code == 0, done.err
    with open_store() as store:
        comparison = store.load(told["id"]).comparison
    assert (
        comparison.prompt
        == comparison.candidates[0].text
        == HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    assert fusion("import", "-", stdin=json.dumps(told).encode()).err.startswith("0 added, 0 completed, 1")


def test_a_document_with_the_hash_of_another_is_refused(
    fusion: Fusion, exported: bytes, tmp_path: Path
) -> None:
    (tmp_path / "spec.md").write_text("# Spec")
    fusion("ask", "And this?", "-f", str(tmp_path / "spec.md"), "--plain")
    told = json.loads(fusion("export", "--format", "json").out)
    told["documents"][0]["text"] = "forged"
    told["id"] = "f" * 32
    for row in (*told["ballots"], *told["calls"]):
        row["id"] = row["id"][::-1]
        row["comparison_id"] = told["id"]
    done = fusion("import", "-", stdin=json.dumps(told).encode())
    assert done.code == 1
    assert "line 1: ffffffff: the document 'spec.md' has the sha256 of another text" in done.err


@pytest.mark.parametrize("arguments", [("--json",), ("--json", "--member", "here/one")])
def test_what_asking_prints_is_refused_with_the_way_to_a_whole_copy(
    fusion: Fusion, serve: Serve, arguments: tuple[str, ...]
) -> None:
    serve(one=Model("first"))
    told = fusion("ask", "Which?", *arguments).out.encode()
    done = fusion("import", "-", stdin=told)
    assert done.code == 1
    assert "line 1: schema: found nothing." in done.err and "fusion export --format json" in done.err
    assert done.err.count("\n") == 2


def test_one_object_over_many_lines_comes_in(fusion: Fusion, exported: bytes) -> None:
    spread = json.dumps(json.loads(exported.splitlines()[0]), indent=2).encode()
    assert fusion("import", "-", stdin=b"\xef\xbb\xbf" + spread).err.startswith("1 added")


@pytest.mark.parametrize("joint", [b"\n", b",\n"])
def test_many_objects_over_many_lines_are_refused_with_the_cure(
    fusion: Fusion, exported: bytes, joint: bytes
) -> None:
    spread = [json.dumps(json.loads(line), indent=2).encode() for line in exported.splitlines()]
    text = joint.join(spread) if joint == b"\n" else b"[\n" + joint.join(spread) + b"]"
    done = fusion("import", "-", stdin=text)
    assert done.code == 1 and "`jq -c" in done.err
    assert done.err.count("\n") == 2


def test_a_line_that_no_memory_holds_is_skipped(
    fusion: Fusion, exported: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_LINE", 1 << 20)
    long = b'{"prompt": "' + b"x" * (5 << 20) + b'"}\n'
    done = fusion("import", "-", stdin=long + exported)
    assert done.code == 1
    assert done.err.splitlines() == [
        "line 1: longer than 1 MiB, which no comparison is.",
        "2 added, 0 completed, 0 already there, 1 refused.",
    ]


def test_a_key_in_a_bad_value_is_not_printed(fusion: Fusion, exported: bytes) -> None:
    told = changed(exported.splitlines()[0], blind="sk-ant-api03-AAAAAAAAAAAAAAAA")
    done = fusion("import", "-", stdin=told)
    assert done.code == 1 and "blind: found" in done.err
    assert "sk-ant" not in done.err


def test_an_empty_file_adds_nothing(fusion: Fusion) -> None:
    done = fusion("import", "-", stdin=b"\n\n")
    assert (done.code, done.err) == (0, "0 added, 0 completed, 0 already there, 0 refused.\n")


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_makes_no_record(fusion: Fusion, tmp_path: Path, name: str) -> None:
    done = fusion("import", str(tmp_path / name))
    assert (done.code, done.out) == (2, "")
    assert "cannot be read" in done.err and done.err.count("\n") == 1
    assert not (data_folder() / "fusion.db").exists()


def test_todays_copy_is_made_first(fusion: Fusion, exported: bytes) -> None:
    fusion("import", "-", stdin=exported)
    (backup,) = data_folder().glob("*.backup.db")
    assert backup.stat().st_mode & 0o077 == 0


def test_a_record_that_can_only_be_read_takes_nothing(fusion: Fusion, exported: bytes) -> None:
    fusion("import", "-", stdin=exported.splitlines()[0])
    path = data_folder() / "fusion.db"
    data = path.read_bytes()
    # The number of the schema stands at byte 60 of an SQLite file.
    path.write_bytes(data[:60] + (999).to_bytes(4, "big") + data[64:])
    done = fusion("import", "-", stdin=exported)
    assert done.code == 1
    assert "newer Fusion" in done.err and "0 added" in done.err
